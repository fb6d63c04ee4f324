package webtest

import "net/http"

// Cookie returns the value of the cookie that the client would send to the
// site's first page, "" if it has none of that name.
func (c *Client) Cookie(name string) string {
	c.t.Helper()
	for _, cookie := range c.Cookies() {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// Cookies returns the cookies that the client would send to the site's first
// page: their names and values.
func (c *Client) Cookies() []*http.Cookie {
	c.t.Helper()
	return c.jar.Cookies(c.resolve("/"))
}

// SetCookie gives the client a cookie, as if the site's first page had set it.
// One with a negative MaxAge is taken away.
func (c *Client) SetCookie(cookie *http.Cookie) {
	c.t.Helper()
	copied := *cookie
	if copied.Path == "" {
		copied.Path = "/"
	}
	c.jar.SetCookies(c.resolve("/"), []*http.Cookie{&copied})
}
