// Greeter greets people by their names.
package main

import (
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

func main() { manage.Main(site) }

// site says what the site is made of.
func site(env manage.Env) (combo.Config, error) {
	return combo.Config{URLs: urls()}, nil
}

// urls lists the addresses of the site.
func urls() combo.URLs {
	return combo.URLs{
		combo.Get("", home).Name("home"),
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
