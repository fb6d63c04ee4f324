package combo_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

// A canary is a secret with what the escapes of HTML, URLs and Go change.
func canary(name string) string { return "canary<" + name + "> &+%\"'é/=?" }

// writtenAs are the forms in which a page could let a secret out.
func writtenAs(s string) map[string]string {
	return map[string]string{
		"raw": s, "HTML": html.EscapeString(s), "HTML of Go": strings.ReplaceAll(html.EscapeString(s), "+", "&#43;"),
		"query": url.QueryEscape(s), "path": url.PathEscape(s), "quoted": fmt.Sprintf("%q", s), "hex": hex.EncodeToString([]byte(s)),
		"base64": base64.StdEncoding.EncodeToString([]byte(s)), "base64 for URLs": base64.RawURLEncoding.EncodeToString([]byte(s)),
		"its first half": html.EscapeString(s[:len(s)/2]),
	}
}

func wantNoCanary(t *testing.T, page string, names ...string) {
	t.Helper()
	for _, name := range names {
		for form, text := range writtenAs(canary(name)) {
			if strings.Contains(page, text) {
				t.Errorf("the page holds the secret %s (%s)", name, form)
			}
		}
		if strings.Contains(html.UnescapeString(page), canary(name)) {
			t.Errorf("the page holds the secret %s, unescaped", name)
		}
	}
}

// inAllForms is an error that lets secrets out in every way.
func inAllForms(names ...string) error {
	var errs []error
	for _, name := range names {
		for form, text := range writtenAs(canary(name)) {
			if form != "its first half" {
				errs = append(errs, fmt.Errorf("got %s: %w", text, errors.New("in a text: "+base64.StdEncoding.EncodeToString([]byte("x"+text+"y")))))
			}
		}
	}
	return errors.Join(errs...)
}

func TestDebugPageHidesSecrets(t *testing.T) {
	t.Parallel()
	inHeader := []string{"Authorization", "Proxy-Authorization", "X-Api-Key", "X-Session-Id", "X-CSRFToken", "Set-Cookie"}
	inQuery := []string{"password", "Card_Number", "otp", "user[pwd]"}
	inForm := []string{"new_passwd", "cvv", "client-secret", "pin"}
	all := append(append([]string{"config of thirty-two bytes", "sessionid", "unnamed", "param-token", "referer"}, append(inQuery, inForm...)...), inHeader...)
	secrets := []string{canary("config of thirty-two bytes")}
	view := func(r *http.Request) (*combo.Response, error) {
		if r.Method == "POST" {
			if _, err := combo.Form[string](r, "title"); err != nil {
				return nil, err
			}
		}
		return nil, inAllForms(all...)
	}
	site := debugSite(t, combo.Config{Secret: secrets, URLs: combo.URLs{combo.Path("reset/<path:token>", view)}})
	query, form := url.Values{"page": {"2"}}, url.Values{"title": {"Hello"}}
	for _, name := range inQuery {
		query.Set(name, canary(name))
	}
	for _, name := range inForm {
		form.Set(name, canary(name))
	}
	fields := []string{
		"Content-Type: application/x-www-form-urlencoded", "X-Harmless: seen",
		"Cookie: theme=dark; sessionid=" + canary("sessionid"), "Cookie: u=" + canary("unnamed"),
		"Referer: http://localhost/?next=1&token=" + url.QueryEscape(canary("referer")),
	}
	for _, name := range inHeader {
		fields = append(fields, name+": "+canary(name))
	}
	target := "/reset/" + url.PathEscape(canary("param-token")) + "?" + query.Encode()
	target = strings.ReplaceAll(target, "%2F", "/") // which no path may have encoded
	page := debugPageOf(t, site, "POST", target, form.Encode(), fields...)
	wantNoCanary(t, page, all...)
	wantText(t, "the page", page, "•••", "seen", "<dd>2</dd>", "<dd>Hello</dd>", "<dd>dark</dd>", "Card_Number", "sessionid", "client-secret")
}

