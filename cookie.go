package combo

import (
	"net/http"
	"time"

	"github.com/combo-web/combo/headers"
)

// SetCookie sets a cookie with the response. Path defaults to "/" and SameSite
// to Lax. A value may be any text without control characters; what a browser
// would refuse or misread is an error.
func SetCookie(cookie *http.Cookie) Option {
	c := *cookie
	if c.Path == "" {
		c.Path = "/"
	}
	if c.SameSite == 0 {
		c.SameSite = http.SameSiteLaxMode
	}
	return func(p *Response) error {
		field, err := headers.SetCookie(&c)
		if err != nil {
			return err
		}
		return AddHeader("Set-Cookie", field)(p)
	}
}

// DeleteCookie makes the browser forget a cookie that was set with the path "/".
func DeleteCookie(name string) Option {
	return SetCookie(&http.Cookie{Name: name, MaxAge: -1, Expires: time.Unix(1, 0)})
}

// SetSignedCookie sets a cookie that the client can read but not change:
// [SignedCookie] gives its value back. It is signed with the newest secret of
// the site, in the form of Django's set_signed_cookie.
func SetSignedCookie(r *http.Request, cookie *http.Cookie) Option {
	return func(p *Response) error {
		s := SiteOf(r)
		if s == nil {
			return errOutside("SetSignedCookie")
		}
		c := *cookie
		c.Value = sign(cookieSecret(s.config.Secret[0]), c.Name, c.Value, s.clock())
		return SetCookie(&c)(p)
	}
}

// SignedCookie returns the value of a cookie that [SetSignedCookie] set, with
// any of the site's secrets, at most maxAge ago; 0 accepts any age. The error is a
// 400 that wraps [http.ErrNoCookie] if there is none, and [ErrBadSignature] if it
// was changed.
func SignedCookie(r *http.Request, name string, maxAge time.Duration) (string, error) {
	s := SiteOf(r)
	if s == nil {
		return "", errOutside("SignedCookie")
	}
	cookies, err := cookiesOf(r)
	if err != nil {
		return "", err
	}
	signed, ok := cookies.Get(name)
	if !ok {
		return "", Errorf(http.StatusBadRequest, "The cookie %s is missing.", name).Because(http.ErrNoCookie)
	}
	secrets := make([]string, len(s.config.Secret))
	for i, secret := range s.config.Secret {
		secrets[i] = cookieSecret(secret)
	}
	value, err := unsign(secrets, name, signed, maxAge, s.clock())
	if err != nil {
		return "", Errorf(http.StatusBadRequest, "The cookie %s is not as it was set.", name).Because(err)
	}
	return value, nil
}

// cookieSecret keeps cookies apart from other signed texts, as Django does.
func cookieSecret(secret string) string { return "django.http.cookies" + secret }
