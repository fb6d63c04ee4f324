package combo_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// repeat is strings.Repeat with the number in front, as attacks are told.
func repeat(n int, s string) string { return strings.Repeat(s, n) }

// numbered writes n texts that differ: numbered(2, "k%d=1&") is "k0=1&k1=1&".
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

type cookieInput struct {
	Theme string `cookie:"theme"`
}

// cookieReaders are the ways in which a view comes to its cookies.
var cookieReaders = map[string]func(*http.Request) error{
	"Cookie":       func(r *http.Request) error { _, err := combo.Cookie(r, "theme", ""); return err },
	"SignedCookie": func(r *http.Request) error { _, err := combo.SignedCookie(r, "theme", 0); return err },
	"Bind":         func(r *http.Request) error { _, err := combo.Bind[cookieInput](r); return err },
}

func cookieSite(t *testing.T, read func(*http.Request) error) *combo.Site {
	site, _ := besieged(t, combo.Config{URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
		if err := read(r); err != nil {
			return nil, err
		}
		return combo.Text("read")
	})}})
	return site
}

// TestGauntletB7: so many cookies that a parser gives up, or so large a one that
// memory does. To go on without the cookies would log people out without a word.
func TestGauntletB7(t *testing.T) {
	for name, read := range cookieReaders {
		site := cookieSite(t, read)
		server := httptest.NewServer(site)
		for _, fields := range [][]string{
			{"Cookie: " + repeat(3000, "a=b; ") + "theme=dark"},
			{"Cookie: theme=dark; " + repeat(3000, "a=b; ")},
			strings.SplitAfter(repeat(300, "Cookie: a=b;\n")+"Cookie: theme=dark", "\n"),
		} {
			if got := sendRaw(t, server, "GET", "/", trimLines(fields)...).StatusCode; got != 431 {
				t.Errorf("%s: the status with %d fields of cookies is %d, want 431", name, len(fields), got)
			}
		}
		server.Close()
		checkHugeCookie(t, name, site)
		checkLinear(t, name, 2000, func(n int) func() {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Cookie", numbered(n, "k%d=v; "))
			return func() { attack(site, r) }
		})
	}
}

func trimLines(lines []string) []string {
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\n")
	}
	return lines
}

// checkHugeCookie sends 4 MB in one cookie: a signature may copy it, no more.
func checkHugeCookie(t *testing.T, name string, site *combo.Site) {
	t.Helper()
	for _, value := range []string{repeat(4<<20, "a"), `"` + repeat(1<<20, `\377`) + `"`, `"` + repeat(2<<20, `\"`) + `"`} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", "theme="+value)
		if got := allocated(func() { attack(site, r) }); got > 10<<20 {
			t.Errorf("%s: %d bytes are allocated for a cookie of %d", name, got, len(value))
		}
	}
}

// fieldInput has a list and a nested value, for indexes and depth to aim at.
type fieldInput[T any] struct {
	A    []string `form:"a" query:"a"`
	B    []T      `form:"b" query:"b"`
	Name string   `form:"name" query:"name"`
}

type fieldItem struct {
	C string `form:"c" query:"c"`
}

// carriers are the ways in which the same fields come: as a query, a form, and a
// form in parts.
var carriers = map[string]func(query string) *http.Request{
	"query": func(query string) *http.Request { return httptest.NewRequest("GET", "/?"+query, nil) },
	"form": func(query string) *http.Request {
		return withBody("application/x-www-form-urlencoded", strings.NewReader(query))
	},
	"multipart": func(query string) *http.Request {
		var b strings.Builder
		for pair := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			fmt.Fprintf(&b, "--x\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", name, value)
		}
		return withBody("multipart/form-data; boundary=x", strings.NewReader(b.String()+"--x--\r\n"))
	},
}

