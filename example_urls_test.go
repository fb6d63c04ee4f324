package combo_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo"
)

// reply is a view that tells its own name and the parameters of its route.
func reply(name string) combo.View {
	return func(r *http.Request) (*combo.Response, error) {
		match, _ := combo.Resolved(r)
		text := name
		for _, key := range slices.Sorted(maps.Keys(match.Params)) {
			text += fmt.Sprintf(" %s=%v", key, match.Params[key])
		}
		return combo.Text(text)
	}
}

func ExampleURLs() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("posts/new/", reply("form")),
		combo.Get("posts/<slug:name>/", reply("post")),
		combo.Post("posts/new/", reply("save")),
	}})
	visit(site, "GET /posts/new/")
	visit(site, "GET /posts/hello/")
	visit(site, "POST /posts/new/")
	visit(site, "DELETE /posts/new/")

	// Output:
	// 200 form
	// 200 post name=hello
	// 200 save
	// 405 This address does not answer that kind of request.
}

func ExampleRoute() {
	post := combo.Get("posts/<int:id>/", reply("post")) // a value: each method returns a copy
	site := build(combo.Config{URLs: combo.URLs{
		post.Host("old.localhost").Name("old-post"),
		post.Name("post"),
	}})
	for _, route := range site.Routes() {
		fmt.Println(route.Pattern, route.Name)
	}

	// Output:
	// old.localhost/posts/<int:id>/ old-post
	// /posts/<int:id>/ post
}

func ExampleGet() {
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint("post ", combo.Param[int](r, "id")))
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("posts/<int:id>/", show).Name("post"),
	}})
	visit(site, "GET /posts/7/")
	visit(site, "GET /posts/seven/")
	visit(site, "GET /posts/7")
	visit(site, "POST /posts/7/")
	fmt.Println(visit(site, "OPTIONS /posts/7/").Get("Allow"))

	// Output:
	// 200 post 7
	// 404 There is nothing at this address.
	// 301 /posts/7/
	// 405 This address does not answer that kind of request.
	// 204
	// GET, HEAD, OPTIONS
}

func ExamplePath() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Path("echo/", func(r *http.Request) (*combo.Response, error) {
			return combo.Text(r.Method)
		}),
	}})
	visit(site, "GET /echo/")
	visit(site, "PATCH /echo/")

	// Output:
	// 200 GET
	// 200 PATCH
}

func ExamplePost() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("posts/", reply("list")),
		combo.Post("posts/", reply("add")),
	}})
	visit(site, "GET /posts/")
	visit(site, "POST /posts/")

	// Output:
	// 200 list
	// 200 add
}

func ExamplePut() {
	site := build(combo.Config{URLs: combo.URLs{combo.Put("posts/<int:id>/", reply("replace"))}})
	visit(site, "PUT /posts/7/")

	// Output:
	// 200 replace id=7
}

func ExamplePatch() {
	site := build(combo.Config{URLs: combo.URLs{combo.Patch("posts/<int:id>/", reply("change"))}})
	visit(site, "PATCH /posts/7/")

	// Output:
	// 200 change id=7
}

func ExampleDelete() {
	site := build(combo.Config{URLs: combo.URLs{combo.Delete("posts/<int:id>/", reply("remove"))}})
	visit(site, "DELETE /posts/7/")

	// Output:
	// 200 remove id=7
}

func ExampleRoute_Methods() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Path("login/", reply("login")).Methods("GET", "POST").Name("login"),
	}})
	visit(site, "POST /login/")
	fmt.Println(visit(site, "DELETE /login/").Get("Allow"))

	// Output:
	// 200 login
	// 405 This address does not answer that kind of request.
	// GET, HEAD, POST, OPTIONS
}

func ExampleInclude() {
	posts := combo.URLs{
		combo.Get("", reply("list")).Name("list"),
		combo.Get("<int:id>/", reply("show")).Name("show"),
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Include("posts/", posts),
		combo.Include("<slug:user>/posts/", posts).Namespace("of-user"),
	}})
	visit(site, "GET /posts/7/")
	visit(site, "GET /ann/posts/7/")

	// Output:
	// 200 show id=7
	// 200 show id=7 user=ann
}

