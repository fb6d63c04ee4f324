package combo_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

func TestClientBehindProxies(t *testing.T) {
	t.Parallel()
	view := func(r *http.Request) (*combo.Response, error) {
		address, err := combo.AbsoluteURL(r, "/x")
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(combo.ClientIP(r), " ", address))
	}
	site := newSite(t, combo.Config{
		Hosts: []string{"*"}, TrustedProxies: []string{"10.0.0.0/8", "::1"}, ProxyHost: true,
		URLs: combo.URLs{combo.Get("", view)},
	})
	for _, test := range []struct {
		peer   string
		fields map[string]string
		want   string
	}{
		{"192.0.2.1:99", nil, "192.0.2.1 http://a.test/x"},
		{"192.0.2.1:99", map[string]string{"X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.test"}, "192.0.2.1 http://a.test/x"},
		{"10.1.2.3:99", map[string]string{"X-Forwarded-For": "6.6.6.6, 8.8.8.8", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "b.test"}, "8.8.8.8 https://b.test/x"},
		{"10.1.2.3:99", map[string]string{"X-Forwarded-For": "8.8.8.8, 10.9.9.9"}, "8.8.8.8 http://a.test/x"},
		{"10.1.2.3:99", map[string]string{"X-Forwarded-For": "8.8.8.8, nonsense"}, "10.1.2.3 http://a.test/x"},
		{"[::1]:99", map[string]string{"X-Forwarded-For": "2001:db8::1", "X-Forwarded-Proto": "gopher"}, "2001:db8::1 http://a.test/x"},
		{"[::ffff:10.0.0.1]:99", map[string]string{"X-Forwarded-For": "8.8.8.8"}, "8.8.8.8 http://a.test/x"},
	} {
		r := httptest.NewRequest("GET", "http://a.test/", nil)
		r.RemoteAddr = test.peer
		for name, v := range test.fields {
			r.Header.Set(name, v)
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Body.String() != test.want {
			t.Errorf("from %s with %v: %q, want %q", test.peer, test.fields, w.Body, test.want)
		}
	}
}

// What comes over a unix socket has no address.
func TestProxyOverAUnixSocket(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ trusted, peer, want string }{
		{"unix", "@", "8.8.8.8"},
		{"unix", "", "8.8.8.8"},
		{"unix", "192.0.2.1:99", "192.0.2.1"},
		{"192.0.2.1", "@", "invalid IP"},
	} {
		site := newSite(t, combo.Config{TrustedProxies: []string{test.trusted}, URLs: combo.URLs{
			combo.Get("", func(r *http.Request) (*combo.Response, error) { return combo.Text(combo.ClientIP(r).String()) }),
		}})
		r := httptest.NewRequest("GET", "http://localhost/", nil)
		r.RemoteAddr = test.peer
		r.Header.Set("X-Forwarded-For", "8.8.8.8")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Body.String() != test.want {
			t.Errorf("trusting %s, from %q: %s, want %s", test.trusted, test.peer, w.Body, test.want)
		}
	}
}

// Many proxies pass on an X-Forwarded-Host that the client made up.
func TestProxyHostIsAChoice(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{Hosts: []string{"*"}, TrustedProxies: []string{"192.0.2.1"}, URLs: combo.URLs{
		combo.Get("", func(r *http.Request) (*combo.Response, error) { return combo.Text(combo.Host(r)) }),
	}})
	if got := ask(site, "GET", "/", "", "Host: a.test", "X-Forwarded-Host: evil.test").Body.String(); got != "a.test" {
		t.Errorf("Host = %q, want a.test", got)
	}
}

// The browser's Origin is compared with the host that the browser saw.
func TestCrossSiteCheckBehindAProxy(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{
		Hosts: []string{"example.com"}, TrustedProxies: []string{"192.0.2.1"}, ProxyHost: true,
		URLs: combo.URLs{combo.Post("", say("in"))},
	})
	for origin, want := range map[string]int{"https://example.com": 200, "https://evil.test": 403} {
		w := ask(site, "POST", "/", "", "Host: 10.0.0.7:8000", "X-Forwarded-Host: example.com", "Origin: "+origin)
		if w.Code != want {
			t.Errorf("with Origin %s: %d, want %d", origin, w.Code, want)
		}
	}
}

func TestAbsoluteURL(t *testing.T) {
	t.Parallel()
	inner := siteOf(t, combo.Get("b/c", func(r *http.Request) (*combo.Response, error) {
		var all []string
		for _, address := range []string{"", "/x/", "d?e=f", "../g", "?h", "https://other.test/"} {
			u, err := combo.AbsoluteURL(r, address)
			if err != nil {
				return nil, err
			}
			all = append(all, u)
		}
		_, err := combo.AbsoluteURL(r, "%zz")
		return combo.Text(fmt.Sprint(strings.Join(all, " "), " ", err != nil))
	}))
	want := "http://localhost:8000/a/b/c?q=1 http://localhost:8000/x/ http://localhost:8000/a/b/d?e=f http://localhost:8000/a/g http://localhost:8000/a/b/c?h https://other.test/ true"
	if got := ask(siteOf(t, combo.Mount("a/", inner)), "GET", "/a/b/c?q=1", "", "Host: localhost:8000").Body.String(); got != want {
		t.Errorf("AbsoluteURL = %q, want %q", got, want)
	}
}

func TestScheme(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	if got := combo.Scheme(r); got != "http" {
		t.Errorf("Scheme = %q", got)
	}
	r.TLS = &tls.ConnectionState{}
	if got := combo.Scheme(r); got != "https" {
		t.Errorf("Scheme with TLS = %q", got)
	}
}
