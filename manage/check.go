package manage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/combo-web/combo"
)

func (p *process) checkCommand() *command {
	flags := flagSet("check")
	o := p.serveOptions(flags)
	asJSON := flags.Bool("json", false, "write what is found as JSON")
	deploying := flags.Bool("deploy", false, "examine the site as strangers would meet it, too")
	strict := flags.Bool("strict", false, "with -deploy, let warnings be errors")
	about := combo.Command{
		Name:  "check",
		Usage: "[-json] [-deploy [-strict] [flags]]",
		Help:  "List the mistakes of the site.",
		Details: "The site is built as for serving, and the checks of its apps are run. Each\n" +
			"mistake is a line, with the file and the line where it can be mended. The exit\n" +
			"code is 1 if there are any.\n\n" +
			"With -deploy the site is then served on a port of this machine and examined:\n" +
			"settings, header fields, cookies, refusals, error pages. Give it the environment\n" +
			"that serve will have, and its flags that are listed below. The exit code is 1 if\n" +
			"there is an error.",
	}
	return p.builtin(about, flags, 0, func(ctx context.Context, _ []string) error {
		switch {
		case *deploying:
			return p.checkDeploy(ctx, o, *asJSON, *strict)
		case *strict:
			return usagef("check: -strict belongs to -deploy")
		}
		return p.check(*asJSON)
	})
}

func (p *process) check(asJSON bool) error {
	_, err := p.site()
	if _, ok := err.(*usageError); ok {
		return err
	}
	if err == nil && !asJSON {
		fmt.Fprintln(p.env.Stdout, "No mistakes found.")
	}
	return p.tellMistakes(err, asJSON)
}

// tellMistakes writes what is wrong with a site that cannot be built.
func (p *process) tellMistakes(err error, asJSON bool) error {
	mistakes := mistakesOf(err)
	if asJSON {
		if err := p.writeJSON(map[string][]mistake{"mistakes": mistakes}); err != nil {
			return err
		}
	}
	if len(mistakes) == 0 {
		return nil
	}
	for _, m := range mistakes {
		if !asJSON {
			fmt.Fprintln(p.env.Stdout, m)
		}
	}
	return errReported
}

// A mistake is something wrong with a site, and where if that is known.
type mistake struct {
	At      string `json:"at,omitempty"` // file:line
	Message string `json:"message"`
}

// String is one line, as compilers write it.
func (m mistake) String() string {
	if m.At == "" {
		return m.Message
	}
	return m.At + ": " + m.Message
}

// mistakesOf takes the error of combo.New apart. It is never nil, for JSON.
func mistakesOf(err error) []mistake {
	list := []mistake{}
	if err == nil {
		return list
	}
	found, ok := errors.AsType[combo.Mistakes](err)
	if !ok {
		return append(list, mistake{Message: err.Error()})
	}
	for _, m := range found {
		list = append(list, mistake{relative(m.At), m.Err.Error()})
	}
	return list
}

// relative shortens a file name, perhaps with a line, to one that leads there
// from the working directory. Files elsewhere keep their whole name.
func relative(file string) string {
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	short, err := filepath.Rel(dir, file)
	if err != nil || !filepath.IsAbs(file) || strings.HasPrefix(short, "..") {
		return file
	}
	return short
}

func (p *process) writeJSON(v any) error {
	e := json.NewEncoder(p.env.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
