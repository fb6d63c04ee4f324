package manage_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

// A result is what a command line gave.
type result struct {
	code           int
	stdout, stderr string
}

// run runs a command line in an environment, as in "A=1 B=2", of a site.
func run(t *testing.T, environ string, config combo.Config, args ...string) result {
	t.Helper()
	return runWith(t, environ, func(manage.Env) (combo.Config, error) { return config, nil }, args...)
}

func runWith(t *testing.T, environ string, configure func(manage.Env) (combo.Config, error), args ...string) result {
	t.Helper()
	var stdout, stderr strings.Builder
	env := manage.Env{Args: append([]string{"/usr/bin/band"}, args...), Getenv: getenv(environ), Stdout: &stdout, Stderr: &stderr}
	code := manage.Run(t.Context(), env, configure)
	return result{code, stdout.String(), stderr.String()}
}

func getenv(environ string) func(string) string {
	return func(name string) string {
		for _, pair := range strings.Fields(environ) {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// want compares a result: stdout and stderr must have the texts, and be empty if
// there are none.
func (r result) want(t *testing.T, code int, stdout, stderr []string) {
	t.Helper()
	if r.code != code {
		t.Errorf("the exit code is %d, want %d\nstdout: %s\nstderr: %s", r.code, code, r.stdout, r.stderr)
	}
	wantTexts(t, "stdout", r.stdout, stdout)
	wantTexts(t, "stderr", r.stderr, stderr)
}

func wantTexts(t *testing.T, name, got string, want []string) {
	t.Helper()
	if len(want) == 0 && got != "" {
		t.Errorf("%s is %q, want nothing", name, got)
	}
	for _, text := range want {
		if !strings.Contains(got, text) {
			t.Errorf("%s is\n%s\nwant %q in it", name, got, text)
		}
	}
}

func text(body string) combo.View {
	return func(*http.Request) (*combo.Response, error) { return combo.Text(body) }
}

// command is one of an app.
func command(name string, do func(context.Context, *combo.Site, []string) error) combo.Command {
	return combo.Command{Name: name, Usage: "[-fake] [app]", Help: "Bring the tables up to date.", Details: "In the order of their names.", Run: do}
}

func app(commands ...combo.Command) combo.Config {
	return combo.Config{Apps: []combo.App{{Name: "database", Commands: commands}}}
}
