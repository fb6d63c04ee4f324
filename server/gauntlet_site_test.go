package server_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/server"
)

// newSite makes a site that writes no log.
func newSite(t testing.TB, config combo.Config) *combo.Site {
	t.Helper()
	config.Secret = []string{strings.Repeat("s", 32)}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	site, err := combo.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// ask sends bytes, reads until the server hangs up, and returns what came.
func ask(t testing.TB, addr, text string) string {
	t.Helper()
	conn := dial(t, addr)
	defer conn.Close()
	go io.WriteString(conn, text)
	raw, err := io.ReadAll(conn)
	if err != nil && len(raw) == 0 {
		t.Fatalf("read the answer to %.100q: %v", text, err)
	}
	return string(raw)
}

// A table of a database: what views have written.
type rows struct {
	mu   sync.Mutex
	list []string
}

func (r *rows) insert(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, text)
}

func (r *rows) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

type chunkedInput struct {
	Text string `json:"text"`
}

// chunkedViews are the ways in which a view reads a body: each writes what it got,
// unless it gets an error.
func chunkedViews(written *rows) combo.URLs {
	return combo.URLs{
		combo.Post("read/", func(r *http.Request) (*combo.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			written.insert(string(body))
			return combo.Text("written")
		}),
		combo.Post("bind/", func(r *http.Request) (*combo.Response, error) {
			input, err := combo.Bind[chunkedInput](r)
			if err != nil {
				return nil, err
			}
			written.insert(input.Text)
			return combo.Text("written")
		}),
	}
}

// TestGauntletA5Site: a view of a site writes nothing of a body with wrong framing.
func TestGauntletA5Site(t *testing.T) {
	t.Parallel()
	written := &rows{}
	site := newSite(t, combo.Config{Hosts: []string{"a"}, URLs: chunkedViews(written)})
	addr, _ := start(t, hardened(server.Config{}), site)
	lenientAddr, _ := start(t, lenient, careless(written))
	bodies := badChunks(func(string) row { return row{} })
	bodies = append(bodies, row{name: "cut", send: post("Transfer-Encoding: chunked\r\n", "2\r\na"), half: true},
		row{name: "cut in the length", send: post("Content-Length: 20\r\n", `{"text":"x"}`), half: true})
	for _, body := range bodies {
		for path, want := range map[string]string{"/read/": "400", "/bind/": "400"} {
			send := strings.Replace(body.send, "POST / HTTP/1.1\r\n", "POST "+path+" HTTP/1.1\r\nContent-Type: application/json\r\n", 1)
			attack := row{name: path + ", " + body.name, send: send, half: body.half, want: want}
			attack.check(t, attack.attack(dial(t, addr), &witness{}, whole))
			if got := written.take(); len(got) > 0 {
				t.Errorf("%s: the view has written %q", attack.name, got)
			}
		}
	}
	ask(t, lenientAddr, bodies[0].send+probe)
	if len(written.take()) == 0 {
		t.Error("a careless handler has written nothing: the test shows nothing")
	}
	whole := "POST /bind/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"text\":\"x\"}\r\n0\r\n\r\n"
	if answer := ask(t, addr, whole); !strings.HasPrefix(answer, "HTTP/1.1 200 ") || fmt.Sprint(written.take()) != "[x]" {
		t.Errorf("the answer to a good body is %q, want 200 and what was written", answer)
	}
}

// careless writes what it could read.
func careless(written *rows) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		written.insert(string(body))
	})
}

