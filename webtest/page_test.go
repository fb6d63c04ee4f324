package webtest_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/webtest"
)

const postPage = `<!DOCTYPE html><title>Ann's  page</title>
<style>.red {}</style><script>var secret = 1</script><template>later</template>
<h1>Ann&#x27;s <b>post</b>s</h1><p>one</p><p>two  three</p>
<p hidden>for nobody</p>
<a href="/posts/7/" class="red">Read<wbr>more</a>
<form><input name=q value="jazz"><input type=hidden name=id value=77><input type=submit><button>Go <i>on</i></button>
<textarea name=t>long
text</textarea><select><option>Apple</select></form>
<img src=x alt="A cat"> a &lt; b &lt;script&gt; &lt;3
<!-- note -->`

func TestText(t *testing.T) {
	want := `Ann's posts one two three Readmore jazz Submit Go on long text Apple A cat a < b <script> <3`
	if got := show(t, postPage).Text(); got != want {
		t.Errorf("Text() = %q, want %q", got, want)
	}
	if got := show(t, postPage).Title(); got != "Ann's page" {
		t.Errorf("Title() = %q", got)
	}
	plain := webtest.New(t, answer(200, "text/plain", "<title>a</title>  b")).Get("/")
	if plain.Text() != "<title>a</title> b" || plain.Title() != "" {
		t.Errorf("of plain text: Text() = %q, Title() = %q", plain.Text(), plain.Title())
	}
	if got := show(t, "<svg><title>Circle</title></svg>").Title(); got != "" {
		t.Errorf("the title of an SVG is taken for the page's: %q", got)
	}
}

func TestSee(t *testing.T) {
	page := show(t, postPage)
	for _, test := range []struct {
		text       string
		see        bool
		notSee     bool
		seeMessage string
	}{
		{"Ann's posts", true, false, ""},
		{"two three", true, false, ""},
		{"two\n three", true, false, ""},
		{"jazz", true, false, ""},
		{"A cat", true, false, ""},
		{"a < b", true, false, ""},
		{"<3", true, false, ""},
		{"nothing", false, true, `the page does not show "nothing"`},
		{"secret", false, false, `the page does not show "secret"; it stands in the source, but a person does not read it`},
		{"for nobody", false, false, "it stands in the source"},
		{"red", false, false, "it stands in the source"},
		{"77", false, false, "it stands in the source"},
		{"Ann&#x27;s", false, false, "it stands in the source"},
		{"<script>", true, false, ""},
		{"<script>alert", false, true, `the source does not have "<script>alert"`},
		{`<a href="/posts/7/"`, true, false, ""},
		{"</h1>", true, false, ""},
		{"<!-- note -->", true, false, ""},
		{"<h1>Ann's", false, true, "the source does not have"},
	} {
		f := try(t, func(t testing.TB) { show(t, postPage).See(test.text) })
		if f.Failed() == test.see {
			t.Errorf("See(%q) said %q", test.text, f.messages)
		} else if !test.see && !strings.Contains(f.messages[0], test.seeMessage) {
			t.Errorf("See(%q) said %q, want %q", test.text, f.messages[0], test.seeMessage)
		}
		if f.ended {
			t.Errorf("See(%q) ended the test", test.text)
		}
		if f := try(t, func(t testing.TB) { show(t, postPage).NotSee(test.text) }); f.Failed() == test.notSee {
			t.Errorf("NotSee(%q) said %q", test.text, f.messages)
		}
	}
	page.See().NotSee()
	show(t, "<p>&lt;script&gt;").NotSee("<script>")
	if f := try(t, func(t testing.TB) { show(t, postPage).See("x1", "x2").NotSee("jazz", "red") }); len(f.messages) != 4 {
		t.Errorf("four texts gave %d messages: %q", len(f.messages), f.messages)
	}
}

