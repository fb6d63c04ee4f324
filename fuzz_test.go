package combo_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// pathSite has addresses with and without a slash, and tells the path that a
// view sees.
func pathSite(t testing.TB) *combo.Site {
	view := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(r.URL.Path, combo.SetHeader("X-Seen", "yes"))
	}
	inner := siteOf(t, combo.Get("<str:a>/", view), combo.Get("all/<path:p>", view))
	return siteOf(t,
		combo.Get("", view), combo.Get("all/<path:p>", view), combo.Get("<str:a>/", view), combo.Get("<str:a>/<str:b>/", view),
		combo.Get("<str:a>/x/<str:c>", view), combo.Regexp(`^re/(.+)/$`, view), combo.Mount("mount/<str:m>/", inner),
	)
}

// askFor sends the target of a request line; ok is false for what no server reads.
func askFor(site *combo.Site, target string) (answer *httptest.ResponseRecorder, ok bool) {
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")))
	if err != nil {
		return nil, false
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w, true
}

// FuzzPath: whatever is asked for, a view sees one canonical path, which leads
// to the same view again; a redirect stays on the site and soon ends.
func FuzzPath(f *testing.F) {
	for _, target := range []string{
		"/", "/a", "/a/b", "//a", "///a//b", "/all/a/../b", "/all/%2e%2e/b", "/all/%2f", "/all/%5c", "/all/%00", "/all/%ff", "/all/%252f", "/%2561/",
		"http://localhost/a", "http://localhost//a", "*", "/a;b/", "/a?b=c", "/mount/m/a", "/mount/%3f/a", "/mount//a", "/mount/m//a", "/re/a\\b/", "/all/\u202e", "/a#b", "/%C2%85/", "/:/", "/@/x/y",
	} {
		f.Add(target)
	}
	site := pathSite(f)
	f.Fuzz(func(t *testing.T, target string) {
		answer, ok := askFor(site, target)
		for range 2 {
			if !ok || answer.Code != 301 {
				break
			}
			location := answer.Header().Get("Location")
			if !staysOnSite(location) {
				t.Fatalf("%q: the client is sent to %q", target, location)
			}
			if answer, ok = askFor(site, location); !ok {
				t.Fatalf("%q: the client is sent to %q, which no server reads", target, location)
			}
		}
		if !ok {
			return
		}
		if answer.Code != 200 && answer.Code != 400 && answer.Code != 404 {
			t.Fatalf("%q: the status is %d", target, answer.Code)
		}
		if answer.Header().Get("X-Seen") != "" {
			checkCanonical(t, site, target, answer.Body.String())
		}
	})
}

func checkCanonical(t *testing.T, site *combo.Site, target, path string) {
	t.Helper()
	if !strings.HasPrefix(path, "/") || !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl) || strings.Contains(path, `\`) {
		t.Fatalf("%q: the view sees the path %q", target, path)
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			t.Fatalf("%q: the view sees the path %q", target, path)
		}
	}
	if strings.Contains(target, "mount") || strings.HasPrefix(path, "//") {
		return // below a mount the view sees what is left of the path
	}
	again, ok := askFor(site, (&url.URL{Path: path}).EscapedPath())
	if !ok || again.Code != 200 || again.Body.String() != path {
		t.Fatalf("%q: the view sees the path %q, and asked for that: %v", target, path, again)
	}
}

// FuzzReverse: a URL made of a value leads back to that value.
func FuzzReverse(f *testing.F) {
	for _, s := range []string{"a", "a-b", "a/b", ".", "..", "../a", "a%2fb", "ü", "a?b", "a#b", "a b", "a\\b", "\x00", "\xff", "a\nb", "red", "ann.evil.test#", "evil。com#", "a@b", "a:1", "[::1]", "//a", ""} {
		f.Add(s, int64(7), 1.5, []byte("0123456789abcdef"))
	}
	f.Add("a", int64(math.MinInt64), math.Inf(1), []byte(nil))
	f.Add("a", int64(-1), math.Copysign(0, -1), []byte(nil))
	f.Add("a", int64(math.MaxInt64), math.SmallestNonzeroFloat64, []byte(nil))
	site := siteOf(f,
		combo.Get("str/<str:v>/x", say("")).Name("str"), combo.Get("slug/<slug:v>", say("")).Name("slug"), combo.Get("path/<path:v>", say("")).Name("path"),
		combo.Get("middle/<path:v>/x", say("")).Name("middle"), combo.Get("three/<string(length=3):v>", say("")).Name("three"), combo.Get("any/<any(red,green):v>", say("")).Name("any"),
		combo.Get("pre-<str:v>-post", say("")).Name("part"), combo.Regexp(`^re/(?P<v>[^/]+)/$`, say("")).Name("regexp"),
		combo.Get("int/<int:v>", say("")).Name("int"), combo.Get("signed/<int(signed=true):v>", say("")).Name("signed"), combo.Get("digits/<int(fixed_digits=5):v>", say("")).Name("digits"),
		combo.Get("float/<float:v>", say("")).Name("float"), combo.Get("sfloat/<float(signed=true):v>", say("")).Name("sfloat"), combo.Get("uuid/<uuid:v>", say("")).Name("uuid"),
		combo.Get("host/", say("")).Host("<v>.site.test").Name("host"), combo.Get("anyhost/", say("")).Host("<path:v>").Name("anyhost"),
	)
	f.Fuzz(func(t *testing.T, s string, n int64, x float64, id []byte) {
		for _, name := range []string{"str", "slug", "path", "middle", "three", "any", "part", "regexp", "host", "anyhost"} {
			checkReverse(t, site, name, s)
		}
		for _, name := range []string{"int", "signed", "digits"} {
			checkReverse(t, site, name, n)
		}
		for _, name := range []string{"float", "sfloat"} {
			checkReverse(t, site, name, x)
		}
		if id, err := uuid.FromBytes(id); err == nil {
			checkReverse(t, site, "uuid", id)
		}
	})
}

// checkReverse resolves the URL of a value, if there is one. Hosts have no case.
func checkReverse(t *testing.T, site *combo.Site, name string, value any) {
	t.Helper()
	text, err := site.URL(name, value)
	if err != nil {
		if !errors.Is(err, combo.ErrNoReverse) {
			t.Fatalf("URL(%q, %q): the error is not ErrNoReverse: %v", name, value, err)
		}
		return
	}
	u, err := url.Parse(text)
	if err != nil {
		t.Fatalf("URL(%q, %q) = %q: %v", name, value, text, err)
	}
	if strings.HasSuffix(name, "host") {
		if _, _, ok := headers.SplitHost(u.Host); !ok || u.User != nil || !strings.HasSuffix(u.Path, "host/") {
			t.Fatalf("URL(%q, %q) = %q, whose host is %q", name, value, text, u.Host)
		}
		value = strings.ToLower(value.(string))
	} else if !staysOnSite(text) {
		t.Fatalf("URL(%q, %q) = %q, which leaves the site", name, value, text)
	}
	match, err := site.Resolve("GET", u.Host, u.Path)
	if err != nil || match.Name != name || !sameValue(match.Params["v"], value) {
		t.Fatalf("URL(%q, %q) = %q, which leads to %q with %v (%v)", name, value, text, match.Name, match.Params, err)
	}
}

func sameValue(got, want any) bool {
	if g, ok := got.(float64); ok {
		return g == want
	}
	return reflect.DeepEqual(got, want)
}

// FuzzPattern: New refuses a pattern, or makes a site of it that answers.
func FuzzPattern(f *testing.F) {
	for _, pattern := range []string{
		"", "a/", "<int:id>/", "<id>", "<a><b>", "<", ">", "<>", "<:>", "<int:>", "<int(min=1, max=9):n>", `<any(a,"b>c",'d'):x>`, "<string(length=2):s>", "<path:p>/x", "<int(:n>", "<int(min=):n>",
		"<nope:x>", "<int:a>/<int:a>", "a//b", "/a", "\x00", "\xff", "<float(signed=true, min=-1.5):f>", "<int(fixed_digits=3):n>", "<any(a/b):x>", "<any():x>", "<any(.,..):x>",
		"^a$", "(?P<a>b)", "(?P<a>b|(c))*", "a{1000}", "(a*)*", "[", "^(a)?b$", `\`, `(?i)a`, `a\Z`, "$^", ".", `\Qa`,
	} {
		f.Add(pattern, "a/", false)
		f.Add(pattern, "1/b", true)
	}
	f.Add(numbered(17, "<p%d>/"), repeat(17, "a/"), false)
	f.Add("^"+numbered(17, "(?P<p%d>[^/]+)/")+"$", repeat(17, "a/"), true)
	f.Fuzz(func(t *testing.T, pattern, path string, isRegexp bool) {
		route := combo.Get(pattern, say("found"))
		if isRegexp {
			route = combo.Regexp(pattern, say("found")).Methods("GET")
		}
		site, err := combo.New(combo.Config{Secret: []string{secret}, URLs: combo.URLs{route.Name("name")}})
		if err != nil {
			return
		}
		routes := site.Routes()
		if len(routes) != 1 || !strings.HasSuffix(routes[0].Pattern, pattern) {
			t.Fatalf("%q: the site has the routes %v", pattern, routes)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = "/" + path
		answer := attack(site, r)
		_, err = site.Resolve("GET", "localhost", r.URL.Path)
		if answer.Code >= 500 || (err == nil) != (answer.Code == 200) {
			t.Fatalf("%q, asked for %q: the status is %d, though Resolve says %v", pattern, path, answer.Code, err)
		}
		if u, err := site.URL("name"); err == nil && !staysOnSite(u) {
			t.Fatalf("%q: its URL is %q", pattern, u)
		}
	})
}

// FuzzUnsign: what was signed comes back; nothing else does.
func FuzzUnsign(f *testing.F) {
	for _, value := range []string{"", "ann", "a:b", ":", "a:1:b", "\x00\xff", "ü"} {
		f.Add("login", value, value+":1tfP9a:"+strings.Repeat("A", 43), uint16(7))
		f.Add("", value, value, uint16(0))
		f.Add("signer", value, "::", uint16(255))
	}
	now := time.Unix(1_800_000_000, 0)
	clock := func() time.Time { return now }
	site := newSite(f, combo.Config{Secret: []string{secret, "an older secret of thirty-two bytes"}, Clock: clock})
	other := newSite(f, combo.Config{Secret: []string{"another secret of thirty-two bytes"}, Clock: clock})
	later := newSite(f, combo.Config{Secret: []string{"a newer secret of thirty-two bytes!", secret}, Clock: func() time.Time { return now.Add(time.Hour) }})
	f.Fuzz(func(t *testing.T, purpose, value, forged string, at uint16) {
		signed := site.Sign(purpose, value)
		for maxAge, s := range map[time.Duration]*combo.Site{time.Minute: site, 2 * time.Hour: later} {
			if got, err := s.Unsign(purpose, signed, maxAge); got != value || err != nil {
				t.Fatalf("Unsign(%q) = %q, %v, want %q", signed, got, err, value)
			}
		}
		checkForged(t, other, purpose, signed, 0)
		checkForged(t, later, purpose, signed, time.Minute)
		checkForged(t, site, purpose+"x", signed, 0)
		checkForged(t, site, "x"+purpose, signed, 0)
		for _, text := range append(forgeries(signed, at), forged, signed+forged, forged+signed) {
			if text != signed {
				checkForged(t, site, purpose, text, 0)
			}
		}
	})
}

// forgeries change a signed text: one bit, its length, its time, its signature.
func forgeries(signed string, at uint16) []string {
	i := int(at>>3) % len(signed)
	flipped := []byte(signed)
	flipped[i] ^= 1 << (at & 7)
	signature := strings.LastIndexByte(signed, ':')
	stamp := strings.LastIndexByte(signed[:signature], ':')
	return []string{
		string(flipped), signed[:i], signed[i+1:], signed[:i] + ":" + signed[i:], signed + "A", signed + ":", "A" + signed,
		signed[:signature], signed[:signature+1], signed[:stamp] + signed[signature:], signed[:stamp+1] + "1zzzzz" + signed[signature:],
	}
}

func checkForged(t *testing.T, site *combo.Site, purpose, signed string, maxAge time.Duration) {
	t.Helper()
	if got, err := site.Unsign(purpose, signed, maxAge); !errors.Is(err, combo.ErrBadSignature) || got != "" {
		t.Fatalf("Unsign(%q, %q) = %q, %v, want ErrBadSignature", purpose, signed, got, err)
	}
}

// A pipeListener gives a server connections within this process.
type pipeListener chan net.Conn

func (l pipeListener) Accept() (net.Conn, error) {
	conn, ok := <-l
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (l pipeListener) Close() error   { return nil }
func (l pipeListener) Addr() net.Addr { return &net.UnixAddr{} }

// dial returns the client's end of a new connection.
func (l pipeListener) dial() net.Conn {
	client, server := net.Pipe()
	l <- server
	return client
}

// headerWays are the ways in which a view or a handler sets a field.
var headerWays = []func(w http.ResponseWriter, r *http.Request, name, value string) (*combo.Response, error){
	func(_ http.ResponseWriter, _ *http.Request, name, value string) (*combo.Response, error) {
		return combo.Text("sent", combo.SetHeader(name, value))
	},
	func(_ http.ResponseWriter, _ *http.Request, name, value string) (*combo.Response, error) {
		return &combo.Response{Header: http.Header{name: {value}}}, nil
	},
	func(_ http.ResponseWriter, r *http.Request, name, value string) (*combo.Response, error) {
		if err := combo.BeforeSend(r, func(h http.Header) error { h[name] = []string{value}; return nil }); err != nil {
			return nil, err
		}
		return combo.Text("sent")
	},
	func(w http.ResponseWriter, _ *http.Request, name, value string) (*combo.Response, error) {
		w.Header()[name] = []string{value}
		return combo.Text("sent")
	},
	func(_ http.ResponseWriter, _ *http.Request, name, value string) (*combo.Response, error) {
		return combo.Text("sent", combo.SetCookie(&http.Cookie{Name: name, Value: value}))
	},
	func(_ http.ResponseWriter, _ *http.Request, _, value string) (*combo.Response, error) {
		return combo.Text("sent", combo.Attachment(value))
	},
}

// FuzzHeader: whatever is set, the answer has that one field more, or is a clean
// 500 without it.
func FuzzHeader(f *testing.F) {
	for way := range headerWays {
		for _, value := range []string{"a", "a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "\x00", "\x7f", "a\tb", "ü", "\xff", " a ", `a"b\c`, "\u202etxt.exe", "a; Domain=evil", ""} {
			f.Add(uint8(way), "Out", value)
		}
		f.Add(uint8(way), "A: b\r\nSet-Cookie", "x=1")
		f.Add(uint8(way), "\x00", "a")
	}
	var way uint8
	var name, value string
	site := siteOf(f, combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		combo.View(func(r *http.Request) (*combo.Response, error) {
			return headerWays[int(way)%len(headerWays)](w, r, name, value)
		}).ServeHTTP(w, r)
	})))
	listener := make(pipeListener)
	server := &http.Server{Handler: site}
	go server.Serve(listener)
	f.Cleanup(func() { close(listener); server.Close() })
	f.Fuzz(func(t *testing.T, newWay uint8, newName, newValue string) {
		way, name, value = newWay, "X-"+newName, newValue
		conn := listener.dial()
		defer conn.Close()
		answer := converse(t, conn, rawRequest("GET", "/"))
		checkFields(t, answer, name, value)
	})
}

