package middleware_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

// A pair is what a browser sends back: the cookie and a token of a page.
type pair struct {
	Cookie string `json:"cookie"`
	Token  string `json:"token"`
}

// A Django site and this one take each other's cookies and tokens, so that a
// visitor may load a form from one and send it to the other.
func TestCSRFTokensOfDjango(t *testing.T) {
	t.Parallel()
	own, wrong := newPair(t), newPair(t)
	pairs := []pair{own, {own.Cookie, own.Cookie}, {own.Cookie, wrong.Token}, {own.Cookie, ""}, {own.Cookie, strings.Repeat("a", 64)}, wrong}
	want := []bool{true, true, false, false, false, true}
	in, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	command := exec.Command("/usr/bin/python3", "testdata/csrf.py")
	command.Stdin, command.Stderr = bytes.NewReader(in), &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("Python with Django (Debian: python3-django): %v\n%s", err, stderr.String())
	}
	var django struct {
		Version  string
		Accepted []bool
		Made     []pair
	}
	if err := json.Unmarshal(out, &django); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	for i, p := range pairs {
		if got := django.Accepted[i]; got != want[i] {
			t.Errorf("Django %s: %+v accepted %v, want %v", django.Version, p, got, want[i])
		}
		if got := accepted(t, p); got != want[i] {
			t.Errorf("here: %+v accepted %v, want %v", p, got, want[i])
		}
	}
	if len(django.Made) == 0 {
		t.Error("Django made no tokens")
	}
	for _, p := range django.Made {
		if !accepted(t, p) {
			t.Errorf("Django's %+v is refused here", p)
		}
		if accepted(t, pair{p.Cookie, own.Token}) || accepted(t, pair{own.Cookie, p.Token}) {
			t.Errorf("Django's %+v fits %+v", p, own)
		}
	}
}

func newPair(t *testing.T) pair {
	t.Helper()
	w := send0(csrfSite(t, combo.Config{}, middleware.CSRFConfig{}), "http://localhost/form/")
	_, behind, _ := strings.Cut(w.Body.String(), `value="`)
	token, _, _ := strings.Cut(behind, `"`)
	return pair{w.Result().Cookies()[0].Value, token}
}

func accepted(t *testing.T, p pair) bool {
	t.Helper()
	w := send(csrfSite(t, combo.Config{}, middleware.CSRFConfig{}), "POST", "http://localhost/form/", "csrfmiddlewaretoken="+url.QueryEscape(p.Token),
		"Content-Type: application/x-www-form-urlencoded", "Cookie: sessionid=1; csrftoken="+p.Cookie)
	return w.Code == 200
}