func TestPageFailures(t *testing.T) {
	source := "<title>Oops</title><h1>Sorry</h1>" + strings.Repeat("é", 400)
	missing := answer(404, "text/html", source)
	json := answer(200, "application/json; charset=utf-8", `{"a": 1} x`)
	for _, test := range []struct {
		name string
		fail func(t testing.TB)
		want []string
	}{
		{"status", func(t testing.TB) { webtest.New(t, missing).Get("/x/?a=1").Status(200) },
			[]string{"GET /x/?a=1: the status is 404, want 200", "status: 404", "title: Oops", "text: Sorry " + strings.Repeat("é", 247) + "…"}},
		{"see nothing", func(t testing.TB) { webtest.New(t, missing).Get("/").See(" ") }, []string{"See of an empty text"}},
		{"not see nothing", func(t testing.TB) { webtest.New(t, missing).Get("/").NotSee("") }, []string{"NotSee of an empty text"}},
		{"shown", func(t testing.TB) { webtest.New(t, missing).Get("/").NotSee("Sorry") }, []string{`the page shows "Sorry"`}},
		{"in the source", func(t testing.TB) { webtest.New(t, missing).Get("/").NotSee("<h1>") }, []string{`the source has "<h1>"`}},
		{"header", func(t testing.TB) { webtest.New(t, missing).Post("/", "").HeaderIs("content-type", "text/plain") },
			[]string{`POST /: the field Content-Type is "text/html", want "text/plain"`}},
		{"no JSON type", func(t testing.TB) { webtest.New(t, missing).Get("/").JSON(new(any)) },
			[]string{`the answer is not JSON: its content type is "text/html"`}},
		{"two JSON values", func(t testing.TB) { webtest.New(t, json).Get("/").JSON(new(any)) }, []string{"something follows the JSON"}},
		{"wrong JSON", func(t testing.TB) { webtest.New(t, json).Get("/").JSON(new(string)) }, []string{"read the JSON: json: cannot unmarshal"}},
		{"no XML type", func(t testing.TB) { webtest.New(t, json).Get("/").XML(new(struct{})) }, []string{"the answer is not XML"}},
		{"wrong XML", func(t testing.TB) { webtest.New(t, answer(200, "text/xml", "<a>")).Get("/").XML(new(struct{})) }, []string{"read the XML: "}},
		{"location", func(t testing.TB) { webtest.New(t, answer(303, "", "", "Location", "/y/")).Get("/").Status(200) }, []string{"location: /y/"}},
	} {
		t.Run(test.name, func(t *testing.T) { wantFailure(t, test.fail, test.want...) })
	}
}

func TestWhatEndsTheTest(t *testing.T) {
	for _, test := range []struct {
		name string
		fail func(p *webtest.Page)
		ends bool
	}{
		{"Status", func(p *webtest.Page) { p.Status(500) }, true},
		{"See", func(p *webtest.Page) { p.See("x") }, false},
		{"NotSee", func(p *webtest.Page) { p.NotSee("hi") }, false},
		{"HeaderIs", func(p *webtest.Page) { p.HeaderIs("X-A", "1") }, false},
		{"JSON", func(p *webtest.Page) { p.JSON(new(any)) }, true},
		{"RedirectsTo", func(p *webtest.Page) { p.RedirectsTo("/") }, true},
		{"Form", func(p *webtest.Page) { p.Form("") }, true},
		{"Click", func(p *webtest.Page) { p.Click("x") }, true},
	} {
		f := try(t, func(t testing.TB) { test.fail(webtest.New(t, answer(200, "text/html", "hi")).Get("/")) })
		if !f.Failed() || f.ended != test.ends {
			t.Errorf("%s: failed %v, ended %v, want true, %v", test.name, f.Failed(), f.ended, test.ends)
		}
	}
}

func TestReads(t *testing.T) {
	var v struct {
		A int `json:"a" xml:"a"`
	}
	for _, contentType := range []string{"application/json", "application/problem+json; charset=utf-8"} {
		webtest.New(t, answer(200, contentType, `{"a": 1}`)).Get("/").JSON(&v)
	}
	if v.A != 1 {
		t.Errorf("JSON gave %v", v)
	}
	for _, contentType := range []string{"application/xml", "text/xml", "application/atom+xml"} {
		webtest.New(t, answer(200, contentType, `<x><a>2</a></x>`)).Get("/").XML(&v)
	}
	if v.A != 2 {
		t.Errorf("XML gave %v", v)
	}
	webtest.New(t, answer(200, "", "", "Vary", "Cookie", "Vary", "Accept")).Get("/").HeaderIs("vary", "Cookie, Accept").HeaderIs("X-A", "")
}
