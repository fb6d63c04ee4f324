package combo

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/combo-web/combo/internal/decode"
	"github.com/combo-web/combo/internal/redact"
)

// A pair is a name with its value. A hidden value is not in it.
type pair struct {
	Name, Value string
	raw         string // as the request wrote it, if that is different
}

// A debugTable is one part of the request.
type debugTable struct {
	Title string
	Empty string // what is said if there are no rows
	Rows  []pair
	Open  bool
}

// tables shows the request.
func (f *failure) tables() []debugTable {
	tables := []debugTable{
		{Title: "Request", Rows: f.requestPairs(), Open: true},
		{Title: "Route", Rows: f.routePairs(), Empty: "No route was found.", Open: true},
		{Title: "Query", Rows: hideSecrets(queryPairs(f.r.URL.RawQuery)), Empty: "There is none.", Open: true},
		{Title: "Form or body", Rows: hideSecrets(f.formPairs()), Empty: "Nothing has been read from it.", Open: true},
		{Title: "Cookies", Rows: f.shownCookies(), Empty: "There are none."},
		{Title: "Header", Rows: headerPairs(f.r.Header), Empty: "It is empty."},
	}
	for i, t := range tables {
		tables[i].Rows = cutRows(t.Rows)
	}
	return tables
}

// maxRows is how many rows of a table are shown.
const maxRows = 200

func cutRows(rows []pair) []pair {
	if len(rows) <= maxRows {
		return rows
	}
	return append(slices.Clip(rows[:maxRows]), pair{Name: "…", Value: fmt.Sprintf("and %d more", len(rows)-maxRows)})
}

func hideSecrets(pairs []pair) []pair {
	for i, p := range pairs {
		if redact.IsSecret(p.Name) {
			pairs[i].Value = hidden
		}
	}
	return pairs
}

func (f *failure) requestPairs() []pair {
	list := []pair{
		{Name: "Method", Value: f.r.Method},
		{Name: "Path", Value: f.r.URL.Path},
		{Name: "Host", Value: Host(f.r)},
		{Name: "From", Value: f.r.RemoteAddr},
		{Name: "Protocol", Value: f.r.Proto + " by " + Scheme(f.r)},
	}
	if f.st != nil && f.st.root != "" {
		list = append(list, pair{Name: "Mounted at", Value: f.st.root})
	}
	return list
}

// routePairs tells of the route that was found, and the values it read.
func (f *failure) routePairs() []pair {
	l := f.leaf()
	if l == nil || f.stranger() {
		return nil
	}
	list := []pair{{Name: "Pattern", Value: l.text()}, {Name: "Methods", Value: methodsText(l)}}
	if name := l.fullName(); name != "" {
		list = append(list, pair{Name: "Name", Value: name})
	}
	if name := l.viewName(); name != "" {
		list = append(list, pair{Name: "View", Value: name})
	}
	list = append(list, pair{Name: "Written at", Value: shortFile(l.at.String())})
	for _, p := range hideSecrets(f.paramPairs()) {
		list = append(list, pair{Name: "<" + p.Name + ">", Value: p.Value})
	}
	return list
}

// viewName is the function that answers, as the stack writes it.
func (l *leaf) viewName() string {
	if l.answer.view == nil {
		return fmt.Sprintf("%T", l.answer.handler)
	}
	fn := runtime.FuncForPC(reflect.ValueOf(l.answer.view).Pointer())
	if fn == nil {
		return ""
	}
	return strings.TrimSuffix(frame{Function: fn.Name()}.call(), "-fm")
}

func methodsText(l *leaf) string {
	if l.methods == nil {
		return "any"
	}
	return strings.Join(l.methods, ", ")
}

// paramPairs are the values of the route's parameters.
func (f *failure) paramPairs() []pair {
	l := f.leaf()
	if l == nil {
		return nil
	}
	var list []pair
	for i, p := range l.params {
		list = append(list, pair{Name: p.Name, Value: f.st.found.values[i]})
	}
	for _, name := range sortedKeys(l.defaults) {
		list = append(list, pair{Name: name, Value: fmt.Sprint(l.defaults[name])})
	}
	return list
}

// queryPairs reads a query leniently: what cannot be decoded is shown, and
// hidden, all the same.
func queryPairs(query string) []pair {
	var list []pair
	for part := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(part, "=")
		list = append(list, pair{Name: unescaped(name), Value: unescaped(value), raw: value})
	}
	return list
}

func unescaped(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

// A cookiePair is a cookie with its value without quotation marks.
type cookiePair struct{ pair }

// cookiePairs reads cookies leniently, as many as there are.
func cookiePairs(r *http.Request) []cookiePair {
	var list []cookiePair
	for _, field := range r.Header.Values("Cookie") {
		for part := range strings.SplitSeq(field, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			if name != "" {
				list = append(list, cookiePair{pair{Name: name, Value: strings.Trim(value, `"`), raw: value}})
			}
		}
	}
	return list
}

func (f *failure) shownCookies() []pair {
	var list []pair
	for _, c := range cookiePairs(f.r) {
		if isSecretCookie(c.Name, c.Value) {
			c.Value = hidden
		}
		list = append(list, c.pair)
	}
	return list
}

func headerPairs(h http.Header) []pair {
	var list []pair
	for _, name := range sortedKeys(h) {
		for _, value := range h[name] {
			if redact.IsSecretHeader(name) {
				value = hidden
			}
			list = append(list, pair{Name: name, Value: value})
		}
	}
	return list
}

// formPairs are the fields that have been read from the request already, by
// [Bind] and its like or by net/http.
func (f *failure) formPairs() []pair {
	list := f.bodyPairs()
	for _, values := range []url.Values{f.r.PostForm, multipartValues(f.r)} {
		for _, name := range sortedKeys(values) {
			for _, v := range values[name] {
				list = append(list, pair{Name: name, Value: v})
			}
		}
	}
	return list
}

func multipartValues(r *http.Request) url.Values {
	if r.MultipartForm == nil || len(r.PostForm) > 0 { // which has them, too
		return nil
	}
	return r.MultipartForm.Value
}

func (f *failure) bodyPairs() []pair {
	if f.st == nil {
		return nil
	}
	b := f.st.theBody()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.source.Tag == "" {
		return nil
	}
	return appendValue(nil, "", b.source.Root)
}

// appendValue appends the texts in a value, with their names joined by dots as
// in [FieldErrors].
func appendValue(list []pair, name string, v decode.Value) []pair {
	inner := func(part string) string { return strings.TrimPrefix(name+"."+part, ".") }
	switch v.Kind() {
	case decode.Absent:
		return list
	case decode.Map:
		for _, field := range v.Fields() {
			list = appendValue(list, inner(field.Name), field.Value)
		}
		return list
	case decode.List:
		for i, item := range v.List() {
			list = appendValue(list, inner(strconv.Itoa(i)), item)
		}
		return list
	case decode.Opaque:
		return append(list, pair{Name: name, Value: opaqueText(v.Opaque())})
	case decode.Null:
		return append(list, pair{Name: name, Value: "null"})
	}
	return append(list, pair{Name: name, Value: v.Text()})
}

func opaqueText(thing any) string {
	u, ok := thing.(*Upload)
	if !ok {
		return fmt.Sprintf("%T", thing)
	}
	return fmt.Sprintf("file %q, %s, %s", u.Filename, cmp.Or(u.ContentType, "no type"), byteCount(u.Size))
}
