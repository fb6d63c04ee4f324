package manage

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/combo-web/combo"
)

// Main runs the command line of a site and ends the program. configure makes the
// site's configuration; it is called once, by the commands that need it.
// SIGINT and SIGTERM end the context of the command; the second one kills.
func Main(configure func(Env) (combo.Config, error)) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	env := Env{Args: os.Args, Getenv: os.Getenv, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(Run(ctx, env, configure))
}

// An Env is what the process gives to a site.
type Env struct {
	// Args are the words of the command line, the program's name first.
	Args []string
	// Getenv returns a variable of the environment, "" if it is not set.
	// Defaults to an empty environment.
	Getenv func(string) string
	// Debug tells whether the site is being worked on: the flag -debug of serve,
	// or COMBO_DEBUG. Config.Debug is set by it.
	Debug bool
	// Log is where the site logs, if Config.Log is not set. Defaults to text on
	// Stderr, or to JSON by the flag -log of serve or COMBO_LOG; with Debug the
	// debug level is logged, too. The flag -log-file of serve or COMBO_LOG_FILE
	// sends it to a file, when the site is served.
	Log *slog.Logger
	// Stdout takes what a command answers, Stderr what goes wrong. They default
	// to nowhere.
	Stdout, Stderr io.Writer
}

// Run is [Main] without the process: it runs the command line that env holds and
// returns the exit code. A command that serves ends when ctx does.
func Run(ctx context.Context, env Env, configure func(Env) (combo.Config, error)) int {
	p, err := newProcess(env, configure)
	if err == nil {
		err = p.run(ctx)
	}
	return p.report(err)
}
