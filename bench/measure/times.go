package measure

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// times is the processor time of some processes.
type times struct {
	total time.Duration // exact
	// user and system are how the kernel divides it, in ticks of 10 ms.
	user, system time.Duration
}

func (t times) sub(u times) times {
	return times{t.total - u.total, t.user - u.user, t.system - u.system}
}

// timesOf adds up the times of a process and of all below it that run. It reads
// the processes' clocks, which getrusage divides into user and system time: the
// only way to see a worker before it has ended.
func timesOf(pid int) (times, error) {
	sum, err := timesOfOne(pid)
	if err != nil {
		return sum, err
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return sum, err
	}
	for _, field := range strings.Fields(string(children)) {
		child, err := strconv.Atoi(field)
		if err != nil {
			return sum, err
		}
		t, err := timesOf(child)
		if err != nil {
			return sum, err
		}
		sum = times{sum.total + t.total, sum.user + t.user, sum.system + t.system}
	}
	return sum, nil
}

func timesOfOne(pid int) (times, error) {
	var clock unix.Timespec
	if err := unix.ClockGettime(processClock(pid), &clock); err != nil {
		return times{}, fmt.Errorf("read the processor clock of process %d: %w", pid, err)
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return times{}, err
	}
	user, system, err := ticks(stat)
	return times{time.Duration(clock.Nano()), user, system}, err
}

// processClock is the number of a process's clock, as clock_getcpuclockid(3) makes it.
func processClock(pid int) int32 { return int32(^pid<<3 | 2) }

// tick is the unit of /proc/<pid>/stat; Linux has no other (USER_HZ).
const tick = 10 * time.Millisecond

// ticks reads the fields utime and stime of proc_pid_stat(5): the 14th and 15th, of
// which the second, the name in parentheses, may hold anything.
func ticks(stat []byte) (user, system time.Duration, err error) {
	end := bytes.LastIndexByte(stat, ')')
	fields := strings.Fields(string(stat[end+1:]))
	if end < 0 || len(fields) < 13 {
		return 0, 0, errors.New("/proc has no times of a process in the known form")
	}
	u, err1 := strconv.ParseInt(fields[11], 10, 64)
	s, err2 := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(u) * tick, time.Duration(s) * tick, errors.Join(err1, err2)
}

// busy is how long all processors together have worked since the machine started,
// for others of it too (steal): the first line of proc_stat(5).
func busy() (time.Duration, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	return busyTicks(line)
}

func busyTicks(line string) (time.Duration, error) {
	fields := strings.Fields(line)
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0, errors.New("/proc/stat is not in the known form")
	}
	var sum time.Duration
	for i, field := range fields[1:9] { // user nice system idle iowait irq softirq steal
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		if i != 3 && i != 4 {
			sum += time.Duration(n) * tick
		}
	}
	return sum, nil
}