func ExampleIncludeRegexp() {
	api := combo.URLs{combo.Get("users/<int:id>/", reply("user"))}
	site := build(combo.Config{URLs: combo.URLs{
		combo.IncludeRegexp(`^v(?P<version>[12])/`, api),
	}})
	visit(site, "GET /v2/users/7/")

	// Output:
	// 200 user id=7 version=2
}

func ExampleRegexp() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Regexp(`^archive/(?P<year>[0-9]{4})/$`, reply("year")).Methods("GET").Name("year"),
	}})
	visit(site, "GET /archive/2026/")
	fmt.Println(site.URL("year", 2026))

	// Output:
	// 200 year year=2026
	// /archive/2026/ <nil>
}

func ExampleHandle() {
	events := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "data: "+combo.Param[string](r, "room")+"\n\n")
	})
	site := build(combo.Config{URLs: combo.URLs{
		combo.Handle("rooms/<slug:room>/events/", events).Methods("GET"),
	}})
	visit(site, "GET /rooms/blue/events/")

	// Output:
	// 200 data: blue
}

func ExampleMount() {
	metrics := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "the handler sees ", r.URL.Path)
	})
	site := build(combo.Config{URLs: combo.URLs{combo.Mount("metrics/", metrics)}})
	visit(site, "GET /metrics/memory/heap")

	// Output:
	// 200 the handler sees /memory/heap
}

func ExampleMount_site() {
	goTo := func(r *http.Request) (*combo.Response, error) { return combo.RedirectTo(r, "guide") }
	help := build(combo.Config{URLs: combo.URLs{
		combo.Get("", goTo),
		combo.Get("guide/", reply("guide")).Name("guide"),
	}})
	site := build(combo.Config{URLs: combo.URLs{combo.Mount("help/", help)}})
	visit(site, "GET /help/")

	// Output:
	// 303 /help/guide/
}

func ExampleMount_param() {
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text("the wiki of " + combo.Param[string](r, "team"))
	}
	wiki := build(combo.Config{URLs: combo.URLs{combo.Get("start/", show)}})
	site := build(combo.Config{
		Hosts: []string{"example.com"}, // the site around checks the host, for both
		URLs:  combo.URLs{combo.Mount("teams/<slug:team>/", wiki)},
	})
	visit(site, "GET /teams/blue/start/", "Host: example.com")

	// Output:
	// 200 the wiki of blue
}

func ExampleRoute_Name() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("posts/", reply("all")).Name("posts"),
		combo.Get("posts/<int:year>/", reply("year")).Name("posts"), // the arguments choose
	}})
	fmt.Println(site.URL("posts"))
	fmt.Println(site.URL("posts", 2026))

	// Output:
	// /posts/ <nil>
	// /posts/2026/ <nil>
}

func ExampleRoute_Namespace() {
	urls := combo.URLs{combo.Get("", reply("list")).Name("list")}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Include("friends/", urls).Namespace("friends"),
		combo.Include("groups/", urls).Namespace("groups"),
	}})
	fmt.Println(site.URL("friends:list"))
	fmt.Println(site.URL("groups:list"))

	// Output:
	// /friends/ <nil>
	// /groups/ <nil>
}

func ExampleRoute_App() {
	cart := func(r *http.Request) (*combo.Response, error) {
		return combo.RedirectTo(r, "shop:thanks") // of the shop that the request is in
	}
	urls := combo.URLs{
		combo.Get("cart/", cart).Name("cart"),
		combo.Get("thanks/", reply("thanks")).Name("thanks"),
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Include("books/", urls).App("shop").Namespace("books"),
		combo.Include("music/", urls).App("shop").Namespace("music"),
	}})
	visit(site, "GET /books/cart/")
	visit(site, "GET /music/cart/")

	// Output:
	// 303 /books/thanks/
	// 303 /music/thanks/
}