// TestGauntletB8: fields without number, names that nest without end, and an
// index that would make a list of a billion.
func TestGauntletB8(t *testing.T) {
	tests := []struct {
		name, fields string
		want         int
	}{
		{"1000 fields", "name=x" + repeat(999, "&a=1"), 200},
		{"1001 fields", "name=x" + repeat(1000, "&a=1"), 400},
		{"10001 fields", "a" + repeat(10000, "&a"), 400},
		{"10001 names", numbered(10001, "k%d=&") + "a=1", 400},
		{"50000 fields", "a=1" + repeat(49999, "&a=1"), 400},
		{"depth 8", "a" + repeat(7, "[b]") + "=1", 200},
		{"depth 9", "a" + repeat(8, "[b]") + "=1", 400},
		{"depth 1000", "a" + repeat(1000, "[b]") + "=1", 400},
		{"depth 1000 by dots", "a" + repeat(1000, ".b") + "=1", 400},
		{"index", "a[999999999]=x", 400},
		{"index by dots", "a.999999999=x", 400},
		{"nested index", "b.999999999.c=x", 400},
		{"nested index in brackets", "b[999999999][c]=x", 400},
		{"index of 21 digits", "a[100000000000000000000]=x", 400},
		{"index after one", "a[0]=x&a[2]=x", 400},
		{"negative index", "a[-1]=x", 422},
		{"octal index", "a[00]=x", 422},
	}
	site := bindSite[fieldInput[fieldItem]](t, combo.Limits{}, nil)
	for carrier, request := range carriers {
		for _, test := range tests {
			if test.name == "depth 8" {
				test.want = 422 // the list a is no map
			}
			r, got := request(test.fields), 0
			grown := allocated(func() { got = attack(site, r).Code })
			if got != test.want {
				t.Errorf("%s, %s: the status is %d, want %d", carrier, test.name, got, test.want)
			}
			if grown > 12<<20 { // a third of it without the race detector
				t.Errorf("%s, %s: %d bytes are allocated", carrier, test.name, grown)
			}
		}
	}
	checkSingles(t)
}

// checkSingles asks for one value among too many.
func checkSingles(t *testing.T) {
	t.Helper()
	site, _ := besieged(t, combo.Config{URLs: combo.URLs{combo.Path("", func(r *http.Request) (*combo.Response, error) {
		_, err := combo.Query(r, "name", "")
		if err == nil {
			_, err = combo.Form(r, "name", "")
		}
		if err != nil {
			return nil, err
		}
		return combo.Text("read")
	})}})
	for carrier, request := range carriers {
		if got := attack(site, request("name=x"+repeat(1000, "&a=1"))).Code; got != 400 {
			t.Errorf("%s: the status for one value among 1001 is %d, want 400", carrier, got)
		}
	}
}

type uploadInput struct {
	Name  string          `form:"name"`
	Photo *combo.Upload   `form:"photo"`
	More  []*combo.Upload `form:"more"`
}

const (
	partHead = "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n"
	fileHead = "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n"
	moreHead = "--x\r\nContent-Disposition: form-data; name=\"more\"; filename=\"a.png\"\r\n"
	formEnd  = "\r\n--x--\r\n"
)

