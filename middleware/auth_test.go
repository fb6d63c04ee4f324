package middleware_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/middleware"
)

// An account is what a hook may return.
type account struct{ name string }

func whoami(r *http.Request) (*combo.Response, error) {
	if a, ok := middleware.User[account](r.Context()); ok {
		return combo.Text("account " + a.name)
	}
	name, ok := middleware.User[string](r.Context())
	return combo.Text(fmt.Sprintf("%s %v", name, ok))
}

func basic(_ context.Context, user, password string) (bool, error) {
	switch user {
	case "broken":
		return false, errors.New("the database is gone")
	case "slow":
		return true, fmt.Errorf("ask the database: %w", context.DeadlineExceeded)
	case "sure":
		return true, errors.New("true and an error")
	case "panic":
		panic("in the hook")
	}
	return user == "Ännchen" && password == "pass:wörd", nil
}

func TestBasicAuth(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	site := siteAround(t, combo.Config{URLs: combo.URLs{combo.Get("whoami/", whoami)}, Log: slog.New(slog.NewTextHandler(&log, nil))},
		middleware.AccessLog(middleware.AccessLogConfig{}), middleware.BasicAuth(`The "club"`, basic))
	encode := func(text string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(text)) }
	const challenge = `Basic realm="The \"club\"", charset="UTF-8"`
	for _, test := range []struct {
		name, field string
		status      int
		body        string
	}{
		{"right", headers.BasicAuth("Ännchen", "pass:wörd").String(), 200, "Ännchen true"},
		{"lower case scheme", strings.Replace(encode("Ännchen:pass:wörd"), "Basic", "basic", 1), 200, "Ännchen true"},
		{"none", "", 401, ""},
		{"wrong password", encode("Ännchen:secret-wrong"), 401, ""},
		{"unknown name", encode("nobody:secret-wrong"), 401, ""},
		{"no colon", encode("Ännchen"), 401, ""},
		{"control character", encode("Ännchen:pass:wörd\x00"), 401, ""},
		{"Latin-1", "Basic " + base64.StdEncoding.EncodeToString([]byte("\xc4nnchen:pass:w\xf6rd")), 401, ""},
		{"not Base64", "Basic %%%", 401, ""},
		{"empty", "Basic", 401, ""},
		{"another scheme", "Bearer abc", 401, ""},
		{"an error", encode("broken:secret-wrong"), 500, ""},
		{"an error and true", encode("sure:secret-wrong"), 500, ""},
		{"a passed deadline", encode("slow:secret-wrong"), 503, ""},
		{"a panic", encode("panic:secret-wrong"), 500, ""},
	} {
		var fields []string
		if test.field != "" {
			fields = []string{"Authorization: " + test.field}
		}
		w := send(site, "GET", "http://localhost/whoami/", "", fields...)
		if w.Code != test.status || test.body != "" && w.Body.String() != test.body {
			t.Errorf("%s: %d %s, want %d %s", test.name, w.Code, w.Body, test.status, test.body)
		}
		if got := w.Header().Get("WWW-Authenticate"); (test.status == 401) != (got == challenge) {
			t.Errorf("%s: %d with the challenge %q", test.name, w.Code, got)
		}
		if strings.Contains(w.Body.String(), "database") || test.status != 200 && w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the page is %s, %v", test.name, w.Body, w.Header())
		}
	}
	w := send(site, "GET", "http://localhost/whoami/", "", "Authorization: "+encode("a:b"), "Authorization: "+encode("Ännchen:pass:wörd"))
	if w.Code != 400 {
		t.Errorf("two fields: %d", w.Code)
	}
	if strings.Contains(log.String(), "secret-wrong") || strings.Contains(log.String(), "wörd") || strings.Contains(log.String(), encode("")) {
		t.Errorf("credentials in the log:\n%s", log.String())
	}
	if !strings.Contains(log.String(), "the database is gone") {
		t.Errorf("the cause is not in the log:\n%s", log.String())
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	check := func(_ context.Context, token string) (account, bool, error) {
		switch token {
		case "good.token-1~+/==":
			return account{"robot"}, true, nil
		case "broken":
			return account{"robot"}, true, errors.New("the database is gone")
		case "weak":
			return account{}, false, combo.Errorf(403, "This token may only read.")
		}
		return account{}, false, nil
	}
	site := siteAround(t, combo.Config{URLs: combo.URLs{combo.Get("whoami/", whoami)}}, middleware.Bearer("api", check))
	for _, test := range []struct {
		name, field string
		status      int
		want        string // the body of a 200, else the challenge
	}{
		{"right", "Bearer good.token-1~+/==", 200, "account robot"},
		{"lower case", "bearer good.token-1~+/==", 200, "account robot"},
		{"none", "", 401, `Bearer realm="api"`},
		{"another scheme", "Basic YTpi", 401, `Bearer realm="api"`},
		{"wrong", "Bearer nope", 401, `Bearer realm="api", error="invalid_token"`},
		{"empty", "Bearer", 400, `Bearer realm="api", error="invalid_request"`},
		{"two words", "Bearer good.token-1~+/== more", 400, `Bearer realm="api", error="invalid_request"`},
		{"not ASCII", "Bearer gööd", 400, `Bearer realm="api", error="invalid_request"`},
		{"parameters", `Bearer token="good"`, 400, `Bearer realm="api", error="invalid_request"`},
		{"an error", "Bearer broken", 500, ""},
		{"not enough", "Bearer weak", 403, ""},
	} {
		var fields []string
		if test.field != "" {
			fields = []string{"Authorization: " + test.field}
		}
		w := send(site, "GET", "http://localhost/whoami/", "", fields...)
		got := w.Header().Get("WWW-Authenticate")
		if w.Code == 200 {
			got = w.Body.String()
		}
		if w.Code != test.status || got != test.want {
			t.Errorf("%s: %d %q, want %d %q", test.name, w.Code, got, test.status, test.want)
		}
	}
	if w := send(site, "GET", "http://localhost/whoami/?access_token=good.token-1~+/==", ""); w.Code != 401 {
		t.Errorf("a token in the address: %d", w.Code)
	}
}

func TestUserWithoutAuth(t *testing.T) {
	t.Parallel()
	site := siteAround(t, combo.Config{URLs: combo.URLs{combo.Get("whoami/", whoami)}})
	if w := send0(site, "http://localhost/whoami/"); w.Body.String() != " false" {
		t.Errorf("nobody is %q", w.Body)
	}
}

func TestAuthMistakes(t *testing.T) {
	t.Parallel()
	wantPanic(t, func() { middleware.BasicAuth("x", nil) }, "middleware.BasicAuth", "check is nil")
	wantPanic(t, func() { middleware.BasicAuth("a\nb", basic) }, "middleware.BasicAuth", "realm")
	wantPanic(t, func() { middleware.Bearer[int]("x", nil) }, "middleware.Bearer", "check is nil")
}
