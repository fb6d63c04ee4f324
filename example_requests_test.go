package combo_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/combo-web/combo"
)

func ExampleParam() {
	show := func(r *http.Request) (*combo.Response, error) {
		id := combo.Param[int64](r, "id")
		title := combo.Param[string](r, "title")
		return combo.Text(fmt.Sprint(id+1, " comes after ", title))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("<int:id>/<slug:title>/", show)}})
	visit(site, "GET /7/seven/")

	// Output:
	// 200 8 comes after seven
}

func ExampleParam_mistake() {
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(combo.Param[string](r, "name")) // the pattern says title
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("<slug:title>/", show)}})
	visit(site, "GET /seven/") // the log tells more

	// Output:
	// 500 Something went wrong on our side. It has been noted. Request …
}

func ExampleQuery() {
	list := func(r *http.Request) (*combo.Response, error) {
		page, err := combo.Query(r, "page", 1) // an int, because 1 is one
		if err != nil {
			return nil, err
		}
		tags, err := combo.Query[[]string](r, "tag", nil)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprintf("page %d, tags %q", page, tags))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("posts/", list)}})
	visit(site, "GET /posts/")
	visit(site, "GET /posts/?page=2&tag=go&tag=web")
	visit(site, "GET /posts/?page=two")

	// Output:
	// 200 page 1, tags []
	// 200 page 2, tags ["go" "web"]
	// 422 Some of what you sent needs to be corrected. page: Enter a whole number.
}

func ExampleForm() {
	login := func(r *http.Request) (*combo.Response, error) {
		name, err := combo.Form[string](r, "nm")
		if err != nil {
			return nil, err
		}
		return combo.Text("welcome " + name)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("login/", login)}})
	visit(site, "POST /login/", asForm, "", "nm=Ann")
	visit(site, "POST /login/", asForm, "", "name=Ann")
	visit(site, "POST /login/", asJSON, "", `{"nm": "Ann"}`)

	// Output:
	// 200 welcome Ann
	// 422 Some of what you sent needs to be corrected. nm: This field is required.
	// 415 A form was expected here.
}

func ExampleHeader() {
	show := func(r *http.Request) (*combo.Response, error) {
		depth, err := combo.Header(r, "X-Depth", 1)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint("depth ", depth))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", show)}})
	visit(site, "GET /", "X-Depth: 3")
	visit(site, "GET /", "X-Depth: deep")

	// Output:
	// 200 depth 3
	// 422 Some of what you sent needs to be corrected. X-Depth: Enter a whole number.
}

