package combo_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/combo-web/combo"
)

func ExampleErrorf() {
	photos := func(r *http.Request) (*combo.Response, error) {
		owner := combo.Param[string](r, "owner")
		return nil, combo.Errorf(403, "Only friends of %s can see this.", owner)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("<slug:owner>/photos/", photos)}})
	visit(site, "GET /ann/photos/")
	visit(site, "GET /ann/photos/", "Accept: application/json")

	// Output:
	// 403 Only friends of ann can see this.
	// 403 {"title":"Forbidden","status":403,"detail":"Only friends of ann can see this.","instance":"urn:request:…"}
}

func ExampleError() {
	busy := func(r *http.Request) (*combo.Response, error) {
		return nil, &combo.Error{
			Status:  429,
			Message: "Please wait a minute before you post again.",
			Header:  http.Header{"Retry-After": {"60"}},
		}
	}
	header := visit(build(combo.Config{URLs: combo.URLs{combo.Post("posts/", busy)}}), "POST /posts/")
	fmt.Println(header.Get("Retry-After"))

	// Output:
	// 429 Please wait a minute before you post again.
	// 60
}

func ExampleError_Because() {
	cause := errors.New("dial tcp 10.0.0.5:443: connection refused")
	pay := func(r *http.Request) (*combo.Response, error) {
		return nil, combo.Errorf(503, "The bank does not answer. You have not been charged.").Because(cause)
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Post("pay/", pay)}}), "POST /pay/")

	// Output:
	// 503 The bank does not answer. You have not been charged. Request …
}

func ExampleError_Because_copy() {
	errClosed := combo.Errorf(503, "Closed until Monday.") // one for all requests
	fmt.Println(errClosed.Because(errors.New("the door is locked")))
	fmt.Println(errClosed)

	// Output:
	// 503 Closed until Monday.: the door is locked
	// 503 Closed until Monday.
}

func ExampleError_Error() {
	err := combo.Errorf(503, "Please come back later.").Because(errors.New("the disk is full"))
	fmt.Println(err) // for the log: users see the message alone

	// Output:
	// 503 Please come back later.: the disk is full
}

func ExampleError_Unwrap() {
	err := combo.Errorf(404, "No such photo.").Because(fs.ErrNotExist)
	fmt.Println(errors.Is(err, fs.ErrNotExist))

	// Output:
	// true
}

func ExampleError_NotFound() {
	fmt.Println(combo.Errorf(404, "No such post.").NotFound(), combo.Errorf(403, "Not for you.").NotFound())

	// Output:
	// true false
}

// A missingPost says of itself that it is a 404, wherever it comes from.
type missingPost struct{ id int64 }

func (e missingPost) Error() string  { return fmt.Sprintf("there is no post %d", e.id) }
func (e missingPost) NotFound() bool { return true }

func findPost(id int64) (string, error) {
	if id == 7 {
		return "the seventh post", nil
	}
	return "", fmt.Errorf("read the blog: %w", missingPost{id})
}

func ExampleError_notFound() {
	show := func(r *http.Request) (*combo.Response, error) {
		post, err := findPost(combo.Param[int64](r, "id"))
		if err != nil {
			return nil, err
		}
		return combo.Text(post)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("posts/<int:id>/", show)}})
	visit(site, "GET /posts/7/")
	visit(site, "GET /posts/8/")

	// Output:
	// 200 the seventh post
	// 404 There is nothing at this address.
}

func ExampleFieldErrors() {
	book := func(r *http.Request) (*combo.Response, error) {
		return nil, combo.FieldErrors{{Field: "date", Code: "taken", Message: "This day is booked already."}}
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("rooms/", book)}})
	visit(site, "POST /rooms/")

	// Output:
	// 422 Some of what you sent needs to be corrected. date: This day is booked already.
}

func ExampleFieldErrors_Add() {
	type booking struct {
		From time.Time `form:"from" check:"required"`
		To   time.Time `form:"to" check:"required"`
		Beds int       `form:"beds" check:"min=1"`
	}
	book := func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[booking](r)
		if err != nil {
			return nil, err
		}
		var wrong combo.FieldErrors
		if !in.To.After(in.From) {
			wrong.Add("to", "too_early", "The last day comes after the first.")
		}
		if in.Beds > 3 {
			wrong.Add("beds", "too_many", "The room has three beds.")
		}
		if err := wrong.Err(); err != nil { // nil if nothing was added
			return nil, err
		}
		return combo.Text("See you in " + in.From.Month().String())
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("rooms/", book)}})
	visit(site, "POST /rooms/", asForm, "", "from=2026-08-01&to=2026-08-03&beds=2")
	visit(site, "POST /rooms/", asForm, "", "from=2026-08-01&to=2026-07-03&beds=4")

	// Output:
	// 200 See you in August
	// 422 Some of what you sent needs to be corrected. to: The last day comes after the first. beds: The room has three beds.
}

