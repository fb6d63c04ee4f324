package measure

import (
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"time"
)

func TestParseLoad(t *testing.T) {
	t.Parallel()
	const line = `{"requests":500,"microseconds":1000000,"p50":80,"p99":900,"connect":0,"read":0,"write":0,"status":0,"timeout":0}`
	l, err := parseLoad([]byte("Running 1s test\n  1 threads\n" + line + "\n"))
	if err != nil || l.Requests != 500 || l.Microseconds != 1e6 || l.P50 != 80 || l.P99 != 900 {
		t.Errorf("parsed %+v, %v", l, err)
	}
	for _, broken := range []string{"", "{", strings.Replace(line, "500", "0", 1)} {
		if l, err := parseLoad([]byte(broken)); err == nil {
			t.Errorf("%q is read as %+v", broken, l)
		}
	}
	for _, kind := range []string{"connect", "read", "write", "status", "timeout"} {
		with := strings.Replace(line, `"`+kind+`":0`, `"`+kind+`":3`, 1)
		if _, err := parseLoad([]byte(with)); err == nil || !strings.Contains(err.Error(), "3 ") {
			t.Errorf("3 errors of the kind %s: %v", kind, err)
		}
	}
}

func TestTicks(t *testing.T) {
	t.Parallel()
	const stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 900 0 0 0 123 45 6 7 20 0 5 0 99"
	if user, system, err := ticks([]byte(stat)); user != 1230*time.Millisecond || system != 450*time.Millisecond || err != nil {
		t.Errorf("ticks %v, %v, %v", user, system, err)
	}
	for _, broken := range []string{"", "7 (a", "7 (a) S 1 2 3", "7 (a) S 1 7 7 0 -1 4194560 900 0 0 0 x 45 6"} {
		if _, _, err := ticks([]byte(broken)); err == nil {
			t.Errorf("ticks of %q are no error", broken)
		}
	}
}

func TestBusyTicks(t *testing.T) {
	t.Parallel()
	if got, err := busyTicks("cpu  1 2 3 1000 1000 4 5 6 7 8"); got != 210*time.Millisecond || err != nil {
		t.Errorf("busy for %v, %v", got, err)
	}
	for _, broken := range []string{"", "cpu", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 x 4 5 6 7 8"} {
		if _, err := busyTicks(broken); err == nil {
			t.Errorf("%q is no error", broken)
		}
	}
}

func TestQuietly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		others    []float64
		repeats   int
		want      float64
		discarded int
	}{
		{[]float64{0.01}, 3, 0.01, 0},
		{[]float64{0.5, 0.05}, 3, 0.05, 1},
		{[]float64{0.5, 0.6, 0.7}, 2, 0.7, 2},
		{[]float64{0.5}, 0, 0.5, 0},
	} {
		calls := 0
		got, discarded, err := quietly(test.repeats, func() ([]window, error) {
			calls++
			return []window{{others: test.others[calls-1]}}, nil
		})
		if err != nil || got[0].others != test.want || discarded != test.discarded || calls != test.discarded+1 {
			t.Errorf("of %v, with %d repeats: %v, discarded %d, after %d calls, %v", test.others, test.repeats, got[0].others, discarded, calls, err)
		}
	}
	calls := 0
	_, _, err := quietly(3, func() ([]window, error) { calls++; return nil, errors.New("broken") })
	if err == nil || calls != 1 {
		t.Errorf("an error is tried %d times and is %v", calls, err)
	}
}

// The clock of a process counts what it does.
func TestTimesOf(t *testing.T) {
	t.Parallel()
	before, err := timesOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	deadline := before.total + 30*time.Millisecond
	for n := 0; ; n++ {
		now, err := timesOf(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if now.total > deadline {
			break
		}
		if n == 1e6 {
			t.Fatal("the clock stands still")
		}
	}
	if _, err := timesOf(1 << 29); err == nil {
		t.Error("a process that is not there has a time")
	}
}

// What several servers and their wrks use is not the use of others.
func TestOthers(t *testing.T) {
	t.Parallel()
	one := window{
		load: load{Microseconds: 2_000_000, used: 300 * time.Millisecond},
		end:  moment{server: times{total: 500 * time.Millisecond}, machine: 2 * time.Second},
	}
	for _, test := range []struct {
		windows []window
		want    float64
	}{{[]window{one}, 0.6}, {[]window{one, one}, 0.2}, {[]window{one, one, one}, 0}} {
		if got := others(test.windows); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("beside %d servers, others used %.3f of a core, want %.3f", len(test.windows), got, test.want)
		}
	}
}

func TestWindowAgrees(t *testing.T) {
	t.Parallel()
	w := window{end: moment{server: times{total: 10 * time.Second}}}
	for whole, want := range map[time.Duration]bool{
		9 * time.Second: false, 10 * time.Second: true, 10*time.Second + 300*time.Millisecond: true, 20 * time.Second: false,
	} {
		if err := w.agrees(whole); (err == nil) != want {
			t.Errorf("10 s seen, %v in all: %v", whole, err)
		}
	}
}
