// Combo is this framework under its own server, whose limits are on; with
// BENCH_STACK=1 within its default middleware.
package main

import (
	"log"
	"log/slog"
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/server"
)

func main() {
	config := combo.Config{URLs: urls(), Secret: []string{"a secret of the benchmark, at least 32"}}
	if serve.WithStack() {
		file := serve.LogFile()
		defer file.Close()
		config.Log = slog.New(logfile.JSON(file, nil)) // manage's with -log json
		config.Middleware = middleware.Default(middleware.Options{})
	}
	site, err := combo.New(config)
	if err != nil {
		log.Fatal(err)
	}
	run(site)
}

func run(site http.Handler) {
	s, err := server.New(server.Config{Handler: site})
	if err != nil {
		log.Fatal(err)
	}
	if err := s.Serve(serve.Until(), serve.Listener()); err != nil {
		log.Fatal(err)
	}
}

func urls() combo.URLs {
	list := combo.URLs{
		combo.Get("plaintext", func(*http.Request) (*combo.Response, error) { return combo.Text(tasks.Text) }),
		combo.Get("json", func(*http.Request) (*combo.Response, error) { return combo.JSON(tasks.NewPerson()) }),
		combo.Get("page", func(*http.Request) (*combo.Response, error) { return combo.HTML(tasks.Page) }),
	}
	for _, r := range tasks.Routes(tasks.RouteCount) {
		list = append(list, combo.Get(r.Segments("<%s>")[1:], func(req *http.Request) (*combo.Response, error) {
			return combo.Text(r.Answer(func(name string) string { return combo.Param[string](req, name) }))
		}))
	}
	return list
}
