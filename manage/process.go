package manage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/internal/suggest"
)

// A process is one run of the command line.
type process struct {
	env       Env
	program   string    // its name, for messages
	format    string    // of the log: text or json
	logTo     io.Writer // where the log goes, nil for the file or the standard error
	logFile   string    // where serve logs, "" for the standard error; other commands have none
	configure func(Env) (combo.Config, error)

	made       *combo.Config   // what configure returned, once it was called
	madeSecret bool            // nobody gave a secret
	log        *logfile.Writer // that of logFile, once it is open
}

func newProcess(env Env, configure func(Env) (combo.Config, error)) (*process, error) {
	p := &process{env: env, program: "site", configure: configure}
	if len(env.Args) > 0 {
		p.program = strings.TrimSuffix(filepath.Base(env.Args[0]), ".exe")
		p.env.Args = env.Args[1:]
	}
	if env.Getenv == nil {
		p.env.Getenv = func(string) string { return "" }
	}
	p.env.Stdout, p.env.Stderr = orDiscard(env.Stdout), orDiscard(env.Stderr)
	p.format = cmp.Or(p.env.Getenv("COMBO_LOG"), "text")
	debug, err := strconv.ParseBool(cmp.Or(p.env.Getenv("COMBO_DEBUG"), "0"))
	if err != nil {
		return p, usagef("COMBO_DEBUG is %q: set it to 1 or 0", p.env.Getenv("COMBO_DEBUG"))
	}
	p.env.Debug = env.Debug || debug
	return p, nil
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// run finds the command and runs it. Without one it serves.
func (p *process) run(ctx context.Context) error {
	name, args := "serve", p.env.Args
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	} else if len(args) > 0 {
		name, args = aliases(args)
	}
	defer p.closeLog()
	c, err := p.command(name)
	if err != nil {
		return err
	}
	return c.run(ctx, args)
}

// aliases lets a program be asked for help and version as most are.
func aliases(args []string) (name string, rest []string) {
	switch args[0] {
	case "-h", "-help", "--help":
		return "help", args[1:]
	case "-version", "--version":
		return "version", args[1:]
	}
	return "serve", args
}

// command finds a command by its name: a built-in one, or one of an app.
func (p *process) command(name string) (*command, error) {
	var names []string
	for _, c := range p.builtins() {
		if c.Name == name {
			return c, nil
		}
		names = append(names, c.Name)
	}
	config, err := p.config()
	if err != nil {
		return nil, err
	}
	for _, app := range config.Apps {
		for _, c := range app.Commands {
			if c.Name == name {
				return p.appCommand(c), nil
			}
			names = append(names, c.Name)
		}
	}
	return nil, usagef("there is no command %q%s", name, suggest.DidYouMean(name, names))
}

// config asks the site for its configuration, once, and fills in what the
// environment says.
func (p *process) config() (combo.Config, error) {
	if p.made != nil {
		return *p.made, nil
	}
	if err := p.openLog(); err != nil {
		return combo.Config{}, err
	}
	config, err := p.configure(p.env)
	if err != nil {
		return combo.Config{}, err
	}
	if err := checkCommands(config.Apps); err != nil {
		return combo.Config{}, err
	}
	secret, err := p.readSecret()
	if err != nil {
		return combo.Config{}, err
	}
	p.settle(&config, secret)
	p.made = &config
	return config, nil
}

// openLog makes the log when the flags are known.
func (p *process) openLog() error {
	if p.env.Log != nil {
		return nil
	}
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if p.env.Debug {
		o.Level = slog.LevelDebug
	}
	if p.format != "text" && p.format != "json" {
		return usagef("the log can be text or json, not %q", p.format)
	}
	out, err := p.logSink()
	if err != nil {
		return err
	}
	var handler slog.Handler = slog.NewTextHandler(out, o)
	if p.format == "json" {
		handler = logfile.JSON(out, o.Level)
	}
	if p.log != nil {
		handler = logfile.FlushAt(slog.LevelWarn, handler, p.log)
	}
	p.env.Log = slog.New(handler)
	return nil
}

// logSink is where the log goes. It opens the file, if there is one.
func (p *process) logSink() (io.Writer, error) {
	switch {
	case p.logTo != nil:
		return p.logTo, nil
	case p.logFile == "":
		return p.env.Stderr, nil
	}
	w, err := logfile.Open(p.logFile)
	if err != nil {
		return nil, err
	}
	p.log = w
	return w, nil
}

// closeLog writes what the log has not written yet.
func (p *process) closeLog() {
	if p.log == nil {
		return
	}
	if err := p.log.Close(); err != nil {
		fmt.Fprintln(p.env.Stderr, err)
	}
}

// site builds the site.
func (p *process) site() (*combo.Site, error) {
	config, err := p.config()
	if err != nil {
		return nil, err
	}
	return combo.New(config)
}

// A usageError is a mistake in the command line.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// errReported ends a command that has said itself what is wrong.
var errReported = errors.New("reported")

// report tells what went wrong and returns the exit code.
func (p *process) report(err error) int {
	if err == nil {
		return 0
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintf(p.env.Stderr, "%s: %v\nRun \"%[1]s help\" for the commands and their flags.\n", p.program, err)
		return 2
	}
	if !errors.Is(err, errReported) {
		for _, m := range mistakesOf(err) {
			fmt.Fprintln(p.env.Stderr, m)
		}
	}
	return 1
}
