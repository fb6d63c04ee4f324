package measure_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/bench/measure"
	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/report"
	"github.com/combo-web/combo/bench/tasks"
)

// built is where the servers are, made once for all tests.
var built measure.Places

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "bench")
	if err == nil {
		built, err = measure.Build(context.Background(), folder)
	}
	code := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	os.RemoveAll(folder)
	os.Exit(code)
}

// options are for a machine that may have one core only.
func options() measure.Options {
	return measure.Options{
		Setup:  record.Setup{Rounds: 2, Seconds: 1, Connections: 4},
		Places: built, Report: func(record.Round) {},
	}
}

// The small version of the comparison: every server starts and answers as the
// others do, two of them are measured, and the page can be made of it.
func TestComparison(t *testing.T) {
	o := options()
	for _, c := range measure.Contestants {
		if err := measure.Verify(t.Context(), c, o); err != nil {
			t.Error(err)
		}
	}
	if t.Failed() {
		return
	}
	two := []measure.Contestant{contestant(t, measure.Base), contestant(t, "combo+stack")}
	rounds, err := measure.All(t.Context(), two, tasks.All()[:1], o)
	if err != nil {
		t.Fatal(err)
	}
	checkRounds(t, rounds)
	found := &record.Servers{Setup: o.Setup, Base: measure.Base, Rounds: rounds, Summary: record.Summarize(rounds, measure.Base)}
	page, err := report.Page("<!-- bench: servers plaintext -->\n<!-- end -->", report.Data{Servers: found})
	if err != nil || strings.Count(page, "\n") != 7 {
		t.Errorf("the page is %q, %v", page, err)
	}
}

func checkRounds(t *testing.T, rounds []record.Round) {
	t.Helper()
	var order []string
	for _, r := range rounds {
		order = append(order, r.Server)
		if r.Requests < 100 || r.PerSecond < 100 || r.P99 < r.P50 || r.P50 <= 0 {
			t.Errorf("the load is wrong: %+v", r)
		}
		if r.CPU < 1 || r.CPU > 1e6/r.PerSecond*1.05 {
			t.Errorf("one core cannot take %.2f µs for each of %.0f requests a second", r.CPU, r.PerSecond)
		}
		ticks := 50_000 / float64(r.Requests) // 10 ms each, for begin and end of both times
		if sum := r.User + r.System; math.Abs(sum-r.CPU) > 0.05*r.CPU+ticks {
			t.Errorf("user and system time, %.2f and %.2f µs, are not %.2f µs", r.User, r.System, r.CPU)
		}
		if r.Objects == nil || *r.Objects < 1 || *r.Objects > 500 || *r.Bytes < 100 || r.GCs == nil {
			t.Errorf("the allocations are wrong: %+v", r)
		}
	}
	if want := []string{"nethttp", "combo+stack", "combo+stack", "nethttp"}; !slices.Equal(order, want) {
		t.Errorf("the order is %v, want %v", order, want)
	}
}

func contestant(t *testing.T, name string) measure.Contestant {
	t.Helper()
	for _, c := range measure.Contestants {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("there is no %s", name)
	return measure.Contestant{}
}

// Two servers at the same time are told apart, and their logs too: a server beside
// itself is as fast. It is not an accurate test, since the machine may be busy.
func TestPairs(t *testing.T) {
	o := options()
	var order []bool
	o.ReportPair = func(r record.PairRound) { order = append(order, r.OtherFirst) }
	pairs, err := measure.ChoosePairs("combo+stack:combo+stack", "flask:nethttp")
	if err != nil {
		t.Fatal(err)
	}
	rounds, err := measure.AllPairs(t.Context(), pairs, tasks.All()[:1], o)
	if err != nil {
		t.Fatal(err)
	}
	if want := []bool{false, false, true, true}; !slices.Equal(order, want) || len(rounds) != 4 {
		t.Errorf("the other was first in %v, want %v", order, want)
	}
	for _, r := range rounds {
		if r.Requests < 50 || r.OtherRequests < 50 || r.CPU < 1 || r.OtherCPU < 1 {
			t.Errorf("the load is wrong: %+v", r)
		}
		if ratio := r.OtherCPU / r.CPU; r.Server == "flask" && ratio > 0.5 || r.Server == r.Other && (ratio < 0.3 || ratio > 3) {
			t.Errorf("%s is %.2f times as fast as %s", r.Server, ratio, r.Other)
		}
	}
}

func TestChoosePairs(t *testing.T) {
	t.Parallel()
	all, err := measure.ChoosePairs()
	if err != nil || len(all) != len(measure.Pairs) || all[0].Server.Name != "combo" || all[0].Other.Name != "nethttp" {
		t.Errorf("without names: %v, %v", all, err)
	}
	for _, name := range []string{"combo", "combo:rails", "rails:combo", ":", "combo:chi:gin"} {
		if got, err := measure.ChoosePairs(name); err == nil {
			t.Errorf("%q is the pair %v", name, got)
		}
	}
}

// A worker's time must count, and so must that of a server without workers.
func TestPythonIsMeasured(t *testing.T) {
	o := options()
	o.Rounds = 1
	rounds, err := measure.All(t.Context(), []measure.Contestant{contestant(t, "flask")}, tasks.All()[1:2], o)
	if err != nil {
		t.Fatal(err)
	}
	// gunicorn's master alone would use next to nothing.
	if r := rounds[0]; r.CPU < 20 || r.Objects != nil {
		t.Errorf("flask used %.2f µs of processor time for a request, and allocated %v", r.CPU, r.Objects)
	}
}

func TestErrorsAreNotMeasured(t *testing.T) {
	o := options()
	base := contestant(t, measure.Base)
	good := tasks.All()[0].Requests[0]
	for _, test := range []struct{ request, want string }{
		{"/nothing", http.StatusText(http.StatusNotFound)},
		{"/orders/1/comments/2", `"2", not "Hello, World!"`},
		{"/json", "the body is"},
	} {
		wrong := tasks.Task{Name: "wrong", Requests: []tasks.Request{good, {Path: test.request, Type: good.Type, Body: good.Body}}}
		_, err := measure.All(t.Context(), []measure.Contestant{base}, []tasks.Task{wrong}, o)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "GET "+test.request) {
			t.Errorf("a task with a wrong answer: %v, want %q", err, test.want)
		}
	}
}

func TestServerThatEnds(t *testing.T) {
	o := options()
	o.Places.Programs = failing(t)
	if err := measure.Verify(t.Context(), contestant(t, measure.Base), o); err == nil || !strings.Contains(err.Error(), "nethttp: ") {
		t.Errorf("a server that ends at once: %v", err)
	}
}

// failing is a folder in which the base is a program that ends with an error.
func failing(t *testing.T) (folder string) {
	folder = t.TempDir()
	program, err := exec.LookPath("false")
	if err == nil {
		err = os.Symlink(program, filepath.Join(folder, measure.Base))
	}
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestChoose(t *testing.T) {
	t.Parallel()
	if all, err := measure.Choose(); err != nil || len(all) != len(measure.Contestants) {
		t.Errorf("without names %d servers, %v", len(all), err)
	}
	some, err := measure.Choose("gin", "combo")
	if err != nil || len(some) != 3 || some[0].Name != measure.Base || some[1].Name != "combo" {
		t.Errorf("chosen %v, %v, want the base, combo and gin", some, err)
	}
	if _, err := measure.Choose("rails"); err == nil {
		t.Error("a server that is not there can be chosen")
	}
}
