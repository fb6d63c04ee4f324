package deploy_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/manage/deploy"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/server"
)

func view(body string, options ...combo.Option) combo.View {
	return func(*http.Request) (*combo.Response, error) { return combo.HTML(body, options...) }
}

// home uses a nonce and knows its visitor.
func home(r *http.Request) (*combo.Response, error) {
	session := &http.Cookie{Name: "__Host-sessionid", Value: "1", Secure: true, HttpOnly: true}
	return combo.HTML(`<script nonce="`+combo.CSPNonce(r)+`"></script>`, combo.SetCookie(session))
}

func urls() combo.URLs {
	return combo.URLs{
		combo.Get("", home).Name("home"),
		combo.Path("form/", view("form")),
		combo.Post("posts/", view("posted")),
		combo.Get("posts/<int:id>/", view("post")),
		combo.Mount("static/", http.NotFoundHandler()),
	}
}

// wellMade is a site as it should be, behind a proxy.
func wellMade() deploy.Target {
	var logged logfile.Buffer
	log := slog.New(slog.NewJSONHandler(&logged, nil))
	config := combo.Config{
		Secret: []string{rand.Text() + rand.Text()}, BaseURL: "https://example.com", Hosts: []string{"www.example.com"},
		TrustedProxies: []string{"10.1.0.0/16"}, URLs: urls(), Log: log,
		Middleware: middleware.Default(middleware.Options{AccessLog: middleware.AccessLogConfig{Log: log}, Security: middleware.SecurityConfig{RedirectHTTP: true}}),
	}
	return deploy.Target{
		Config: config, Logged: logged.String, Around: withReadiness, Getenv: environ(nil),
		Machine: &deploy.Machine{UID: 1000, Umask: 0o027, OpenFiles: 1 << 20, GoVersion: "go1.26.8", Build: &debug.BuildInfo{}},
	}
}

func environ(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

// withReadiness stands for what package manage does.
func withReadiness(site *combo.Site) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			site.ServeHTTP(w, r)
			return
		}
		select {
		case <-server.Stopping(r.Context()):
			http.Error(w, "draining", http.StatusServiceUnavailable)
		default:
			fmt.Fprint(w, "ready")
		}
	})
}

// outermost puts middleware around all others.
func outermost(t *deploy.Target, m func(http.Handler) http.Handler) {
	t.Config.Middleware = append([]func(http.Handler) http.Handler{m}, t.Config.Middleware...)
}

// innermost puts a change of the request between the site and its views.
func changed(change func(*http.Request)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			change(r)
			next.ServeHTTP(w, r)
		})
	}
}

func with(name, value string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(name, value)
			next.ServeHTTP(w, r)
		})
	}
}

func addURL(t *deploy.Target, r combo.Route) {
	t.Config.URLs = append(combo.URLs{r}, t.Config.URLs...)
}

// without sends the security fields without some, or with another.
func security(t *deploy.Target, c middleware.SecurityConfig) {
	c.RedirectHTTP = true
	t.Config.Middleware = middleware.Default(middleware.Options{Security: c, AccessLog: middleware.AccessLogConfig{Log: t.Config.Log}})
}

func cookie(c http.Cookie) combo.Route {
	return combo.Get("visit/", view("", combo.AddHeader("Set-Cookie", c.String())))
}

func module(path, version string) *debug.BuildInfo {
	return &debug.BuildInfo{Deps: []*debug.Module{{Path: path, Version: version}}}
}

func TestAWellMadeSiteHasNoFindings(t *testing.T) {
	unix := wellMade()
	unix.Config.TrustedProxies = []string{"unix"}
	everywhere := wellMade() // the same page at every address is none of the tools that it looks like
	everywhere.Config.URLs = append(everywhere.Config.URLs, combo.Get("<path:any>", view(`<a href="?a=b"># TYPE profile [core]</a>`)))
	for name, target := range map[string]deploy.Target{"behind a proxy": wellMade(), "behind a proxy on a file": unix, "a page everywhere": everywhere, "with a certificate": withCertificate(t, 90, "example.com"), "with an intermediate": withIntermediate(t)} {
		report := examine(t, target)
		for _, f := range report.Findings {
			t.Errorf("%s: %s %s: %s", name, f.Level, f.ID, f.Message)
		}
		if got, want := len(report.Passed), len(deploy.Checks()); got != want {
			t.Errorf("%s: %d checks passed, want %d", name, got, want)
		}
	}
}

