package webtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo/webtest"
)

func TestSubmitTarget(t *testing.T) {
	for _, test := range []struct{ name, page, button, want string }{
		{"get", `<form action="/to/?old=1#x"><input name=a value=1></form>`, "", "GET /to/?a=1\nType: \nLength: 0\n\n"},
		{"post keeps the query", `<form method=POST action="/to/?old=1"><input name=a value=1></form>`, "", "POST /to/?old=1\nType: application/x-www-form-urlencoded\nLength: 3\n\na=1"},
		{"relative", `<form action="../to/" method=post></form>`, "", "POST /to/\nType: application/x-www-form-urlencoded\nLength: 0\n\n"},
		{"base", `<base href="/other/"><form action="to/" method=post></form>`, "", "POST /other/to/\nType: "},
		{"no action", `<form method=post><input name=a></form>`, "", "POST /page/\nType: "},
		{"no action, base", `<base href="/other/"><form method=post></form>`, "", "POST /page/\nType: "},
		{"absolute", `<form action="http://localhost/to/" method=post></form>`, "", "POST /to/\n"},
		{"unknown method", `<form action="/to/" method=put><input name=a></form>`, "", "GET /to/?a="},
		{"unknown enctype", `<form action="/to/" method=post enctype=x><input name=a></form>`, "", "Type: application/x-www-form-urlencoded\n"},
		{"text/plain", "<form action=/to/ method=post enctype=text/plain><input name=a value=1><input name=b value='2 &'></form>", "", "Type: text/plain\nLength: 12\n\na=1\r\nb=2 &\r\n"},
		{"formaction", `<form action="/to/"><button formaction=/there/ formmethod=post formenctype=text/plain name=a value=1>Go</button></form>`, "Go", "POST /there/\nType: text/plain\n"},
		{"by label", `<form action=/to/><button name=a value=1>One</button><button name=a value=2> Two  <b>more</b></button></form>`, "Two more", "GET /to/?a=2\n"},
		{"by name", `<form action=/to/><button name=a value=1>One</button><button name=b value=2>Two</button></form>`, "b", "GET /to/?b=2\n"},
		{"by name and value", `<form action=/to/><button name=a value=1>Go</button><button name=a value=2>Go</button></form>`, "a=2", "GET /to/?a=2\n"},
		{"by an input's value", `<form action=/to/><input type=submit name=a value=One><input type=submit name=a value=Two></form>`, "Two", "GET /to/?a=Two\n"},
		{"by the default label", `<form action=/to/><input type=submit name=a></form>`, "Submit", "GET /to/?a=\n"},
		{"by an image's text", `<form action=/to/><input type=image name=a alt=Map></form>`, "Map", "GET /to/?a.x=0&a.y=0\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			site := http.NewServeMux()
			site.HandleFunc("/", echo)
			site.Handle("GET /page/{$}", answer(200, "text/html", test.page))
			f := webtest.New(t, site).Get("/page/").Form("")
			var page *webtest.Page
			if test.button == "" {
				page = f.Submit()
			} else {
				page = f.Submit(test.button)
			}
			if !strings.Contains(page.Body, test.want) {
				t.Errorf("the site got %q, want %q", page.Body, test.want)
			}
		})
	}
}

func TestSubmitFailures(t *testing.T) {
	for _, test := range []struct {
		name, page string
		buttons    []string
		want       string
	}{
		{"no button", `<form><button name=a value=1>One</button><button>Two</button><button type=reset>Three</button></form>`, []string{"Tow"}, `Submit: the form has no button "Tow"; it has "One" (a=1), "Two"`},
		{"no button at all", `<form></form>`, []string{"Go"}, `Submit: the form has no button "Go"`},
		{"several", `<form><button name=a value=1>Go</button><button name=a value=2>Go</button></form>`, []string{"Go"}, `Submit: several buttons are "Go", say which: "Go" (a=1), "Go" (a=2)`},
		{"disabled", `<form><button>Go</button><button disabled>Stop</button></form>`, []string{"Stop"}, `Submit: the button "Stop" is disabled`},
		{"first disabled", `<form><button disabled>Go</button></form>`, nil, "Submit: the form's first button is disabled"},
		{"two", `<form><button>Go</button></form>`, []string{"Go", "Go"}, "Submit: 2 buttons were given, only one can be pressed"},
		{"dialog", `<form method=dialog></form>`, nil, "Submit: the form has the method dialog"},
		{"elsewhere", `<form action="https://example.com/x/"></form>`, nil, "https://example.com/x/ is not on this site"},
		{"script", `<form action="javascript:go()"></form>`, nil, `"javascript:go()" is not an address that is fetched`},
		{"no address", `<form action="http://[::1"></form>`, nil, `"http://[::1" is not an address: `},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantFailure(t, func(t testing.TB) { show(t, test.page).Form("").Submit(test.buttons...) }, test.want)
		})
	}
}

func TestSubmitFiles(t *testing.T) {
	site := http.NewServeMux()
	site.HandleFunc("POST /to/", func(w http.ResponseWriter, r *http.Request) {
		m, err := r.MultipartReader()
		if err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		for part, err := m.NextRawPart(); err == nil; part, err = m.NextRawPart() {
			content := make([]byte, 100)
			n, _ := part.Read(content)
			fmt.Fprintf(w, "%s | %s | %s\n", part.Header.Get("Content-Disposition"), part.Header.Get("Content-Type"), content[:n])
		}
	})
	site.Handle("GET /", answer(200, "text/html", `<form action=/to/ method=post enctype="multipart/form-data">
<input name=title><textarea name=body></textarea><input type=file name=photo><input type=file name=more multiple></form>`))
	page := webtest.New(t, site).Get("/").Form("").
		Fill("title", "Hi").Fill("body", "a\nb").
		Attach("photo", "old.png", []byte("old")).Attach("photo", "new.png", []byte("new")).
		Attach("more", "1.txt", []byte("one")).Attach("more", "2", []byte("two")).Submit()
	want := `form-data; name="title" |  | Hi
form-data; name="body" |  | a` + "\r\n" + `b
form-data; name="photo"; filename="new.png" | image/png | new
form-data; name="more"; filename="1.txt" | text/plain | one
form-data; name="more"; filename="2" | application/octet-stream | two
`
	if page.Body != want {
		t.Errorf("the site got\n%s, want\n%s", page.Body, want)
	}
	empty := webtest.New(t, site).Get("/").Form("").Submit()
	empty.See(`name="photo"; filename="" | application/octet-stream |`)
}
