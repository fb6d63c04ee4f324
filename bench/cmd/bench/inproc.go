package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"

	"github.com/combo-web/combo/bench/record"
)

// suites are Go's benchmarks: modules, folders in them, and the names to run.
var suites = []struct{ module, folder, pattern string }{
	{".", "./inproc", "^Benchmark(Request|Router|Match)$"},
	{"..", ".", "^BenchmarkMatch$"}, // the kernel's search without the rest, which no other package can call
}

// runInproc runs Go's benchmarks on one core and keeps the results. Each round runs
// all of them once, so that what is compared was measured within a minute.
func runInproc(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("inproc", flag.ExitOnError)
	count := flags.Int("count", 9, "run each benchmark so `many` times")
	duration := flags.String("benchtime", "200ms", "for so `long`")
	core := flags.Int("core", 1, "on the `core`")
	_ = flags.Parse(args)
	var output bytes.Buffer
	for range *count {
		for _, suite := range suites {
			command := exec.CommandContext(ctx, "taskset", "-c", strconv.Itoa(*core),
				"go", "test", "-run", "^$", "-bench", suite.pattern, "-benchmem", "-cpu", "1",
				"-count", "1", "-benchtime", *duration, suite.folder)
			command.Dir = suite.module
			command.Stdout, command.Stderr = io.MultiWriter(os.Stdout, &output), os.Stderr
			if err := command.Run(); err != nil {
				return fmt.Errorf("go test %s in %s: %w", suite.folder, suite.module, err)
			}
		}
	}
	found := record.Inproc{}
	var err error
	if found.Benchmarks, err = record.ParseBenchmarks(output.String()); err != nil {
		return err
	}
	found.About, err = about(ctx, fmt.Sprintf("go run ./cmd/bench inproc -count %d -benchtime %s -core %d", *count, *duration, *core))
	if err != nil {
		return err
	}
	return record.Save(resultsFolder, record.InprocFile, found)
}