func examine(t *testing.T, target deploy.Target) deploy.Report {
	t.Helper()
	report, err := deploy.Run(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// behindAWall is what is found where no request gets to a view, of what could not
// be looked at.
const behindAWall = "w:sec.E05 n:sec.E08 w:sec.E09 w:sec.E11 w:sec.E14 ops.W33"

// Each check is seen to fire: the ids of all findings, and what one of them says.
func TestFindings(t *testing.T) {
	const year = 365 * 24 * time.Hour
	tests := []struct {
		name   string
		change func(*testing.T, *deploy.Target)
		ids    string // with the level's first letter if it is not that of the id
		say    string
	}{
		{"debug", func(_ *testing.T, t *deploy.Target) { t.Config.Debug = true }, "sec.E01 sec.E14 sec.E14", "Debug is on"},

		{"made secret", func(_ *testing.T, t *deploy.Target) { t.MadeSecret = true }, "sec.E02", "No secret is set"},
		{"written secret", func(_ *testing.T, t *deploy.Target) {
			t.Config.Secret = []string{"django-insecure-9f8h3f9h3f98h3f9h3f98"}
		}, "sec.E02", `the word "insecure"`},
		{"repeated secret", func(_ *testing.T, t *deploy.Target) { t.Config.Secret = []string{strings.Repeat("k3jd92ls", 6)} }, "sec.E02", "it repeats itself"},
		{"ordered secret", func(_ *testing.T, t *deploy.Target) {
			t.Config.Secret = []string{"abcdefghijklmnopqrstuvwxyz0123456789"}
		}, "sec.E02", "follow each other"},
		{"dull secret", func(_ *testing.T, t *deploy.Target) {
			t.Config.Secret = []string{"aaaabbbbabbabababbabaabbbbababaabbab"}
		}, "sec.E02", "too much alike"},
		{"same secret", func(_ *testing.T, t *deploy.Target) { t.Config.Secret = append(t.Config.Secret, t.Config.Secret[0]) }, "sec.E02", "the same as one before"},
		{"many secrets", func(_ *testing.T, t *deploy.Target) {
			for range 3 {
				t.Config.Secret = append(t.Config.Secret, rand.Text()+rand.Text())
			}
		}, "sec.E02", "4 secrets are accepted"},

		{"any host", func(_ *testing.T, t *deploy.Target) { t.Config.Hosts = []string{"*"} }, "sec.E03", `Hosts has "*"`},
		{"no hosts", func(_ *testing.T, t *deploy.Target) { t.Config.Hosts, t.Config.BaseURL = nil, "" }, "sec.E03 sec.W07 sec.E04", "Hosts is empty"},
		{"changed host", func(_ *testing.T, t *deploy.Target) {
			t.Around = func(site *combo.Site) http.Handler {
				return changed(func(r *http.Request) { r.Host = "example.com" })(withReadiness(site))
			}
		}, "sec.E03", "evil.test is answered with 301"},

		{"no base URL", func(_ *testing.T, t *deploy.Target) { t.Config.BaseURL = "" }, "sec.E04", "BaseURL is not set"},
		{"base URL of http", func(_ *testing.T, t *deploy.Target) { t.Config.BaseURL = "http://example.com" }, "sec.E04", "does not begin with https"},

		{"wide proxies", func(_ *testing.T, t *deploy.Target) { t.Config.TrustedProxies = []string{"64.0.0.0/2"} }, "sec.E05", "64.0.0.0/2: nearly everybody"},
		{"wide proxies of IPv6", func(_ *testing.T, t *deploy.Target) { t.Config.TrustedProxies = []string{"2000::/3"} }, "sec.E05", "2000::/3: nearly everybody"},
		{"believed address", func(_ *testing.T, t *deploy.Target) {
			t.Around = around(func(r *http.Request) {
				if ip := r.Header.Get("X-Real-Ip"); ip != "" {
					r.RemoteAddr = ip + ":1"
				}
			})
			t.Config.Middleware = nil
		}, "sec.E05 sec.E06 sec.W07 sec.W10 sec.W10", "which address it comes from"},
		{"believed host", func(_ *testing.T, t *deploy.Target) {
			t.Config.Hosts = []string{"evil.test"}
			t.Config.Middleware = nil
			t.Around = around(func(r *http.Request) {
				if h := r.Header.Get("X-Forwarded-Host"); h != "" {
					r.Host = h
				}
			})
		}, "sec.E03 sec.E05 sec.E06 sec.W07 sec.W10 sec.W10", "which host it asks for"},
		{"believed scheme", func(_ *testing.T, t *deploy.Target) {
			t.Around = around(func(r *http.Request) {
				if r.Header.Get("X-Forwarded-Proto") == "https" {
					r.TLS = &tls.ConnectionState{}
				}
			})
		}, "sec.E05", "that it came by https"},
		{"believed address of the proxy's client", func(_ *testing.T, t *deploy.Target) {
			t.Config.Middleware = append(t.Config.Middleware, changed(func(r *http.Request) {
				if ip := r.Header.Get("X-Real-Ip"); ip != "" {
					r.RemoteAddr = ip + ":1"
				}
			}))
		}, "sec.E05", "A view takes 198.51.100.66 for the client"},
		{"believed address in front of the redirect", func(_ *testing.T, t *deploy.Target) {
			t.Around = around(func(r *http.Request) {
				if ip := r.Header.Get("X-Real-Ip"); ip != "" {
					r.RemoteAddr = ip + ":1"
				}
			})
		}, "sec.E05", "through the proxy is answered with 301"},
		{"believed host of the proxy's client", func(_ *testing.T, t *deploy.Target) {
			t.Config.Hosts = []string{"evil.test"}
			t.Config.Middleware = append(t.Config.Middleware, changed(func(r *http.Request) {
				if h := r.Header.Get("X-Forwarded-Host"); h != "" {
					r.Host = h
				}
			}))
		}, "sec.E03 sec.E05", "through the proxy, in a header field, which host"},
		{"host of the proxy", func(_ *testing.T, t *deploy.Target) { t.Config.ProxyHost = true }, "n:sec.E05", "X-Forwarded-Host of the proxy"},

		{"no TLS", func(_ *testing.T, t *deploy.Target) { t.Config.TrustedProxies = nil }, "sec.E06 sec.W07 " + behindAWall, "Nothing speaks TLS"},
		{"no redirect", func(_ *testing.T, t *deploy.Target) {
			t.Config.Middleware = middleware.Default(middleware.Options{AccessLog: middleware.AccessLogConfig{Log: t.Config.Log}})
		}, "sec.E06", "by http is answered with 200, not led to https"},
		{"loop", func(_ *testing.T, t *deploy.Target) {
			outermost(t, func(http.Handler) http.Handler {
				return http.RedirectHandler("https://example.com/", http.StatusMovedPermanently)
			})
		}, "sec.E06 sec.W07 sec.W10 " + behindAWall, "leads to itself"},
		{"other name", func(t *testing.T, d *deploy.Target) { *d = withCertificate(t, 90, "example.net") }, "sec.E06", "The certificate is not for example.com"},
		{"old", func(t *testing.T, d *deploy.Target) { *d = withCertificate(t, -1, "example.com") }, "sec.E06", "The certificate has expired"},
		{"nearly old", func(t *testing.T, d *deploy.Target) { *d = withCertificate(t, 7, "example.com") }, "w:sec.E06", "The certificate expires on"},

		{"unknown authority", func(t *testing.T, d *deploy.Target) {
			*d = withCertificate(t, 90, "example.com")
			d.Machine.Roots = x509.NewCertPool()
		}, "w:sec.E06", "Clients that know the authorities of this machine refuse the certificate"},
		{"without the intermediate", func(t *testing.T, d *deploy.Target) {
			*d = withIntermediate(t)
			d.Server.TLS.Certificates[0].Certificate = d.Server.TLS.Certificates[0].Certificate[:1]
		}, "w:sec.E06", "the intermediate certificates behind it"},

		{"no HSTS", func(_ *testing.T, t *deploy.Target) { security(t, middleware.SecurityConfig{HSTS: -1}) }, "sec.W07", "is not sent"},
		{"short HSTS", func(_ *testing.T, t *deploy.Target) { security(t, middleware.SecurityConfig{HSTS: year / 2}) }, "sec.W07", "in less than a year"},

		{"open session", func(_ *testing.T, t *deploy.Target) { addURL(t, cookie(http.Cookie{Name: "session", Value: "a"})) },
			"w:sec.E08 sec.E08", "The cookie session of /visit/ is without Secure, HttpOnly, SameSite."},
		{"session of the domain", func(_ *testing.T, t *deploy.Target) {
			addURL(t, cookie(http.Cookie{Name: "sid", Value: "a", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}))
		}, "w:sec.E08", "can be set by other hosts"},
		{"cookie for all", func(_ *testing.T, t *deploy.Target) {
			addURL(t, cookie(http.Cookie{Name: "theme", Value: "a", Secure: true, HttpOnly: true, SameSite: http.SameSiteNoneMode}))
		}, "w:sec.E08", "The cookie theme of /visit/ is without SameSite."},

		{"login", func(_ *testing.T, t *deploy.Target) {
			nobody := func(context.Context, string, string) (bool, error) { return false, nil }
			t.Config.Middleware = append(t.Config.Middleware, middleware.BasicAuth("Team", nobody))
		}, behindAWall, "Not looked at: forged forms. A view of the examination is answered with 401"},
		{"login page", func(_ *testing.T, t *deploy.Target) {
			t.Config.Middleware = append(t.Config.Middleware, func(http.Handler) http.Handler {
				return http.RedirectHandler("/login/", http.StatusFound)
			})
		}, behindAWall, "answered with 302"},

		{"exempt", func(_ *testing.T, t *deploy.Target) { addURL(t, combo.Post("hook/", view("")).AllowCrossSite()) }, "n:sec.E09", "POST /hook/ takes what pages of other sites send."},
		{"forged", func(_ *testing.T, t *deploy.Target) { t.Config.TrustedOrigins = []string{"https://evil.test"} }, "sec.E09 sec.E09 sec.E09", "POST /form/ of another site is answered with 200"},
		{"forged, and led on", func(_ *testing.T, t *deploy.Target) {
			t.Config.TrustedOrigins = []string{"https://evil.test"}
			addURL(t, combo.Post("leave/", func(*http.Request) (*combo.Response, error) { return combo.Redirect("/") }))
		}, "sec.E09 sec.E09 sec.E09 sec.E09", "POST /leave/ of another site is answered with 30"},
		{"no policy", func(_ *testing.T, t *deploy.Target) {
			security(t, middleware.SecurityConfig{Without: []string{"Content-Security-Policy"}})
		}, "sec.W10", "missing: Content-Security-Policy"},
		{"no fields", func(_ *testing.T, t *deploy.Target) {
			security(t, middleware.SecurityConfig{Without: []string{"X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy"}})
		}, "sec.W10", "Fields that protect visitors are missing: Referrer-Policy, Cross-Origin-Opener-Policy, Cross-Origin-Resource-Policy, Permissions-Policy (/, a page that is not there, below /static/)."},
		{"unsafe policy", func(_ *testing.T, t *deploy.Target) {
			security(t, middleware.SecurityConfig{ContentSecurityPolicy: "default-src 'self' 'unsafe-inline' https:; frame-ancestors 'none'"})
			t.Config.URLs[0] = combo.Get("", view("")) // a nonce would put 'unsafe-inline' out of force
		}, "sec.W10 sec.W10 n:sec.E08", "has 'unsafe-inline' in default-src"},
		{"policy of nothing", func(_ *testing.T, t *deploy.Target) {
			security(t, middleware.SecurityConfig{ContentSecurityPolicy: "img-src 'self'", FrameOptions: "ALLOW"})
			t.Config.URLs[0] = combo.Get("", view(""))
		}, "sec.W10 sec.W10 n:sec.E08", "neither script-src nor default-src"},
		{"policy of elements", func(_ *testing.T, t *deploy.Target) {
			security(t, middleware.SecurityConfig{ContentSecurityPolicy: "script-src 'self'; script-src-elem https://*; script-src-attr 'unsafe-inline'; style-src-elem http://*:80; style-src 'unsafe-inline'"})
			t.Config.URLs[0] = combo.Get("", view(""))
		}, "sec.W10 sec.W10 sec.W10 sec.W10 n:sec.E08", "lets script-src-elem come from https://*"},
		{"policy of strict scripts", func(_ *testing.T, t *deploy.Target) {
			security(t, middleware.SecurityConfig{ContentSecurityPolicy: "script-src 'nonce-a' 'strict-dynamic' 'unsafe-inline' https:; style-src https://*.example.com"})
			t.Config.URLs[0] = combo.Get("", view(""))
		}, "sec.W10 n:sec.E08", "The nonce in the policy of / is the same"},
		{"one nonce", func(_ *testing.T, t *deploy.Target) {
			addURL(t, combo.Get("page/", view("", combo.SetHeader("Content-Security-Policy", "script-src 'nonce-abc'"))))
		}, "sec.W10", "The nonce in the policy of /page/ is the same"},

		{"server limits", func(_ *testing.T, t *deploy.Target) {
			t.Server = server.Config{HeaderTimeout: time.Minute, IdleTimeout: time.Hour, MaxHeaderBytes: 1 << 20, MaxHeaders: 1000}
		}, "sec.E11 sec.E11 sec.E11 sec.E11", "The server's MaxHeaders is beyond"},
		{"site limits", func(_ *testing.T, t *deploy.Target) {
			t.Config.Limits = combo.Limits{Body: 1 << 30, Time: time.Hour}
			addURL(t, combo.Post("upload/", view("")).MaxBody(1<<30))
		}, "n:sec.E11 sec.E11 sec.E11", "POST /upload/ takes up to 1024 MB."},
		{"other body", func(_ *testing.T, t *deploy.Target) {
			outermost(t, changed(func(r *http.Request) { r.Body = http.NoBody }))
		}, "sec.E11", "A body of 1048577 bytes is answered with 200"},

		{"reflection", func(_ *testing.T, t *deploy.Target) {
			outermost(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if origin := r.Header.Get("Origin"); origin != "null" {
						w.Header().Set("Access-Control-Allow-Origin", origin)
					}
					next.ServeHTTP(w, r)
				})
			})
		}, "sec.E12 sec.E12 sec.E12", "/form/ lets scripts of https://evil.test read its answers"},
		{"null", func(_ *testing.T, t *deploy.Target) {
			addURL(t, combo.Get("api/", view("", combo.SetHeader("Access-Control-Allow-Origin", "null"))))
		}, "sec.E12", "/api/ lets scripts of null read"},
		{"credentials", func(_ *testing.T, t *deploy.Target) {
			addURL(t, combo.Get("api/", view("", combo.SetHeader("Access-Control-Allow-Origin", "*"), combo.SetHeader("Access-Control-Allow-Credentials", "true"))))
		}, "sec.E12", "with the visitor's cookies"},

		{"pprof", func(_ *testing.T, t *deploy.Target) {
			addURL(t, combo.Get("debug/pprof/", view("full goroutine profile")))
		}, "sec.E13", "/debug/pprof/ can be read"},
		{"metrics", func(_ *testing.T, t *deploy.Target) {
			addURL(t, combo.Get("metrics", view("# TYPE go_goroutines gauge")))
		}, "sec.E13", "/metrics can be read"},
		{"cause", func(_ *testing.T, t *deploy.Target) {
			t.Config.OnError = func(_ *http.Request, err error) (*combo.Response, error) {
				if !strings.Contains(err.Error(), "cause-") {
					return nil, nil
				}
				return combo.Text(err.Error(), combo.Status(500))
			}
		}, "sec.E14 sec.E14 sec.E14", "The text/html page of an error shows the cause of the error."},
		{"path", func(_ *testing.T, t *deploy.Target) {
			t.Config.ErrorPages = map[int]func(*http.Request, error) (*combo.Response, error){500: func(*http.Request, error) (*combo.Response, error) {
				return combo.HTML("open /var/lib/site/a.db")
			}}
		}, "sec.E14", "shows a path of the machine"},
		{"all well", func(_ *testing.T, t *deploy.Target) {
			t.Config.OnError = func(_ *http.Request, err error) (*combo.Response, error) {
				if !strings.Contains(err.Error(), "cause-") {
					return nil, nil
				}
				return combo.Text("oh", combo.Status(200))
			}
		}, "w:sec.E14", "answered with 200, as if all were well"},
		{"version", func(_ *testing.T, t *deploy.Target) { outermost(t, with("X-Powered-By", "Combo 0.1")) }, "w:sec.E14", "tells a version"},

		{"root", func(_ *testing.T, t *deploy.Target) { t.Machine.UID = 0 }, "sec.E21", "as root"},
		{"umask", func(_ *testing.T, t *deploy.Target) { t.Machine.Umask = 0o002 }, "w:sec.E21", "The umask is 002"},
		{"open secret", func(t *testing.T, d *deploy.Target) {
			file := filepath.Join(t.TempDir(), "secret")
			if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Chmod(file, 0o644)); err != nil {
				t.Fatal(err)
			}
			d.SecretFiles = []string{file, file + ".gone"}
		}, "sec.E21 sec.E21", "its mode is 644"},

		{"files", func(_ *testing.T, t *deploy.Target) { t.Machine.OpenFiles = 1024 }, "ops.W28", "LimitNOFILE"},
		{"memory", func(_ *testing.T, t *deploy.Target) { t.Machine.CgroupMemory = 500 << 20 }, "ops.W28", "GOMEMLIMIT=450MiB"},
		{"much memory", func(_ *testing.T, t *deploy.Target) { t.Machine.CgroupMemory, t.Machine.MemoryLimit = 500<<20, 600<<20 }, "ops.W28", "may use 500 MiB"},

		{"old Go", func(_ *testing.T, t *deploy.Target) { t.Machine.GoVersion = "go1.26.4" }, "ops.E31", "go1.26.4, which has known holes"},
		{"older Go", func(_ *testing.T, t *deploy.Target) { t.Machine.GoVersion = "go1.24.13 X:jsonv2" }, "ops.E31", "Build it with Go 1.26.5"},
		{"candidate", func(_ *testing.T, t *deploy.Target) { t.Machine.GoVersion = "go1.26rc1" }, "ops.E31", "go1.26rc1"},
		{"module", func(_ *testing.T, t *deploy.Target) { t.Machine.Build = module("golang.org/x/net", "v0.37.0") }, "w:ops.E31", "golang.org/x/net v0.37.0 has a known hole"},
		{"module without a mend", func(_ *testing.T, t *deploy.Target) {
			t.Machine.Build = module("github.com/dgrijalva/jwt-go", "v3.2.0+incompatible")
		}, "w:ops.E31", "Use another module"},

		{"GODEBUG", func(_ *testing.T, t *deploy.Target) {
			t.Getenv = environ(map[string]string{"GODEBUG": "gctrace=1,tlsrsakex=1,urlmaxqueryparams=0,multipartmaxparts=100000"})
		}, "ops.W32 ops.W32 ops.W32", "tlsrsakex=1, from the environment"},
		{"go:debug", func(_ *testing.T, t *deploy.Target) {
			t.Machine.Build = &debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "DefaultGODEBUG", Value: "x509sha1=1"}}}
		}, "ops.W32", "x509sha1=1, from the program"},

		{"quiet log", func(_ *testing.T, t *deploy.Target) { t.Config.Log = logOf(slog.LevelError) }, "ops.W33", "The log leaves out INFO"},
		{"loud log", func(_ *testing.T, t *deploy.Target) { t.Config.Log = logOf(slog.LevelDebug) }, "n:ops.W33", "debug messages"},
		{"telling log", func(_ *testing.T, t *deploy.Target) {
			log := t.Config.Log
			outermost(t, changed(func(r *http.Request) { log.Info("asked", "url", r.URL.String(), "by", r.Header.Get("Cookie")) }))
		}, "ops.W33 ops.W33", "secrets that visitors send in the query"},

		{"methods", func(_ *testing.T, t *deploy.Target) { addURL(t, combo.Path("hook/", view("")).AllowCrossSite()) }, "n:sec.E09 app.W38", "/hook/ takes every method"},
		{"broken page", func(_ *testing.T, t *deploy.Target) {
			addURL(t, combo.Get("broken/", func(*http.Request) (*combo.Response, error) { return nil, errors.New("no database") }))
		}, "app.W39", "GET /broken/ is answered with 500"},

		{"long drain", func(_ *testing.T, t *deploy.Target) { t.Server.DrainTimeout = 2 * time.Minute }, "ops.W36", "A stop may take 2m12s, and systemd kills the process after 1m30s"},
		{"drain without a margin", func(_ *testing.T, t *deploy.Target) {
			t.Server.DrainTimeout, t.Server.DrainDelay = 60*time.Second, 18*time.Second+1
		}, "ops.W36", "be 1m18s together"},
		{"drain with a margin", func(_ *testing.T, t *deploy.Target) {
			t.Server.DrainTimeout, t.Server.DrainDelay = 60*time.Second, 18*time.Second
		}, "", ""},
		{"drain in Kubernetes", func(_ *testing.T, t *deploy.Target) {
			t.Getenv = environ(map[string]string{"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
		}, "ops.W36", "Kubernetes kills the process after 30s"},
		{"always ready", func(_ *testing.T, t *deploy.Target) {
			t.Around = nil
			t.Config.URLs = append(t.Config.URLs, combo.Get("readyz", view("yes")))
		}, "ops.W36", "/readyz says yes while the server stops"},
		{"silent readiness", func(_ *testing.T, t *deploy.Target) {
			t.Around = around(func(r *http.Request) {
				if r.URL.Path == "/readyz" {
					panic(http.ErrAbortHandler)
				}
			})
		}, "ops.W36", "/readyz was not answered"},
		{"no readiness", func(_ *testing.T, t *deploy.Target) { t.Around = nil }, "ops.W36", "/readyz is answered with 404"},
	}
	reports := make([]chan deploy.Report, len(tests))
	running := make(chan struct{}, 12)
	for i, test := range tests {
		reports[i] = make(chan deploy.Report, 1)
		go func() { // most of the time of each is spent in waiting
			running <- struct{}{}
			defer func() { <-running }()
			target := wellMade()
			test.change(t, &target)
			report, err := deploy.Run(t.Context(), target)
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			reports[i] <- report
		}()
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			report := <-reports[i]
			var ids, texts []string
			for _, f := range report.Findings {
				ids = append(ids, idOf(f))
				texts = append(texts, f.Message+" → "+f.Fix)
				if f.Fix == "" || !strings.Contains(f.Docs, "deploy-check.md#") || strings.ContainsAny(f.Message, "\n\r") {
					t.Errorf("the finding is %+v", f)
				}
			}
			want := strings.Fields(test.ids)
			slices.Sort(ids)
			slices.Sort(want)
			if !slices.Equal(ids, want) || !strings.Contains(strings.Join(texts, "\n"), test.say) {
				t.Errorf("found %q, want %q with %q:\n%s", ids, want, test.say, strings.Join(texts, "\n"))
			}
		})
	}
}