func ExampleCurrentApp() {
	urls := combo.URLs{combo.Get("", reply("home")).Name("home")}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Include("books/", urls).App("shop").Namespace("books"),
		combo.Include("music/", urls).App("shop").Namespace("music"),
	}})
	fmt.Println(site.URL("shop:home", combo.CurrentApp("books")))
	fmt.Println(site.URL("shop:home")) // without one: the last

	// Output:
	// /books/ <nil>
	// /music/ <nil>
}

func ExampleRoute_Host() {
	site := build(combo.Config{
		Hosts:   []string{".example.com"},
		BaseURL: "https://example.com",
		URLs: combo.URLs{
			combo.Get("", reply("shop of")).Host("<tenant>.example.com").Name("shop"),
			combo.Get("", reply("home")),
		},
	})
	visit(site, "GET /", "Host: ann.example.com")
	visit(site, "GET /", "Host: example.com")
	fmt.Println(site.URL("shop", "ann"))

	// Output:
	// 200 shop of tenant=ann
	// 200 home
	// https://ann.example.com/ <nil>
}

func ExampleRoute_Default() {
	list := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint("page ", combo.Param[int](r, "page")))
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("posts/", list).Default("page", 1).Name("posts"),
		combo.Get("posts/page<int:page>/", list).Name("posts"),
	}})
	visit(site, "GET /posts/")
	visit(site, "GET /posts/page2/")
	fmt.Println(site.URL("posts", combo.Args{"page": 1}))

	// Output:
	// 200 page 1
	// 200 page 2
	// /posts/page1/ <nil>
}

func ExampleRoute_Wrap() {
	membersOnly := func(next combo.View) combo.View {
		return func(r *http.Request) (*combo.Response, error) {
			if name, _ := combo.Query(r, "as", ""); name == "" {
				return nil, combo.Errorf(403, "Members only.")
			}
			return next(r)
		}
	}
	club := combo.URLs{combo.Get("bar/", reply("bar"))}
	site := build(combo.Config{URLs: combo.URLs{combo.Include("club/", club).Wrap(membersOnly)}})
	visit(site, "GET /club/bar/")
	visit(site, "GET /club/bar/?as=ann")

	// Output:
	// 403 Members only.
	// 200 bar
}

func ExampleRoute_Use() {
	noStore := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-store")
			next.ServeHTTP(w, r)
		})
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("balance/", reply("balance")).Use(noStore),
	}})
	fmt.Println(visit(site, "GET /balance/").Get("Cache-Control"))

	// Output:
	// 200 balance
	// no-store
}

func ExampleRoute_Use_cors() {
	cors := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Access-Control-Allow-Origin", "https://app.example.com")
			w.Header().Set("Access-Control-Allow-Methods", "GET")
			next.ServeHTTP(w, r)
		})
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("api/posts/", reply("posts")).Use(cors),
	}})
	header := visit(site, "OPTIONS /api/posts/")
	fmt.Println(header.Get("Access-Control-Allow-Origin"), header.Get("Allow"))

	// Output:
	// 204
	// https://app.example.com GET, HEAD, OPTIONS
}

func ExampleRoute_AllowCrossSite() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Post("transfer/", reply("done")),
		combo.Post("hooks/payment/", reply("noted")).AllowCrossSite(),
	}})
	visit(site, "POST /transfer/", "Sec-Fetch-Site: cross-site") // browsers send this field
	visit(site, "POST /hooks/payment/", "Sec-Fetch-Site: cross-site")

	// Output:
	// 403 This request came from a page of another site.
	// 200 noted
}

func ExampleRoute_MaxTime() {
	slow := func(r *http.Request) (*combo.Response, error) {
		<-r.Context().Done() // as a query of the database would notice
		return nil, r.Context().Err()
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("report/", slow).MaxTime(time.Millisecond),
	}})
	visit(site, "GET /report/")

	// Output:
	// 503 The server is busy. Please try again in a moment. Request …
}

func ExampleRoute_MaxBody() {
	read := func(r *http.Request) (*combo.Response, error) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(len(b), " bytes"))
	}
	site := build(combo.Config{
		Limits: combo.Limits{Body: 10},
		URLs: combo.URLs{
			combo.Post("note/", read),
			combo.Post("photo/", read).MaxBody(1000),
		},
	})
	long := strings.Repeat("x", 100)
	visit(site, "POST /note/", "", long)
	visit(site, "POST /photo/", "", long)

	// Output:
	// 413 The request is larger than the 10 bytes accepted here.
	// 200 100 bytes
}

