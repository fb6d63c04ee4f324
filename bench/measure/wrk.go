package measure

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"time"

	"github.com/combo-web/combo/bench/tasks"
)

//go:embed wrk.lua
var script []byte

// A load is what wrk reports.
type load struct {
	Requests     int64 `json:"requests"`
	Microseconds int64 `json:"microseconds"`
	P50          int64 `json:"p50"` // microseconds
	P99          int64 `json:"p99"`
	Connect      int64 `json:"connect"`
	Read         int64 `json:"read"`
	Write        int64 `json:"write"`
	Status       int64 `json:"status"`
	Timeout      int64 `json:"timeout"`

	used time.Duration // processor time of wrk
}

// check refuses a load of which not every request was answered well: its other
// numbers would be those of errors.
func (l load) check() error {
	if l.Requests == 0 || l.Microseconds == 0 {
		return fmt.Errorf("wrk had no answer")
	}
	if l.Connect+l.Read+l.Write+l.Status+l.Timeout > 0 {
		return fmt.Errorf("wrk had errors in %d requests: %d connect, %d read, %d write, %d timeout, %d with a status of 400 or more",
			l.Requests, l.Connect, l.Read, l.Write, l.Timeout, l.Status)
	}
	return nil
}

// wrk sends the requests of a task for some seconds, from another core.
func wrk(ctx context.Context, s *server, task tasks.Task, seconds int, o Options) (load, error) {
	args := []string{"-c", strconv.Itoa(o.ClientCore), "wrk", "-t1", "-c" + strconv.Itoa(o.Connections),
		"-d" + strconv.Itoa(seconds) + "s", "-s", o.Places.Script}
	if task.Gzip {
		args = append(args, "-H", "Accept-Encoding: gzip")
	}
	args = append(args, "http://"+s.address, "--")
	for _, r := range task.Requests {
		args = append(args, r.Path)
	}
	command := exec.CommandContext(ctx, "taskset", args...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return load{}, fmt.Errorf("wrk: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	l, err := parseLoad(out)
	l.used = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return l, err
}

// parseLoad finds the script's line, the last one, below what wrk prints itself.
func parseLoad(out []byte) (load, error) {
	out = bytes.TrimSpace(out)
	line := out[bytes.LastIndexByte(out, '\n')+1:]
	var l load
	if err := json.Unmarshal(line, &l); err != nil {
		return l, fmt.Errorf("read wrk's report %.100q: %w", line, err)
	}
	return l, l.check()
}
