package combo_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/combo-web/combo"
)

func TestClientBehindProxies(t *testing.T) {
	t.Parallel()
	view := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint(combo.ClientIP(r), " ", combo.AbsoluteURL(r, "/x")))
	}
	site := newSite(t, combo.Config{
		Hosts: []string{"*"}, TrustedProxies: []string{"10.0.0.0/8", "::1"},
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
