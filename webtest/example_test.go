package webtest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

// greetings is a site with a form: it asks for a name and greets.
func greetings() *combo.Site {
	site, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{
		combo.Get("", ask).Name("ask"),
		combo.Post("", welcome),
		combo.Get("hello/<name>/", hello).Name("hello"),
	}})
	if err != nil {
		panic(err)
	}
	return site
}

func ask(*http.Request) (*combo.Response, error) {
	return combo.HTML(`<title>Welcome</title><form method="post"><input name="nm"><button>Greet me</button></form>`)
}

func welcome(r *http.Request) (*combo.Response, error) {
	name, err := combo.Form[string](r, "nm")
	if err != nil {
		return nil, err
	}
	return combo.RedirectTo(r, "hello", name)
}

func hello(r *http.Request) (*combo.Response, error) {
	return combo.Text("Hello, " + combo.Param[string](r, "name") + "!")
}

// In a test, t is the test's own *testing.T.
func Example() {
	t := newT()
	c := webtest.New(t, greetings())
	page := c.Get("/").Status(200).
		Form("").Fill("nm", "Ann").Submit("Greet me").
		RedirectsTo("/hello/Ann/").Follow().
		See("Hello, Ann!").NotSee("Greet me")
	fmt.Println(page.URL, page.Body)
	// Output: http://localhost/hello/Ann/ Hello, Ann!
}

func ExampleSite() {
	t := newT()
	site := webtest.Site(t, combo.Config{URLs: combo.URLs{combo.Get("hello/<name>/", hello)}})
	page := webtest.New(t, site).Get("/hello/").Status(404)
	fmt.Println(page.Text())
	// Output: There is nothing at this address.
}

func ExampleRun() {
	var t *testing.T // of func TestGreetings(t *testing.T)
	webtest.Run(t, greetings(), []webtest.Case{
		{URL: "/", Want: []string{"Greet me", "<form"}, NotWant: []string{"Hello"}},
		{URL: "/hello/Ann/", Want: []string{"Hello, Ann!"}},
		{URL: "/hello/", WantStatus: 404},
		{Method: "POST", URL: "/", WantStatus: 422, Want: []string{"nm"}},
	})
}

func ExampleRequest() {
	t := newT()
	urls := combo.URLs{combo.Get("hello/<name>/", hello)}
	answer, err := hello(webtest.Request(t, urls, "GET", "/hello/Ann/"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := answer.Bytes()
	fmt.Println(string(body), err)
	// Output: Hello, Ann! <nil>
}

// newT stands for the test that an example does not have.
func newT() testing.TB { return &fakeTB{} }

func TestExampleOfRun(t *testing.T) {
	webtest.Run(t, greetings(), []webtest.Case{
		{URL: "/", Want: []string{"Greet me", "<form"}, NotWant: []string{"Hello"}},
		{URL: "/hello/Ann/", Want: []string{"Hello, Ann!"}},
		{URL: "/hello/", WantStatus: 404},
		{Method: "POST", URL: "/", WantStatus: 422, Want: []string{"nm"}},
	})
}