// hostFields are the ways to name a host. want is the status: 200 for one that is
// configured, whatever its spelling.
var hostFields = []struct {
	name, target, fields string
	want                 string
}{
	{"the name", "/", "Host: shop.example\r\n", "200"},
	{"port", "/", "Host: shop.example:8080\r\n", "200"},
	{"empty port", "/", "Host: shop.example:\r\n", "200|400"}, // RFC 3986 §3.2.3 allows it
	{"upper case", "/", "Host: SHOP.Example\r\n", "200"},
	{"final dot", "/", "Host: shop.example.\r\n", "200"},
	{"below", "/", "Host: a.below.example\r\n", "200"},
	{"absolute target", "http://shop.example/", "Host: shop.example\r\n", "200"},
	{"absolute target, other host", "http://shop.example/", "Host: evil.example\r\n", "200"}, // RFC 9112 §3.2.2
	{"none", "/", "", "400"},
	{"two", "/", "Host: shop.example\r\nHost: evil.example\r\n", "400"},
	{"two that agree", "/", "Host: shop.example\r\nHost: shop.example\r\n", "400"},
	{"two, first evil", "/", "Host: evil.example\r\nHost: shop.example\r\n", "400"},
	{"empty", "/", "Host:\r\n", "400"},
	{"space", "/", "Host:  \r\n", "400"},
	{"other", "/", "Host: evil.example\r\n", "400|421"},
	{"list", "/", "Host: shop.example,evil.example\r\n", "400"},
	{"list with space", "/", "Host: shop.example, evil.example\r\n", "400"},
	{"port is no number", "/", "Host: shop.example:evil\r\n", "400"},
	{"port is too large", "/", "Host: shop.example:99999\r\n", "400"},
	{"two ports", "/", "Host: shop.example:80:80\r\n", "400"},
	{"user", "/", "Host: shop.example@evil.example\r\n", "400"},
	{"user and path", "/", "Host: shop.example@evil/x\r\n", "400"},
	{"user in front", "/", "Host: evil.example@shop.example\r\n", "400"},
	{"path", "/", "Host: evil.example/shop.example\r\n", "400"},
	{"query", "/", "Host: evil.example?shop.example\r\n", "400"},
	{"fragment", "/", "Host: evil.example#shop.example\r\n", "400"},
	{"backslash", "/", "Host: evil.example\\shop.example\r\n", "400"},
	{"quote", "/", "Host: shop.example\"<x>\r\n", "400"},
	{"space inside", "/", "Host: shop.example evil\r\n", "400"},
	{"tab inside", "/", "Host: shop.example\tevil\r\n", "400"},
	{"NUL", "/", "Host: shop.example\x00.evil\r\n", "400"},
	{"per cent", "/", "Host: shop%2eexample\r\n", "400"},
	{"underscore", "/", "Host: shop_example\r\n", "400"},
	{"suffix", "/", "Host: evilshop.example\r\n", "400|421"},
	{"prefix", "/", "Host: shop.example.evil\r\n", "400|421"},
	{"suffix of a domain", "/", "Host: evilbelow.example\r\n", "400|421"},
	{"two final dots", "/", "Host: shop.example..\r\n", "400"},
	{"dot before", "/", "Host: .shop.example\r\n", "400"},
	{"bad punycode", "/", "Host: xn--example-.com\r\n", "400|421"},
	{"bad punycode below", "/", "Host: xn--example-.below.example\r\n", "200|400|421"},
	{"letters", "/", "Host: shöp.example\r\n", "400"},
	{"long s", "/", "Host: ſhop.example\r\n", "400"},
	{"full width", "/", "Host: shop。example\r\n", "400"},
	{"zone", "/", "Host: [::1%25x]\r\n", "400"},
	{"address", "/", "Host: 127.0.0.1\r\n", "400|421"},
	{"address by IPv6", "/", "Host: [::1]\r\n", "400|421"},
	{"bad address", "/", "Host: [::1\r\n", "400"},
	{"name in brackets", "/", "Host: [shop.example]\r\n", "400"},
	{"254 bytes", "/", "Host: " + strings.Repeat("a.", 119) + "below.example\r\n", "200"},
	{"too long", "/", "Host: " + strings.Repeat("a.", 130) + "below.example\r\n", "400"},
	{"absolute target elsewhere", "http://evil.example/", "Host: shop.example\r\n", "400|421"},
	{"absolute target with user", "http://shop.example@evil.example/", "Host: shop.example\r\n", "400|421"},
	{"absolute target without a host", "http:///", "Host: shop.example\r\n", "200|400"}, // net/http takes the field
	{"forwarded", "/", "Host: evil.example\r\nX-Forwarded-Host: shop.example\r\n", "400|421"},
	{"forwarded elsewhere", "/", "Host: shop.example\r\nX-Forwarded-Host: evil.example\r\n", "200"},
	{"folded", "/", "Host: shop.example\r\n .evil.example\r\n", "400"},
	{"underscore in the name of the field", "/", "Host: evil.example\r\nX_Forwarded_Host: shop.example\r\n", "400|421"},
}

