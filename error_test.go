package combo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

// fail is a view that returns an error.
func fail(err error) combo.View {
	return func(*http.Request) (*combo.Response, error) { return nil, err }
}

type miss struct{}

func (miss) Error() string  { return "row 7 is not there" }
func (miss) NotFound() bool { return true }

var browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestErrorsBecomePages(t *testing.T) {
	t.Parallel()
	fields := combo.FieldErrors{{Field: "age", Code: "min_value", Message: "Too <young>.", Params: map[string]any{"limit_value": 18}}}
	for _, test := range []struct {
		what   string
		err    error
		status int
		shown  string // to the user
		hidden string
	}{
		{"Errorf", combo.Errorf(403, "Only friends of %s can see this.", "Ann"), 403, "Only friends of Ann can see this.", ""},
		{"wrapped", fmt.Errorf("show: %w", combo.Errorf(409, "Too late.")), 409, "Too late.", "show:"},
		{"with a cause", combo.Errorf(403, "No.").Because(errors.New("secret detail")), 403, "No.", "secret detail"},
		{"a miss", fmt.Errorf("load: %w", miss{}), 404, "There is nothing at this address.", "row 7"},
		{"field errors", fields, 422, "age", ""},
		{"a deadline", context.DeadlineExceeded, 503, "The server is busy.", "deadline"},
		{"a stray error", fs.ErrNotExist, 500, "Something went wrong on our side.", "file does not exist"},
		{"an own status", &combo.Error{Status: 418, Message: "Tea.", Header: http.Header{"Retry-After": {"5"}}}, 418, "Tea.", ""},
		{"no message", &combo.Error{Status: 410}, 410, "What was here has been removed.", ""},
	} {
		site := siteOf(t, combo.Get("", fail(test.err)))
		for _, accept := range []string{browser, "Accept: application/json", "Accept: */*"} {
			w := ask(site, "GET", "/", "", accept)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.shown) || test.hidden != "" && strings.Contains(w.Body.String(), test.hidden) {
				t.Errorf("%s with %s = %d %q, want %d with %q and without %q", test.what, accept, w.Code, w.Body, test.status, test.shown, test.hidden)
			}
		}
		if test.status == 418 && ask(site, "GET", "/", "").Header().Get("Retry-After") != "5" {
			t.Error("the header of an Error is not sent")
		}
	}
}

// What is no refusal cannot leave as one.
func TestErrorsOfOddStatusAre500(t *testing.T) {
	t.Parallel()
	for _, err := range []error{&combo.Error{Message: "forbidden"}, combo.Errorf(200, "ok"), combo.Errorf(99, "x"), combo.Errorf(700, "x")} {
		if w := ask(siteOf(t, combo.Get("", fail(err))), "GET", "/", ""); w.Code != 500 || strings.Contains(w.Body.String(), "forbidden") {
			t.Errorf("%v = %d %q, want 500", err, w.Code, w.Body)
		}
	}
}

func TestPanicsOfErrorsAre500(t *testing.T) {
	t.Parallel()
	log, lines := logged()
	for _, value := range []any{combo.Errorf(403, "stop"), miss{}, fmt.Errorf("x: %w", context.DeadlineExceeded)} {
		site := newSite(t, combo.Config{Log: log, URLs: combo.URLs{combo.Get("", func(*http.Request) (*combo.Response, error) { panic(value) })}})
		lines.Reset()
		if w := ask(site, "GET", "/", ""); w.Code != 500 {
			t.Errorf("a panic with %v = %d, want 500", value, w.Code)
		}
		wantText(t, "log", lines.String(), "level=ERROR", "stack=")
	}
}

// A client that has gone is nobody's error.
func TestClientThatHangsUp(t *testing.T) {
	t.Parallel()
	log, lines := logged()
	ctx, cancel := context.WithCancel(t.Context())
	site := newSite(t, combo.Config{Log: log, URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
		cancel()
		return nil, r.Context().Err()
	})}})
	site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "http://localhost/", nil))
	if lines.Len() > 0 {
		t.Errorf("the log is %q", lines)
	}
	if w := ask(siteOf(t, combo.Get("", fail(context.Canceled))), "GET", "/", ""); w.Code != 500 {
		t.Errorf("a cancelled query of a client that waits = %d, want 500", w.Code)
	}
}

func TestBecauseCopies(t *testing.T) {
	t.Parallel()
	members := combo.Errorf(403, "Members only.")
	if err := members.Because(errors.New("a")); members.Err != nil || err.Err == nil || err.Message != members.Message {
		t.Errorf("Because changed %+v into %+v", members, err)
	}
}

