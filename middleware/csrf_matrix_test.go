package middleware_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

// An attempt is one row of gauntlet D5.
type attempt struct {
	scheme, method, body, site, origin, credentials, token string
}

var (
	schemes     = []string{"http", "https"}
	methods     = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
	bodies      = []string{"urlencoded", "multipart", "JSON", "text", "none"}
	sites       = []string{"same-origin", "same-site", "cross-site", "none", "", "junk"}
	origins     = []string{"same", "other port", "other scheme", "null", "evil", ""}
	credentials = []string{"cookie", "bearer", "both", "none"}
	tokens      = []string{"ok", "missing", "other user's"}
)

// mayAct is what the matrix is compared with, written down without looking at how
// the kernel and CSRF find out.
func (a attempt) mayAct() bool {
	switch {
	case a.method == "GET" || a.method == "HEAD": // reads
		return true
	case a.credentials == "bearer": // no browser sends that by itself
		return true
	case a.site == "same-origin" || a.site == "none": // proven
		return true
	case a.site != "":
		return false
	case a.origin == "same":
		return true
	case a.origin == "other scheme": // what comes by http may be anybody's
		return a.scheme == "http"
	case a.origin != "":
		return false
	}
	return a.credentials == "none" || a.token == "ok"
}

// TestGauntletD5: a view acts only if the request is proven to be of this site, by
// the browser or by a token.
func TestGauntletD5(t *testing.T) {
	t.Parallel()
	rows, allowed := checkCSRF(t, newVisitors(t), attempts(), func(act combo.View) http.Handler { return guarded(t, act) })
	if rows != 2*6*5*6*6*4*3 || allowed == 0 || allowed == rows {
		t.Errorf("%d rows, %d allowed", rows, allowed)
	}
}

// guarded is a site with CSRF that has a view at /act/.
func guarded(t testing.TB, act combo.View) http.Handler {
	return siteAround(t, combo.Config{URLs: combo.URLs{combo.Path("act/", act)}}, middleware.CSRF(middleware.CSRFConfig{}))
}

// checkCSRF makes attempts at a site that has a view at /act/. It returns how many
// there were, and how many of them may act.
func checkCSRF(t witness, v visitors, all iter.Seq[attempt], around func(act combo.View) http.Handler) (rows, allowed int) {
	t.Helper()
	acted, read := false, ""
	act := func(r *http.Request) (*combo.Response, error) {
		acted = true
		read = ""
		if kind := r.Header.Get("Content-Type"); strings.Contains(kind, "form") {
			v, err := combo.Form[string](r, "a") // it is still there
			if err != nil {
				return nil, err
			}
			read = v
		} else if kind != "" {
			b, err := combo.Body(r)
			if err != nil {
				return nil, err
			}
			read = string(b)
		}
		return combo.Text("done")
	}
	site := around(act)
	for a := range all {
		rows++
		acted = false
		w := httptest.NewRecorder()
		site.ServeHTTP(w, v.request(a))
		want := 403
		if a.mayAct() {
			allowed++
			want = 200
		}
		if w.Code != want || acted != (want == 200) {
			t.Errorf("%+v: %d, acted %v, want %d", a, w.Code, acted, want)
		}
		if acted && a.body != "none" && !strings.Contains(read, "the body") {
			t.Errorf("%+v: the view read %q", a, read)
		}
	}
	return rows, allowed
}

func attempts() iter.Seq[attempt] {
	all := []attempt{{}}
	for _, part := range []struct {
		values []string
		set    func(*attempt, string)
	}{
		{schemes, func(a *attempt, v string) { a.scheme = v }}, {methods, func(a *attempt, v string) { a.method = v }},
		{bodies, func(a *attempt, v string) { a.body = v }}, {sites, func(a *attempt, v string) { a.site = v }},
		{origins, func(a *attempt, v string) { a.origin = v }}, {credentials, func(a *attempt, v string) { a.credentials = v }},
		{tokens, func(a *attempt, v string) { a.token = v }},
	} {
		var more []attempt
		for _, a := range all {
			for _, v := range part.values {
				part.set(&a, v)
				more = append(more, a)
			}
		}
		all = more
	}
	return func(yield func(attempt) bool) {
		for _, a := range all {
			if !yield(a) {
				return
			}
		}
	}
}

// visitors are two people with a cookie and a token each, by http and by https.
type visitors map[string][2]string // by scheme and "own" or "other": Cookie field and token

func newVisitors(t testing.TB) visitors {
	v := visitors{}
	var token string
	page := combo.Get("page/", func(r *http.Request) (*combo.Response, error) {
		token = middleware.CSRFToken(r)
		return combo.Text("")
	})
	site := siteAround(t, combo.Config{URLs: combo.URLs{page}}, middleware.CSRF(middleware.CSRFConfig{}))
	for _, scheme := range schemes {
		for _, who := range []string{"own", "other"} {
			cookie := send0(site, scheme+"://localhost/page/").Result().Cookies()[0]
			v[scheme+who] = [2]string{cookie.Name + "=" + cookie.Value, token}
		}
	}
	return v
}

func (v visitors) request(a attempt) *http.Request {
	token := map[string]string{"ok": v[a.scheme+"own"][1], "missing": "", "other user's": v[a.scheme+"other"][1]}[a.token]
	body, kind := bodyWith(a.body, token)
	r := httptest.NewRequest(a.method, a.scheme+"://localhost/act/", body)
	r.TLS = nil
	if a.scheme == "https" {
		r.TLS = new(tls.ConnectionState)
	}
	set := func(name, value string) {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	set("Content-Type", kind)
	set("Sec-Fetch-Site", a.site)
	other := map[string]string{"http": "https", "https": "http"}[a.scheme]
	set("Origin", map[string]string{"same": a.scheme + "://localhost", "other port": a.scheme + "://localhost:8000",
		"other scheme": other + "://localhost", "null": "null", "evil": "https://evil.test"}[a.origin])
	if a.credentials == "cookie" || a.credentials == "both" {
		set("Cookie", "sessionid=abc; "+v[a.scheme+"own"][0])
	}
	if a.credentials == "bearer" || a.credentials == "both" {
		set("Authorization", "Bearer abc")
	}
	if a.body != "urlencoded" && a.body != "multipart" {
		set("X-CSRFToken", token)
	}
	return r
}

// bodyWith writes a body of a kind, with the token if it is a form.
func bodyWith(kind, token string) (io.Reader, string) {
	switch kind {
	case "urlencoded":
		return strings.NewReader("a=the+body&csrfmiddlewaretoken=" + token), "application/x-www-form-urlencoded"
	case "multipart":
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		form.WriteField("a", "the body")
		form.WriteField("csrfmiddlewaretoken", token)
		file, _ := form.CreateFormFile("photo", "a.png")
		fmt.Fprint(file, strings.Repeat("x", 1000))
		form.Close()
		return &b, form.FormDataContentType()
	case "JSON":
		return strings.NewReader(`"the body"`), "application/json"
	case "text":
		return strings.NewReader("the body"), "text/plain"
	}
	return nil, ""
}