// checkFields wants no fields but those of every answer and the one that was
// set, and each but a cookie once.
func checkFields(t *testing.T, answer rawAnswer, name, value string) {
	t.Helper()
	if !cleanHead.MatchString(answer.head) || answer.StatusCode != 200 && answer.StatusCode != 500 {
		t.Fatalf("the header is %q", answer.head)
	}
	expected := map[string]bool{"Content-Type": true, "Content-Length": true, "Date": true, "Connection": true, "X-Content-Type-Options": true}
	if answer.StatusCode == 200 {
		expected["Set-Cookie"], expected["Content-Disposition"] = true, true
		expected[textproto.CanonicalMIMEHeaderKey(name)] = true
	} else {
		expected["Cache-Control"], expected["Vary"] = true, true
	}
	for field, values := range answer.Header {
		if !expected[field] || len(values) != 1 {
			t.Fatalf("the header is %q", answer.head)
		}
	}
	for _, field := range answer.Header["Content-Disposition"] {
		checkFilename(t, field, value)
	}
	for _, field := range answer.Header["Set-Cookie"] {
		pair, attributes, _ := strings.Cut(field, ";")
		cookies, err := headers.ParseCookies(pair)
		if err != nil || len(cookies) != 1 || cookies[0] != (headers.Cookie{Name: name, Value: value}) || attributes != " Path=/; SameSite=Lax" {
			t.Fatalf("the cookie is %q (%v)", field, err)
		}
	}
}

