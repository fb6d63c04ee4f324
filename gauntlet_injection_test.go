package combo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/combo-web/combo"
)

// The inputs of one field, in each of the places that a field comes from.
type (
	inPath[T any] struct {
		V T `path:"v"`
	}
	inQuery[T any] struct {
		V T `query:"v"`
	}
	inForm[T any] struct {
		V T `form:"v"`
	}
	inJSON[T any] struct {
		V T `json:"v"`
	}
)

// bound is the view that binds one input and writes the field with %v.
func bound[In any](field func(In) any) combo.View {
	return func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[In](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(field(in)))
	}
}

// fieldSite binds a T from four places.
func fieldSite[T any](t *testing.T) *combo.Site {
	return siteOf(t,
		combo.Get("path/<path:v>", bound(func(in inPath[T]) any { return in.V })),
		combo.Get("query", bound(func(in inQuery[T]) any { return in.V })),
		combo.Post("form", bound(func(in inForm[T]) any { return in.V })),
		combo.Post("json", bound(func(in inJSON[T]) any { return in.V })),
		combo.Post("jsontext", bound(func(in inJSON[T]) any { return in.V })),
	)
}

// fieldRequests carry one text in the places where fieldSite looks; nil where it
// cannot be. In JSON it stands as it is, and as a string.
func fieldRequests(text string) map[string]*http.Request {
	requests := map[string]*http.Request{
		"query": httptest.NewRequest("GET", "/query?v="+url.QueryEscape(text), nil),
		"form":  withBody("application/x-www-form-urlencoded", strings.NewReader("v="+url.QueryEscape(text))),
		"json":  withBody("application/json", strings.NewReader(`{"v":`+text+`}`)),
	}
	quoted, _ := json.Marshal(text)
	requests["jsontext"] = withBody("application/json", strings.NewReader(`{"v":`+string(quoted)+`}`))
	if text != "" && !strings.ContainsFunc(text, unicode.IsControl) {
		requests["path"] = httptest.NewRequest("GET", "/path/"+strings.ReplaceAll(url.PathEscape(text), "%2F", "/"), nil)
	}
	for place, r := range requests {
		if r.Method == "POST" {
			r.URL.Path = "/" + place
		}
		r.Header.Set("Accept", "application/json")
	}
	return requests
}

// oddTexts are what a lax reader makes a number, a date or a truth of.
var oddTexts = []string{
	"0", "1", "-1", "-0", "+1", "007", " 1", "1 ", "\t1", "1\n", "1e0", "1E2", "1e-1", "1.0", "1.", ".5", "0x1", "0b1", "0o7", "1_000", "1,000",
	"127", "128", "-128", "-129", "255", "256", "32767", "32768", "65535", "65536", "2147483647", "2147483648", "-2147483649", "4294967295", "4294967296",
	"9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
	"18446744073709551615", "18446744073709551616", "99999999999999999999999999", "16777217", "0.1", "3.4e38", "3.5e38", "1.7e308", "1.8e308", "1e999", "-1e999",
	"inf", "Inf", "-Infinity", "nan", "NaN", "0x1p4", "true", "True", "TRUE", "t", "on", "yes", "off", "no", "null", "nil", "undefined", "[]", "{}", `"1"`, "١", "1", "½", "1\u00a0",
	"2026-02-28T12:00:00Z", "2026-02-30T12:00:00Z", "2026-02-28T24:00:00Z", "2026-02-28T12:00:60Z", "2026-02-28t12:00:00z", "2026-2-28", "2026-02-28", "28.02.2026",
	"2026-02-28T1:00:00Z", "2026-02-28T12:00:00,5Z", "2026-02-28T12:00:00+24:00", "2026-02-28T12:00:00+99:99", "0000-00-00T00:00:00Z", "10000-01-01T00:00:00Z", "1h", "1h1", "1.5h", "3000000h", "1 h", "h",
	"12345678-1234-1234-1234-123456789abc", "12345678-1234-1234-1234-123456789abg", "x12345678-1234-1234-1234-123456789abcy", "(12345678-1234-1234-1234-123456789abc)",
	"{12345678-1234-1234-1234-123456789abc}", "12345678123412341234123456789abc", "urn:uuid:12345678-1234-1234-1234-123456789abc", "urn:uuxd:12345678-1234-1234-1234-123456789abc",
}

