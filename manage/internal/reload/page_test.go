package reload

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// navigate asks a handler for a page as a browser on this machine does.
func navigate(l *Reloader, method string, handler http.HandlerFunc, fields ...string) *http.Response {
	r := httptest.NewRequest(method, "http://localhost:8000/page/", nil)
	r.RemoteAddr = "127.0.0.1:40000"
	r.Header.Set("Sec-Fetch-Dest", "document")
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	l.Wrap(handler).ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t testing.TB, answer *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// parts writes texts as HTML.
func parts(texts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for _, text := range texts {
			if text == "FLUSH" {
				_ = http.NewResponseController(w).Flush()
				continue
			}
			fmt.Fprint(w, text)
		}
	}
}

func TestScriptInPages(t *testing.T) {
	const tag = "SCRIPT"
	for _, test := range []struct {
		name  string
		parts []string
		want  string
	}{
		{"whole", []string{"<body>a</body></html>"}, "<body>a" + tag + "</body></html>"},
		{"spaces", []string{"<body>a</BODY \n>\n</html>\n"}, "<body>a" + tag + "</BODY \n>\n</html>\n"},
		{"in pieces", []string{"<body>a</", "b", "o", "dy>", "</html>"}, "<body>a" + tag + "</body></html>"},
		{"no end", []string{"<p>a"}, "<p>a" + tag},
		{"empty", nil, tag},
		{"nearly", []string{"<p>a</bod", "</"}, "<p>a</bod</" + tag},
		{"in a script", []string{`<script>x = "</body>"</script><p>`}, `<script>x = "</body>"</script><p>` + tag},
		{"in a script, and the end", []string{`<script>x = "</body>"</script>`, `</body>`}, `<script>x = "</body>"</script>` + tag + `</body>`},
		{"stream", []string{"<p>a", "FLUSH", "b</body>", "FLUSH", "</html>"}, "<p>ab</body></html>" + tag},
		{"much behind", []string{"</body>", strings.Repeat("x", maxHeld), "y"}, "</body>" + strings.Repeat("x", maxHeld) + "y" + tag},
	} {
		l := New(nil)
		want := strings.Replace(test.want, tag, `<script src="/.combo/reload.js" data-version="`+l.changes.version()+`"></script>`, 1)
		if got := bodyOf(t, navigate(l, "GET", parts(test.parts...))); got != want {
			t.Errorf("%s: the page is %q, want %q", test.name, got, want)
		}
	}
}

// What a handler flushes is at the browser before the handler goes on.
func TestStreamsPass(t *testing.T) {
	read := make(chan struct{})
	s := httptest.NewServer(New(nil).Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!DOCTYPE html><p>first</p></bo")
		_ = http.NewResponseController(w).Flush()
		<-read
		fmt.Fprint(w, "dy>")
	})))
	defer s.Close()
	request, _ := http.NewRequest("GET", s.URL, nil)
	request.Header.Set("Sec-Fetch-Dest", "document")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	first := make([]byte, len("<!DOCTYPE html><p>first</p></bo"))
	if _, err := io.ReadFull(answer.Body, first); err != nil || !strings.HasSuffix(string(first), "</bo") {
		t.Errorf("the first part is %q, %v", first, err)
	}
	close(read)
	if rest := bodyOf(t, answer); !strings.HasPrefix(rest, "dy><script src=") {
		t.Errorf("the rest is %q", rest)
	}
}

func TestAnswersThatAreNoPages(t *testing.T) {
	answer := func(status int, fields ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(fields); i += 2 {
				w.Header().Set(fields[i], fields[i+1])
			}
			w.WriteHeader(status)
			if status != 204 && status != 304 {
				fmt.Fprint(w, "<p>a</body>")
			}
		}
	}
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		method  string
		fields  []string
		want    bool
	}{
		{"page", answer(200, "Content-Type", "text/html"), "GET", nil, true},
		{"untyped page", answer(200), "GET", nil, true},
		{"error page", answer(500, "Content-Type", "text/html"), "GET", nil, true},
		{"by Accept", answer(200, "Content-Type", "text/html"), "GET", []string{"Sec-Fetch-Dest", "", "Accept", "text/html,*/*;q=0.8"}, true},
		{"text", answer(200, "Content-Type", "text/plain"), "GET", nil, false},
		{"JSON", answer(200, "Content-Type", "application/json"), "GET", nil, false},
		{"events", answer(200, "Content-Type", "text/event-stream"), "GET", nil, false},
		{"compressed", answer(200, "Content-Type", "text/html", "Content-Encoding", "gzip"), "GET", nil, false},
		{"part", answer(206, "Content-Type", "text/html"), "GET", nil, false},
		{"nothing", answer(204, "Content-Type", "text/html"), "GET", nil, false},
		{"head", answer(200, "Content-Type", "text/html"), "HEAD", nil, false},
		{"fetched", answer(200, "Content-Type", "text/html"), "GET", []string{"Sec-Fetch-Dest", "empty"}, false},
		{"in a frame", answer(200, "Content-Type", "text/html"), "GET", []string{"Sec-Fetch-Dest", "iframe"}, false},
		{"program", answer(200, "Content-Type", "text/html"), "GET", []string{"Sec-Fetch-Dest", "", "Accept", "*/*"}, false},
	} {
		if got := bodyOf(t, navigate(New(nil), test.method, test.handler, test.fields...)); strings.Contains(got, scriptPath) != test.want {
			t.Errorf("%s: the answer is %q, want the script: %v", test.name, got, test.want)
		}
	}
}

