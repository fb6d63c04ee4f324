// Bench measures Combo and its peers side by side:
//
//	go run ./cmd/bench run       all servers under wrk, in turn; 50 minutes on a quiet machine
//	go run ./cmd/bench pairs     the servers of the claims, two at the same time; 20 minutes
//	go run ./cmd/bench inproc    Go's benchmarks, without a network; five minutes
//	go run ./cmd/bench orm       queries through Combo's ORM, gorm, bun and Django's; five minutes
//	go run ./cmd/bench report    write the tables of docs/benchmarks.md
//	go run ./cmd/bench quick     a look at some servers in half a minute; keeps nothing
//
// It is run in the folder bench. See docs/benchmarks.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/combo-web/combo/bench/report"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

var errUsage = errors.New("say what to do: run, pairs, inproc, orm, report or quick")

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	switch args[0] {
	case "run":
		return runServers(ctx, args[1:])
	case "pairs":
		return runPairs(ctx, args[1:])
	case "quick":
		return quick(ctx, args[1:])
	case "inproc":
		return runInproc(ctx, args[1:])
	case "orm":
		return runORM(ctx, args[1:])
	case "report":
		return writeReport(args[1:])
	}
	return errUsage
}

// Where things are, seen from the folder bench.
const (
	resultsFolder = "results"
	page          = "../docs/benchmarks.md"
)

// writeReport makes the tables of the page anew. With -check it only says whether
// they are up to date.
func writeReport(args []string) error {
	flags := flag.NewFlagSet("report", flag.ExitOnError)
	check := flags.Bool("check", false, "change nothing; fail if the tables differ from the results")
	_ = flags.Parse(args)
	data, err := report.Load(resultsFolder)
	if err != nil {
		return err
	}
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	fresh, err := report.Page(string(old), data)
	switch {
	case err != nil || fresh == string(old):
		return err
	case *check:
		return fmt.Errorf("%s differs from the results: go run ./cmd/bench report", filepath.Base(page))
	}
	return os.WriteFile(page, []byte(fresh), 0o644)
}
