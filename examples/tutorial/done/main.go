// Greeter greets people by their names.
package main

import (
	_ "embed"
	"errors"
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
	"github.com/combo-web/combo/middleware"
)

func main() { manage.Main(site) }

// site says what the site is made of.
func site(env manage.Env) (combo.Config, error) {
	return combo.Config{
		URLs:       urls(),
		Middleware: middleware.Default(middleware.Options{}),
	}, nil
}

// urls lists the addresses of the site.
func urls() combo.URLs {
	return combo.URLs{
		combo.Get("", home).Name("home"),
		combo.Get("login/", showLogin).Name("login"),
		combo.Post("login/", login),
		combo.Get("success/<path:name>", success).Name("success"),
	}
}

func home(r *http.Request) (*combo.Response, error) {
	return combo.Text("Hello, World!")
}

func success(r *http.Request) (*combo.Response, error) {
	name := combo.Param[string](r, "name")
	return combo.Text("welcome " + name)
}

// loginPage is the content of login.html.
//
//go:embed login.html
var loginPage string

func showLogin(r *http.Request) (*combo.Response, error) {
	return combo.HTML(loginPage)
}

// A loginForm is what the visitor types.
type loginForm struct {
	Name string `form:"nm" check:"trim,required,max=150"`
}

func login(r *http.Request) (*combo.Response, error) {
	form, err := combo.Bind[loginForm](r)
	if err != nil {
		return nil, err
	}
	answer, err := combo.RedirectTo(r, "success", form.Name)
	if errors.Is(err, combo.ErrNoReverse) { // ".." would lead elsewhere
		return nil, combo.Errorf(422, "The name %s cannot stand in an address.", form.Name)
	}
	return answer, err
}