func TestErrorFormByAccept(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Path("", fail(combo.Errorf(403, "No."))))
	for _, test := range []struct {
		fields []string
		want   string
	}{
		{nil, "text/plain"},
		{[]string{"Accept: */*"}, "text/plain"},
		{[]string{browser}, "text/html"},
		{[]string{"Accept: application/json"}, "application/problem+json"},
		{[]string{"Accept: application/problem+json"}, "application/problem+json"},
		{[]string{"Accept: application/json, text/html;q=0.5"}, "application/problem+json"},
		{[]string{"Accept: text/html, application/json;q=0.5"}, "text/html"},
		{[]string{"Accept: image/png"}, "text/plain"},
		{[]string{"Accept: text/plain, application/problem+json;q=0.5"}, "text/plain"},
		{[]string{"Accept: text/html, */*"}, "text/html"},
		{[]string{"Accept: */*", "Content-Type: application/json"}, "application/problem+json"},
		{[]string{"Accept: ;;;,,q=9"}, "text/plain"},
	} {
		w := ask(site, "POST", "/", "", test.fields...)
		if got, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";"); got != test.want || w.Code != 403 {
			t.Errorf("%q gives %d %s, want 403 %s", test.fields, w.Code, got, test.want)
		}
		if h := w.Header(); h.Get("Cache-Control") != "no-store" || h.Get("Vary") != "Accept" {
			t.Errorf("%q gives the header %v: caches could mix the forms up", test.fields, h)
		}
	}
}

// At a terminal, debug mode tells the whole story.
func TestDebugText(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{Debug: true, URLs: combo.URLs{combo.Get("", fail(errors.New("the disk is full")))}})
	w := ask(site, "GET", "/", "", "Accept: */*")
	wantText(t, "the report", w.Body.String(), "the disk is full", "GET /")
	if w := ask(site, "GET", "/", "", "Host: evil.test"); strings.Contains(w.Body.String(), "error_test.go") {
		t.Errorf("a stranger reads %s", w.Body)
	}
}

func TestProblemJSON(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("", fail(combo.FieldErrors{{Field: "items.0.age", Code: "min_value", Message: "Too young.", Params: map[string]any{"limit_value": 18}}})))
	var got struct {
		Title, Detail, Instance string
		Status                  int
		Errors                  []map[string]any
	}
	w := ask(site, "GET", "/", "", "Accept: application/json")
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Status != 422 || got.Title != "Unprocessable Entity" || !strings.HasPrefix(got.Instance, "urn:request:") || len(got.Errors) != 1 || got.Errors[0]["field"] != "items.0.age" || got.Errors[0]["code"] != "min_value" {
		t.Errorf("the problem is %s", w.Body)
	}
}

func TestPanicsBecomePages(t *testing.T) {
	t.Parallel()
	log, lines := logged()
	site := newSite(t, combo.Config{Log: log, URLs: combo.URLs{
		combo.Get("view", func(*http.Request) (*combo.Response, error) { panic("view broke") }),
		combo.Handle("handler", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(errors.New("handler broke")) })),
		combo.Get("nothing", func(*http.Request) (*combo.Response, error) { return nil, nil }),
		combo.Handle("late", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			panic("too late")
		})),
	}})
	for path, want := range map[string]string{"/view": "view broke", "/handler": "handler broke", "/nothing": "neither a response nor an error"} {
		lines.Reset()
		w := ask(site, "GET", path, "")
		if w.Code != 500 || strings.Contains(w.Body.String(), "broke") {
			t.Errorf("%s = %d %q, want a plain 500", path, w.Code, w.Body)
		}
		wantText(t, "log", lines.String(), want, "level=ERROR", "path="+path)
		if n := strings.Count(lines.String(), "\n"); n != 1 {
			t.Errorf("%s is logged %d times", path, n)
		}
	}
	server := httptest.NewServer(site)
	defer server.Close()
	if resp, err := http.Get(server.URL + "/late"); err == nil {
		if _, err = resp.Body.Read(make([]byte, 1)); err == nil || err.Error() == "EOF" {
			t.Error("a panic after the header does not break the connection off")
		}
	}
}

func TestOnError(t *testing.T) {
	t.Parallel()
	known, odd, plain := errors.New("known"), errors.New("odd"), combo.Errorf(410, "Gone.")
	log, lines := logged()
	site := newSite(t, combo.Config{
		Log: log,
		OnError: func(r *http.Request, err error) (*combo.Response, error) {
			switch {
			case errors.Is(err, known):
				return combo.Text("handled", combo.Status(418))
			case errors.Is(err, odd):
				panic("OnError broke")
			case errors.Is(err, plain):
				return combo.Text("without a status")
			}
			return nil, combo.Errorf(409, "Changed.").Because(err)
		},
		URLs: combo.URLs{
			combo.Get("known", fail(known)), combo.Get("odd", fail(odd)), combo.Get("other", fail(errors.New("other"))), combo.Get("plain", fail(plain)),
		},
	})
	for _, test := range []struct {
		path   string
		status int
		body   string
	}{
		{"/known", 418, "handled"},
		{"/other", 409, "Changed.\n"},
		{"/plain", 410, "without a status"},
		{"/none", 409, "Changed.\n"},
	} {
		if w := ask(site, "GET", test.path, ""); w.Code != test.status || w.Body.String() != test.body {
			t.Errorf("%s = %d %q, want %d %q", test.path, w.Code, w.Body, test.status, test.body)
		}
	}
	if w := ask(site, "GET", "/odd", ""); w.Code != 500 {
		t.Errorf("a panic of OnError = %d, want 500", w.Code)
	}
	wantText(t, "log", lines.String(), "OnError broke", "odd", "status=409")
	if strings.Contains(lines.String(), "level=ERROR msg=\"request failed\" method=GET path=/known") {
		t.Errorf("a 418 is logged as an error: %s", lines)
	}
}

