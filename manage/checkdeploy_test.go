package manage_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

const deployable = "COMBO_SECRET=k7Vq2mZpX9sLwT4nB8rYc3HdJ6fGa5Ue COMBO_BASE_URL=https://example.com COMBO_TRUSTED_PROXIES=10.0.0.1 "

func TestCheckDeploy(t *testing.T) {
	failing := hello()
	failing.Apps = []combo.App{{Name: "blog", Checks: []combo.Check{{ID: "blog.E001", Run: func(*combo.Site) error { return errors.New("no posts") }}}}}
	for _, test := range []struct {
		name, environ string
		config        combo.Config
		args          string
		code          int
		want, notWant string
	}{
		{"nothing set", "", hello(), "check -deploy", 1, "✗ sec.E02  No secret is set", "sec.E01"},
		{"debug", deployable + "COMBO_DEBUG=1", hello(), "check -deploy", 1, "✗ sec.E01  Debug is on", "sec.E02"},
		{"proxy", deployable, hello(), "check -deploy", 1, "✗ sec.E06  A visitor who comes by http", "sec.E02"},
		{"drain", deployable, hello(), "check -deploy -drain 2m", 1, "! ops.W36  A stop may take 2m12s", "sec.E02"},
		{"drain of the environment", deployable + "COMBO_DRAIN=3m", hello(), "check -deploy", 1, "! ops.W36  A stop may take 3m12s", "/readyz"},
		{"telling log", deployable, hello(), "check -deploy -telling", 1, "! ops.W33  The log shows secrets that visitors send in the query.", "sec.E02"},
		{"mistake", deployable, failing, "check -deploy", 1, "blog.E001: no posts\n", "sec."},
		{"no certificate", deployable, hello(), "check -deploy -cert none.pem -key none.pem", 1, "serve the site to look at it: ", "sec."},
		{"cert without key", deployable, hello(), "check -deploy -cert none.pem", 2, "there is a certificate, but no key", "sec."},
		{"strict alone", deployable, hello(), "check -strict", 2, "check: -strict belongs to -deploy", "sec."},
		{"log", deployable + "COMBO_LOG=xml", hello(), "check -deploy", 2, "the log can be text or json", "sec."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args, telling := strings.CutSuffix(test.args, " -telling")
			r := runWith(t, test.environ, func(env manage.Env) (combo.Config, error) {
				if telling {
					test.config.Middleware = append(test.config.Middleware, logURL(env.Log))
				}
				return test.config, nil
			}, strings.Fields(args)...)
			all := r.stdout + r.stderr
			if r.code != test.code || !strings.Contains(all, test.want) || strings.Contains(all, test.notWant) {
				t.Errorf("the exit code is %d, want %d; the output\n%s\nwant %q and not %q", r.code, test.code, all, test.want, test.notWant)
			}
			if r.code == 1 && r.stderr != "" {
				t.Errorf("what the examination provokes is shown: %s", r.stderr)
			}
		})
	}
}

// logURL logs what should not be logged.
func logURL(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			log.Info("asked", "url", r.URL.String())
			next.ServeHTTP(w, r)
		})
	}
}

func TestCheckDeployAsJSON(t *testing.T) {
	r := run(t, deployable, hello(), "check", "-deploy", "-json")
	var got struct {
		Findings []struct{ ID, Level, Message, Fix, Docs string }
		Passed   []string
		Errors   int
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || r.code != 1 {
		t.Fatalf("the exit code is %d, %v: %s", r.code, err, r.stdout)
	}
	if got.Errors == 0 || len(got.Passed) == 0 || got.Findings[0].ID != "sec.E06" || got.Findings[0].Fix == "" {
		t.Errorf("check -deploy -json gave %+v", got)
	}
}

func TestCheckDeployStartsNothing(t *testing.T) {
	config := hello()
	config.Apps = []combo.App{{Name: "jobs", Start: func(context.Context) error { t.Error("an app was started"); return nil }}}
	run(t, deployable, config, "check", "-deploy")
}

func TestSecretFile(t *testing.T) {
	long, other, third := strings.Repeat("s", 32), strings.Repeat("o", 32), strings.Repeat("t", 32)
	file := filepath.Join(t.TempDir(), "secret")
	write(t, file, []byte(long+"\n"+other+"\n"))
	signed := func(environ string, secrets ...string) bool {
		t.Helper()
		var text string
		config := app(command("sign", func(_ context.Context, site *combo.Site, _ []string) error {
			text = site.Sign("test", "x")
			return nil
		}))
		if r := run(t, environ, config, "sign"); r.code != 0 || r.stderr != "" {
			t.Errorf("%s: the exit code is %d: %s", environ, r.code, r.stderr)
		}
		site, err := combo.New(combo.Config{Secret: secrets})
		if err != nil {
			t.Fatal(err)
		}
		_, err = site.Unsign("test", text, 0)
		return err == nil
	}
	if !signed("COMBO_SECRET_FILE="+file, long) || !signed("COMBO_SECRET="+third+" COMBO_SECRET_FILE="+file, third) {
		t.Error("the first secret of the file does not sign, or goes before COMBO_SECRET")
	}
	run(t, "COMBO_SECRET_FILE="+file+".gone", hello(), "check").want(t, 1, []string{"COMBO_SECRET_FILE: open "}, nil)
	write(t, file, []byte(" \n"))
	run(t, "COMBO_SECRET_FILE="+file, hello(), "check").want(t, 1, []string{"COMBO_SECRET_FILE: " + file + " is empty"}, nil)
}

// The log of a site that runs is serve's alone: the others neither open it nor
// write into it, and an examination looks at what the site would have logged there.
func TestTheLogFileIsOfServe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "site.log")
	configure := func(env manage.Env) (combo.Config, error) {
		env.Log.Info("configured")
		config := app(command("look", func(context.Context, *combo.Site, []string) error { return nil }))
		config.URLs, config.Middleware = hello().URLs, append(config.Middleware, logURL(env.Log))
		return config, nil
	}
	for _, test := range []struct{ args, stdout, stderr string }{
		{"check", "No mistakes found.", "configured"},
		{"routes", "METHODS", "configured"},
		{"help", "Usage", "configured"},
		{"look", "", "configured"},
		{"check -deploy", "! ops.W33  The log shows secrets that visitors send in the query.", ""},
	} {
		r := runWith(t, deployable+"COMBO_LOG_FILE="+file, configure, strings.Fields(test.args)...)
		if !strings.Contains(r.stdout, test.stdout) || !strings.Contains(r.stderr, test.stderr) || test.stderr == "" && r.stderr != "" {
			t.Errorf("%s wrote %q and %q, want %q and %q", test.args, r.stdout, r.stderr, test.stdout, test.stderr)
		}
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the log file of serve: %v, want none", err)
	}
}
