// Login asks for a name by a form and greets. Run it with -addr :5000 to let
// the form in any login.html on the disk post to it.
package main

import (
	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/login/welcome"
	"github.com/combo-web/combo/examples/pages"
	"github.com/combo-web/combo/manage"
	"github.com/combo-web/combo/middleware"
)

func main() { manage.Main(site) }

func site(env manage.Env) (combo.Config, error) {
	templates, err := pages.New(welcome.Templates)
	if err != nil {
		return combo.Config{}, err
	}
	app := welcome.New()
	return combo.Config{
		Apps:       []combo.App{app},
		URLs:       append(pages.URLs(), app.URLs...),
		Middleware: middleware.Default(middleware.Options{}),
		Templates:  templates,
	}, nil
}
