package views_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
	"github.com/combo-web/combo/webtest"
)

type post struct {
	ID    int64
	Title string
}

type byID struct {
	ID int64 `path:"id"`
}

func showPost(_ context.Context, in byID) (post, error) {
	if in.ID != 7 {
		return post{}, missing{}
	}
	return post{7, "Minor swing"}, nil
}

// missing is an error as stores have one for what is not there.
type missing struct{}

func (missing) Error() string  { return "no such row" }
func (missing) NotFound() bool { return true }

// page is a page of a function that returns v.
func page[Out any](v Out, err error) *combo.Endpoint {
	return views.Page("x.html", func(context.Context, views.None) (Out, error) { return v, err })
}

func TestPageData(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		page *combo.Endpoint
		want string
	}{
		{"struct", page(post{1, "a"}, nil), `{"ID":1,"Title":"a"}`},
		{"pointer", page(&post{1, "a"}, nil), `{"ID":1,"Title":"a"}`},
		{"slice", page([]post{{1, "a"}}, nil), `{"object_list":[{"ID":1,"Title":"a"}]}`},
		{"array", page([1]int{3}, nil), `{"object_list":[3]}`},
		{"map", page(map[string]int{"n": 3}, nil), `{"n":3}`},
		{"text", page("a", nil), `{"object":"a"}`},
		{"time", page(time.Unix(0, 0).UTC(), nil), `{"object":"1970-01-01T00:00:00Z"}`},
		{"none", page(views.None{}, nil), `null`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			webtest.New(t, siteOf(t, combo.Get("", test.page))).Get("/").
				Status(http.StatusOK).HeaderIs("Content-Type", "text/html; charset=utf-8").See("x.html " + test.want)
		})
	}
}

func TestPageErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		page   *combo.Endpoint
		status int
	}{
		{"not found", page(post{}, missing{}), 404},
		{"not found, wrapped", page(post{}, fmt.Errorf("read: %w", missing{})), 404},
		{"for the user", page(post{}, combo.Errorf(403, "Friends only.")), 403},
		{"other", page(post{}, errors.New("broken")), 500},
		{"nil pointer", page((*post)(nil), nil), 500},
		{"nil response", page((*combo.Response)(nil), nil), 500},
		{"nil pointer to a number", page((*int)(nil), nil), 500},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			webtest.New(t, siteOf(t, combo.Get("", test.page))).Get("/").Status(test.status)
		})
	}
}

func TestPageInput(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, siteOf(t, combo.Get("posts/<int:id>/", views.Page("post.html", showPost))))
	c.Get("/posts/7/").Status(200).See(`post.html {"ID":7,"Title":"Minor swing"}`)
	c.Get("/posts/8/").Status(404)
	c.With("Accept", "application/json").Get("/posts/7/").HeaderIs("Content-Type", "text/html; charset=utf-8")
	c.Head("/posts/7/").Status(200)
}

func TestPageResponse(t *testing.T) {
	t.Parallel()
	moved, err := combo.Redirect("/elsewhere/")
	site := siteOf(t, combo.Get("", page(moved, err)))
	webtest.New(t, site).Get("/").RedirectsTo("/elsewhere/")
}

func TestPageContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	with := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, "ann")))
		})
	}
	who := func(ctx context.Context, _ views.None) (string, error) { return ctx.Value(key{}).(string), nil }
	site := siteOf(t, combo.Get("", views.Page("x.html", who)).Use(with))
	webtest.New(t, site).Get("/").See(`{"object":"ann"}`)
}
