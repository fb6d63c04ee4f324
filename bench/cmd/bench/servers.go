package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/combo-web/combo/bench/measure"
	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/report"
	"github.com/combo-web/combo/bench/tasks"
)

// runServers measures the servers and keeps the results. What it is to tell about
// the machine is asked first: a mistake there must not cost the measurement.
func runServers(ctx context.Context, args []string) error {
	where, err := aboutServers(ctx, "run", args)
	if err != nil {
		return err
	}
	found, err := measureServers(ctx, args, record.Setup{Rounds: 9, Seconds: 5, Warmup: 1, Repeats: 3})
	if err != nil {
		return err
	}
	found.About = where
	return record.Save(resultsFolder, record.ServersFile, found)
}

func aboutServers(ctx context.Context, command string, args []string) (record.About, error) {
	where, err := about(ctx, "go run ./cmd/bench "+strings.Join(append([]string{command}, args...), " "))
	if err != nil {
		return where, err
	}
	where.Versions, err = versions(ctx)
	return where, err
}

// quick prints what it measures and keeps nothing: some numbers of seconds.
func quick(ctx context.Context, args []string) error {
	found, err := measureServers(ctx, args, record.Setup{Rounds: 2, Seconds: 1, Warmup: 1})
	if err != nil {
		return err
	}
	for _, task := range tasks.All() {
		fmt.Printf("\n%s\n%s", task.Name, report.ServersTable(&found, task.Name))
	}
	return nil
}

// measureServers checks all servers that the arguments name, and measures them.
func measureServers(ctx context.Context, args []string, defaults record.Setup) (record.Servers, error) {
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	names := flags.String("servers", "", "`names` of servers, with commas; all if empty")
	defaults.Connections = 64
	p, err := parsePlan(flags, args, defaults, tasks.All())
	found := record.Servers{Setup: p.setup, Base: measure.Base}
	if err != nil {
		return found, err
	}
	list, err := measure.Choose(split(*names)...)
	if err != nil {
		return found, err
	}
	err = p.prepared(ctx, list, func(o measure.Options) error {
		found.Rounds, err = measure.All(ctx, list, p.tasks, o)
		return err
	})
	found.Summary = record.Summarize(found.Rounds, measure.Base)
	return found, err
}

// A plan is what the command line asks for.
type plan struct {
	setup record.Setup
	tasks []tasks.Task
}

// parsePlan adds the flags that all measurements have, and reads them. The tasks
// are the usual ones if they name none.
func parsePlan(flags *flag.FlagSet, args []string, setup record.Setup, usual []tasks.Task) (p plan, err error) {
	flags.IntVar(&setup.Rounds, "rounds", setup.Rounds, "measure everything so `many` times")
	flags.IntVar(&setup.Seconds, "seconds", setup.Seconds, "for so `many` seconds")
	flags.IntVar(&setup.Warmup, "warmup", setup.Warmup, "after so `many` seconds of warm-up")
	flags.IntVar(&setup.Connections, "connections", setup.Connections, "over so `many` connections to a server")
	flags.IntVar(&setup.ServerCore, "server-core", 1, "the servers' `core`")
	flags.IntVar(&setup.ClientCore, "client-core", 0, "wrk's `core`")
	flags.IntVar(&setup.Repeats, "repeats", setup.Repeats, "measure again, so `often` at most, if other programs disturb")
	names := flags.String("tasks", "", "`names` of tasks, with commas; the usual ones if empty")
	_ = flags.Parse(args)
	p.setup = setup
	if p.tasks = usual; *names != "" {
		p.tasks, err = tasks.Choose(split(*names)...)
	}
	return p, err
}

// prepared builds and checks the servers, and removes what was built when the
// measurement has ended.
func (p plan) prepared(ctx context.Context, list []measure.Contestant, measured func(measure.Options) error) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	o := measure.Options{Setup: p.setup, Report: tell, ReportPair: tellPair}
	if o.Places, err = measure.Build(ctx, folder); err != nil {
		return err
	}
	for _, c := range list {
		if err := measure.Verify(ctx, c, o); err != nil {
			return err
		}
	}
	return measured(o)
}

func split(names string) []string {
	return strings.FieldsFunc(names, func(r rune) bool { return r == ',' })
}

// tell prints a round when it has ended.
func tell(r record.Round) {
	fmt.Printf("%-9s %2d  %-12s %7.2f µs CPU  %8.0f requests/s  p99 %7.2f ms  others %3.0f %%\n",
		r.Task, r.Round, r.Server, r.CPU, r.PerSecond, float64(r.P99)/1000, 100*r.Others)
}

// versions asks the programs that were compared for theirs.
func versions(ctx context.Context) (map[string]string, error) {
	list := map[string]string{}
	for _, c := range measure.Contestants {
		if c.Module == "" {
			continue
		}
		ask := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Version}}", c.Module)
		if c.Python != "" {
			ask = exec.CommandContext(ctx, python, "-c", "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))", c.Module)
		}
		out, err := ask.Output()
		if err != nil {
			return nil, fmt.Errorf("ask for the version of %s: %w", c.Module, err)
		}
		list[c.Name] = strings.TrimSpace(string(out))
	}
	gunicorn, err := exec.CommandContext(ctx, "gunicorn", "--version").Output()
	if err != nil {
		return nil, err
	}
	list["gunicorn"] = lastWord(string(gunicorn))
	wrk, _ := exec.CommandContext(ctx, "wrk", "--version").Output() // its exit code is that of a mistake
	if fields := strings.Fields(string(wrk)); len(fields) > 1 {
		list["wrk"] = filepath.Base(fields[1])
	}
	return list, nil
}

// python is Debian's own, which has Debian's packages.
const python = "/usr/bin/python3"

func lastWord(text string) string {
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ')' || r == '\n' })
	return fields[len(fields)-1]
}