// checkOddTexts sends each odd text in each place: the answer is the value, as
// means says, or 422 with one error of the field.
func checkOddTexts[T any](t *testing.T, means func(text, value string) bool) {
	t.Helper()
	site := fieldSite[T](t)
	for _, text := range oddTexts {
		for place, r := range fieldRequests(text) {
			answer := attack(site, r)
			name := fmt.Sprintf("%T, %s, %q", *new(T), place, text)
			switch {
			case answer.Code == 200:
				if !means(asRead(place, text), answer.Body.String()) {
					t.Errorf("%s: becomes %s", name, answer.Body)
				}
			case answer.Code == 400 && place == "json" && !json.Valid([]byte(text)):
			default:
				checkFieldError(t, name, answer)
			}
		}
	}
}

// asRead is the text behind what JSON allows around a number.
func asRead(place, text string) string {
	if place == "json" {
		return strings.Trim(text, " \t\r\n")
	}
	return text
}

// checkFieldError wants a 422 that names the field and a code.
func checkFieldError(t *testing.T, name string, answer *httptest.ResponseRecorder) {
	t.Helper()
	var problem struct{ Errors combo.FieldErrors }
	if err := json.Unmarshal(answer.Body.Bytes(), &problem); err != nil || answer.Code != 422 {
		t.Errorf("%s: the answer is %d %.200q, want 422 (%v)", name, answer.Code, answer.Body, err)
		return
	}
	codes := []string{"invalid", "max_value", "min_value", "null"}
	if list := problem.Errors; len(list) != 1 || list[0].Field != "v" || !slices.Contains(codes, list[0].Code) {
		t.Errorf("%s: the errors are %v", name, list)
	}
}

// sameInteger wants the very digits, but for zeros in front.
func sameInteger(text, value string) bool {
	n, ok := new(big.Int).SetString(text, 10)
	return ok && text[0] != '+' && n.String() == value
}

// sameFloat wants the nearest number to what is written in decimal.
func sameFloat(bits int) func(text, value string) bool {
	return func(text, value string) bool {
		want, ok := new(big.Rat).SetString(text)
		got, gotOK := new(big.Rat).SetString(value)
		if !ok || !gotOK || strings.ContainsAny(text, "xXbBoOp_/+") {
			return false
		}
		if bits == 32 {
			nearest, _ := want.Float32()
			back, _ := got.Float32()
			return nearest == back
		}
		nearest, _ := want.Float64()
		back, _ := got.Float64()
		return nearest == back
	}
}

// sameAs wants what a strict reader of the type makes of the text.
func sameAs[T any](parse func(string) (T, error)) func(text, value string) bool {
	return func(text, value string) bool {
		v, err := parse(text)
		return err == nil && fmt.Sprint(v) == value
	}
}

// strictTime is RFC 3339, or a date.
var strictTime = regexp.MustCompile(`^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$`)

func parseOddTime(text string) (time.Time, error) {
	if !strictTime.MatchString(text) {
		return time.Time{}, errors.New("not a date")
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339, text)
}

func parseOddUUID(text string) (uuid.UUID, error) {
	if err := uuid.Validate(text); err != nil {
		return uuid.UUID{}, err
	}
	return uuid.Parse(text)
}

// TestGauntletC9: texts that are nearly a value of the field's type, of which a
// lax reader would make another value.
func TestGauntletC9(t *testing.T) {
	t.Parallel()
	checkOddTexts[int8](t, sameInteger)
	checkOddTexts[int16](t, sameInteger)
	checkOddTexts[int32](t, sameInteger)
	checkOddTexts[int64](t, sameInteger)
	checkOddTexts[int](t, sameInteger)
	checkOddTexts[uint8](t, sameInteger)
	checkOddTexts[uint16](t, sameInteger)
	checkOddTexts[uint32](t, sameInteger)
	checkOddTexts[uint64](t, sameInteger)
	checkOddTexts[float32](t, sameFloat(32))
	checkOddTexts[float64](t, sameFloat(64))
	checkOddTexts[bool](t, func(text, value string) bool {
		words := map[string][]string{"true": {"true", "True", "on", "1", "yes"}, "false": {"false", "False", "off", "0", "no"}}
		return slices.Contains(words[value], text)
	})
	checkOddTexts[time.Time](t, sameAs(parseOddTime))
	checkOddTexts[time.Duration](t, sameAs(time.ParseDuration))
	checkOddTexts[uuid.UUID](t, sameAs(parseOddUUID))
	checkOddTexts[string](t, func(text, value string) bool { return text == value || unquotedJSON(text) == value })
}