// TestGauntletB9: forms in parts that never end, in each of the places where a
// reader could wait for the end with what it has in its hands.
func TestGauntletB9(t *testing.T) {
	endless := func(head, unit string) *flood { return &flood{head: head, unit: unit} }
	tests := []struct {
		name  string
		body  *flood
		want  int
		taken int64 // at most
	}{
		{"parts", endless("", partHead+"\r\n1\r\n"), 400, 128 << 10},
		{"files", endless("", moreHead+"\r\n1\r\n"), 413, 16 << 10},
		{"header of a part", endless(partHead+"X: ", "a"), 400, 64 << 10},
		{"header lines of a part", endless(partHead, "X: a\r\n"), 400, 64 << 10},
		{"backslashes in a name", endless("--x\r\nContent-Disposition: form-data; name=\"", `\\`), 400, 64 << 10},
		{"preamble", endless("", "a"), 400, 64 << 10},
		{"preamble of lines", endless("", "\r\n"), 400, 64 << 10},
		{"preamble that is nearly a boundary", endless("", "\r\n--"), 400, 64 << 10},
		{"carriage returns in a file", endless(fileHead+"\r\n", "\r"), 413, 4<<20 + 64<<10},
		{"near boundaries in a file", endless(fileHead+"\r\n", "\r\n--y"), 413, 4<<20 + 64<<10},
		{"file", endless(fileHead+"\r\n", "a"), 413, 4<<20 + 64<<10},
		{"base64 that is line ends", endless(fileHead+"Content-Transfer-Encoding: base64\r\n\r\n", "\r\n"), 413, 4<<20 + 64<<10},
		{"base64 that is spaces", endless(fileHead+"Content-Transfer-Encoding: base64\r\n\r\n", "YWFh         "), 400, 64 << 10},
		{"quoted-printable that is a line", endless(fileHead+"Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=41"), 400, 64 << 10},
		{"quoted-printable that is soft line ends", endless(fileHead+"Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=\r\n"), 413, 4<<20 + 64<<10},
		{"field", endless(partHead+"\r\n", "a"), 413, 2 << 20},
		{"epilogue", endless(partHead+"\r\n1"+formEnd, "a"), 200, 64 << 10},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			limits := combo.Limits{Body: 4 << 20, TempDir: t.TempDir()}
			site := bindSite[uploadInput](t, limits, nil)
			got := 0
			grown := allocated(func() { got = attack(site, withBody("multipart/form-data; boundary=x", test.body)).Code })
			if got != test.want {
				t.Errorf("the status is %d, want %d", got, test.want)
			}
			if test.body.taken > test.taken {
				t.Errorf("%d bytes are read, want at most %d", test.body.taken, test.taken)
			}
			if grown > 12<<20 { // in all, and with what the race detector adds: half of it is never held at once
				t.Errorf("%d bytes are allocated", grown)
			}
			checkNoFiles(t, limits.TempDir)
		})
	}
}

// TestGauntletB9Handler: a body without an end for a handler that reads it itself.
func TestGauntletB9Handler(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		combo.View(func(r *http.Request) (*combo.Response, error) {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return nil, err
			}
			return combo.Text("read")
		}).ServeHTTP(w, r)
	})
	site := siteOf(t, combo.Handle("", handler), combo.Handle("large/", handler).MaxBody(2<<20))
	for path, limit := range map[string]int64{"/": 1 << 20, "/large/": 2 << 20} {
		body := &flood{unit: "a"}
		r := withBody("application/octet-stream", body)
		r.URL.Path = path
		if got := attack(site, r).Code; got != 413 || body.taken > limit+64<<10 {
			t.Errorf("%s: the status is %d and %d bytes are read, want 413 and %d", path, got, body.taken, limit)
		}
	}
}

// TestGauntletB9Forms: whole forms that break a rule, and one that comes in
// chunks without its length.
func TestGauntletB9Forms(t *testing.T) {
	limits := combo.Limits{TempDir: t.TempDir()}
	site := bindSite[uploadInput](t, limits, nil)
	whole := fileHead + "\r\n" + repeat(400<<10, "a")
	tests := []struct {
		name, boundary, body string
		want                 int
	}{
		{"whole", "x", whole + formEnd, 200},
		{"without the last boundary", "x", whole, 400},
		{"cut in the last boundary", "x", whole + "\r\n--x", 400},
		{"cut in a header", "x", whole + "\r\n" + partHead, 400},
		{"field after a file", "x", whole + "\r\n" + partHead + "\r\n\xff" + formEnd, 400},
		{"empty", "x", "", 400},
		{"unknown encoding", "x", fileHead + "Content-Transfer-Encoding: x-uuencode\r\n\r\na" + formEnd, 400},
		{"long boundary", repeat(70, "x"), whole + formEnd, 200},
		{"longer boundary", repeat(71, "x"), whole + formEnd, 400},
		{"no boundary", `""`, whole + formEnd, 400},
		{"line end in the boundary", "\"x\ry\"", whole + formEnd, 415},
		{"other character in the boundary", `"x<y"`, whole + formEnd, 400},
	}
	for _, test := range tests {
		body := strings.ReplaceAll(test.body, "--x", "--"+strings.Trim(test.boundary, `"`))
		r := withBody("multipart/form-data; boundary="+test.boundary, strings.NewReader(body))
		if got := attack(site, r).Code; got != test.want {
			t.Errorf("%s: the status is %d, want %d", test.name, got, test.want)
		}
		checkNoFiles(t, limits.TempDir)
	}
	checkChunks(t, site)
	checkNoFiles(t, limits.TempDir)
}

