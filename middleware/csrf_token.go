package middleware

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// CSRFToken returns a token for the forms of a page, another one at each call:
//
//	<input type="hidden" name="csrfmiddlewaretoken" value="…">
//
// The cookie that it belongs to goes out with the answer if the browser has none,
// and the answer is marked as one that shared caches must not keep (Vary: Cookie,
// Cache-Control: private). So ask before the answer is sent; after that, and
// outside of [CSRF], the token is empty.
func CSRFToken(r *http.Request) string {
	s := csrfOf(r)
	if s == nil {
		return ""
	}
	secret := s.use()
	if secret == "" {
		return ""
	}
	return masked(secret)
}

// RotateCSRFToken gives the browser a new secret: older tokens end. Signing in
// does that, so that what was known of the visitor before is worth nothing after.
// It is an error after the header has gone; outside of [CSRF] it does nothing.
func RotateCSRFToken(r *http.Request) error {
	s := csrfOf(r)
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setSecret()
	return s.join()
}

// A csrfState is what CSRF knows of one request.
type csrfState struct {
	csrf *csrf
	w    http.ResponseWriter // outside of a site
	r    *http.Request

	mu     sync.Mutex
	joined bool   // the answer will be marked when it is sent
	secret string // "" until it is asked for
	fresh  bool   // the browser does not have the secret
}

type csrfKey struct{}

// csrfOf returns the state of a request, which its first caller makes; nil outside of
// CSRF.
func csrfOf(r *http.Request) *csrfState {
	switch v := r.Context().Value(csrfKey{}).(type) {
	case *csrfState:
		return v
	case *csrf:
		return v.begin(r)
	}
	return nil
}

func (c *csrf) begin(r *http.Request) *csrfState {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := r.Context().Value(csrfKey{}).(*csrfState); ok { // of another goroutine
		return s
	}
	s := &csrfState{csrf: c, r: r}
	combo.SetValue(r, csrfKey{}, s)
	return s
}

// use returns the secret and makes sure that the browser gets it, "" if it is too
// late for that.
func (s *csrfState) use() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.secret == "" {
		cookies, _ := headers.ParseCookies(s.r.Header["Cookie"]...)
		cookie, _ := cookies.Get(s.csrf.cookieName(s.r))
		s.secret = secretOf(cookie)
	}
	if s.secret == "" {
		s.setSecret()
	}
	if err := s.join(); err != nil {
		return ""
	}
	return s.secret
}

func (s *csrfState) setSecret() {
	s.secret, s.fresh = randomText(secretLength), true
}

// join takes part in the answer: when it is sent or, outside of a site, where nobody
// calls then, now.
func (s *csrfState) join() error {
	switch {
	case combo.SiteOf(s.r) == nil:
		return s.mark(s.w.Header())
	case s.joined:
		return nil
	}
	err := combo.BeforeSend(s.r, func(h http.Header) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.mark(h)
	})
	s.joined = err == nil
	return err
}

// mark keeps the page out of shared caches and sets the cookie.
func (s *csrfState) mark(h http.Header) error {
	keepPrivate(h)
	if !s.fresh {
		return nil
	}
	cookie, err := headers.SetCookie(&http.Cookie{
		Name: s.csrf.cookieName(s.r), Value: s.secret, Path: "/", SameSite: http.SameSiteLaxMode,
		MaxAge: int(s.csrf.config.MaxAge / time.Second), Secure: combo.Scheme(s.r) == "https",
	})
	if err != nil {
		return err
	}
	h.Add("Set-Cookie", cookie)
	s.fresh = false
	return nil
}

// keepPrivate makes a page one of this visitor only, whatever the view said.
func keepPrivate(h http.Header) {
	if vary := headers.ParseSet(strings.Join(h["Vary"], ",")); !vary.Has("*") && !vary.Has("Cookie") {
		h.Add("Vary", "Cookie")
	}
	cc := headers.ParseCacheControl(h["Cache-Control"]...)
	if cc.Has("private") || cc.Has("no-store") {
		return
	}
	cc.Del("public")
	cc.Del("s-maxage")
	cc.SetBare("private")
	h.Set("Cache-Control", cc.String())
}

// Django's sizes and letters.
const (
	secretLength = 32
	letters      = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
)

// letterIndex is the place of each letter, 0xff for all others.
var letterIndex = func() (table [256]byte) {
	for i := range table {
		table[i] = 0xff
	}
	for i := range len(letters) {
		table[letters[i]] = byte(i)
	}
	return table
}()

// masked writes a secret as a random mask and the secret added to it, letter by
// letter: no two pages have the same text in the same place, so compression does
// not tell it.
func masked(secret string) string {
	mask := randomText(secretLength)
	token := []byte(mask + secret)
	for i := range secretLength {
		sum := int(letterIndex[mask[i]]) + int(letterIndex[secret[i]])
		token[secretLength+i] = letters[sum%len(letters)]
	}
	return string(token)
}

// secretOf returns the secret in a token or a cookie, masked or not; "" if it is
// neither.
func secretOf(token string) string {
	if len(token) != secretLength && len(token) != 2*secretLength {
		return ""
	}
	for i := range len(token) {
		if letterIndex[token[i]] == 0xff {
			return ""
		}
	}
	if len(token) == secretLength {
		return token
	}
	secret := make([]byte, secretLength)
	for i := range secret {
		difference := int(letterIndex[token[secretLength+i]]) - int(letterIndex[token[i]])
		secret[i] = letters[(difference+len(letters))%len(letters)]
	}
	return string(secret)
}

// sameSecret takes the same time wherever two secrets differ.
func sameSecret(a, b string) bool {
	return len(a) == secretLength && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// randomText returns n random letters, each as likely as any other.
func randomText(n int) string {
	const fair = 256 - 256%len(letters)
	text := make([]byte, 0, n)
	for room := make([]byte, 2*n); len(text) < n; {
		rand.Read(room)
		for _, b := range room {
			if int(b) < fair && len(text) < n {
				text = append(text, letters[int(b)%len(letters)])
			}
		}
	}
	return string(text)
}