// idOf is the id with the level's letter in front, if it is not that of the id.
func idOf(f deploy.Finding) string {
	level := map[deploy.Level]string{deploy.Error: "E", deploy.Warning: "W", deploy.Note: "I"}[f.Level]
	if strings.Contains(f.ID, "."+level) {
		return f.ID
	}
	return map[deploy.Level]string{deploy.Error: "e", deploy.Warning: "w", deploy.Note: "n"}[f.Level] + ":" + f.ID
}

func around(change func(*http.Request)) func(*combo.Site) http.Handler {
	return func(site *combo.Site) http.Handler { return changed(change)(withReadiness(site)) }
}

func logOf(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(new(logfile.Buffer), &slog.HandlerOptions{Level: level}))
}

// withCertificate is a site that speaks TLS itself, with a certificate that is
// good for some days.
func withCertificate(t *testing.T, days int, name string) deploy.Target {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().AddDate(0, 0, -30), NotAfter: time.Now().AddDate(0, 0, days),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return speakingTLS(t, key, der)
}

// speakingTLS is a site that sends certificates, the last of which clients know.
func speakingTLS(t *testing.T, key crypto.PrivateKey, chain ...[]byte) deploy.Target {
	t.Helper()
	known, err := x509.ParseCertificate(chain[len(chain)-1])
	if err != nil {
		t.Fatal(err)
	}
	target := wellMade()
	target.Machine.Roots = x509.NewCertPool()
	target.Machine.Roots.AddCert(known)
	target.Config.TrustedProxies = nil
	target.Server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: chain, PrivateKey: key}}}
	return target
}