// checkChunks sends a form over the limit that does not tell its length. The
// server may hang up before it has all.
func checkChunks(t *testing.T, site *combo.Site) {
	t.Helper()
	server := httptest.NewServer(site)
	defer server.Close()
	form := io.MultiReader(strings.NewReader(fileHead+"\r\n"), strings.NewReader(repeat(2<<20, "a")))
	answer, err := server.Client().Post(server.URL, "multipart/form-data; boundary=x", form)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	if answer.StatusCode != 413 {
		t.Errorf("in chunks: the status is %d, want 413", answer.StatusCode)
	}
}

// checkNoFiles fails if the folder has a file, with a name or, where the system
// tells, open without one.
func checkNoFiles(t *testing.T, dir string) {
	t.Helper()
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("the folder for temporary files holds %v (%v)", names, err)
	}
	open, _ := filepath.Glob("/proc/self/fd/*")
	for _, fd := range open {
		if target, err := os.Readlink(fd); err == nil && strings.HasPrefix(target, dir) {
			t.Errorf("%s is open after the request", target)
		}
	}
}

// TestGauntletB9Uploads: what a view keeps of an upload after the request, also
// if it ends in a panic, holds neither memory nor disk.
func TestGauntletB9Uploads(t *testing.T) {
	for _, panics := range []bool{false, true} {
		limits := combo.Limits{TempDir: t.TempDir()}
		var kept *combo.Upload
		site := bindSite(t, limits, func(in uploadInput) {
			kept = in.Photo
			if n, err := readUpload(kept); n != 400<<10 || err != nil {
				t.Errorf("the view reads %d bytes of its upload (%v)", n, err)
			}
			if panics {
				panic("after the upload")
			}
		})
		attack(site, withBody("multipart/form-data; boundary=x", strings.NewReader(fileHead+"\r\n"+repeat(400<<10, "a")+formEnd)))
		if n, err := readUpload(kept); err == nil {
			t.Errorf("%d bytes of the upload can be read after the request", n)
		}
		checkNoFiles(t, limits.TempDir)
	}
}

func readUpload(u *combo.Upload) (int64, error) {
	f, err := u.Open()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.Copy(io.Discard, f)
}

type jsonInput struct {
	A any     `json:"a"`
	N int64   `json:"n"`
	F float64 `json:"f"`
	S string  `json:"s"`
}

// TestGauntletB10: JSON that is deep, long, large in number or says two things
// under one name.
func TestGauntletB10(t *testing.T) {
	endless := func(head, unit string) *flood { return &flood{head: head, unit: unit} }
	text := func(s string) *flood { return &flood{head: s, unit: " "} } // a long way to the end
	tests := []struct {
		name  string
		body  *flood
		want  int
		taken int64 // at most
	}{
		{"lists in lists", endless(`{"a":`, "["), 400, 64 << 10},
		{"maps in maps", endless(``, `{"a":`), 400, 64 << 10},
		{"nulls", endless(`{"a":[`, "null,"), 400, 1 << 20},
		{"names", endless(`{"a":[`, `{"b":1},`), 400, 1 << 20},
		{"empty lists", endless(`{"a":[`, `[],`), 400, 1 << 20},
		{"string", endless(`{"s":"`, "a"), 413, 4<<20 + 64<<10},
		{"escapes", endless(`{"s":"`, `\u0041`), 413, 4<<20 + 64<<10},
		{"digits", endless(`{"n":`, "1"), 413, 4<<20 + 64<<10},
		{"white space", endless(`{`, " "), 413, 4<<20 + 64<<10},
		{"lists in lists that end", text(`{"a":` + repeat(10001, "[") + repeat(10001, "]") + `}`), 400, 64 << 10},
		{"twice the same name", text(`{"n":1,"n":2}`), 400, 64 << 10},
		{"twice the same name, escaped", text(`{"n":1,"\u006e":2}`), 400, 64 << 10},
		{"twice the same name, deeper", text(`{"a":{"b":1,"b":2}}`), 400, 64 << 10},
		{"a second value", text(`{"n":1}{"n":2}`), 400, 64 << 10},
		{"a lone surrogate", text(`{"s":"\ud800"}`), 400, 64 << 10},
		{"invalid UTF-8", text("{\"s\":\"\xff\"}"), 400, 64 << 10},
	}
	site := bindSite[jsonInput](t, combo.Limits{Body: 4 << 20}, nil)
	for _, test := range tests {
		got := 0
		grown := allocated(func() { got = attack(site, withBody("application/json", test.body)).Code })
		if got != test.want {
			t.Errorf("%s: the status is %d, want %d", test.name, got, test.want)
		}
		if test.body.taken > test.taken {
			t.Errorf("%s: %d bytes are read, want at most %d", test.name, test.body.taken, test.taken)
		}
		if grown > 32<<20 {
			t.Errorf("%s: %d bytes are allocated", test.name, grown)
		}
	}
}