// checkFilename reads the name of a file back, as others do (gauntlet E8).
func checkFilename(t *testing.T, field, name string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(field)
	if err != nil || kind != "attachment" {
		t.Fatalf("Content-Disposition is %q (%v)", field, err)
	}
	if plain := utf8.ValidString(name) && !strings.ContainsFunc(name, isHostileRune); plain && params["filename"] != name {
		t.Fatalf("Content-Disposition is %q, which is the file %q, want %q", field, params["filename"], name)
	}
}

// FuzzAccept: an error keeps its status whatever the client accepts, and comes
// in a form that it spoke of.
func FuzzAccept(f *testing.F) {
	for i, accept := range []string{
		"", "*/*", "text/html", "application/json", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/problem+json", "text/*;q=0.5, application/json;q=0.4",
		"text/html;q=0", "*/*;q=0", "text/html;q=2", `text/html;a="b,c"`, ",,,", ";;;", "a/b;q=", "\x00", "\xff", "application/*", "image/png", strings.Repeat("a/b,", 2000) + "text/html",
	} {
		f.Add(accept, "", uint16(i*17))
		f.Add(accept, "application/json", uint16(i))
	}
	status := 0
	site := siteOf(f, combo.Get("", func(*http.Request) (*combo.Response, error) {
		return nil, &combo.Error{Status: status, Message: "<script>", Err: io.ErrUnexpectedEOF}
	}))
	f.Fuzz(func(t *testing.T, accept, contentType string, offset uint16) {
		status = 400 + int(offset%200)
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Accept"] = []string{accept}
		r.Header["Content-Type"] = []string{contentType}
		answer := attack(site, r)
		if answer.Code != status {
			t.Fatalf("Accept %q: the status is %d, want %d", accept, answer.Code, status)
		}
		checkForm(t, accept+contentType, status, answer)
	})
}

// checkForm wants one of the three forms, whole and escaped, and not one that the
// client never spoke of.
func checkForm(t *testing.T, spoken string, status int, answer *httptest.ResponseRecorder) {
	t.Helper()
	spoken = strings.ToLower(spoken)
	body, form := answer.Body.String(), answer.Header().Get("Content-Type")
	ok := false
	switch form {
	case "text/html; charset=utf-8":
		ok = strings.Contains(body, "&lt;script&gt;") && !strings.Contains(body, "<script>") && strings.Contains(spoken, "text/")
	case "application/problem+json":
		var problem struct{ Status int }
		ok = json.Unmarshal([]byte(body), &problem) == nil && problem.Status == status && (strings.Contains(spoken, "json") || strings.Contains(spoken, "application/*"))
	case "text/plain; charset=utf-8":
		ok = strings.Contains(body, "<script>") && answer.Header().Get("X-Content-Type-Options") == "nosniff"
	}
	if !ok || strings.Contains(body, io.ErrUnexpectedEOF.Error()) {
		t.Fatalf("Accept and Content-Type %q: the form is %q with %q", spoken, form, body)
	}
}

// FuzzRedirect: a target that Redirect takes does not lead to another site, nor
// to one that was not allowed.
func FuzzRedirect(f *testing.F) {
	for _, target := range append(append([]string{}, awayTargets...), homeTargets...) {
		if len(target) < 4096 {
			f.Add(target, false)
			f.Add(target, true)
		}
	}
	for _, target := range []string{"https://ok.test/a", "//ok.test", "https:ok.test", "https://ok.test:80@evil", "https://ok.test\\@evil", "https:///ok.test", "https://ok.test."} {
		f.Add(target, true)
	}
	f.Fuzz(func(t *testing.T, target string, allow bool) {
		var options []combo.Option
		if allow {
			options = append(options, combo.RedirectHosts("ok.test"))
		}
		answer, err := combo.Redirect(target, options...)
		if err != nil {
			return
		}
		location := answer.Header.Get("Location")
		if err := headers.Check("Location", location); err != nil {
			t.Fatal(err)
		}
		for _, base := range browserBases {
			origin := browserHost(base, location)
			home := origin == base.Scheme+"://site.test"
			allowed := allow && (origin == "https://ok.test" || origin == "http://ok.test")
			if !home && !allowed {
				t.Fatalf("%q: from %s the client is sent to %q, which is %q", target, base, location, origin)
			}
		}
	})
}