func ExampleConverter() {
	day := combo.Converter{
		Pattern: `\d{4}-\d\d-\d\d`,
		Parse:   func(text string) (any, error) { return time.Parse(time.DateOnly, text) },
		Format: func(value any) (string, error) {
			t, ok := value.(time.Time)
			if !ok {
				return "", fmt.Errorf("%T is not a time.Time", value)
			}
			return t.Format(time.DateOnly), nil
		},
	}
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(combo.Param[time.Time](r, "on").Format("Monday, 2 January 2006"))
	}
	site := build(combo.Config{
		Converters: map[string]combo.Converter{"day": day},
		URLs:       combo.URLs{combo.Get("diary/<day:on>/", show).Name("diary")},
	})
	visit(site, "GET /diary/2026-02-28/")
	visit(site, "GET /diary/2026-02-30/") // Parse refuses it: the route does not match
	fmt.Println(site.URL("diary", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))

	// Output:
	// 200 Saturday, 28 February 2026
	// 404 There is nothing at this address.
	// /diary/2026-03-01/ <nil>
}

func ExampleConverter_builtin() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("a/<name>/", reply("str")),
		combo.Get("b/<int(min=1):n>/", reply("int")),
		combo.Get("c/<float:price>/", reply("float")),
		combo.Get("d/<slug:title>/", reply("slug")),
		combo.Get("e/<uuid:id>/", reply("uuid")),
		combo.Get("f/<any(red,green):colour>/", reply("any")),
		combo.Get("g/<path:rest>", reply("path")),
	}})
	visit(site, "GET /a/Zo%C3%AB/")
	visit(site, "GET /b/0/")
	visit(site, "GET /c/2.50/")
	visit(site, "GET /d/hello-world/")
	visit(site, "GET /e/0195fbbb-84a5-7e09-b4a0-7f4be6a5d1c3/")
	visit(site, "GET /f/blue/")
	visit(site, "GET /g/one/two.txt")

	// Output:
	// 200 str name=Zoë
	// 404 There is nothing at this address.
	// 200 float price=2.5
	// 200 slug title=hello-world
	// 200 uuid id=0195fbbb-84a5-7e09-b4a0-7f4be6a5d1c3
	// 404 There is nothing at this address.
	// 200 path rest=one/two.txt
}

func ExampleURL() {
	menu := func(r *http.Request) (*combo.Response, error) {
		post, err := combo.URL(r, "blog:post", 7)
		if err != nil {
			return nil, err
		}
		return combo.Text(post)
	}
	blog := combo.URLs{combo.Get("<int:id>/", reply("post")).Name("post")}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("menu/", menu),
		combo.Include("blog/", blog).Namespace("blog"),
	}})
	visit(site, "GET /menu/")

	// Output:
	// 200 /blog/7/
}

func ExampleSite_URL() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("blog/<int:year>/<slug:title>/", reply("post")).Name("post"),
	}})
	fmt.Println(site.URL("post", 2026, "hello"))
	fmt.Println(site.URL("post", 2026, "hello", url.Values{"page": {"2"}}, combo.Fragment("comments")))
	_, err := site.URL("post", "this year", "hello")
	fmt.Println(err)
	_, err = site.URL("psot", 2026, "hello")
	fmt.Println(err)

	// Output:
	// /blog/2026/hello/ <nil>
	// /blog/2026/hello/?page=2#comments <nil>
	// URL "post": no such URL: /blog/<int:year>/<slug:title>/: the parameter "year": "this year" is not one that <int:year> matches
	// URL "psot": no such URL: no route has the name "psot"; did you mean "post"?
}

