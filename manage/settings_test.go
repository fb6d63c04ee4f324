package manage_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

// settled returns what a site is made of with an environment, and the log.
func settled(t *testing.T, environ string, config combo.Config) (combo.Config, string) {
	t.Helper()
	var got combo.Config
	config.Apps = app(command("look", func(_ context.Context, site *combo.Site, _ []string) error {
		got = site.Config()
		return nil
	})).Apps
	r := run(t, environ, config, "look")
	if r.code != 0 {
		t.Errorf("%s: the exit code is %d: %s", environ, r.code, r.stderr)
	}
	return got, r.stderr
}

func TestSettings(t *testing.T) {
	secret := "COMBO_SECRET=" + strings.Repeat("s", 32)
	got, log := settled(t, secret+" COMBO_HOSTS=example.com,,.example.org COMBO_BASE_URL=https://example.com", combo.Config{})
	if !slices.Equal(got.Hosts, []string{"example.com", ".example.org"}) || got.BaseURL != "https://example.com" || got.Debug || log != "" {
		t.Errorf("the site has Hosts %q, BaseURL %q, Debug %v, log %q", got.Hosts, got.BaseURL, got.Debug, log)
	}
	got, log = settled(t, secret+" COMBO_HOSTS=example.com COMBO_BASE_URL=https://example.com COMBO_DEBUG=1",
		combo.Config{Hosts: []string{"example.net"}, BaseURL: "https://example.net"})
	if !slices.Equal(got.Hosts, []string{"example.net"}) || got.BaseURL != "https://example.net" || !got.Debug || log != "" {
		t.Errorf("the site has Hosts %q, BaseURL %q, Debug %v, log %q", got.Hosts, got.BaseURL, got.Debug, log)
	}
	got, _ = settled(t, secret+" COMBO_TRUSTED_PROXIES=10.0.0.0/8,::1 COMBO_TRUSTED_ORIGINS=https://shop.example.com", combo.Config{})
	if !slices.Equal(got.TrustedProxies, []string{"10.0.0.0/8", "::1"}) || !slices.Equal(got.TrustedOrigins, []string{"https://shop.example.com"}) {
		t.Errorf("the site trusts the proxies %q and the origins %q", got.TrustedProxies, got.TrustedOrigins)
	}
	got, _ = settled(t, secret+" COMBO_DEBUG=0", combo.Config{Debug: true})
	if !got.Debug {
		t.Error("the environment took Debug from the site")
	}
}

func TestSecret(t *testing.T) {
	long, other := strings.Repeat("s", 32), strings.Repeat("o", 32)
	const warning = "COMBO_SECRET is not set: signed cookies and links are valid until this process ends"
	for _, test := range []struct {
		name, environ string
		config        combo.Config
		warns         bool
	}{
		{"of the site", "", combo.Config{Secret: []string{long}}, false},
		{"of the environment", "COMBO_SECRET=" + long + "," + other, combo.Config{}, false},
		{"none", "", combo.Config{}, true},
		{"none in debug mode", "COMBO_DEBUG=true", combo.Config{}, false},
		{"none in debug mode of the site", "", combo.Config{Debug: true}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, log := settled(t, test.environ, test.config); strings.Contains(log, warning) != test.warns {
				t.Errorf("the log is %q, want the warning: %v", log, test.warns)
			}
		})
	}
	run(t, "COMBO_SECRET="+long+",short", combo.Config{}, "check").want(t, 1, []string{"Config.Secret[1] has 5 bytes"}, nil)
	run(t, "", combo.Config{}, "check").want(t, 0, []string{"No mistakes found."}, nil)
}

func TestLog(t *testing.T) {
	look := func(environ string, log *slog.Logger) string {
		config := app(command("look", func(_ context.Context, site *combo.Site, _ []string) error {
			site.Config().Log.Info("hello", "a", 1)
			site.Config().Log.Debug("details")
			return nil
		}))
		config.Log = log
		return run(t, environ+" COMBO_SECRET="+strings.Repeat("s", 32), config, "look").stderr
	}
	for _, test := range []struct{ environ, want, notWant string }{
		{"", "level=INFO msg=hello a=1", "details"},
		{"COMBO_LOG=json", `"level":"INFO","msg":"hello","a":1}`, "details"},
		{"COMBO_DEBUG=1", "level=DEBUG msg=details", "{"},
	} {
		if got := look(test.environ, nil); !strings.Contains(got, test.want) || strings.Contains(got, test.notWant) {
			t.Errorf("with %q the log is %q, want %q and not %q", test.environ, got, test.want, test.notWant)
		}
	}
	var own strings.Builder
	if got := look("", slog.New(slog.NewTextHandler(&own, nil))); got != "" || !strings.Contains(own.String(), "hello") {
		t.Errorf("the log is %q, that of the site %q", got, own.String())
	}
}

func TestEnvOfTheSite(t *testing.T) {
	var got manage.Env
	var log strings.Builder
	env := manage.Env{Debug: true, Log: slog.New(slog.NewTextHandler(&log, nil))}
	code := manage.Run(t.Context(), env, func(env manage.Env) (combo.Config, error) {
		got = env
		env.Log.Info("hello")
		return combo.Config{}, errors.New("enough")
	})
	if code != 1 || got.Getenv == nil {
		t.Fatalf("the exit code is %d, the site got %+v", code, got)
	}
	if !got.Debug || got.Getenv("COMBO_ADDR") != "" || got.Stdout == nil || got.Stderr == nil || !strings.Contains(log.String(), "hello") {
		t.Errorf("the site got %+v", got)
	}
}