func TestHeaderOfPages(t *testing.T) {
	var asked http.Header
	handler := func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header
		h := w.Header()
		h.Set("Content-Type", "text/html")
		h.Set("Content-Length", "3")
		h.Set("ETag", `"a"`)
		h.Set("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
		h.Set("Cache-Control", "max-age=3600")
		fmt.Fprint(w, "<p>")
	}
	answer := navigate(New(nil), "GET", handler, "Accept-Encoding", "gzip", "If-None-Match", `"a"`, "Range", "bytes=0-1", "Cookie", "a=b")
	body := bodyOf(t, answer)
	if got := answer.Header.Get("Content-Length"); got != strconv.Itoa(len(body)) {
		t.Errorf("Content-Length is %s, the page has %d bytes", got, len(body))
	}
	if h := answer.Header; h.Get("ETag") != "" || h.Get("Last-Modified") != "" || h.Get("Cache-Control") != "no-cache" {
		t.Errorf("the page can be kept: %v", h)
	}
	if asked.Get("Accept-Encoding")+asked.Get("If-None-Match")+asked.Get("Range") != "" || asked.Get("Cookie") != "a=b" {
		t.Errorf("the site was asked with %v", asked)
	}
	if got := navigate(New(nil), "HEAD", handler).Header.Get("Content-Length"); got != strconv.Itoa(len(body)) {
		t.Errorf("to HEAD, Content-Length is %s, want %d as to GET", got, len(body))
	}
	if body := bodyOf(t, navigate(New(nil), "POST", handler)); !strings.Contains(body, ` data-method="POST"></script>`) {
		t.Errorf("the answer to a POST is %q", body)
	}
}

func TestPartsOfPagesAreNeverOld(t *testing.T) {
	for dest, want := range map[string]string{"style": "no-cache", "script": "no-cache", "image": "no-cache", "empty": "max-age=60"} {
		answer := navigate(New(nil), "GET", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "max-age=60")
			fmt.Fprint(w, r.Header.Get("Accept-Encoding"))
			if conditional := r.Header.Get("If-Modified-Since") != "" || r.Header.Get("If-None-Match") != ""; conditional != (dest == "empty") {
				t.Errorf("%s: the site was asked with %v", dest, r.Header)
			}
		}, "Sec-Fetch-Dest", dest, "Accept-Encoding", "br", "If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT", "If-None-Match", `"a"`)
		if got := answer.Header.Get("Cache-Control"); got != want || bodyOf(t, answer) != "br" {
			t.Errorf("%s: Cache-Control is %q, want %q", dest, got, want)
		}
	}
}

func TestOnlyForThisMachine(t *testing.T) {
	l := New(nil)
	for _, test := range []struct {
		host, peer string
		want       int
	}{
		{"localhost:8000", "127.0.0.1:1", 200},
		{"app.localhost", "[::1]:1", 200},
		{"127.0.0.1:8000", "[::ffff:127.0.0.1]:1", 200},
		{"evil.test", "127.0.0.1:1", 404},
		{"192.0.2.1", "127.0.0.1:1", 404},
		{"localhost", "192.0.2.1:1", 404},
		{"localhost", "", 404},
	} {
		r := httptest.NewRequest("GET", "http://"+test.host+scriptPath, nil)
		r.RemoteAddr = test.peer
		w := httptest.NewRecorder()
		l.Wrap(http.NotFoundHandler()).ServeHTTP(w, r)
		if w.Code != test.want {
			t.Errorf("%s asked by %s: the script is answered with %d, want %d", test.host, test.peer, w.Code, test.want)
		}
	}
}

func TestScript(t *testing.T) {
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405} {
		r := httptest.NewRequest(method, "http://localhost"+scriptPath, nil)
		r.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		New(nil).Wrap(http.NotFoundHandler()).ServeHTTP(w, r)
		if w.Code != want || method == "GET" && w.Body.String() != script {
			t.Errorf("%s: %d with %d bytes, want %d", method, w.Code, w.Body.Len(), want)
		}
	}
}

func TestConnectionsCanBeTakenOver(t *testing.T) {
	s := httptest.NewServer(New(nil).Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
	})))
	defer s.Close()
	request, _ := http.NewRequest("GET", s.URL, nil)
	request.Header.Set("Accept", "text/html")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if got := bodyOf(t, answer); got != "hi" {
		t.Errorf("the answer is %q", got)
	}
}

// insert is what the writer does, for a page that is there as a whole.
func insert(page, snippet string) string {
	i := bytes.LastIndex(asciiLower(page), []byte(bodyEnd))
	if i >= 0 && len(page)-i <= maxHeld && endsPage([]byte(page[i:])) {
		return page[:i] + snippet + page[i:]
	}
	return page + snippet
}

func FuzzPage(f *testing.F) {
	f.Add("<body>a</body></html>", uint8(3))
	f.Add("</body</body></BODY", uint8(1))
	f.Add("</script></body>x", uint8(7))
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		var out bytes.Buffer
		w := httptest.NewRecorder()
		w.Body = &out
		p := &page{amender: amender{ResponseWriter: w, sent: true}, snippet: "SNIPPET", method: "GET"}
		for rest := []byte(text); len(rest) > 0; {
			n := min(int(size)+1, len(rest))
			if _, err := p.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		p.finish()
		if want := insert(text, "SNIPPET"); out.String() != want {
			t.Errorf("the page is %q, want %q", out.String(), want)
		}
	})
}

func asciiLower(text string) []byte {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}
