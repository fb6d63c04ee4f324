// Examples serves the three small programs as one site: what "make run" runs.
package main

import (
	"cmp"
	"embed"
	"net/http"
	"slices"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/hello/greet"
	"github.com/combo-web/combo/examples/login/welcome"
	"github.com/combo-web/combo/examples/methods/people"
	"github.com/combo-web/combo/examples/pages"
	"github.com/combo-web/combo/manage"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/orm/sqlite"
)

//go:embed *.html
var templates embed.FS

func main() { manage.Main(site) }

func site(env manage.Env) (combo.Config, error) {
	templates, err := pages.New(templates, people.Templates, welcome.Templates)
	if err != nil {
		return combo.Config{}, err
	}
	db, err := sqlite.Open(cmp.Or(env.Getenv("PEOPLE_DB"), "people.db"))
	if err != nil {
		return combo.Config{}, err
	}
	people, login := people.New(db), welcome.New()
	home := combo.URLs{combo.Get("", home).Name("home")}
	return combo.Config{
		Apps:       []combo.App{people, login},
		URLs:       slices.Concat(home, pages.URLs(), greet.URLs(), people.URLs, login.URLs),
		Middleware: middleware.Default(middleware.Options{}),
		OnError:    greet.OnError,
		Templates:  templates,
	}, nil
}

func home(r *http.Request) (*combo.Response, error) {
	return combo.Render(r, "home.html", nil)
}