// unquotedJSON is what JSON reads in a text between quotes.
func unquotedJSON(text string) string {
	var s string
	if json.Unmarshal([]byte(text), &s) != nil {
		return text
	}
	return s
}

// checkManyForOne sends several values, and values with names, for a single one.
func checkManyForOne[T any](t *testing.T) {
	t.Helper()
	site := fieldSite[T](t)
	for _, fields := range []string{"v=1&v=2", "v[]=1&v[]=2", "v[]=1", "v[0]=1", "v.0=1", "v[a]=1", "v.a=1", "v=1&v.a=2", "v=1&v[]=1"} {
		r := httptest.NewRequest("GET", "/query?"+fields, nil)
		r.Header.Set("Accept", "application/json")
		checkFieldError(t, fmt.Sprintf("%T, query %s", *new(T), fields), attack(site, r))
		r = withBody("application/x-www-form-urlencoded", strings.NewReader(fields))
		r.URL.Path = "/form"
		r.Header.Set("Accept", "application/json")
		checkFieldError(t, fmt.Sprintf("%T, form %s", *new(T), fields), attack(site, r))
	}
	for _, value := range []string{"[1]", "[1,2]", `{"a":1}`, "{}", "[]", "null"} {
		r := withBody("application/json", strings.NewReader(`{"v":`+value+`}`))
		r.URL.Path = "/json"
		r.Header.Set("Accept", "application/json")
		checkFieldError(t, fmt.Sprintf("%T, json %s", *new(T), value), attack(site, r))
	}
}

// TestGauntletC9Lists: several values where the program expects one, which some
// readers take the first of, some the last, and some store as a list.
func TestGauntletC9Lists(t *testing.T) {
	t.Parallel()
	checkManyForOne[int64](t)
	checkManyForOne[uint8](t)
	checkManyForOne[float64](t)
	checkManyForOne[bool](t)
	checkManyForOne[string](t)
	checkManyForOne[time.Time](t)
	checkManyForOne[time.Duration](t)
	checkManyForOne[uuid.UUID](t)
}

// hunter is a secret that must not come to the log.
const hunter = "hunter2"

// loggingSite answers every request with something that is logged once, made of
// what the request brought.
func loggingSite(t *testing.T, log *slog.Logger) *combo.Site {
	view := func(r *http.Request) (*combo.Response, error) {
		switch r.URL.Query().Get("way") {
		case "panic":
			panic("no such agent: " + r.UserAgent())
		case "error":
			return nil, fmt.Errorf("no such agent: %s", r.UserAgent())
		case "broken":
			return combo.Stream("text/plain", func(w combo.FlushWriter) error {
				io.WriteString(w, "a")
				return errors.New("no such agent: " + r.UserAgent())
			})
		case "header":
			return &combo.Response{Header: http.Header{"X " + r.UserAgent(): {"v"}}}, nil
		case "bind":
			_, err := combo.Bind[numberInput](r)
			return nil, err
		}
		return nil, combo.Errorf(404, "nothing here").Because(errors.New("no such agent: " + r.UserAgent()))
	}
	return newSite(t, combo.Config{Log: log, URLs: combo.URLs{combo.Path("<path:p>", view)}})
}

// TestGauntletC12: what a client sends writes lines of its own into the log,
// moves the cursor of who reads it, fills the disk, or leaves a password there.
func TestGauntletC12(t *testing.T) {
	t.Parallel()
	hostile := []string{
		"plain", "a\n{\"level\":\"ERROR\",\"msg\":\"forged\"}", "a\r\ntime=2026-01-01 level=ERROR msg=forged", `a" level=ERROR msg="forged`, `{"level":"ERROR"}`,
		"\x1b[2J\x1b]0;owned\x07", "\x9b2J\u009b2J", "\u202Etxt.exe", "\u2066\u2069\u200f\u061c", "a\u2028b\u2029c\u0085d", "\x00\x7f", "\xff\xfe", "a\vb\fc",
		repeat(1<<20, "a"), repeat(1<<20, "\x1b"), repeat(1<<18, "\u202e"), repeat(1<<20, "\xff"), repeat(1<<20, `"`),
	}
	handlers := map[string]func(io.Writer) slog.Handler{
		"json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
	}
	for name, handler := range handlers {
		log := &siegeLog{}
		site := loggingSite(t, slog.New(handler(log)))
		for _, value := range hostile {
			for _, way := range []string{"", "error", "panic", "broken", "header"} {
				r := httptest.NewRequest("GET", "/x?password="+hunter+"&token="+hunter+"&way="+way, nil)
				r.Header.Set("User-Agent", value)
				r.Method, r.URL.Path = "GET", "/"+pathText(value)
				attackToTheEnd(site, r)
				checkLog(t, fmt.Sprintf("%s, way %q, %.40q", name, way, value), name, log)
			}
		}
		checkSecrets(t, name, site, log)
	}
}

