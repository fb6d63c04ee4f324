package welcome_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/login/welcome"
	"github.com/combo-web/combo/examples/pages"
	"github.com/combo-web/combo/webtest"
)

func newSite(t *testing.T) *combo.Site {
	t.Helper()
	templates, err := pages.New(welcome.Templates)
	if err != nil {
		t.Fatal(err)
	}
	app := welcome.New()
	site := webtest.Site(t, combo.Config{Apps: []combo.App{app}, URLs: app.URLs, Templates: templates})
	return site
}

func TestNamesAreGreeted(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	for _, name := range []string{"Ann", "Åsa 愛 🎷", "<script>alert(1)</script>", "AC/DC", "100%", "a?b#c", "O'Neil & \"co\"", "x//y", strings.Repeat("ü", 150)} {
		c := webtest.New(t, site)
		greets(t, c.Get("/login").Status(200).Form("[action='/login']").Fill("nm", name).Submit("submit").Follow(), name)
		greets(t, c.Get("/login?"+url.Values{"nm": {name}}.Encode()).Follow(), name)
	}
}

// greets reads the page as a person does: markup in the name is text there.
func greets(t *testing.T, page *webtest.Page, name string) {
	t.Helper()
	page.Status(200).NotSee("<script>")
	if want := "welcome " + name; !strings.HasPrefix(page.Text(), want) {
		t.Errorf("the page reads %q, want %q", page.Text(), want)
	}
}

func TestNamesAreRefused(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	for name, message := range map[string]string{
		"":                       "Please enter a name.",
		strings.Repeat("ü", 151): "Please enter at most 150 characters.",
		".":                      "This name cannot stand in the address of a page.",
		"..":                     "This name cannot stand in the address of a page.",
		"a/../b":                 "This name cannot stand in the address of a page.",
		`a\b`:                    "This name cannot stand in the address of a page.",
	} {
		c := webtest.New(t, site)
		page := c.PostForm("/login", url.Values{"nm": {name}}).Status(422).See(message)
		if got := page.Form("[action='/login']").Values().Get("nm"); got != name {
			t.Errorf("the form shows %q again, want %q", got, name)
		}
		c.Get("/login?" + url.Values{"nm": {name}}.Encode()).Status(422).See(message)
	}
}

// The page of the seed is opened from the disk: it has no origin.
func TestFormFromTheDisk(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	disk := map[string]string{"Origin": "null", "Sec-Fetch-Site": "cross-site"}
	webtest.Run(t, site, []webtest.Case{
		{Method: "POST", URL: "/login", Body: url.Values{"nm": {"Ann"}}, Header: disk, WantStatus: 303, WantHeader: map[string]string{"Location": "/success/Ann"}},
		{Name: "only there", Method: "POST", URL: "/upload", Body: url.Values{"nm": {"Ann"}}, Header: disk, WantStatus: 403},
		{Method: "PUT", URL: "/login", WantStatus: 405},
		{URL: "/login/", WantStatus: 404},
	})
}

func TestUpload(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, newSite(t))
	c.Get("/login").Form("[action='/upload']").Attach("file", "../../näme <b>.txt", []byte("12345")).Submit().
		Status(200).See("<dd>näme &lt;b&gt;.txt</dd>", "5 bytes").NotSee("<b>", "../")
	c.Get("/login").Form("[action='/upload']").Submit().Status(422).See("This field is required.")
	c.Upload("/upload", nil, webtest.File{Field: "file", Name: "large", Content: make([]byte, 9<<20)}).Status(413)
}
