package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/combo-web/combo/bench/record"
)

// ormModules are the peers whose versions are kept.
var ormModules = []string{"gorm.io/gorm", "github.com/uptrace/bun", "modernc.org/sqlite", "github.com/jackc/pgx/v5"}

// runORM runs the rounds of folder orm, in a test since that has a PostgreSQL server
// of its own, and keeps them.
func runORM(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("orm", flag.ExitOnError)
	rounds := flags.Int("rounds", 9, "measure everybody so `many` times")
	each := flags.Duration("time", 200*time.Millisecond, "do each task for so `long`")
	_ = flags.Parse(args)
	folder, err := os.MkdirTemp("", "combo-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	// One processor, as for the servers.
	command := exec.CommandContext(ctx, "go", "test", "./orm", "-v", "-count", "1", "-cpu", "1", "-timeout", "1h", "-run", "^TestMeasure$",
		"-orm.rounds", fmt.Sprint(*rounds), "-orm.time", each.String(), "-orm.folder", folder)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("go test ./orm: %w", err)
	}
	var found record.ORM
	if err := record.Load(folder, record.ORMFile, &found); err != nil {
		return err
	}
	found.About, err = about(ctx, fmt.Sprintf("go run ./cmd/bench orm -rounds %d -time %s", *rounds, *each))
	if err != nil {
		return err
	}
	if found.Versions, err = ormVersions(ctx); err != nil {
		return err
	}
	return record.Save(resultsFolder, record.ORMFile, found)
}

func ormVersions(ctx context.Context) (map[string]string, error) {
	list := map[string]string{}
	for _, path := range ormModules {
		out, err := exec.CommandContext(ctx, "go", "list", "-m", "-json", path).Output()
		if err != nil {
			return nil, fmt.Errorf("go list -m %s: %w", path, err)
		}
		var module struct{ Version string }
		if err := json.Unmarshal(out, &module); err != nil {
			return nil, err
		}
		list[path] = module.Version
	}
	return list, nil
}