// pathText leaves of a text what a path may hold, so that it comes to a view.
func pathText(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\\' || r == unicode.ReplacementChar {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(text, "_"))
}

// attackToTheEnd is attack for an answer that breaks off.
func attackToTheEnd(site http.Handler, r *http.Request) {
	defer func() {
		if p := recover(); p != nil && p != http.ErrAbortHandler {
			panic(p)
		}
	}()
	attack(site, r)
}

// checkLog wants one record that parses, shows nothing that a terminal obeys, is
// short, and holds no secret.
func checkLog(t *testing.T, name, format string, log *siegeLog) {
	t.Helper()
	lines := log.take()
	if len(lines) != 1 {
		t.Errorf("%s: the log has %d lines, want 1: %.500q", name, len(lines), lines)
		return
	}
	line := lines[0]
	if format == "json" && !json.Valid([]byte(line)) || format == "text" && !validText(line) {
		t.Errorf("%s: the line %.500q is no record", name, line)
	}
	if i := strings.IndexFunc(line, isHostileRune); i >= 0 {
		t.Errorf("%s: the line holds %q", name, line[i:min(len(line), i+8)])
	}
	if len(line) > 32<<10 {
		t.Errorf("%s: the line has %d bytes", name, len(line))
	}
	if strings.Contains(line, hunter) {
		t.Errorf("%s: the line %.500q tells the secret", name, line)
	}
}

// isHostileRune finds what moves a cursor, turns text around or ends a line, and
// bytes that are no text.
func isHostileRune(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// validText reports whether a line is key=value, again and again, each key once,
// with quotes around values that need them.
func validText(line string) bool {
	seen := map[string]bool{}
	for line != "" {
		key, rest, ok := strings.Cut(line, "=")
		if !ok || seen[key] || key == "" || strings.ContainsAny(key, " \"") {
			return false
		}
		seen[key] = true
		if quoted, err := strconv.QuotedPrefix(rest); err == nil {
			rest = rest[len(quoted):]
		} else if i := strings.IndexByte(rest, ' '); i >= 0 {
			rest = rest[i:]
		} else {
			rest = ""
		}
		line = strings.TrimPrefix(rest, " ")
	}
	return len(seen) >= 3
}

// checkSecrets sends what is wrong with a secret in it: nothing of it may come
// to the log.
func checkSecrets(t *testing.T, format string, site *combo.Site, log *siegeLog) {
	t.Helper()
	form := "application/x-www-form-urlencoded"
	requests := map[string]*http.Request{
		"query with a wrong escape":   httptest.NewRequest("GET", "/a?way=error&password="+hunter+"&x=%25zz", nil),
		"query with a wrong escape 2": httptest.NewRequest("GET", "/a?password="+hunter+"%zz", nil),
		"form with a wrong escape":    withBody(form, strings.NewReader("password="+hunter+"%zz")),
		"form with a wrong number":    withBody(form, strings.NewReader("int="+hunter)),
		"form with other bytes":       withBody(form, strings.NewReader("password="+hunter+"\xff")),
		"JSON with a wrong number":    withBody("application/json", strings.NewReader(`{"int":"`+hunter+`"}`)),
		"JSON that is cut":            withBody("application/json", strings.NewReader(`{"password":"`+hunter)),
		"JSON without quotes":         withBody("application/json", strings.NewReader(`{"password":`+hunter+`}`)),
		"JSON with a wrong escape":    withBody("application/json", strings.NewReader(`{"password":"`+hunter+`\x"}`)),
		"XML that is cut":             withBody("application/xml", strings.NewReader(`<a><password>`+hunter)),
		"XML without quotes":          withBody("application/xml", strings.NewReader(`<a password=`+hunter+`/>`)),
		"multipart that is cut":       withBody("multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"+hunter)),
		"multipart of no part":        withBody("multipart/form-data; boundary=x", strings.NewReader("--x\r\n"+hunter+"\r\n\r\n")),
		"multipart of other lines":    withBody("multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x"+hunter+"\r\n")),
	}
	for name, r := range requests {
		if r.Method == "POST" {
			r.URL.Path, r.URL.RawQuery = "/a", "way=bind"
		}
		attack(site, r)
		for _, line := range log.take() {
			if strings.Contains(line, hunter) {
				t.Errorf("%s, %s: the line %.500q tells the secret", format, name, line)
			}
		}
	}
}