// TestGauntletA8: hosts that are not the site's reach no handler, no middleware, and
// not the log as something to be believed.
func TestGauntletA8(t *testing.T) {
	t.Parallel()
	var handled, wrapped atomic.Int64
	count := func(n *atomic.Int64) func(http.Handler) http.Handler {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n.Add(1)
				next.ServeHTTP(w, r)
			})
		}
	}
	site := newSite(t, combo.Config{
		Hosts: []string{"shop.example", ".below.example"}, Middleware: []func(http.Handler) http.Handler{count(&wrapped)},
		URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			handled.Add(1)
			return combo.Text(combo.Host(r))
		})},
	})
	addr, _ := start(t, hardened(server.Config{}), site)
	bareAddr, _ := start(t, bare, count(&handled)(http.NotFoundHandler()))
	evil := 0
	for _, test := range hostFields {
		request := "GET " + test.target + " HTTP/1.1\r\n" + test.fields + "Connection: close\r\n\r\n"
		answer := ask(t, addr, request)
		status := strings.Split(answer, " ")[1]
		if !strings.Contains(test.want, status) {
			t.Errorf("%s: the answer is %q, want %s", test.name, answer, test.want)
		}
		want := int64(0)
		if status == "200" {
			want = 1
		}
		if h, w := handled.Swap(0), wrapped.Swap(0); h != want || w != want {
			t.Errorf("%s: the view was called %d times, middleware %d times, want %d", test.name, h, w, want)
		}
		if _, body, _ := strings.Cut(answer, "\r\n\r\n"); status == "200" && strings.Contains(body, "evil") {
			t.Errorf("%s: the view is told that the host is %q", test.name, body)
		}
		ask(t, bareAddr, request)
		if !strings.Contains(test.want, "200") {
			evil += int(handled.Load())
		}
		handled.Store(0)
	}
	if evil < 10 {
		t.Errorf("net/http as it is lets %d wrong hosts pass: the test shows nothing", evil)
	}
}

// TestGauntletA9: X_Forwarded_For, which programs behind a gateway take for
// X-Forwarded-For.
func TestGauntletA9(t *testing.T) {
	t.Parallel()
	siege(t, []row{
		{"underscores", get("X_Forwarded_For: 127.0.0.1\r\n"), false, "200", "GET /", true, netHTTP},
		{"one underscore", get("X-Forwarded_For: 127.0.0.1\r\n"), false, "200", "GET /", true, netHTTP},
		{"with the other form", get("X_Forwarded_For: 127.0.0.1\r\nX-Forwarded-For: 192.0.2.1\r\n"),
			false, "200", `GET / X-Forwarded-For=["192.0.2.1"]`, true, netHTTP},
		{"behind the other form", get("X-Forwarded-For: 192.0.2.1\r\nx_forwarded_for: 127.0.0.1\r\n"),
			false, "200", `GET / X-Forwarded-For=["192.0.2.1"]`, true, netHTTP},
		{"underscore at the end", get("X_: 1\r\n"), false, "200", "GET /", true, netHTTP},
		{"underscore after 60 bytes", get("X" + strings.Repeat("-a", 30) + "_b: 1\r\n"), false, "200", "GET /", true, netHTTP},
		{"in the second request", get("X: 1\r\n") + get("X_A: 1\r\n"), false, "200 200", `GET / X=["1"], GET /`, true, netHTTP},
		{"repeated", get("X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n"),
			false, "200", `GET / X-Forwarded-For=["192.0.2.1" "192.0.2.2"]`, true, good},
		{"underscore in a value", get("X-A: a_b\r\n"), false, "200", `GET / X-A=["a_b"]`, true, good},
	})
}

// forwarded is a site that tells what it knows of its client.
func forwarded(t testing.TB, proxies ...string) *combo.Site {
	return newSite(t, combo.Config{
		Hosts: []string{"shop.example"}, TrustedProxies: proxies,
		URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			address, err := combo.AbsoluteURL(r, "")
			if err != nil {
				return nil, err
			}
			return combo.Text(fmt.Sprint(combo.ClientIP(r), " ", address))
		})},
	})
}

