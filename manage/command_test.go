package manage_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

func TestMistakesInTheCommandLine(t *testing.T) {
	migrate := app(command("migrate", func(context.Context, *combo.Site, []string) error { return nil }))
	for _, test := range []struct {
		args    string
		environ string
		want    string
	}{
		{"servr", "", `band: there is no command "servr"; did you mean "serve"?`},
		{"migrat", "", `band: there is no command "migrat"; did you mean "migrate"?`},
		{"xyzzy", "", `band: there is no command "xyzzy"` + "\n"},
		{"help servr", "", `there is no command "servr"; did you mean "serve"?`},
		{"serve -adr :0", "", "serve: there is no flag -adr; did you mean -addr?"},
		{"-adr :0", "", "serve: there is no flag -adr; did you mean -addr?"},
		{"-x", "", "serve: there is no flag -x\n"},
		{"serve -addr", "", "serve: flag needs an argument: -addr"},
		{"serve -debug=x", "", `serve: invalid boolean value "x" for -debug`},
		{"serve now", "", `serve: "now" is one word too many`},
		{"-addr :0 now", "", `serve: "now" is one word too many`},
		{"check it", "", `check: "it" is one word too many`},
		{"routes a b", "", `routes: "b" is one word too many`},
		{"check -jsn", "", "check: there is no flag -jsn; did you mean -json?"},
		{"serve -log xml", "", `the log can be text or json, not "xml"`},
		{"check", "COMBO_LOG=xml", `the log can be text or json, not "xml"`},
		{"check", "COMBO_DEBUG=maybe", `COMBO_DEBUG is "maybe": set it to 1 or 0`},
		{"serve -addr 8000", "", `"8000" is not an address to listen on: give host and port, as in 127.0.0.1:8000 or :8000`},
		{"serve", "COMBO_ADDR=8000", `"8000" is not an address to listen on`},
		{"serve -addr unix:", "", `"unix:" has no path: write as in unix:/run/site.sock`},
		{"serve -cert a.pem", "", "there is a certificate, but no key: give its file with -key, or COMBO_KEY"},
		{"serve", "COMBO_KEY=a.pem", "there is a key, but no certificate: give its file with -cert, or COMBO_CERT"},
		{"serve -drain soon", "", `serve: invalid value "soon" for flag -drain: parse error`},
		{"serve -drain 0s", "", "-drain has to be more than 0, and -drain-delay not less"},
		{"serve -drain-delay -1s", "", "-drain has to be more than 0, and -drain-delay not less"},
		{"serve", "COMBO_DRAIN=30", `COMBO_DRAIN is "30": set it to a time as in 30s`},
		{"serve", "COMBO_H2C=maybe", `COMBO_H2C is "maybe": set it to 1 or 0`},
		{"serve -debug -addr 127.0.0.1:0 -watch nowhere", "", `-watch: "nowhere" is not a directory`},
	} {
		t.Run(test.args+test.environ, func(t *testing.T) {
			environ := test.environ + " COMBO_SECRET=" + strings.Repeat("s", 32)
			run(t, environ, migrate, strings.Fields(test.args)...).
				want(t, 2, nil, []string{test.want, `Run "band help" for the commands and their flags.`})
		})
	}
}

func TestAppCommand(t *testing.T) {
	var got []string
	var name string
	config := app(command("migrate", func(ctx context.Context, site *combo.Site, args []string) error {
		got, name = args, site.Config().Apps[0].Name
		return ctx.Err()
	}))
	run(t, "", config, "migrate", "-fake", "blog").want(t, 0, nil, []string{"COMBO_SECRET is not set"})
	if strings.Join(got, " ") != "-fake blog" || name != "database" {
		t.Errorf("the command got %q of the site with %q", got, name)
	}
}

func TestAppCommandFails(t *testing.T) {
	secret := "COMBO_SECRET=" + strings.Repeat("s", 32)
	for _, test := range []struct {
		name           string
		err            error
		code           int
		stdout, stderr []string
	}{
		{"plain", errors.New("no such app"), 1, nil, []string{"no such app\n"}},
		{"several", errors.Join(errors.New("one"), fmt.Errorf("two: %w: %w", errors.ErrUnsupported, errors.New("three"))), 1, nil,
			[]string{"one\ntwo: unsupported operation: three\n"}},
		{"help", flag.ErrHelp, 0, []string{"Usage: band migrate [-fake] [app]", "Bring the tables", "In the order"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			config := app(command("migrate", func(context.Context, *combo.Site, []string) error { return test.err }))
			run(t, secret, config, "migrate").want(t, test.code, test.stdout, test.stderr)
		})
	}
}

func TestAppCommandOfABrokenSite(t *testing.T) {
	config := app(command("migrate", func(context.Context, *combo.Site, []string) error { return errors.New("not run") }))
	config.URLs = combo.URLs{combo.Get("<wonder:x>/", text("")), combo.Get("<marvel:x>/", text(""))}
	r := run(t, "", config, "migrate")
	r.want(t, 1, nil, []string{"command_test.go:", "wonder", "marvel"})
	if lines := strings.Count(r.stderr, "\n"); lines != 2 || strings.Contains(r.stderr, "/command_test.go") || strings.Contains(r.stderr, "not run") {
		t.Errorf("stderr is\n%s, want two lines with short file names", r.stderr)
	}
}

func TestCommandsThatNobodyCouldCall(t *testing.T) {
	do := func(context.Context, *combo.Site, []string) error { return nil }
	config := combo.Config{Apps: []combo.App{
		{Name: "a", Commands: []combo.Command{command("serve", do), command("work", do), command("", do), command("-x", do), command("idle", nil)}},
		{Name: "b", Commands: []combo.Command{command("work", do)}},
	}}
	for _, args := range [][]string{{"check"}, {"work"}, {"serve"}} {
		r := run(t, "", config, args...)
		if r.code != 1 {
			t.Errorf("%v: the exit code is %d, want 1", args, r.code)
		}
		wantTexts(t, "the output", r.stdout+r.stderr, []string{
			"app a: the command \"serve\" is taken: every site has one\n",
			"app a: \"\" is no name for a command\n",
			"app a: \"-x\" is no name for a command\n",
			"app a: the command \"idle\" has no Run\n",
			"app b: the command \"work\" is taken: app a brings it\n",
		})
	}
}

func TestConfigureFails(t *testing.T) {
	configure := func(manage.Env) (combo.Config, error) { return combo.Config{}, errors.New("DATABASE_URL is not set") }
	for _, args := range [][]string{nil, {"serve"}, {"routes"}, {"migrate"}} {
		runWith(t, "", configure, args...).want(t, 1, nil, []string{"DATABASE_URL is not set\n"})
	}
	runWith(t, "", configure, "check").want(t, 1, []string{"DATABASE_URL is not set\n"}, nil)
	runWith(t, "", configure, "version").want(t, 0, []string{"combo"}, nil)
	runWith(t, "", configure, "help").want(t, 0, []string{"Usage: band"}, []string{`the site has mistakes: run "band check"`})
}

func TestConfigureIsCalledOnce(t *testing.T) {
	calls := 0
	configure := func(manage.Env) (combo.Config, error) { calls++; return combo.Config{}, nil }
	runWith(t, "", configure, "routes")
	runWith(t, "", configure, "xyzzy")
	if calls != 2 {
		t.Errorf("configure was called %d times by two command lines", calls)
	}
}
