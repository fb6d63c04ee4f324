// Hello is the smallest complete site: http://127.0.0.1:8000/hello/ answers
// "Hello, World!".
package main

import (
	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/hello/greet"
	"github.com/combo-web/combo/manage"
)

func main() { manage.Main(site) }

func site(env manage.Env) (combo.Config, error) {
	app := greet.New(env.Log)
	return combo.Config{Apps: []combo.App{app}, URLs: app.URLs, OnError: greet.OnError}, nil
}