// TestGauntletB10Values: JSON that can be read and holds what no field can.
func TestGauntletB10Values(t *testing.T) {
	tests := []struct {
		name, body string
		want       int
	}{
		{"depth 64", `{"a":` + repeat(63, "[") + repeat(63, "]") + `}`, 200},
		{"depth 65", `{"a":` + repeat(64, "[") + repeat(64, "]") + `}`, 400},
		{"1e999", `{"f":1e999}`, 422},
		{"1e999 in anything", `{"a":1e999}`, 422},
		{"a million digits", `{"n":` + repeat(1e6, "1") + `}`, 422},
		{"a million digits of a float", `{"f":0.` + repeat(1e6, "1") + `}`, 422},
		{"a million digits of anything", `{"a":` + repeat(1e6, "1") + `}`, 422},
		{"another case", `{"n":1,"N":2}`, 422},
		{"NUL", `{"s":"a\u0000b"}`, 422},
		{"NUL in anything", `{"a":{"a\u0000b":1}}`, 422},
		{"NUL in an unknown name", `{"\u0000":1}`, 422},
	}
	site := bindSite[jsonInput](t, combo.Limits{Body: 4 << 20}, nil)
	for _, test := range tests {
		if got := attack(site, withBody("application/json", strings.NewReader(test.body))).Code; got != test.want {
			t.Errorf("%s: the status is %d, want %d", test.name, got, test.want)
		}
	}
	units := []string{`1,`, `"a",`, `[[]],`, `{"b":{"c":1}},`, `"\u0041\n",`, `1.5e-7,`, "  1  ,"}
	for _, unit := range units {
		checkLinear(t, unit, 2000, func(n int) func() {
			body := `{"a":[` + repeat(n, unit) + `0]}`
			return func() { attack(site, withBody("application/json", strings.NewReader(body))) }
		})
	}
}

// A counted text says how often one was read, and how long the longest was.
type counted string

var countedTimes, countedLongest int

func (c *counted) UnmarshalText(text []byte) error {
	countedTimes++
	countedLongest = max(countedLongest, len(text))
	*c = counted(text)
	return nil
}

type hashInput struct {
	Values map[string]counted `json:"values"`
	A      []counted          `form:"a" query:"a"`
}

// sameHash writes the i-th of 2^14 names that are equal under the hash
// functions h*31+c and h*33^c's kin, which languages once had for their maps.
func sameHash(i int) string {
	var b strings.Builder
	for bit := range 14 {
		b.WriteString([]string{"Aa", "BB"}[i>>bit&1])
	}
	return b.String()
}

