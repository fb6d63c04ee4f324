package combo_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

func TestSetCookie(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		option combo.Option
		want   string
	}{
		{combo.SetCookie(&http.Cookie{Name: "a", Value: "1"}), "a=1; Path=/; SameSite=Lax"},
		{combo.SetCookie(&http.Cookie{Name: "__Host-a", Value: "1", HttpOnly: true, SameSite: http.SameSiteStrictMode}), "__Host-a=1; Secure; HttpOnly; Path=/; SameSite=Strict"},
		{combo.SetCookie(&http.Cookie{Name: "a", Value: "ü;", Path: "/x", MaxAge: 5}), `a="\303\274\073"; Max-Age=5; Path=/x; SameSite=Lax`},
		{combo.DeleteCookie("a"), "a=; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; Path=/; SameSite=Lax"},
	} {
		w := ask(siteOf(t, combo.Get("", view(combo.Text("", test.option)))), "GET", "/", "")
		if got := w.Header().Get("Set-Cookie"); got != test.want {
			t.Errorf("Set-Cookie is %q, want %q", got, test.want)
		}
	}
}

// signingSite signs a cookie at /set and reads it at /get.
func signingSite(t *testing.T, now *time.Time, secrets ...string) *combo.Site {
	return newSite(t, combo.Config{
		Secret: secrets,
		Clock:  func() time.Time { return *now },
		URLs: combo.URLs{
			combo.Get("set", func(r *http.Request) (*combo.Response, error) {
				return combo.Text("", combo.SetSignedCookie(r, &http.Cookie{Name: "user", Value: "ann: 7"}))
			}),
			combo.Get("get", func(r *http.Request) (*combo.Response, error) {
				v, err := combo.SignedCookie(r, "user", time.Hour)
				if err != nil {
					return nil, combo.Errorf(400, "%v", err)
				}
				return combo.Text(v)
			}),
		},
	})
}

func TestSignedCookies(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	old, fresh := strings.Repeat("o", 32), strings.Repeat("n", 32)
	field := ask(signingSite(t, &now, old), "GET", "/set", "").Header().Get("Set-Cookie")
	cookie, _, _ := strings.Cut(field, ";")
	for _, test := range []struct {
		what    string
		secrets []string
		later   time.Duration
		cookie  string
		status  int
	}{
		{"the same secret", []string{old}, 0, cookie, 200},
		{"rotated", []string{fresh, old}, 0, cookie, 200},
		{"forgotten", []string{fresh}, 0, cookie, 400},
		{"too old", []string{old}, 2 * time.Hour, cookie, 400},
		{"changed", []string{old}, 0, strings.Replace(cookie, "ann", "eve", 1), 400},
		{"cut", []string{old}, 0, cookie[:len(cookie)-3] + `"`, 400},
		{"of another name", []string{old}, 0, "other" + cookie, 400},
		{"absent", []string{old}, 0, "a=b", 400},
	} {
		later := now.Add(test.later)
		w := ask(signingSite(t, &later, test.secrets...), "GET", "/get", "", "Cookie: "+test.cookie)
		if w.Code != test.status || test.status == 200 && w.Body.String() != "ann: 7" {
			t.Errorf("%s: %d %q, want %d", test.what, w.Code, w.Body, test.status)
		}
	}
}

// What Django signs with the same secret is read, and the other way round: the
// texts are those of its TimestampSigner and its cookie signer.
func TestSignIsDjangos(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{Secret: []string{secret}, Clock: func() time.Time { return time.Unix(1_700_000_000, 0) }})
	signed := site.Sign("reset", "value:1")
	if want := "value:1:1r31eq:F7F6UXjiacbUsEeBdPdz7oXE9XU6X_8NIYiNf9oLE9s"; signed != want {
		t.Errorf("Sign = %q, want Django's %q", signed, want)
	}
	now := time.Unix(1_700_000_000, 0)
	cookies := signingSite(t, &now, secret)
	if got, want := ask(cookies, "GET", "/set", "").Header().Get("Set-Cookie"), `user="ann: 7:1r31eq:LIhFANbB1HiSbsjm3tiF5AoBR1xI8XFIWjODGxaLOFU";`; !strings.HasPrefix(got, want) {
		t.Errorf("the signed cookie is %q, want Django's %q", got, want)
	}
	if v, err := site.Unsign("reset", signed, time.Minute); v != "value:1" || err != nil {
		t.Errorf("Unsign = %q, %v", v, err)
	}
	for _, bad := range []string{"", "x", "a:b", signed + "x", strings.ToUpper(signed), ":::"} {
		if v, err := site.Unsign("reset", bad, 0); !errors.Is(err, combo.ErrBadSignature) {
			t.Errorf("Unsign(%q) = %q, %v; want ErrBadSignature", bad, v, err)
		}
	}
	if _, err := site.Unsign("other", signed, 0); !errors.Is(err, combo.ErrBadSignature) {
		t.Errorf("Unsign for another purpose: %v, want ErrBadSignature", err)
	}
}

func TestSignedCookieOutside(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	if _, err := combo.SignedCookie(r, "a", 0); err == nil {
		t.Error("SignedCookie outside of a site is no error")
	}
	if _, err := combo.Text("", combo.SetSignedCookie(r, &http.Cookie{Name: "a"})); err == nil {
		t.Error("SetSignedCookie outside of a site is no error")
	}
}
