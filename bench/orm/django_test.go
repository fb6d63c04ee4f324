package orm_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/combo-web/combo/bench/record"
)

// A script is peer_django.py, running.
type script struct {
	in  io.Writer
	out *bufio.Reader
}

// startDjango returns nil if Debian's packages python3-django and, for PostgreSQL,
// python3-psycopg2 are not there.
func startDjango(tb testing.TB, args ...string) *script {
	tb.Helper()
	modules := "import django"
	if args[0] != "sqlite" {
		modules += ", psycopg2"
	}
	if err := exec.Command("/usr/bin/python3", "-c", modules).Run(); err != nil {
		tb.Logf("without Django: %s: %v", modules, err)
		return nil
	}
	command := exec.Command("/usr/bin/python3", append([]string{"peer_django.py"}, args...)...)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := command.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = in.Close()
		_ = command.Wait()
	})
	s := &script{in, bufio.NewReader(out)}
	if line, err := s.out.ReadString('\n'); line != "ready\n" {
		tb.Fatalf("peer_django.py says %q, %v", line, err)
	}
	return s
}

// A remote is a contestant inside of a script: "django", or "django bare", which is
// its driver without it.
type remote struct {
	*script
	name, peer string
}

func (r remote) called() string { return r.name }

func (r remote) measure(_ context.Context, name string, d time.Duration) (m record.ORMRound, ok bool, err error) {
	if _, err := fmt.Fprintln(r.in, r.peer, name, d.Seconds()); err != nil {
		return m, true, err
	}
	line, err := r.out.ReadBytes('\n')
	if err != nil {
		return m, true, err
	}
	err = json.Unmarshal(line, &m)
	m.Peer, m.Task = r.name, name
	return m, true, err
}
