package record_test

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/bench/record"
)

func TestSaveAndLoad(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new")
	bytes := 1.5
	saved := record.Servers{
		About: record.About{
			Commit: "abc", Date: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Command: "a {b} [c]\n\td",
			Versions: map[string]string{"chi": "v5"},
		},
		Base:   "nethttp",
		Rounds: []record.Round{{Round: 1, Task: "json", Server: "a"}, {Round: 2, Task: "json", Server: "a", Bytes: &bytes}},
	}
	if err := record.Save(folder, record.ServersFile, saved); err != nil {
		t.Fatal(err)
	}
	var loaded record.Servers
	if err := record.Load(folder, record.ServersFile, &loaded); err != nil || !reflect.DeepEqual(loaded, saved) {
		t.Errorf("loaded %+v, %v, want %+v", loaded, err, saved)
	}
	text, err := os.ReadFile(filepath.Join(folder, record.ServersFile))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 25 {
		t.Errorf("the file has %d lines, want one for each round:\n%s", n, text)
	}
	if err := record.Load(folder, record.InprocFile, &loaded); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestParseBenchmarks(t *testing.T) {
	t.Parallel()
	const output = `goos: linux
cpu: Some Processor
BenchmarkRouter/10/chi         	  654950	       461.2 ns/op	     704 B/op	       4 allocs/op
BenchmarkRouter/10/chi         	  654950	       463 ns/op	     704 B/op	       4 allocs/op
BenchmarkRequest/plaintext/combo+stack    	 1	 6252 ns/op
some words of a test
PASS
ok  	example/inproc	8.415s
`
	got, err := record.ParseBenchmarks(output)
	want := []record.Benchmark{
		{Name: "Router/10/chi", Nanoseconds: []float64{461.2, 463}, Bytes: 704, Objects: 4},
		{Name: "Request/plaintext/combo+stack", Nanoseconds: []float64{6252}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("parsed %+v, %v, want %+v", got, err, want)
	}
	if _, err := record.ParseBenchmarks("FAIL\n"); err == nil {
		t.Error("an output without benchmarks is no error")
	}
	if b, ok := (record.Inproc{Benchmarks: got}).Find("Router/10/chi"); !ok || b.Objects != 4 {
		t.Errorf("found %v, %v", b, ok)
	}
}

// Rounds are compared one by one: one that was slow for both says nothing.
func TestInprocCompares(t *testing.T) {
	t.Parallel()
	p := record.Inproc{Benchmarks: []record.Benchmark{
		{Name: "a", Nanoseconds: []float64{300, 600, 900}},
		{Name: "b", Nanoseconds: []float64{100, 200, 300}},
	}}
	ratio := p.Ratio("a", "b")
	for _, v := range []float64{ratio.Mean, ratio.Low, ratio.High} {
		if ratio.N != 3 || math.Abs(v-3) > 1e-9 {
			t.Fatalf("a compared with b: %+v, want 3 each", ratio)
		}
	}
	if d := p.Difference("a", "b"); d.N != 3 || d.Mean != 400 || d.Low >= 400 || d.High <= 400 {
		t.Errorf("a takes longer than b by %+v, want 400 with an interval", d)
	}
	if none := p.Ratio("a", "c"); none.N != 0 {
		t.Errorf("a compared with nothing: %+v", none)
	}
}
