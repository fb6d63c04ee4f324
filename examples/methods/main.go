// Methods is one resource with every HTTP method on a SQLite table. The file
// is people.db, or what the environment variable PEOPLE_DB names.
package main

import (
	"cmp"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/methods/people"
	"github.com/combo-web/combo/examples/pages"
	"github.com/combo-web/combo/manage"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/orm/sqlite"
)

func main() { manage.Main(site) }

func site(env manage.Env) (combo.Config, error) {
	templates, err := pages.New(people.Templates)
	if err != nil {
		return combo.Config{}, err
	}
	db, err := sqlite.Open(cmp.Or(env.Getenv("PEOPLE_DB"), "people.db"))
	if err != nil {
		return combo.Config{}, err
	}
	app := people.New(db)
	return combo.Config{
		Apps:       []combo.App{app},
		URLs:       append(pages.URLs(), app.URLs...),
		Middleware: middleware.Default(middleware.Options{}),
		Templates:  templates,
	}, nil
}
