package browser_test

import (
	"fmt"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/webtest"
	"github.com/combo-web/combo/webtest/browser"
)

const page = `<!DOCTYPE html><title>Chat</title><body>
<h1>Chat  <b>room</b></h1>
<form action="/said/" method="post"><input name="message" id="message" oninput="count.textContent = value.length">
<select name="mood"><option>calm<option>wild</select><textarea name="more"></textarea><input name="fixed" value="1" readonly>
<button>Send</button></form><p id="count"></p><p id="width"></p><p hidden id="hidden">secret</p>
<button onclick="setTimeout(() => late.textContent = 'Here I am', 50)">Later</button><p id="late"></p>
<button onclick="nothing.at.all()">Fail</button>
<script>onresize = () => width.textContent = innerWidth + " wide"; onresize()</script>`

func site() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page) })
	mux.HandleFunc("POST /said/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<title>Said</title><h1>You said %s, %s, %q</h1>", r.FormValue("message"), r.FormValue("mood"), r.FormValue("more"))
	})
	return mux
}

func open(t testing.TB) *browser.Tab {
	t.Helper()
	return browser.Open(t, webtest.Serve(t, site())+"/")
}

func TestTab(t *testing.T) {
	tab := open(t)
	if tab.Title() != "Chat" || !strings.HasSuffix(tab.URL(), "/") || tab.Text("h1") != "Chat room" {
		t.Errorf("the page is %q at %s: %q", tab.Title(), tab.URL(), tab.Text("h1"))
	}
	tab.Click("text=Later").WaitText("Here  I am").WaitNoText("secret")
	tab.Width(390).WaitText("390 wide").Width(800).WaitText("800 wide")

	file := filepath.Join(t.TempDir(), "pictures", "chat.png")
	tab.Screenshot(file)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if picture, err := png.DecodeConfig(f); err != nil || picture.Width != 800 {
		t.Errorf("the picture is %v, %v", picture, err)
	}

	var sum int
	var both []string
	tab.Eval("1 + 2", &sum).Eval("Promise.resolve(['a', 'b'])", &both).Eval("window.x = 1", nil)
	if sum != 3 || len(both) != 2 {
		t.Errorf("the scripts gave %d and %q", sum, both)
	}

	tab.Fill("#message", "Hello").WaitText("5").Fill("[name=mood]", "wild").Fill("textarea", "a\nb")
	tab.Click("text=Send").WaitText(`You said Hello, wild, "a\r\nb"`)
	if tab.Title() != "Said" || !strings.HasSuffix(tab.URL(), "/said/") {
		t.Errorf("the page is %q at %s", tab.Title(), tab.URL())
	}
	tab.Go("/").WaitText("Chat room").Press("#message", "Hi\r").WaitText("You said Hi, calm")
}

// A fakeTB is a test that may fail: it keeps what it is told.
type fakeTB struct {
	testing.TB
	messages []string
	cleanups []func()
}

func (f *fakeTB) Helper()                {}
func (f *fakeTB) Logf(string, ...any)    {}
func (f *fakeTB) Cleanup(cleanup func()) { f.cleanups = append(f.cleanups, cleanup) }
func (f *fakeTB) Errorf(text string, a ...any) {
	f.messages = append(f.messages, fmt.Sprintf(text, a...))
}
func (f *fakeTB) Fatal(a ...any) { f.Fatalf("%s", fmt.Sprint(a...)) }
func (f *fakeTB) Fatalf(text string, a ...any) {
	f.Errorf(text, a...)
	goruntime.Goexit()
}

// try runs a step that may end the test, and returns what was said.
func (f *fakeTB) try(step func()) string {
	f.messages = nil
	done := make(chan struct{})
	go func() {
		defer close(done)
		step()
	}()
	<-done
	return strings.Join(f.messages, "\n")
}

func TestTabFailures(t *testing.T) {
	f := &fakeTB{TB: t}
	base := webtest.Serve(t, site()) + "/"
	var tab *browser.Tab
	if said := f.try(func() { tab = browser.Open(f, base) }); said != "" {
		t.Fatal(said)
	}
	tab.Timeout = 300 * time.Millisecond
	for _, test := range []struct {
		name string
		step func()
		want []string
	}{
		{"no element", func() { tab.Click("#missing") }, []string{"click #missing: not within 300ms", "page: http://127.0.0.1:", "text: Chat room"}},
		{"hidden", func() { tab.Text("#hidden") }, []string{"read #hidden: not within"}},
		{"no text", func() { tab.WaitText("Goodbye") }, []string{`wait for the text "Goodbye": not within`}},
		{"text stays", func() { tab.WaitNoText("Chat room") }, []string{`wait until the text "Chat room" is gone: not within`}},
		{"no selector", func() { tab.Click("a[") }, []string{"click a[: ", "SyntaxError"}},
		{"read-only", func() { tab.Fill("[name=fixed]", "2") }, []string{"fill [name=fixed]: ", "this cannot be filled"}},
		{"no field", func() { tab.Fill("h1", "2") }, []string{"this cannot be filled"}},
		{"no keys", func() { tab.Press("#missing", "a") }, []string{"press keys in #missing: not within"}},
		{"script", func() { tab.Eval("oh.no", nil) }, []string{"run oh.no: ", "ReferenceError"}},
		{"result", func() { tab.Eval("'a'", new(int)) }, []string{`run 'a': read the result "a": json: cannot unmarshal`}},
		{"no server", func() { tab.Go("http://127.0.0.1:1/") }, []string{"open http://127.0.0.1:1/: ", "ERR_"}},
		{"no folder", func() { tab.Screenshot("/dev/null/a.png") }, []string{"/dev/null"}},
	} {
		said := f.try(test.step)
		for _, text := range test.want {
			if !strings.Contains(said, text) {
				t.Errorf("%s: the test said %q, want %q", test.name, said, text)
			}
		}
	}
	if said := f.try(func() { tab.Timeout = 10 * time.Second; tab.Go(base).Click("text=Fail").Eval("1", nil) }); said != "" {
		t.Errorf("a click said %q", said)
	}
	said := f.try(func() {
		for len(f.cleanups) > 0 {
			last := f.cleanups[len(f.cleanups)-1]
			f.cleanups = f.cleanups[:len(f.cleanups)-1]
			last()
		}
	})
	if !strings.Contains(said, "a script failed: Uncaught ReferenceError: nothing is not defined") {
		t.Errorf("at its end the test said %q, want the exception of the script", said)
	}
}

func TestWithoutChromium(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	f := &fakeTB{TB: t}
	if said := f.try(func() { browser.Open(f, "http://localhost/") }); !strings.Contains(said, "install the Debian package chromium") {
		t.Errorf("the test said %q", said)
	}
}
