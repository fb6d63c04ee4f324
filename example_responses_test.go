package combo_test

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"testing/fstest"
	"time"

	"github.com/combo-web/combo"
)

func ExampleText() {
	look(combo.Text("Hello, World!"))

	// Output:
	// text/plain; charset=utf-8 | Hello, World! <nil>
}

func ExampleHTML() {
	look(combo.HTML("<h1>About us</h1>"))

	// Output:
	// text/html; charset=utf-8 | <h1>About us</h1> <nil>
}

func ExampleJSON() {
	type post struct {
		ID   int      `json:"id"`
		Tags []string `json:"tags"`
	}
	look(combo.JSON(post{ID: 7})) // no tags are [], not null
	look(combo.JSON("\xff"))

	// Output:
	// application/json | {"id":7,"tags":[]} <nil>
	// error: answer with JSON: jsontext: invalid UTF-8
}

func ExampleXML() {
	type post struct {
		XMLName xml.Name `xml:"post"`
		ID      int      `xml:"id,attr"`
		Title   string   `xml:"title"`
	}
	look(combo.XML(post{ID: 7, Title: "Q & A"}))

	// Output:
	// application/xml; charset=utf-8 | <?xml version="1.0" encoding="UTF-8"?>
	// <post id="7"><title>Q &amp; A</title></post> <nil>
}

func ExampleBytes() {
	look(combo.Bytes("image/svg+xml", []byte("<svg/>")))

	// Output:
	// image/svg+xml | <svg/> <nil>
}

func ExampleNoContent() {
	remove := func(r *http.Request) (*combo.Response, error) {
		return combo.NoContent()
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Delete("posts/<int:id>/", remove)}}), "DELETE /posts/7/")

	// Output:
	// 204
}

func ExampleFile() {
	files := fstest.MapFS{"notes.txt": {Data: []byte("0123456789")}} // or embed.FS, or os.Root.FS
	download := func(r *http.Request) (*combo.Response, error) {
		return combo.File(files, combo.Param[string](r, "name"))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("files/<path:name>", download)}})
	tag := visit(site, "GET /files/notes.txt").Get("ETag")
	visit(site, "GET /files/notes.txt", "Range: bytes=2-4")
	visit(site, "GET /files/notes.txt", "If-None-Match: "+tag)
	visit(site, "GET /files/none.txt")

	// Output:
	// 200 0123456789
	// 206 234
	// 304
	// 404 There is nothing at this address.
}

func ExampleContent() {
	report := func(r *http.Request) (*combo.Response, error) {
		body := strings.NewReader("year,sum\n2026,100\n")
		return combo.Content("report.csv", time.Time{}, body, combo.Attachment("Café 2026.csv"))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("report/", report)}})
	header := visit(site, "GET /report/")
	fmt.Println(header.Get("Content-Type"))
	fmt.Println(header.Get("Content-Disposition"))

	// Output:
	// 200 year,sum 2026,100
	// text/csv; charset=utf-8
	// attachment; filename="Caf_ 2026.csv"; filename*=UTF-8''Caf%C3%A9%202026.csv
}

func ExampleStream() {
	export := func(r *http.Request) (*combo.Response, error) {
		return combo.Stream("text/csv; charset=utf-8", func(w combo.FlushWriter) error {
			for i := range 3 {
				if _, err := fmt.Fprintf(w, "row %d\n", i); err != nil {
					return err // the client has gone
				}
			}
			return nil
		})
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("export/", export)}}), "GET /export/")

	// Output:
	// 200 row 0 row 1 row 2
}

func ExampleFlushWriter() {
	look(combo.Stream("text/plain", func(w combo.FlushWriter) error {
		io.WriteString(w, "working …\n")
		if err := w.Flush(); err != nil { // the client sees the first line now
			return err
		}
		_, err := io.WriteString(w, "done")
		return err
	}))

	// Output:
	// text/plain | working …
	// done <nil>
}

func ExampleRedirect() {
	next := func(r *http.Request) (*combo.Response, error) {
		target, err := combo.Query(r, "next", "/")
		if err != nil {
			return nil, err
		}
		return combo.Redirect(target)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("next/", next)}})
	visit(site, "GET /next/?next=/posts/7/")
	visit(site, "GET /next/?next=https://evil.test/")
	visit(site, "GET /next/?next=//evil.test/")

	// Output:
	// 303 /posts/7/
	// 400 The address to go on to is not on this site.
	// 400 The address to go on to is not on this site.
}

func ExampleRedirectTo() {
	login := func(r *http.Request) (*combo.Response, error) {
		return combo.RedirectTo(r, "success", "Zoë")
	}
	success := func(r *http.Request) (*combo.Response, error) {
		return combo.Text("welcome " + combo.Param[string](r, "name"))
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Post("login", login),
		combo.Get("success/<name>", success).Name("success"),
	}})
	visit(site, "GET "+visit(site, "POST /login").Get("Location"))

	// Output:
	// 303 /success/Zo%C3%AB
	// 200 welcome Zoë
}

func ExampleRedirectHosts() {
	signIn := func(r *http.Request) (*combo.Response, error) {
		return combo.Redirect("https://accounts.example.com/?for=shop", combo.RedirectHosts("accounts.example.com"))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("sign-in/", signIn)}}), "GET /sign-in/")

	// Output:
	// 303 https://accounts.example.com/?for=shop
}

// pages renders html/template files.
type pages struct{ *template.Template }

func (p pages) Render(w io.Writer, r *http.Request, name string, data any) error {
	return p.ExecuteTemplate(w, name, data)
}

