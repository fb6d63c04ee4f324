package manage

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/combo-web/combo"
)

func (p *process) helpCommand() *command {
	about := combo.Command{
		Name:  "help",
		Usage: "[command]",
		Help:  "Tell what the program can do, or more of one command.",
	}
	return p.builtin(about, flagSet("help"), 1, func(_ context.Context, rest []string) error {
		if len(rest) == 0 {
			return p.overview()
		}
		c, err := p.command(rest[0])
		if err != nil {
			return err
		}
		return p.helpOn(c)
	})
}

// overview lists all commands. Those of the apps are left out with a word on the
// reason if the site cannot be configured: help must work then, too.
func (p *process) overview() error {
	config, configErr := p.config()
	w := tabwriter.NewWriter(p.env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Usage: %s [command] [flags] [arguments]\n\nCommands:\n", p.program)
	for _, c := range p.builtins() {
		writeEntry(w, c.Name, c.Help)
	}
	for _, app := range config.Apps {
		writeApp(w, app)
	}
	fmt.Fprint(w, "\nEnvironment:\n")
	for _, v := range variables {
		writeEntry(w, v.name, v.help)
	}
	fmt.Fprintf(w, "\nRun \"%s help serve\" for the flags and details of a command.\n", p.program)
	if err := w.Flush(); err != nil {
		return err
	}
	if configErr != nil {
		fmt.Fprintf(p.env.Stderr, "\nThe commands of the apps are not listed, since the site has mistakes: run \"%s check\".\n", p.program)
	}
	return nil
}

func writeApp(w io.Writer, app combo.App) {
	if len(app.Commands) == 0 {
		return
	}
	fmt.Fprintf(w, "\nCommands of the app %s:\n", app.Name)
	for _, c := range app.Commands {
		writeEntry(w, c.Name, c.Help)
	}
}

func writeEntry(w io.Writer, name, help string) {
	fmt.Fprintf(w, "  %s\t%s\n", name, help)
}

// helpOn tells all of one command.
func (p *process) helpOn(c *command) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", strings.TrimSpace("Usage: "+p.program+" "+c.Name+" "+c.Usage))
	if c.Help != "" {
		b.WriteString(c.Help + "\n")
	}
	if c.Details != "" {
		b.WriteString("\n" + strings.TrimRight(c.Details, "\n") + "\n")
	}
	if c.flags != nil {
		writeFlags(&b, c.flags)
	}
	_, err := io.WriteString(p.env.Stdout, b.String())
	return err
}

func writeFlags(b *strings.Builder, flags *flag.FlagSet) {
	first := true
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	flags.VisitAll(func(f *flag.Flag) {
		if first {
			fmt.Fprint(w, "\nFlags:\n")
			first = false
		}
		value, help := flag.UnquoteUsage(f)
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0s" {
			help += " (" + f.DefValue + " if not given)"
		}
		writeEntry(w, strings.TrimSpace("-"+f.Name+" "+value), help)
	})
	w.Flush()
}