// TestGauntletB11: a body whose few bytes would become very many.
func TestGauntletB11(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	z.Write([]byte(`{"name":"`))
	for range 64 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	site := newSite(t, combo.Config{URLs: combo.URLs{combo.Post("", func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[struct {
			Name string `json:"name" form:"name"`
		}](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(in.Name)
	})}})
	for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		for _, coding := range []string{"gzip", "GZIP", "gzip, gzip", "deflate", "br", "zstd", "x-gzip", "identity, gzip"} {
			var w *httptest.ResponseRecorder
			grown := allocated(func() {
				w = ask(site, "POST", "/", bomb.String(), "Content-Type: "+kind, "Content-Encoding: "+coding)
			})
			if w.Code != http.StatusUnsupportedMediaType || w.Header().Get("Accept-Encoding") != "identity" || grown > 1<<20 {
				t.Errorf("%s in %s: %d with %d bytes allocated, want 415 and next to nothing", coding, kind, w.Code, grown)
			}
		}
	}
	if w := ask(site, "POST", "/", `{"name":"Ann"}`, "Content-Type: application/json", "Content-Encoding: identity"); w.Body.String() != "Ann" {
		t.Errorf("identity: %d %s", w.Code, w.Body)
	}
}

// TestGauntletB12: names that all fall into one bucket of a map.
func TestGauntletB12(t *testing.T) {
	site := bindSite[hashInput](t, combo.Limits{Body: 16 << 20, Fields: 1 << 20}, nil)
	naming := map[string]func(int) string{
		"same hash": sameHash,
		"any":       func(i int) string { return fmt.Sprintf("a%027d", i) },
	}
	for naming, name := range naming {
		for carrier, request := range hashCarriers(name) {
			checkLinear(t, naming+", "+carrier, 2500, func(n int) func() {
				make := request(n)
				return func() { attack(site, make()) }
			})
			countedTimes = 0
			if got := attack(site, request(10000)()).Code; got != 200 || countedTimes != 10000 {
				t.Errorf("%s, %s: the status is %d and %d values were read, want 10000", naming, carrier, got, countedTimes)
			}
		}
	}
}

// hashCarriers make requests with n values whose names are given: names of a map
// in JSON, and names of fields besides a list in forms.
func hashCarriers(name func(int) string) map[string]func(n int) func() *http.Request {
	list := func(n int, item func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(item(i))
		}
		return b.String()
	}
	made := map[string]func(n int) func() *http.Request{
		"json": func(n int) func() *http.Request {
			names := list(n, func(i int) string { return `"` + name(i) + `":"1",` })
			body := `{"values":{` + strings.TrimSuffix(names, ",") + `}}`
			return func() *http.Request { return withBody("application/json", strings.NewReader(body)) }
		},
	}
	for carrier, request := range carriers {
		made[carrier] = func(n int) func() *http.Request {
			query := list(n, func(i int) string { return name(i) + "=1&a=1&" })
			return func() *http.Request { return request(strings.TrimSuffix(query, "&")) }
		}
	}
	return made
}

// A drain is a ResponseWriter that counts what it is given.
type drain struct {
	header http.Header
	status int
	bytes  int64
}

func (d *drain) Header() http.Header    { return d.header }
func (d *drain) WriteHeader(status int) { d.status = status }
func (d *drain) Write(p []byte) (int, error) {
	d.bytes += int64(len(p))
	return len(p), nil
}

// TestGauntletB13: a file asked for in thousands of pieces, each of which would
// be a part of an answer larger than the file.
func TestGauntletB13(t *testing.T) {
	const size = 1 << 20
	tests := []struct {
		name, ranges string
		want         int
		bytes        int64 // at most
	}{ // want 0 is any status: net/http does not refuse the last no bytes
		{"one", "bytes=0-0", 206, 1},
		{"16", "bytes=" + strings.TrimSuffix(repeat(16, "0-0,"), ","), 206, 16 << 10},
		{"17", "bytes=" + strings.TrimSuffix(repeat(17, "0-0,"), ","), 200, size},
		{"4000 bytes", "bytes=0-0" + repeat(3999, ",2-2"), 200, size},
		{"4000 files", "bytes=0-" + repeat(3999, ",0-"), 200, size},
		{"4000 ends", "bytes=-1" + repeat(3999, ",-1"), 200, size},
		{"four files", "bytes=0-,0-,0-,0-", 200, size},
		{"commas", "bytes=0-0" + repeat(32<<10, ","), 200, size},
		{"none", "bytes=-0", 0, 256},
		{"behind the end", "bytes=99999999-", 416, 256},
		{"a number of 32 KiB", "bytes=" + repeat(32<<10, "9") + "-", 416, 256},
		{"spaces", "bytes=" + repeat(100<<10, " ") + "0-0", 206, 1},
		{"spaces in between", "bytes=0-0," + repeat(100<<10, " ") + ",1-1", 206, 1 << 10},
		{"tabs", "bytes=0" + repeat(100<<10, "\t") + "-0", 206, 1},
	}
	content := make([]byte, size)
	site, _ := besieged(t, combo.Config{URLs: combo.URLs{combo.Get("", func(*http.Request) (*combo.Response, error) {
		return combo.Content("a.bin", time.Unix(1e9, 0), bytes.NewReader(content))
	})}})
	attack(site, httptest.NewRequest("GET", "/", nil)) // whatever is made once
	for _, test := range tests {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = "localhost"
		r.Header.Set("Range", test.ranges)
		w := &drain{header: http.Header{}}
		if grown := allocated(func() { site.ServeHTTP(w, r) }); grown > 512<<10 {
			t.Errorf("%s: %d bytes are allocated", test.name, grown)
		}
		if w.status != test.want && test.want != 0 || w.bytes > test.bytes {
			t.Errorf("%s: the status is %d with %d bytes, want %d with at most %d", test.name, w.status, w.bytes, test.want, test.bytes)
		}
	}
}