// forwardedFields are what a peer at 127.0.0.1 says of itself. stranger is what a site
// makes of it that trusts nobody, proxied one that trusts 127.0.0.1 and 10.0.0.0/8.
var forwardedFields = []struct{ fields, proxied string }{
	{"", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-For: 203.0.113.9, 192.0.2.1\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-For: 192.0.2.1, 10.1.2.3\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-For: 192.0.2.1, 10.1.2.3, 127.0.0.1\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-For: 10.9.9.9, 192.0.2.1, 10.1.2.3\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-For: 192.0.2.1, evil\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-For: evil, 192.0.2.1\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-For: 192.0.2.1, 10.1.2.3, evil\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-For: ::ffff:192.0.2.1\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Forwarded-Proto: https\r\n", "127.0.0.1 https://shop.example/"},
	{"X-Forwarded-Proto: http, https\r\n", "127.0.0.1 https://shop.example/"},
	{"X-Forwarded-Proto: https, http\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-Proto: javascript\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-Host: evil.example\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-Port: 1\r\n", "127.0.0.1 http://shop.example/"},
	{"Forwarded: for=1.2.3.4;host=evil.example;proto=https\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Real-IP: 1.2.3.4\r\n", "127.0.0.1 http://shop.example/"},
	{"True-Client-IP: 1.2.3.4\r\n", "127.0.0.1 http://shop.example/"},
	{"CF-Connecting-IP: 1.2.3.4\r\nX-Client-IP: 1.2.3.4\r\nX-Cluster-Client-IP: 1.2.3.4\r\n", "127.0.0.1 http://shop.example/"},
	{"X_Forwarded_For: 192.0.2.1\r\nX_Forwarded_Proto: https\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-For: 192.0.2.1\r\nX_Forwarded_For: 203.0.113.9\r\n", "192.0.2.1 http://shop.example/"},
	{"X-Original-URL: /admin\r\nX-Rewrite-URL: /admin\r\n", "127.0.0.1 http://shop.example/"},
	{"X-Forwarded-Scheme: https\r\nX-Url-Scheme: https\r\nFront-End-Https: on\r\nX-Forwarded-Ssl: on\r\n", "127.0.0.1 http://shop.example/"},
}

// TestGauntletA10: clients say where they come from. Only proxies of the site are
// believed, and of what they pass on only the last that is not a proxy.
func TestGauntletA10(t *testing.T) {
	t.Parallel()
	strange, _ := start(t, hardened(server.Config{}), forwarded(t))
	others, _ := start(t, hardened(server.Config{}), forwarded(t, "10.0.0.0/8"))
	proxied, _ := start(t, hardened(server.Config{}), forwarded(t, "127.0.0.1", "10.0.0.0/8"))
	believing, _ := start(t, bare, http.HandlerFunc(believe))
	deceived := 0
	for _, test := range forwardedFields {
		request := "GET / HTTP/1.1\r\nHost: shop.example\r\n" + test.fields + "Connection: close\r\n\r\n"
		const plain = "127.0.0.1 http://shop.example/"
		for addr, want := range map[string]string{strange: plain, others: plain, proxied: test.proxied} {
			if _, got, _ := strings.Cut(ask(t, addr, request), "\r\n\r\n"); got != want {
				t.Errorf("%q: the site takes the client for %q, want %q", test.fields, got, want)
			}
		}
		if !strings.Contains(ask(t, believing, request), plain) {
			deceived++
		}
	}
	if deceived < 10 {
		t.Errorf("a handler that believes everything was deceived %d times: the test shows nothing", deceived)
	}
}

// believe takes the first address and protocol that it is told, as middleware often does.
func believe(w http.ResponseWriter, r *http.Request) {
	ip, proto := "127.0.0.1", "http"
	for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "True-Client-Ip"} {
		if value, _, _ := strings.Cut(r.Header.Get(name), ","); value != "" {
			ip = value
		}
	}
	if value, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ","); value != "" {
		proto = value
	}
	fmt.Fprintf(w, "%s %s://shop.example/", ip, proto)
}

// TestGauntletA9Linear: the repeated field is joined in linear time. The server's own
// limits would not let so many through.
func TestGauntletA9Linear(t *testing.T) {
	site := forwarded(t, "192.0.2.1", "10.0.0.0/8")
	ask := func(n int) func() {
		r, err := http.NewRequest("GET", "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host, r.RemoteAddr = "shop.example", "192.0.2.1:1"
		for range n {
			r.Header.Add("X-Forwarded-For", "10.1.2.3")
		}
		return func() { site.ServeHTTP(discard{http.Header{}}, r) }
	}
	few, many := allocated(ask(5_000)), allocated(ask(20_000))
	if many > 6*few {
		t.Errorf("%d bytes are allocated for 5,000 fields, %d for 20,000", few, many)
	}
	if quadratic := allocated(joined(20_000)); quadratic < 6*allocated(joined(5_000)) {
		t.Error("joining one by one is found linear: the test shows nothing")
	}
}

// joined joins n addresses one by one.
func joined(n int) func() {
	return func() {
		all := ""
		for range n {
			all += ",10.1.2.3"
		}
	}
}

// A discard is an answer that goes nowhere.
type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}
