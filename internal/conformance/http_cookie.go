package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// cookieAnswers read Cookie fields and write Set-Cookie fields.
var cookieAnswers = map[string]httpAnswer{
	"fn:http.cookie.parse_cookie": trying(func(c httpCase) (any, error) {
		cookies, err := headers.ParseCookies(c.text())
		return lastOfEach(cookies), err
	}),
	"fn:http.parse_cookie":     trying(func(c httpCase) (any, error) { return cookieLists(c.text()) }),
	"fn:http.dump_cookie":      {ask: dumpCookie, want: wantCookie},
	"set_cookie:set_cookie":    {ask: dumpCookie, want: wantCookie},
	"set_cookie:delete_cookie": {ask: deleteCookie, want: wantCookie},
}

// lastOfEach is what Python's dict makes of a list of cookies.
func lastOfEach(cookies headers.Cookies) object {
	last := map[string]any{}
	for _, c := range cookies {
		last[c.Name] = c.Value
	}
	var o object
	for _, name := range sortedKeys(last) {
		o = append(o, member{name, last[name]})
	}
	return o
}

// cookieLists is the state of a MultiDict: names in the order of their first
// cookie. Cookies without a name are not in it.
func cookieLists(fields ...string) (any, error) {
	cookies, err := headers.ParseCookies(fields...)
	var m multi
	for _, c := range cookies {
		if c.Name != "" {
			m = m.with(c.Name, c.Value)
		}
	}
	return object{{"lists", m.lists()}}, err
}

// with adds a value to a name.
func (m multi) with(name string, value any) multi {
	for i := range m {
		if m[i].key == name {
			m[i].values = append(m[i].values, value)
			return m
		}
	}
	return append(m, multiMember{name, []any{value}})
}

// lists is the form in which a MultiDict is recorded.
func (m multi) lists() []any {
	lists := []any{}
	for _, member := range m {
		lists = append(lists, []any{member.key, member.values})
	}
	return lists
}

// dumpCookie writes a cookie and reads it again, to compare what it says.
func dumpCookie(c httpCase) (any, error) {
	field, err := headers.SetCookie(c.cookie())
	if err != nil {
		return nil, err
	}
	return readSetCookie(field)
}

// deleteCookie looks at the field that an answer deletes a cookie with.
func deleteCookie(c httpCase) (any, error) {
	answer, err := combo.NoContent(combo.DeleteCookie(textOf(c.arg(0, "key"))))
	if err != nil {
		return nil, err
	}
	return readSetCookie(answer.Header.Get("Set-Cookie"))
}

// cookie is the cookie that the arguments describe. An unset path is "/", as in
// combo.SetCookie.
func (c httpCase) cookie() *http.Cookie {
	kwargs := c.in.object("kwargs")
	cookie := &http.Cookie{
		Name: textOf(c.arg(0, "key")), Value: textOf(c.arg(1, "value")), Domain: kwargs.text("domain"), Path: kwargs.text("path"),
		Secure: kwargs.get("secure") == true, HttpOnly: kwargs.get("httponly") == true, Partitioned: kwargs.get("partitioned") == true,
		SameSite: sameSite(kwargs.text("samesite")), Expires: expires(kwargs.get("expires")),
	}
	if _, given := kwargs.lookup("path"); !given {
		cookie.Path = "/"
	}
	if age, ok := kwargs.get("max_age").(int64); ok {
		cookie.MaxAge = int(age)
		if age <= 0 {
			cookie.MaxAge = -1
		}
	}
	return cookie
}

// sameSite reads a value; one that is not known is not a valid one.
func sameSite(text string) http.SameSite {
	switch strings.ToLower(text) {
	case "":
		return 0
	case "lax":
		return http.SameSiteLaxMode
	case "strict":
		return http.SameSiteStrictMode
	case "none":
		return http.SameSiteNoneMode
	}
	return -1
}

// expires reads a moment, or seconds since 1970.
func expires(v any) time.Time {
	switch v := v.(type) {
	case time.Time:
		return v
	case int64:
		return time.Unix(v, 0).UTC()
	case float64:
		return time.Unix(int64(v), 0).UTC()
	}
	return time.Time{}
}

func wantCookie(c httpCase) any {
	field := c.expected
	if list, ok := field.([]any); ok && len(list) == 1 {
		field = list[0]
	}
	read, err := readSetCookie(textOf(field))
	if err != nil {
		return fmt.Sprint("not a cookie: ", field)
	}
	return read
}

// readSetCookie tells what a field says. Expires counts only without Max-Age
// (RFC 6265 §5.3), and SameSite=Lax is what browsers take for none.
func readSetCookie(field string) (any, error) {
	parts := strings.Split(field, "; ")
	cookies, err := headers.ParseCookies(parts[0])
	if err != nil || len(cookies) != 1 {
		return nil, fmt.Errorf("%q is not a cookie", field)
	}
	says := map[string]any{"cookie": cookies[0].Name + "=" + cookies[0].Value}
	for _, attribute := range parts[1:] {
		name, value, _ := strings.Cut(attribute, "=")
		says["; "+strings.ToLower(name)] = value
	}
	if _, ok := says["; max-age"]; ok {
		delete(says, "; expires")
	}
	if says["; samesite"] == "Lax" {
		delete(says, "; samesite")
	}
	return says, nil
}