// What OnError makes of an error is what is logged.
func TestOnErrorsOwnErrorIsLogged(t *testing.T) {
	t.Parallel()
	log, lines := logged()
	site := newSite(t, combo.Config{
		Log:     log,
		OnError: func(*http.Request, error) (*combo.Response, error) { return nil, errors.New("the database is down") },
		URLs:    combo.URLs{combo.Get("", fail(combo.Errorf(403, "No.")))},
	})
	if w := ask(site, "GET", "/", ""); w.Code != 500 {
		t.Errorf("OnError's error = %d, want 500", w.Code)
	}
	wantText(t, "log", lines.String(), "level=ERROR", "the database is down", "403 No.")
	if n := strings.Count(lines.String(), "\n"); n != 1 {
		t.Errorf("logged %d times: %s", n, lines)
	}
}

func TestErrorPages(t *testing.T) {
	t.Parallel()
	page := func(text string) func(*http.Request, error) (*combo.Response, error) {
		return func(*http.Request, error) (*combo.Response, error) { return combo.HTML(text) }
	}
	site := newSite(t, combo.Config{
		ErrorPages: map[int]func(*http.Request, error) (*combo.Response, error){
			404: page("<h1>Lost?"),
			500: func(*http.Request, error) (*combo.Response, error) { panic("the page broke") },
			0:   page("<h1>Oh."),
		},
		URLs: combo.URLs{combo.Get("403", fail(combo.Errorf(403, "No."))), combo.Get("500", fail(errors.New("x")))},
	})
	for _, test := range []struct {
		path, accept string
		status       int
		want         string
	}{
		{"/none", browser, 404, "<h1>Lost?"},
		{"/none", "Accept: */*", 404, "There is nothing"},
		{"/403", browser, 403, "<h1>Oh."},
		{"/500", browser, 500, "Something went wrong"},
	} {
		w := ask(site, "GET", test.path, "", test.accept)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s = %d %q, want %d %q", test.path, w.Code, w.Body, test.status, test.want)
		}
	}
}

// A view works on any router; only what needs a site says so.
func TestViewWithoutSite(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/ok", say("fine"))
	mux.Handle("/fail", fail(combo.Errorf(403, "No.")))
	mux.Handle("/split", view(&combo.Response{Header: http.Header{"X": {"a\r\nb: c"}}}, nil))
	mux.Handle("/odd", view(&combo.Response{Status: 42}, nil))
	mux.Handle("/url", combo.View(func(r *http.Request) (*combo.Response, error) { return combo.RedirectTo(r, "x") }))
	for _, test := range []struct {
		path   string
		status int
		want   string
	}{
		{"/ok", 200, "fine"},
		{"/fail", 403, "No.\n"},
		{"/split", 500, "Something went wrong on our side. It has been noted.\n"},
		{"/odd", 500, "Something went wrong on our side. It has been noted.\n"},
		{"/url", 500, "Something went wrong on our side. It has been noted.\n"},
	} {
		w := ask(mux, "GET", test.path, "")
		if w.Code != test.status || w.Body.String() != test.want {
			t.Errorf("%s = %d %q, want %d %q", test.path, w.Code, w.Body, test.status, test.want)
		}
	}
}

func TestFieldErrorsOfAView(t *testing.T) {
	t.Parallel()
	var errs combo.FieldErrors
	if err := errs.Err(); err != nil {
		t.Errorf("Err of none = %v", err)
	}
	errs.Add("age", "min_value", "Too young.")
	errs.Add("", "invalid", "Not now.")
	if err := errs.Err(); err == nil || err.Error() != "age: Too young.; Not now." {
		t.Errorf("Err = %v", err)
	}
}

func TestFieldErrors(t *testing.T) {
	t.Parallel()
	errs := combo.FieldErrors{{Field: "a", Message: "One."}, {Field: "b", Message: "Two."}, {Field: "a", Message: "Three."}}
	if got := errs.Error(); got != "a: One.; b: Two.; a: Three." {
		t.Errorf("Error() = %q", got)
	}
	if got := errs.Get("a"); len(got) != 2 || got[1].Message != "Three." || errs.Get("c") != nil {
		t.Errorf("Get = %v, %v", got, errs.Get("c"))
	}
}