func ExampleRender() {
	templates := pages{template.Must(template.New("post.html").Parse(`<h1>{{.}}</h1>`))}
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Render(r, "post.html", "Q & A")
	}
	site := build(combo.Config{Templates: templates, URLs: combo.URLs{combo.Get("", show)}})
	visit(site, "GET /")

	// Output:
	// 200 <h1>Q &amp; A</h1>
}

func ExampleStatus() {
	add := func(r *http.Request) (*combo.Response, error) {
		return combo.JSON(map[string]int{"id": 7}, combo.Status(201), combo.SetHeader("Location", "/posts/7/"))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Post("posts/", add)}}), "POST /posts/")

	// Output:
	// 201 /posts/7/ {"id":7}
}

func ExampleSetHeader() {
	look(combo.Text("hi", combo.SetHeader("Cache-Control", "max-age=60")))
	look(combo.Text("hi", combo.SetHeader("X-Name", "Ann\r\nX-Admin: yes"))) // from a client, perhaps

	// Output:
	// text/plain; charset=utf-8 | hi <nil>
	// error: header X-Name: the value holds a control character
}

func ExampleAddHeader() {
	answer, err := combo.Text("hi",
		combo.AddHeader("Link", `</style.css>; rel=preload; as=style`),
		combo.AddHeader("Link", `</app.js>; rel=preload; as=script`))
	if err != nil {
		panic(err)
	}
	fmt.Println(len(answer.Header["Link"]))

	// Output:
	// 2
}

func ExampleContentType() {
	look(combo.Text("BEGIN:VCALENDAR", combo.ContentType("text/calendar; charset=utf-8")))

	// Output:
	// text/calendar; charset=utf-8 | BEGIN:VCALENDAR <nil>
}

func ExampleAttachment() {
	answer, err := combo.Bytes("application/pdf", []byte("%PDF-"), combo.Attachment(`the "menu".pdf`))
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Header.Get("Content-Disposition"))

	// Output:
	// attachment; filename="the \"menu\".pdf"
}

func ExampleSetCookie() {
	answer, err := combo.Text("dark it is", combo.SetCookie(&http.Cookie{Name: "theme", Value: "dark", MaxAge: 3600}))
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Header.Get("Set-Cookie"))

	// Output:
	// theme=dark; Max-Age=3600; Path=/; SameSite=Lax
}

func ExampleDeleteCookie() {
	answer, err := combo.Redirect("/", combo.DeleteCookie("theme"))
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Header.Get("Set-Cookie"))

	// Output:
	// theme=; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; Path=/; SameSite=Lax
}

func ExampleSetSignedCookie() {
	remember := func(r *http.Request) (*combo.Response, error) {
		cookie := &http.Cookie{Name: "name", Value: "Ann", HttpOnly: true}
		return combo.Text("I will remember you.", combo.SetSignedCookie(r, cookie))
	}
	header := visit(build(combo.Config{URLs: combo.URLs{combo.Get("", remember)}}), "GET /")
	value, _, _ := strings.Cut(header.Get("Set-Cookie"), ":") // the time and the signature follow
	fmt.Println(value)

	// Output:
	// 200 I will remember you.
	// name=Ann
}

func ExampleOption() {
	// An Option of your own: what all feeds have in common.
	feed := func(p *combo.Response) error {
		return p.Set(
			combo.ContentType("application/atom+xml; charset=utf-8"),
			combo.SetHeader("Cache-Control", "max-age=300"),
		)
	}
	look(combo.Text("<feed/>", feed))

	// Output:
	// application/atom+xml; charset=utf-8 | <feed/> <nil>
}

func ExampleResponse() {
	proxy := func(r *http.Request) (*combo.Response, error) {
		return &combo.Response{Status: 203, Body: strings.NewReader("from elsewhere")}, nil
	}
	header := visit(build(combo.Config{URLs: combo.URLs{combo.Get("", proxy)}}), "GET /")
	fmt.Println(header.Get("Content-Type"))

	// Output:
	// 203 from elsewhere
	// application/octet-stream
}

func ExampleResponse_Set() {
	stamped := func(next combo.View) combo.View {
		return func(r *http.Request) (*combo.Response, error) {
			answer, err := next(r)
			if err != nil {
				return nil, err
			}
			return answer, answer.Set(combo.SetHeader("X-Served-By", "combo"))
		}
	}
	hello := func(r *http.Request) (*combo.Response, error) { return combo.Text("Hello") }
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", hello).Wrap(stamped)}})
	fmt.Println(visit(site, "GET /").Get("X-Served-By"))

	// Output:
	// 200 Hello
	// combo
}

func ExampleResponse_Bytes() {
	answer, err := combo.JSON([]int{1, 2, 3})
	if err != nil {
		panic(err)
	}
	body, err := answer.Bytes()
	fmt.Println(answer.Status, string(body), err) // 0 stands for 200

	// Output:
	// 0 [1,2,3] <nil>
}

func ExampleResponse_ContentType() {
	answer, err := combo.JSON(nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.ContentType(), answer.Header)

	// Output:
	// application/json map[]
}

func ExampleBeforeSend() {
	timed := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			err := combo.BeforeSend(r, func(header http.Header) error {
				header.Set("Server-Timing", "view;dur=12")
				return nil
			})
			if err != nil {
				panic(err)
			}
			next.ServeHTTP(w, r)
		})
	}
	hello := func(r *http.Request) (*combo.Response, error) { return combo.Text("Hello") }
	site := build(combo.Config{
		Middleware: []func(http.Handler) http.Handler{timed},
		URLs:       combo.URLs{combo.Get("", hello)},
	})
	fmt.Println(visit(site, "GET /").Get("Server-Timing"))

	// Output:
	// 200 Hello
	// view;dur=12
}