func ExampleSite_AbsoluteURL() {
	site := build(combo.Config{
		BaseURL: "https://example.com",
		URLs:    combo.URLs{combo.Get("confirm/<token>/", reply("confirm")).Name("confirm")},
	})
	fmt.Println(site.AbsoluteURL("confirm", "4711")) // for a mail: no client has a say in it
	_, err := build(combo.Config{}).AbsoluteURL("confirm", "4711")
	fmt.Println(err)

	// Output:
	// https://example.com/confirm/4711/ <nil>
	// absolute URL: Config.BaseURL is not set
}

func ExampleArgs() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("blog/<int:year>/<slug:title>/", reply("post")).Name("post"),
	}})
	fmt.Println(site.URL("post", combo.Args{"title": "hello", "year": 2026}))

	// Output:
	// /blog/2026/hello/ <nil>
}

func ExampleFragment() {
	site := build(combo.Config{URLs: combo.URLs{combo.Get("help/", reply("help")).Name("help")}})
	fmt.Println(site.URL("help", combo.Fragment("how to pay")))

	// Output:
	// /help/#how%20to%20pay <nil>
}

func ExampleSite_Resolve() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Include("blog/", combo.URLs{
			combo.Get("<int:id>/", reply("post")).Name("post"),
		}).Namespace("blog"),
	}})
	match, err := site.Resolve("GET", "localhost", "/blog/7/")
	fmt.Println(match.FullName, match.Pattern, match.Params, err)
	_, err = site.Resolve("DELETE", "localhost", "/blog/7/")
	fmt.Println(err)

	// Output:
	// blog:post /blog/<int:id>/ map[id:7] <nil>
	// 405 This address does not answer that kind of request.
}

func ExampleResolved() {
	tab := func(r *http.Request) (*combo.Response, error) {
		match, _ := combo.Resolved(r)
		return combo.Text("this page is " + match.FullName)
	}
	urls := combo.URLs{combo.Get("friends/", tab).Name("friends")}
	site := build(combo.Config{URLs: combo.URLs{combo.Include("me/", urls).Namespace("me")}})
	visit(site, "GET /me/friends/")

	// Output:
	// 200 this page is me:friends
}

func ExampleMatch() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("posts/<int:id>/", reply("post")).Default("draft", false).Name("post"),
	}})
	match, err := site.Resolve("GET", "localhost", "/posts/7/")
	fmt.Printf("%s %v %T %v %v\n", match.Name, match.Params["id"], match.Params["id"], match.Params["draft"], err)

	// Output:
	// post 7 int64 false <nil>
}

func ExampleSite_Routes() {
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("posts/<int:id>/", reply("post")).Name("post"),
		combo.Mount("metrics/", http.NotFoundHandler()),
	}})
	for _, route := range site.Routes() {
		fmt.Println(route.Methods, route.Pattern, route.Name, route.Params, route.Mount)
	}

	// Output:
	// [GET] /posts/<int:id>/ post [{id int}] false
	// [] /metrics/  [] true
}

func ExampleRouteInfo() {
	site := build(combo.Config{URLs: combo.URLs{combo.Get("feed/", reply("feed")).Name("feed")}})
	route := site.Routes()[0]
	_, file, _ := strings.Cut(route.At, "example_urls")
	fmt.Println(route.Name, strings.HasPrefix(file, "_test.go:")) // where it was written

	// Output:
	// feed true
}

func ExampleEndpoint() {
	byID := &combo.Endpoint{
		View: reply("post"),
		Check: func(route combo.RouteInfo) error {
			if !slices.Contains(route.Params, combo.Parameter{Name: "id", Converter: "int"}) {
				return errors.New("it reads <int:id>, which is not there")
			}
			return nil
		},
	}
	_, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{combo.Get("posts/<slug:id>/", byID)}})
	mistakes, _ := errors.AsType[combo.Mistakes](err)
	fmt.Println(mistakes[0].Err)

	// Output:
	// the view of "/posts/<slug:id>/": it reads <int:id>, which is not there
}

func ExampleParameter() {
	site := build(combo.Config{URLs: combo.URLs{combo.Get("<slug:user>/<int:year>/", reply("year"))}})
	for _, p := range site.Routes()[0].Params {
		fmt.Println(p.Name, strconv.Quote(p.Converter))
	}

	// Output:
	// user "slug"
	// year "int"
}
