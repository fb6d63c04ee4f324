//go:build unix

package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

// starvedEnv makes this test binary a server that has few files: TestGauntletX8 starts it.
const starvedEnv = "COMBO_GAUNTLET_STARVED"

// mostFiles is how many files the starved server may open.
const mostFiles = 256

// TestStarvedServer is the server of TestGauntletX8. Without it, there is nothing to do.
func TestStarvedServer(t *testing.T) {
	kind := os.Getenv(starvedEnv)
	if kind == "" {
		return
	}
	files := syscall.Rlimit{Cur: mostFiles, Max: mostFiles}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	s, err := server.New(server.Config{Handler: http.HandlerFunc(ignore), Log: log, DrainIdle: limit})
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t)
	eaten := []*os.File{}
	for kind == "eaten" && len(eaten) < mostFiles/2 { // the rest of the program has files too
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		eaten = append(eaten, f)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	fmt.Printf("serving %s\n", l.Addr())
	if kind == "bare" {
		go http.Serve(l, http.HandlerFunc(ignore))
		<-ctx.Done()
		return
	}
	s.Serve(ctx, l)
	for _, f := range eaten {
		f.Close()
	}
}

// starve starts a server that has few files. Its log is what it writes to standard error.
func starve(t *testing.T, kind string) (addr string, log *journal, stop func()) {
	t.Helper()
	log = &journal{}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestStarvedServer$")
	child.Env = append(os.Environ(), starvedEnv+"="+kind)
	child.Stderr = log
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server does not start: %v %s", err, log.take())
	}
	go io.Copy(io.Discard, out)
	return strings.TrimSpace(strings.TrimPrefix(line, "serving ")), log, func() {
		child.Process.Signal(os.Interrupt)
		child.Wait()
	}
}

// TestGauntletX8: clients open more connections than the process may have files. The
// server goes on accepting, makes room for those who ask, and does not fill the log.
func TestGauntletX8(t *testing.T) {
	t.Parallel()
	together(
		func() { checkStarved(t, "plain") },
		func() { checkStarved(t, "eaten") },
		func() {
			addr, _, stop := starve(t, "bare")
			defer stop()
			flood(t, "127.0.0.1", addr, 400)
			for range 2 {
				if isServed(addr) {
					t.Error("net/http alone serves a new client: the test shows nothing")
				}
			}
		},
	)
}

func checkStarved(t *testing.T, kind string) {
	addr, log, stop := starve(t, kind)
	begin := time.Now()
	flood(t, "127.0.0.1", addr, 400)
	until(t, kind+": a new client is served", func() bool { return isServed(addr) })
	for range 20 {
		until(t, kind+": a new client is served again", func() bool { return isServed(addr) })
	}
	stop()
	text := log.take()
	most := 3 * (2 + int(time.Since(begin)/time.Second)) // of three kinds
	if lines := strings.Count(text, "\n"); lines > most || strings.Contains(text, "panic") {
		t.Errorf("%s: %d lines are logged, want at most %d: %.1000s", kind, lines, most, text)
	}
}

// isServed asks with a short patience.
func isServed(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, probe)
	answer, _ := io.ReadAll(conn)
	return strings.HasPrefix(string(answer), "HTTP/1.1 200 ")
}