func ExampleFieldErrors_Err() {
	var wrong combo.FieldErrors
	fmt.Println(wrong.Err()) // return this, and never the list itself: even an empty one is an error
	wrong.Add("", "closed", "The shop is closed.")
	fmt.Println(wrong.Err())

	// Output:
	// <nil>
	// The shop is closed.
}

func ExampleFieldErrors_Get() {
	errs := combo.FieldErrors{
		{Field: "name", Message: "This field is required."},
		{Field: "age", Message: "Enter a whole number."},
	}
	for _, e := range errs.Get("age") {
		fmt.Println(e.Message)
	}

	// Output:
	// Enter a whole number.
}

func ExampleFieldErrors_Error() {
	fmt.Println(combo.FieldErrors{{Field: "age", Message: "Enter a whole number."}})

	// Output:
	// age: Enter a whole number.
}

func ExampleFieldError() {
	german := func(e combo.FieldError) string {
		if e.Code == "max_length" {
			return fmt.Sprintf("Höchstens %v Zeichen, bitte.", e.Params["limit_value"])
		}
		return e.Message
	}
	fmt.Println(german(combo.FieldError{
		Field: "title", Code: "max_length", Message: "Ensure this value has at most 150 characters (it has 200).",
		Params: map[string]any{"limit_value": 150, "show_value": 200},
	}))

	// Output:
	// Höchstens 150 Zeichen, bitte.
}

func ExampleFieldErrors_again() {
	type form struct {
		Name string `form:"name" check:"required"`
	}
	save := func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[form](r)
		if wrong, ok := errors.AsType[combo.FieldErrors](err); ok {
			return combo.Text("Your name? "+wrong[0].Message, combo.Status(422)) // the form once more
		}
		if err != nil {
			return nil, err
		}
		return combo.Text("Thank you, " + in.Name)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("", save)}})
	visit(site, "POST /", asForm, "", "name=")

	// Output:
	// 422 Your name? This field is required.
}

func ExampleConfig_onError() {
	site := build(combo.Config{
		OnError: func(r *http.Request, err error) (*combo.Response, error) {
			if errors.Is(err, sql.ErrNoRows) { // this site takes every missing row for a 404
				return nil, combo.Errorf(404, "There is no such thing here.").Because(err)
			}
			return nil, err
		},
		URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			return nil, fmt.Errorf("read the post: %w", sql.ErrNoRows)
		})},
	})
	visit(site, "GET /")

	// Output:
	// 404 There is no such thing here.
}

func ExampleConfig_errorPages() {
	lost := func(r *http.Request, err error) (*combo.Response, error) {
		return combo.HTML("<h1>We looked everywhere.</h1>")
	}
	site := build(combo.Config{
		ErrorPages: map[int]func(*http.Request, error) (*combo.Response, error){404: lost},
	})
	visit(site, "GET /nowhere", "Accept: text/html")
	visit(site, "GET /nowhere")

	// Output:
	// 404 <h1>We looked everywhere.</h1>
	// 404 There is nothing at this address.
}

func Example_problemJSON() {
	type form struct {
		Age int `json:"age" check:"min=18"`
	}
	save := func(r *http.Request) (*combo.Response, error) {
		_, err := combo.Bind[form](r)
		return nil, err
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Post("", save)}})
	visit(site, "POST /", "Accept: application/json", asJSON, "", `{"age": 17}`)

	// Output:
	// 422 {"title":"Unprocessable Entity","status":422,"detail":"Some of what you sent needs to be corrected.","instance":"urn:request:…","errors":[{"field":"age","code":"min_value","message":"Ensure this value is greater than or equal to 18.","params":{"limit_value":18}}]}
}

func Example_errNoReverse() {
	site := build(combo.Config{URLs: combo.URLs{combo.Get("success/<name>", reply("success")).Name("success")}})
	_, err := site.URL("success", "AC/DC") // <name> matches no slash
	fmt.Println(errors.Is(err, combo.ErrNoReverse))
	fmt.Println(err)

	// Output:
	// true
	// URL "success": no such URL: /success/<name>: the parameter "name": "AC/DC" is not one that <str:name> matches
}

func Example_errBadSignature() {
	_, err := build(combo.Config{}).Unsign("invite", "made up", 0)
	fmt.Println(errors.Is(err, combo.ErrBadSignature), err)

	// Output:
	// true the signature does not match: it has none
}