func TestDebugPageHidesSecretsOfJSON(t *testing.T) {
	t.Parallel()
	type login struct {
		Name string `json:"name"`
		User struct {
			Password string   `json:"password"`
			Tokens   []string `json:"tokens"`
		} `json:"user"`
	}
	site := debugSite(t, combo.Config{URLs: combo.URLs{combo.Post("", func(r *http.Request) (*combo.Response, error) {
		v, err := combo.Bind[login](r)
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("sign in %+v: %w", v, inAllForms("password", "tokens"))
	})}})
	body := fmt.Sprintf(`{"name": "Anna", "user": {"password": %q, "tokens": ["short", %q]}}`, canary("password"), canary("tokens"))
	page := debugPageOf(t, site, "POST", "/", body, "Content-Type: application/json")
	wantNoCanary(t, page, "password", "tokens")
	wantText(t, "the page", page, "<dd>Anna</dd>", "user.password", "user.tokens.0")
}

// TestDebugPageHidesWhatLooksSecret has secrets that are not in the request.
func TestDebugPageHidesWhatLooksSecret(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`Get "https://api.example/?api_key=Xq7canary&page=2": timeout`,
		`connect postgres://combo:Xq7canary@db.example/combo: refused`,
		`connect with user=combo password=Xq7canary host=db`,
		`{"client_secret": "Xq7canary", "name": "Anna"}`,
		`quoted: "{\"client_secret\":\"Xq7canary\"}"`,
		`sent Authorization: Bearer Xq7canaryXq7canary`,
	} {
		page := debugViewPage(t, fromAnswer(func(*http.Request) error { return errors.New(text) }))
		heading := page[strings.Index(page, "<h1>"):strings.Index(page, "</h1>")]
		wantNot(t, "the heading", heading, "Xq7canary")
		wantText(t, "the heading", heading, "•••")
	}
}

// TestDebugPageHidesSecretsInSource has one in the code that is shown.
func TestDebugPageHidesSecretsInSource(t *testing.T) {
	t.Parallel()
	page := debugViewPage(t, func(*http.Request) (*combo.Response, error) {
		const smtpPassword = "Zw9canary"
		_ = smtpPassword
		return nil, combo.Errorf(500, "No mail today.")
	})
	wantNot(t, "the page", page, "Zw9"+"canary")
	wantText(t, "the page", page, "const smtpPassword = &#34;•••&#34;")
}

// TestDebugPageCutsBehindSecrets has them where texts are cut.
func TestDebugPageCutsBehindSecrets(t *testing.T) {
	t.Parallel()
	const secret = "Xq7canaryXq7canaryXq7canary"
	for _, before := range []int{220, 239, 990, 999, 8180, 8190, 32750, 32767} {
		view := fromAnswer(func(*http.Request) error {
			return errors.New(strings.Repeat("x", before) + secret + strings.Repeat("y", 1<<16))
		})
		site := debugSite(t, combo.Config{URLs: combo.URLs{combo.Get("", view)}})
		page := debugPageOf(t, site, "GET", "/", "", "X-Token: "+secret, "X-Long: "+strings.Repeat("z", before)+secret)
		wantNot(t, fmt.Sprintf("the page with a secret after %d bytes", before), page, "Xq7")
	}
}

// TestDebugPageOfManySecrets has as many as a header can hold.
func TestDebugPageOfManySecrets(t *testing.T) {
	t.Parallel()
	var query strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&query, "pin=Xq7%dcanary&", i)
	}
	view := fromAnswer(func(*http.Request) error { return errors.New("the last is Xq719999canary") })
	site := debugSite(t, combo.Config{URLs: combo.URLs{combo.Get("", view)}})
	page := debugPageOf(t, site, "GET", "/?"+query.String(), "")
	wantNot(t, "the page", page, "Xq7")
	wantText(t, "the page", page, "the last is •••", "and 19800 more")
}

func TestDebugPageHidesBasicAuth(t *testing.T) {
	t.Parallel()
	field := base64.StdEncoding.EncodeToString([]byte("anna:Xq7canary"))
	site := debugSite(t, combo.Config{URLs: combo.URLs{combo.Get("", fromAnswer(func(r *http.Request) error {
		_, password, _ := r.BasicAuth()
		return errors.New("anna may not enter with " + password + ", sent as " + field)
	}))}})
	page := debugPageOf(t, site, "GET", "/", "", "Authorization: Basic "+field)
	wantNot(t, "the page", page, "Xq7", field)
	wantText(t, "the page", page, "anna may not enter with •••, sent as •••")
}