func ExampleCookie() {
	show := func(r *http.Request) (*combo.Response, error) {
		theme, err := combo.Cookie(r, "theme", "light")
		if err != nil {
			return nil, err
		}
		return combo.Text(theme)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", show)}})
	visit(site, "GET /")
	visit(site, "GET /", "Cookie: theme=dark")

	// Output:
	// 200 light
	// 200 dark
}

func ExampleSignedCookie() {
	visits := func(r *http.Request) (*combo.Response, error) {
		name, err := combo.SignedCookie(r, "name", 30*24*time.Hour)
		if errors.Is(err, http.ErrNoCookie) || errors.Is(err, combo.ErrBadSignature) {
			name, err = "stranger", nil
		}
		if err != nil {
			return nil, err
		}
		return combo.Text("Hello, "+name, combo.SetSignedCookie(r, &http.Cookie{Name: "name", Value: "Ann"}))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", visits)}})
	cookie, _, _ := strings.Cut(visit(site, "GET /").Get("Set-Cookie"), ";")
	visit(site, "GET /", "Cookie: "+cookie)
	visit(site, "GET /", "Cookie: "+strings.Replace(cookie, "Ann", "Bob", 1))

	// Output:
	// 200 Hello, stranger
	// 200 Hello, Ann
	// 200 Hello, stranger
}

// A signup is what a visitor sends to become a member.
type signup struct {
	Group int64  `path:"group"`
	Name  string `form:"name" json:"name" check:"trim,required,max=20"`
	Age   *int   `form:"age" json:"age" check:"min=18"`
	Plan  string `form:"plan" json:"plan" check:"oneof=free|gold"`
	Admin bool   // no tag: no client can set it
}

func join(r *http.Request) (*combo.Response, error) {
	in, err := combo.Bind[signup](r)
	if err != nil {
		return nil, err
	}
	return combo.Text(fmt.Sprintf("%s joins group %d, admin: %v", in.Name, in.Group, in.Admin))
}

func ExampleBind() {
	site := build(combo.Config{URLs: combo.URLs{combo.Post("groups/<int:group>/", join)}})
	visit(site, "POST /groups/7/", asForm, "", "name=+Ann+&plan=free&Admin=true")
	visit(site, "POST /groups/7/", asJSON, "", `{"name": "Ann", "plan": "free"}`)

	// Output:
	// 200 Ann joins group 7, admin: false
	// 200 Ann joins group 7, admin: false
}

func ExampleBind_errors() {
	site := build(combo.Config{URLs: combo.URLs{combo.Post("groups/<int:group>/", join)}})
	visit(site, "POST /groups/7/", asForm, "", "age=17&plan=silver")
	visit(site, "POST /groups/7/", asJSON, "", `{"name": "Ann", "plan": "free", "nmae": "Ann"}`)
	visit(site, "POST /groups/7/", asJSON, "", `{"name": "Ann", "name": "Bob"}`)
	visit(site, "POST /groups/7/", "Content-Type: text/csv", "", "Ann,17")

	// Output:
	// 422 Some of what you sent needs to be corrected. name: This field is required. age: Ensure this value is greater than or equal to 18. plan: Select a valid choice. That choice is not one of the available choices.
	// 422 Some of what you sent needs to be corrected. nmae: This field is not known.
	// 400 The JSON in the request has a name twice.
	// 415 A body of this kind is not understood here.
}

func ExampleBind_nested() {
	type item struct {
		Name  string `form:"name" json:"name" check:"required"`
		Count int    `form:"count" json:"count" check:"min=1"`
	}
	type order struct {
		Items []item `form:"items" json:"items" check:"required,max=10"`
	}
	buy := func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[order](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(in.Items))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("", buy)}})
	visit(site, "POST /", asJSON, "", `{"items": [{"name": "tea", "count": 2}]}`)
	visit(site, "POST /", asForm, "", "items[0].name=tea&items[0].count=0")

	// Output:
	// 200 [{tea 2}]
	// 422 Some of what you sent needs to be corrected. items.0.count: Ensure this value is greater than or equal to 1.
}

func ExampleBind_list() {
	type item struct {
		Name  string `json:"name" check:"required"`
		Count int    `json:"count" check:"min=1"`
	}
	stock := func(r *http.Request) (*combo.Response, error) {
		items, err := combo.Bind[[]item](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(items))
	}
	prices := func(r *http.Request) (*combo.Response, error) {
		prices, err := combo.Bind[map[string]float64](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(prices))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("stock/", stock), combo.Post("prices/", prices)}})
	visit(site, "POST /stock/", asJSON, "", `[{"name": "tea", "count": 2}]`)
	visit(site, "POST /stock/", asJSON, "", `[{"name": "tea", "count": 2}, {"name": "milk", "count": 0}]`)
	visit(site, "POST /prices/", asJSON, "", `{"tea": 2.5, "milk": 1}`)

	// Output:
	// 200 [{tea 2}]
	// 422 Some of what you sent needs to be corrected. 1.count: Ensure this value is greater than or equal to 1.
	// 200 map[milk:1 tea:2.5]
}

// A payment is what the bank's webhook tells.
type payment struct {
	Order int64  `json:"order"`
	State string `json:"state"`
}

// paid believes a payment only if it is signed with the key.
func paid(key []byte) combo.View {
	return func(r *http.Request) (*combo.Response, error) {
		body, err := combo.Body(r) // as it was sent: the signature is over these bytes
		if err != nil {
			return nil, err
		}
		sum := hmac.New(sha256.New, key)
		sum.Write(body)
		signature, err := hex.DecodeString(r.Header.Get("X-Signature"))
		if err != nil || !hmac.Equal(signature, sum.Sum(nil)) {
			return nil, combo.Errorf(403, "The signature does not match.")
		}
		in, err := combo.Bind[payment](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprintf("order %d is %s", in.Order, in.State))
	}
}

func ExampleBody() {
	site := build(combo.Config{URLs: combo.URLs{combo.Post("hooks/paid/", paid([]byte("known to the bank")))}})
	signature := "X-Signature: f10bb54ac80aa4e7eef9089d199b87551e2c6c9c106c37548dbac80ae086c1a6"
	visit(site, "POST /hooks/paid/", asJSON, signature, "", `{"order": 7, "state": "paid"}`)
	visit(site, "POST /hooks/paid/", asJSON, signature, "", `{"order": 8, "state": "paid"}`)

	// Output:
	// 200 order 7 is paid
	// 403 The signature does not match.
}