// browserHost is the scheme and the host that a browser goes to when a page of
// base sends it to target, after the URL standard of the WHATWG: tabs and line
// ends vanish, a backslash is a slash, and any number of slashes begins a host.
// A user stays in front of the host. The scheme alone is anywhere.
func browserHost(base *url.URL, target string) string {
	target = strings.TrimFunc(target, func(r rune) bool { return r <= ' ' })
	target = strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(target)
	scheme, rest := base.Scheme, target
	isHost := strings.HasPrefix(target, "//")
	if i := strings.IndexAny(target, ":/?#"); i >= 0 && target[i] == ':' {
		scheme, rest = strings.ToLower(target[:i]), target[i+1:]
		if scheme != "http" && scheme != "https" {
			return scheme + ":"
		}
		isHost = scheme != base.Scheme || strings.HasPrefix(rest, "//")
	}
	if !isHost {
		return base.Scheme + "://" + base.Host
	}
	rest = strings.TrimLeft(rest, "/")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return scheme + "://" + strings.ToLower(rest)
}

// browserBases are pages of a site, whose scheme matters to what "https:a" means.
var browserBases = []*url.URL{
	{Scheme: "https", Host: "site.test", Path: "/dir/page"}, {Scheme: "http", Host: "site.test", Path: "/dir/page"},
}

func staysOnSite(target string) bool {
	for _, base := range browserBases {
		if browserHost(base, target) != base.Scheme+"://site.test" {
			return false
		}
	}
	return true
}

// awayTargets leave the site in some browser, or in a program that decodes once
// more. awayTargets and homeTargets are the seeds of FuzzRedirect, too.
var awayTargets = []string{
	"//evil", "///evil", "////evil", "//evil.com/..", "//evil.com/%2e%2e", `/\evil`, `\\evil`, `\/evil`, `\evil`, `/\/evil`, `//\evil`, `///\evil`,
	"/\t/evil", "/\n/evil", "/\r\n/evil", "\t//evil", "\n//evil", " //evil", "//evil ", "\x00//evil", "\x01//evil", "/\x00/evil", "\ufeff//evil", "/\u2028/evil",
	"/%09/evil", "/%0a/evil", "/%0d%0a/evil", "/%5cevil", "/%5Cevil", "%5c%5cevil", "%2f%2fevil", "/%2f%2fevil", "/%2fevil", "%2F%2Fevil", "/%00/evil",
	"https:evil", "https:/evil", "https:///evil", "http:evil", "HTTPS:evil", "https:\\\\evil", "https:\\evil", "ht\ntps://evil", "https://evil", "http://evil", "https://site.test.evil",
	"https://site.test@evil", "http://a@evil", "http://a:b@evil", "//site.test@evil", `https://site.test\@evil`, "https://evil#site.test", "https://evil?site.test", "https://evil%2fsite.test",
	"javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "vbscript:a", "data:text/html,a", "blob:a", "file:///etc/passwd",
	"mailto:a@evil", "ftp://evil", "ws://evil", "view-source:https://evil", "a:b", "evil:80/path", "//evil:80", "//[::1]", "//127.0.0.1", "//0x7f000001", "//evil。com", "///\u200bevil",
	"", " ", "\t", "/" + repeat(20<<10, "a"), "https://" + repeat(20<<10, "a"), "/\xff", "/a\x7f",
}

var homeTargets = []string{
	"/", "/a", "/a/b?c=d#e", "a", "a/b", "./a", "../a", "?page=2", "#top", "/a//b", "/a?next=//evil", "/a#//evil", "/a?b=c:d", "/a:b", "/@evil", "/%2e%2e/", "/a%20b", "/a%2fb", "/über", "/a?b=%0a", "/a?b=%5c", "\u00a0//evil", "javascript%3aalert(1)//:",
}

// redirectSite sends to ?next=, back to where the client says it came from, and
// from every address without its slash to the one with it.
func redirectSite(t *testing.T, options ...combo.Option) *httptest.Server {
	inner := newSite(t, combo.Config{URLs: combo.URLs{combo.Get("<path:p>/", say("inner"))}})
	site := siteOf(t,
		combo.Get("next", func(r *http.Request) (*combo.Response, error) {
			next, err := combo.Query(r, "next", "")
			if err != nil {
				return nil, err
			}
			return combo.Redirect(next, options...)
		}),
		combo.Get("back", func(r *http.Request) (*combo.Response, error) {
			return combo.Redirect(r.Referer(), options...)
		}),
		combo.Mount("mount/", inner),
		combo.Mount("under/<str:name>/", inner),
		combo.Get("<path:p>/", say("page")),
	)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return server
}

