package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	osexec "os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// Gauntlet G4 and G13: nobody sees a busy database, nothing is counted twice.
func TestGauntletG4WritersAndALongReader(t *testing.T) {
	db := open(t, sqlite.Config{})
	exec(t, db, "INSERT INTO note (title) VALUES ('counter')")
	reading, stop := make(chan struct{}), make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		err := db.AtomicWith(t.Context(), orm.TxOptions{ReadOnly: true}, func(ctx context.Context, tx *orm.Tx) error {
			before := one[int](t, tx, "SELECT stars FROM note")
			close(reading)
			<-stop
			if after := one[int](t, tx, "SELECT stars FROM note"); after != before {
				t.Errorf("the reader saw %d, then %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-reading
	var writers sync.WaitGroup
	for i := range 50 {
		writers.Go(func() {
			for range 4 {
				if err := increment(t.Context(), db, i%2 == 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	reader.Wait()
	if n := one[int](t, db, "SELECT stars FROM note"); n != 200 {
		t.Errorf("counted to %d", n)
	}
}

// increment reads first and writes then, or does both in one statement.
func increment(ctx context.Context, db *orm.DB, inTwo bool) error {
	if !inTwo {
		_, err := db.Exec(ctx, "UPDATE note SET stars = stars + 1")
		return err
	}
	return db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		n, err := orm.Raw[int](ctx, tx, "SELECT stars FROM note")
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE note SET stars = $1", n[0]+1)
		return err
	})
}

// Two programs write to one file: each waits for the lock of the other.
func TestTwoProgramsWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shared.db")
	first := open(t, sqlite.Config{File: file})
	second, err := sqlite.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	exec(t, first, "INSERT INTO note (title) VALUES ('counter')")
	var writers sync.WaitGroup
	for i := range 20 {
		writers.Go(func() {
			for range 5 {
				if err := increment(t.Context(), []*orm.DB{first, second}[i%2], i%3 == 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	if n := one[int](t, second, "SELECT stars FROM note"); n != 100 {
		t.Errorf("counted to %d", n)
	}
}

// Gauntlet G9: those who hold one connection and want another do not wait for
// each other for ever.
func TestGauntletG9PoolSelfDeadlock(t *testing.T) {
	db := open(t, sqlite.Config{Readers: 2, Wait: 50 * time.Millisecond})
	exec(t, db, "INSERT INTO note (title) VALUES ('a'), ('b')")
	var busy, other atomic.Int64
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			for _, err := range orm.RawIter[int](t.Context(), db, "SELECT id FROM note") {
				if err == nil {
					_, err = orm.Raw[int](t.Context(), db, "SELECT id FROM note")
				}
				switch {
				case errors.Is(err, orm.ErrBusy):
					busy.Add(1)
				case err != nil:
					other.Add(1)
				}
			}
		})
	}
	all.Wait()
	if other.Load() > 0 {
		t.Errorf("%d other errors", other.Load())
	}
	if !errors.Is(orm.ErrBusy, context.DeadlineExceeded) {
		t.Error("a busy database is not answered by 503")
	}
	if n := one[int](t, db, "SELECT count(*) FROM note"); n != 2 {
		t.Errorf("%d rows afterwards", n)
	}
	t.Logf("%d waits were given up", busy.Load())
}

// Gauntlet G7: whoever goes away gets nobody else's rows, and loses no
// connection.
func TestGauntletG7CancelledQueries(t *testing.T) {
	db := open(t, sqlite.Config{Readers: 3})
	for i := range 300 {
		exec(t, db, "INSERT INTO note (title) VALUES ($1)", fmt.Sprint("title ", i))
	}
	var all sync.WaitGroup
	for worker := range 16 {
		all.Go(func() {
			for i := range 60 {
				ctx, cancel := context.WithTimeout(t.Context(), rand.N(400*time.Microsecond))
				nonce := fmt.Sprint(worker, "-", i)
				got, err := orm.Raw[string](ctx, db, "SELECT $1 || title FROM note ORDER BY title", nonce)
				cancel()
				if err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
				if err == nil && len(got) != 300 {
					t.Errorf("%d rows without an error", len(got))
				}
				if slices.ContainsFunc(got, func(s string) bool { return !strings.HasPrefix(s, nonce) }) {
					t.Errorf("rows of another: %q", got[0])
				}
			}
		})
	}
	all.Wait()
	// All connections are there: as many readers as there may be, at once.
	for range 3 {
		one[int](t, db, "SELECT count(*) FROM note")
	}
	if n := exec(t, db, "UPDATE note SET stars = 1"); n != 300 {
		t.Errorf("changed %d rows", n)
	}
}

// TestMain lets the test binary be the child that is killed.
func TestMain(m *testing.M) {
	if file := os.Getenv("COMBO_TEST_WRITE_TO"); file != "" {
		writeAndTell(file)
		return
	}
	os.Exit(m.Run())
}

// writeAndTell inserts rows in 8 goroutines and prints the title of each that
// was acknowledged.
func writeAndTell(file string) {
	db, err := sqlite.Open(file)
	if err != nil {
		panic(err)
	}
	var mu sync.Mutex
	for worker := range 8 {
		go func() {
			for i := 0; ; i++ {
				title := fmt.Sprintf("%d-%d", worker, i)
				if _, err := db.Exec(context.Background(), "INSERT INTO note (title) VALUES ($1)", title); err != nil {
					panic(err)
				}
				mu.Lock()
				fmt.Println(title)
				mu.Unlock()
			}
		}()
	}
	select {}
}

// A program that is killed loses nothing that was acknowledged.
func TestGauntletKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "killed.db")
	db := open(t, sqlite.Config{File: file})
	child := startWriter(t, file)
	var told []string
	lines := bufio.NewScanner(child.out)
	for len(told) < 1000 && lines.Scan() {
		told = append(told, lines.Text())
	}
	child.kill(t)
	for lines.Scan() { // what was told before it died
		told = append(told, lines.Text())
	}
	_ = child.cmd.Wait()
	if len(told) < 1000 {
		t.Fatalf("only %d writes were acknowledged", len(told))
	}
	if err := sqlite.Check(t.Context(), db); err != nil {
		t.Error(err)
	}
	kept, err := orm.Raw[string](t.Context(), db, "SELECT title FROM note")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(kept)
	for _, title := range told {
		if _, found := slices.BinarySearch(kept, title); !found {
			t.Errorf("%s was acknowledged and is lost", title)
		}
	}
}

type child struct {
	cmd *osexec.Cmd
	out io.Reader
}

func startWriter(t *testing.T, file string) child {
	t.Helper()
	cmd := osexec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "COMBO_TEST_WRITE_TO="+file)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return child{cmd, out}
}

func (c child) kill(t *testing.T) {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
}
