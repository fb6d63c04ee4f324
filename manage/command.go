package manage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/suggest"
)

// A command is one word of the command line, built in or of an app.
type command struct {
	combo.Command
	flags *flag.FlagSet // nil if the command parses its arguments itself
	run   func(ctx context.Context, args []string) error
}

// builtins are the commands that every site has, in the order of the help.
func (p *process) builtins() []*command {
	return []*command{p.serveCommand(), p.checkCommand(), p.routesCommand(), p.versionCommand(), p.helpCommand()}
}

// builtin makes a command whose flags are parsed before it runs. rest are the
// words behind the flags, at most max of them.
func (p *process) builtin(c combo.Command, flags *flag.FlagSet, max int, run func(ctx context.Context, rest []string) error) *command {
	built := &command{Command: c, flags: flags}
	built.run = func(ctx context.Context, args []string) error {
		rest, err := parse(flags, args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			return p.helpOn(built)
		case err != nil:
			return err
		case len(rest) > max:
			return usagef("%s: %q is one word too many", c.Name, rest[max])
		}
		return run(ctx, rest)
	}
	return built
}

// appCommand is a command of an app: it gets the site and its arguments.
func (p *process) appCommand(c combo.Command) *command {
	built := &command{Command: c}
	built.run = func(ctx context.Context, args []string) error {
		site, err := p.site()
		if err != nil {
			return err
		}
		p.warnOfSecret()
		err = c.Run(ctx, site, args)
		if errors.Is(err, flag.ErrHelp) {
			return p.helpOn(built)
		}
		return err
	}
	return built
}

// flagSet returns a set that leaves all messages to this package.
func flagSet(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	return flags
}

// parse parses flags, which may stand behind other words, too.
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, flagError(flags, err)
		}
		if flags.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// flagError names the flag that was probably meant.
func flagError(flags *flag.FlagSet, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return usagef("%s: %v", flags.Name(), err)
	}
	var known []string
	flags.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	if best := suggest.Nearest(name, known); best != "" {
		return usagef("%s: there is no flag -%s; did you mean -%s?", flags.Name(), name, best)
	}
	return usagef("%s: there is no flag -%s", flags.Name(), name)
}

// checkCommands finds commands of apps that nobody could call.
func checkCommands(apps []combo.App) error {
	taken := map[string]string{}
	for _, name := range []string{"serve", "check", "routes", "version", "help"} {
		taken[name] = "every site has one"
	}
	var mistakes []error
	for _, app := range apps {
		for _, c := range app.Commands {
			switch other := taken[c.Name]; {
			case c.Name == "" || strings.HasPrefix(c.Name, "-") || strings.ContainsAny(c.Name, " \t"):
				mistakes = append(mistakes, fmt.Errorf("app %s: %q is no name for a command", app.Name, c.Name))
			case c.Run == nil:
				mistakes = append(mistakes, fmt.Errorf("app %s: the command %q has no Run", app.Name, c.Name))
			case other != "":
				mistakes = append(mistakes, fmt.Errorf("app %s: the command %q is taken: %s", app.Name, c.Name, other))
			default:
				taken[c.Name] = "app " + app.Name + " brings it"
			}
		}
	}
	return errors.Join(slices.Clip(mistakes)...)
}