// withIntermediate is one whose certificate is signed by one that clients know by
// another.
func withIntermediate(t *testing.T) deploy.Target {
	t.Helper()
	var chain [][]byte
	var signer *x509.Certificate
	var signerKey, key *ecdsa.PrivateKey
	for i, name := range []string{"root", "intermediate", "example.com"} {
		var err error
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
		c := &x509.Certificate{
			SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
			NotBefore: time.Now().AddDate(0, 0, -30), NotAfter: time.Now().AddDate(0, 0, 90), IsCA: i < 2, BasicConstraintsValid: true,
		}
		if signer == nil {
			signer, signerKey = c, key
		}
		der, err := x509.CreateCertificate(rand.Reader, c, signer, key.Public(), signerKey)
		if err != nil {
			t.Fatal(err)
		}
		chain, signer, signerKey = append([][]byte{der}, chain...), c, key
	}
	target := speakingTLS(t, key, chain...)
	target.Server.TLS.Certificates[0].Certificate = chain[:2] // nobody sends the root
	return target
}

func TestAppsBringChecks(t *testing.T) {
	target := wellMade()
	target.Config.Apps = []combo.App{{Name: "blog", Checks: []combo.Check{
		{ID: "blog.W001", Run: func(*combo.Site) error { return errors.New("no backup\nfor a week") }, Fix: "Run backup.", Deploy: true},
		{ID: "blog.E002", Run: func(*combo.Site) error { panic("oh") }, Deploy: true},
		{ID: "blog.E003", Run: func(*combo.Site) error { return nil }, Deploy: true},
		{ID: "blog.E004", Run: func(*combo.Site) error { return nil }},
	}}}
	report := examine(t, target)
	want := []deploy.Finding{
		{ID: "blog.W001", Level: deploy.Warning, Message: "no backup\nfor a week", Fix: "Run backup."},
		{ID: "blog.E002", Level: deploy.Error, Message: "the check panicked: oh"},
	}
	if !slices.Equal(report.Findings, want) || !slices.Contains(report.Passed, "blog.E003") || slices.Contains(report.Passed, "blog.E004") {
		t.Errorf("the report is %+v", report)
	}
}