func ExampleUpload() {
	type photo struct {
		File *combo.Upload `form:"file" check:"required,max=1000000"`
	}
	save := func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[photo](r)
		if err != nil {
			return nil, err
		}
		file, err := in.File.Open()
		if err != nil {
			return nil, err
		}
		defer file.Close()
		b, err := io.ReadAll(file)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprintf("%s, %d bytes: %s", in.File.Filename, in.File.Size, b))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("photos/", save)}})
	visit(site, "POST /photos/", "Content-Type: multipart/form-data; boundary=line", "",
		"--line\r",
		`Content-Disposition: form-data; name="file"; filename="C:\photos\cat.txt"`+"\r",
		"\r",
		"meow\r",
		"--line--\r",
		"",
	)

	// Output:
	// 200 cat.txt, 4 bytes: meow
}

func ExampleUpload_Open() {
	type photo struct {
		File *combo.Upload `form:"file" check:"required"`
	}
	size := func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[photo](r)
		if err != nil {
			return nil, err
		}
		file, err := in.File.Open()
		if err != nil {
			return nil, err
		}
		defer file.Close()
		n, err := io.Copy(io.Discard, file)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(n, " bytes"))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Post("", size)}}), "POST /",
		"Content-Type: multipart/form-data; boundary=line", "",
		"--line\r", `Content-Disposition: form-data; name="file"; filename="cat.txt"`+"\r", "\r", "meow\r", "--line--\r", "")

	// Output:
	// 200 4 bytes
}

func ExampleAccepts() {
	show := func(r *http.Request) (*combo.Response, error) {
		form, err := combo.Accepts(r, "application/json", "text/plain")
		if err != nil {
			return nil, err
		}
		if form == "text/plain" {
			return combo.Text("Ann, 30")
		}
		return combo.JSON(map[string]any{"name": "Ann", "age": 30})
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", show)}})
	visit(site, "GET /")
	visit(site, "GET /", "Accept: text/*, application/json;q=0.5")
	visit(site, "GET /", "Accept: image/png")
	fmt.Println(visit(site, "GET /").Get("Vary"))

	// Output:
	// 200 {"age":30,"name":"Ann"}
	// 200 Ann, 30
	// 406 The answer can be had as application/json, text/plain.
	// 200 {"age":30,"name":"Ann"}
	// Accept
}

func ExampleParseQuery() {
	values, err := combo.ParseQuery("tag=go&tag=web&q=a+b")
	fmt.Println(values["tag"], values.Get("q"), err)
	_, err = combo.ParseQuery("q=%zz")
	fmt.Println(err)

	// Output:
	// [go web] a b <nil>
	// The request has a wrong escape sequence.
}

func ExampleHost() {
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(combo.Scheme(r) + " " + combo.Host(r) + " " + combo.ClientIP(r).String())
	}
	site := build(combo.Config{
		Hosts:          []string{"example.com"},
		TrustedProxies: []string{"192.0.2.1"}, // the connection comes from it
		ProxyHost:      true,                  // and it always writes X-Forwarded-Host
		URLs:           combo.URLs{combo.Get("", show)},
	})
	visit(site, "GET /", "Host: example.com")
	visit(site, "GET /", "Host: 10.0.0.7:8000",
		"X-Forwarded-Host: example.com", "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9")

	// Output:
	// 200 http example.com 192.0.2.1
	// 200 https example.com 203.0.113.9
}

func ExampleScheme() {
	secure := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(combo.Scheme(r))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("", secure)}}), "GET /", "X-Forwarded-Proto: https")

	// Output:
	// 200 http
}

func ExampleClientIP() {
	who := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(combo.ClientIP(r).String())
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("", who)}}), "GET /", "X-Forwarded-For: 203.0.113.9")

	// Output:
	// 200 192.0.2.1
}

func ExampleAbsoluteURL() {
	share := func(r *http.Request) (*combo.Response, error) {
		path, err := combo.URL(r, "share")
		if err != nil {
			return nil, err
		}
		address, err := combo.AbsoluteURL(r, path)
		if err != nil {
			return nil, err
		}
		return combo.Text(address)
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("share/", share).Name("share")}}), "GET /share/")

	// Output:
	// 200 http://localhost/share/
}