// TestGauntletC15: ?next= and Referer that lead to another site, though they
// look like a path.
func TestGauntletC15(t *testing.T) {
	t.Parallel()
	server := redirectSite(t)
	for _, target := range awayTargets {
		checkRedirect(t, "next "+target, 400, sendRaw(t, server, "GET", "/next?next="+url.QueryEscape(target)))
		if plain := !strings.ContainsFunc(target, unicode.IsControl) && strings.TrimSpace(target) == target; plain {
			checkRedirect(t, "back to "+target, 400, sendRaw(t, server, "GET", "/back", "Referer: "+target))
		}
	}
	for _, target := range homeTargets {
		if !staysOnSite(target) {
			t.Errorf("the browser of this test leaves the site for %q", target)
		}
		checkRedirect(t, "next "+target, 303, sendRaw(t, server, "GET", "/next?next="+url.QueryEscape(target)))
	}
}

// checkRedirect wants the status, and never a place on another site. Targets that
// no query can hold are refused in another way, but refused.
func checkRedirect(t *testing.T, name string, want int, answer rawAnswer) {
	t.Helper()
	location := answer.Header.Get("Location")
	if answer.StatusCode != want {
		t.Errorf("%.60q: the status is %d, want %d", name, answer.StatusCode, want)
	}
	if want == 303 && location == "" || want == 400 && location != "" {
		t.Errorf("%.60q: the client is sent to %q", name, location)
	}
	if location != "" && !staysOnSite(location) {
		t.Errorf("%.60q: the client is sent to %q, which is another site", name, location)
	}
}

// slashTargets are addresses without their slash, and where they lead.
var slashTargets = []struct {
	target string
	want   int // 0 is whatever stays here
	to     string
}{
	{"/a", 301, "/a/"},
	{"//evil.com/..", 400, ""},
	{"//evil.com/%2e%2e", 400, ""},
	{"//evil.com", 301, "/evil.com/"},
	{"//evil.com/", 301, "/evil.com/"},
	{"///evil.com//x", 301, "/evil.com/x/"},
	{"/%2fevil.com", 400, ""},
	{"/%5cevil.com", 400, ""},
	{`/\evil.com`, 400, ""},
	{"/%09/evil.com", 400, ""},
	{"/%0d%0aSet-Cookie:a", 400, ""},
	{"/;@evil.com", 301, "/;@evil.com/"},
	{"/https:evil.com", 301, "/https:evil.com/"},
	{"/a?next=//evil.com", 301, "/a/?next=//evil.com"},
	{"/a?b=" + repeat(3000, "c"), 301, "/a/?b=" + repeat(3000, "c")},
	{`/a?b=\\evil.com`, 301, `/a/?b=%5C%5Cevil.com`},
	{"/%25/a", 301, "/%25/a/"},
	{"/%252fevil.com", 0, ""},
	{"//%252fevil.com", 0, ""},
	{"/mount//evil.com", 301, "/mount/evil.com/"},
	{"/mount//evil.com/..", 400, ""},
	{"/mount/%255cevil.com", 301, "/mount/%255cevil.com/"},
	{"/under/a/b", 301, "/under/a/b/"},
	{"/under/a%3Fb/c", 301, "/under/a%3Fb/c/"},
	{"/under/a%23b//c", 301, "/under/a%23b/c/"},
	{"/under/%C3%BC/c", 301, "/under/%C3%BC/c/"},
	{"/under/a%25b/c", 301, "/under/a%25b/c/"},
}

// TestGauntletC15Slash: the redirect to the address with its slash makes a host
// of the path.
func TestGauntletC15Slash(t *testing.T) {
	t.Parallel()
	server := redirectSite(t)
	for _, test := range slashTargets {
		answer := sendRaw(t, server, "GET", test.target)
		location := answer.Header.Get("Location")
		if test.want != 0 && (answer.StatusCode != test.want || location != test.to) {
			t.Errorf("%s: the answer is %d to %q, want %d to %q", test.target, answer.StatusCode, location, test.want, test.to)
		}
		if location != "" && !staysOnSite(location) {
			t.Errorf("%s: the client is sent to %q, which is another site", test.target, location)
		}
	}
}