// listSite reads every field of a request's header that has a list in it: it
// answers 304 to the right If-None-Match, else an error in the form of Accept.
func listSite(t *testing.T) *combo.Site {
	site, _ := besieged(t, combo.Config{
		TrustedProxies: []string{"192.0.2.1"},
		URLs: combo.URLs{
			combo.Get("file", func(*http.Request) (*combo.Response, error) {
				return combo.Content("a.txt", time.Unix(1e9, 0), strings.NewReader("a"))
			}),
			combo.Get("", func(r *http.Request) (*combo.Response, error) {
				combo.ClientIP(r)
				combo.Scheme(r)
				headers.ParseAcceptLanguage(r.Header.Get("Accept-Language")).Best("de", "en")
				headers.ParseAcceptEncoding(r.Header.Get("Accept-Encoding")).Best("gzip", "br")
				headers.ParseAuth(r.Header.Get("Authorization"))
				headers.ParseETags(r.Header.Get("If-None-Match"))
				if _, err := combo.Cookie(r, "theme", ""); err != nil {
					return nil, err
				}
				if _, err := combo.Header(r, "Forwarded", ""); err != nil {
					return nil, err
				}
				return nil, combo.Errorf(404, "not here")
			}),
		},
	})
	return site
}

// TestGauntletB15: fields that are lists, full of what stands between items.
func TestGauntletB15(t *testing.T) {
	site := listSite(t)
	names := []string{
		"Accept", "Accept-Language", "Accept-Encoding", "Authorization", "Cookie", "Content-Type",
		"Forwarded", "If-None-Match", "If-Match", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
	}
	units := []string{
		",", "*,", ";", "=", `"`, `\`, `\"`, " ", "\t", "a,", "a;", "a=", `a="`, `a="b",`, ";q=0.", "en-", "*/*;q=1,", `W/"`, `"",`, "[", "1.2.3.4,", "%",
	}
	for _, name := range names {
		for _, unit := range units {
			checkListField(t, site, "/", name, unit)
			if strings.HasPrefix(name, "If-") {
				checkListField(t, site, "/file", name, unit)
			}
		}
	}
}

func checkListField(t *testing.T, site *combo.Site, path, name, unit string) {
	t.Helper()
	request := func(n int) *http.Request {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set(name, "Digest "+repeat(n/len(unit), unit))
		return r
	}
	checkLinear(t, fmt.Sprintf("%s of %q", name, unit), 32<<10, func(n int) func() {
		r := request(n)
		return func() { attack(site, r) }
	})
	r, got := request(32<<10), 0
	grown := allocated(func() { got = attack(site, r).Code })
	if got >= 500 {
		t.Errorf("%s of %q: the status is %d", name, unit, got)
	}
	if grown > 2<<20 {
		t.Errorf("%s of %q: %d bytes are allocated", name, unit, grown)
	}
}

// numberInput has a field of each type that is parsed.
type numberInput struct {
	Int      int           `form:"int" json:"int"`
	Uint     uint8         `form:"uint" json:"uint"`
	Float    float64       `form:"float" json:"float"`
	Bool     bool          `form:"bool" json:"bool"`
	Time     time.Time     `form:"time" json:"time"`
	Duration time.Duration `form:"duration" json:"duration"`
	UUID     uuid.UUID     `form:"uuid" json:"uuid"`
	Addr     netip.Addr    `form:"addr" json:"addr"`
	BigInt   *big.Int      `form:"bigint" json:"bigint"`
	BigFloat *big.Float    `form:"bigfloat" json:"bigfloat"`
	BigRat   *big.Rat      `form:"bigrat" json:"bigrat"`
	Custom   counted       `form:"custom" json:"custom"`
}

// TestGauntletB16: numbers, dates and addresses that are short to write and long
// to work out, or simply long. Their length is looked at before they are parsed.
func TestGauntletB16(t *testing.T) {
	names := []string{"int", "uint", "float", "bool", "time", "duration", "uuid", "addr", "bigint", "bigfloat", "bigrat", "custom"}
	values := map[string]string{
		"exponent":          "1e1000000",
		"negative exponent": "1e-1000000",
		"binary exponent":   "0x1p1000000",
		"digits":            repeat(1e6, "9"),
		"decimals":          "0." + repeat(1e6, "9"),
		"fraction":          "1/" + repeat(1e6, "9"),
		"IPv6":              "::" + repeat(500e3, "1:"),
		"zone":              "fe80::1%" + repeat(1e6, "a"),
		"labels":            "a@" + repeat(500e3, "a."),
		"year":              "1000000000-01-01T00:00:00Z",
		"fraction of time":  "2026-01-01T00:00:00." + repeat(1e6, "0") + "Z",
		"units":             repeat(500e3, "1h"),
	}
	site := bindSite[numberInput](t, combo.Limits{Body: 4 << 20}, nil)
	countedLongest = 0
	for _, name := range names {
		for kind, value := range values {
			if name == "custom" && len(value) < 100 || name == "float" && kind == "negative exponent" {
				continue // those are values
			}
			checkNumber(t, site, kind+" for "+name, "application/x-www-form-urlencoded", name+"="+strings.ReplaceAll(value, "%", "%25"))
			checkNumber(t, site, kind+" for "+name+" in JSON", "application/json", `{"`+name+`":"`+value+`"}`)
		}
	}
	if countedLongest > 1024 {
		t.Errorf("a type that reads its own text was given %d bytes", countedLongest)
	}
}

// checkNumber wants an error of the field, for no more memory than the body takes
// while it is read.
func checkNumber(t *testing.T, site *combo.Site, name, contentType, body string) {
	t.Helper()
	got := 0
	grown := allocated(func() { got = attack(site, withBody(contentType, strings.NewReader(body))).Code })
	if got != 422 {
		t.Errorf("%s: the status is %d, want 422", name, got)
	}
	if bound := int64(256<<10 + 8*len(body)); grown > bound {
		t.Errorf("%s: %d bytes are allocated, want at most %d", name, grown, bound)
	}
}

// TestGauntletB16Path: the same in the path, where a converter asks first.
func TestGauntletB16Path(t *testing.T) {
	site, _ := besieged(t, combo.Config{URLs: combo.URLs{
		combo.Get("int/<int:v>", sent), combo.Get("float/<float:v>", sent), combo.Get("uuid/<uuid:v>", sent),
	}})
	for _, path := range []string{
		"/int/" + repeat(1e6, "9"), "/float/" + repeat(1e6, "9") + ".0", "/float/1e1000000", "/uuid/" + repeat(1e6, "9"),
	} {
		got := 0
		r := httptest.NewRequest("GET", path, nil)
		grown := allocated(func() { got = attack(site, r).Code })
		if got != 404 {
			t.Errorf("%.20s…: the status is %d, want 404", path, got)
		}
		if bound := int64(256<<10 + 8*len(path)); grown > bound {
			t.Errorf("%.20s…: %d bytes are allocated, want at most %d", path, grown, bound)
		}
	}
}
