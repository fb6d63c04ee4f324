package main

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/combo-web/combo/bench/record"
)

// about tells where and of what the results are.
func about(ctx context.Context, command string) (record.About, error) {
	commit, err := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return record.About{}, err
	}
	changes, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--", ":/", ":!/bench/results", ":!/docs/benchmarks.md").Output()
	if err != nil {
		return record.About{}, err
	}
	return record.About{
		Commit: strings.TrimSpace(string(commit)), Modified: len(changes) > 0, Date: time.Now().UTC().Truncate(time.Second),
		Command: command, Machine: machine(),
	}, nil
}

// machine leaves out what names this one machine.
func machine() record.Machine {
	return record.Machine{Processor: processor(), Cores: runtime.NumCPU(), Kernel: "Linux " + kernel(), Go: runtime.Version()}
}

var model = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)

func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	if m := model.FindSubmatch(info); m != nil {
		return string(m[1])
	}
	return runtime.GOARCH
}

var release = regexp.MustCompile(`^\d+\.\d+`)

// kernel is the version without what distributors add.
func kernel() string {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return ""
	}
	return release.FindString(unix.ByteSliceToString(name.Release[:]))
}