func TestASiteThatCannotBeBuilt(t *testing.T) {
	target := wellMade()
	target.Config.Hosts = []string{"a b"}
	_, err := deploy.Run(t.Context(), target)
	if _, ok := errors.AsType[combo.Mistakes](err); !ok {
		t.Errorf("the error is %v", err)
	}
	target = wellMade()
	target.Server.CertFile = "nowhere.pem"
	if _, err := deploy.Run(t.Context(), target); err == nil || !strings.Contains(err.Error(), "serve the site to look at it: ") {
		t.Errorf("the error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := deploy.Run(ctx, wellMade()); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestThisMachine(t *testing.T) {
	m := deploy.ThisMachine()
	if m.UID != os.Geteuid() || m.OpenFiles == 0 || !strings.HasPrefix(m.GoVersion, "go1.") || m.Build == nil {
		t.Errorf("this machine is %+v", m)
	}
}

// The zero Target says what is missing, and does not fail.
func TestTheSmallestTarget(t *testing.T) {
	report := examine(t, deploy.Target{Config: combo.Config{Secret: []string{rand.Text() + rand.Text()}, TrustedProxies: []string{"127.0.0.1"}, Log: logOf(slog.LevelError)}})
	if report.Count(deploy.Error) == 0 || report.Count(deploy.Warning) == 0 {
		t.Errorf("the report is %+v", report)
	}
}
