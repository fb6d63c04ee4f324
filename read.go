package combo

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"

	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/decode"
)

// Query returns a value of the URL's query: Query[int](r, "page", 1). Without a
// fallback a missing value is an error. What is not a T is a [FieldErrors] (422).
func Query[T any](r *http.Request, name string, fallback ...T) (T, error) {
	return single("query", queryValues, r, name, fallback)
}

// Form returns a field of a form that was sent as the body, urlencoded or
// multipart: Form[string](r, "nm"). Without a fallback a missing value is an
// error. What is not a T is a [FieldErrors] (422).
func Form[T any](r *http.Request, name string, fallback ...T) (T, error) {
	return single("form", formValues, r, name, fallback)
}

// Header returns a field of the request's header: Header[int](r, "X-Depth", 1).
// Without a fallback a missing field is an error. What is not a T is a
// [FieldErrors] (422).
func Header[T any](r *http.Request, name string, fallback ...T) (T, error) {
	return single("header", headerValues, r, name, fallback)
}

// Cookie returns the value of a cookie: Cookie[string](r, "theme", "light").
// Without a fallback a missing cookie is an error. What is not a T is a
// [FieldErrors] (422). Clients can change cookies: see [SignedCookie].
func Cookie[T any](r *http.Request, name string, fallback ...T) (T, error) {
	return single("cookie", cookieValues, r, name, fallback)
}

// single reads one value from one part of the request.
func single[T any](tag string, read func(*http.Request) (decode.Value, error), r *http.Request, name string, fallback []T) (T, error) {
	var v T
	root, err := read(r)
	if err != nil {
		return v, err
	}
	given, problems, err := decode.One(decode.Source{Tag: tag, Root: root, Loose: true}, name, reflect.ValueOf(&v).Elem(), len(fallback) == 0)
	switch {
	case err != nil:
		return v, fmt.Errorf("read %s %q: %w", tag, name, err)
	case len(problems) > 0:
		return v, fieldErrors(problems)
	case !given:
		return fallback[0], nil
	}
	return v, nil
}

// ParseQuery reads a query or an urlencoded form strictly: more than 1000
// fields, a malformed escape, invalid UTF-8 and NUL are errors, where
// [url.ParseQuery] and [url.URL.Query] drop what they do not like.
func ParseQuery(query string) (url.Values, error) {
	pairs, err := decode.Query(query, decode.Limits{})
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	for _, p := range pairs {
		values.Add(p.Name, p.Value.Text())
	}
	return values, nil
}

// pathValues are the parameters as they stand in the path, or the route's defaults.
func pathValues(r *http.Request) (decode.Value, error) {
	st := stateOf(r)
	if st == nil || st.found.leaf == nil {
		return decode.MapOf(), nil
	}
	l := st.found.leaf
	var fields []decode.Field
	for i, p := range l.params {
		if _, fixed := l.defaults[p.Name]; !fixed {
			fields = append(fields, decode.Field{Name: p.Name, Value: decode.TextOf(st.found.values[i])})
		}
	}
	for name, v := range l.defaults {
		if text, err := formatText(v); err == nil { // else it is of a type that no request can hold
			fields = append(fields, decode.Field{Name: name, Value: decode.TextOf(text)})
		}
	}
	return decode.MapOf(fields...), nil
}

func queryValues(r *http.Request) (decode.Value, error) {
	pairs, err := decode.Query(r.URL.RawQuery, limitsOf(r))
	if err != nil {
		return decode.Value{}, err
	}
	return pairs.Tree()
}

func headerValues(r *http.Request) (decode.Value, error) {
	var fields []decode.Field
	for name, values := range r.Header {
		fields = append(fields, decode.Field{Name: name, Value: decode.TextsOf(values...)})
	}
	return decode.MapOf(fields...), nil
}

func cookieValues(r *http.Request) (decode.Value, error) {
	cookies, err := cookiesOf(r)
	if err != nil {
		return decode.Value{}, err
	}
	var fields []decode.Field
	for _, c := range cookies {
		fields = append(fields, decode.Field{Name: c.Name, Value: decode.TextOf(c.Value)})
	}
	return decode.MapOf(fields...), nil
}

// cookiesOf reads the Cookie fields of a request.
func cookiesOf(r *http.Request) (headers.Cookies, error) {
	cookies, err := headers.ParseCookies(r.Header.Values("Cookie")...)
	if err != nil {
		return nil, Errorf(http.StatusRequestHeaderFieldsTooLarge, "The request has too many cookies.").Because(err)
	}
	return cookies, nil
}

func formValues(r *http.Request) (decode.Value, error) {
	body, err := bodyOf(r)
	if err != nil {
		return decode.Value{}, err
	}
	if body.Tag != "" && body.Tag != "form" {
		return decode.Value{}, Errorf(http.StatusUnsupportedMediaType, "A form was expected here.").Because(errWrongBody)
	}
	return body.Root, nil
}
