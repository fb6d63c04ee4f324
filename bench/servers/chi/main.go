// Chi is go-chi/chi; with BENCH_STACK=1 within its own middleware.
package main

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

func main() {
	router := chi.NewRouter()
	if serve.WithStack() {
		file := serve.LogFile()
		defer file.Close()
		router.Use(stack(file)...)
	}
	router.Get("/plaintext", func(w http.ResponseWriter, _ *http.Request) { writeText(w, tasks.Text) })
	router.Get("/json", writePerson)
	router.Get("/page", writePage)
	for _, r := range tasks.Routes(tasks.RouteCount) {
		router.Get(r.Pattern, func(w http.ResponseWriter, req *http.Request) {
			writeText(w, r.Answer(func(name string) string { return chi.URLParam(req, name) }))
		})
	}
	serve.HTTP(router)
}

func writeText(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", tasks.TypeText)
	io.WriteString(w, text)
}

func writePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", tasks.TypeHTML)
	io.WriteString(w, tasks.Page)
}

func writePerson(w http.ResponseWriter, _ *http.Request) {
	body, err := json.Marshal(tasks.NewPerson())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", tasks.TypeJSON)
	w.Write(body)
}
