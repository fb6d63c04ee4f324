// Nethttp is the standard library alone: the measure of the others.
package main

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /plaintext", func(w http.ResponseWriter, _ *http.Request) { writeText(w, tasks.Text) })
	mux.HandleFunc("GET /json", writePerson)
	mux.HandleFunc("GET /page", writePage)
	for _, r := range tasks.Routes(tasks.RouteCount) {
		mux.HandleFunc("GET "+r.Pattern, func(w http.ResponseWriter, req *http.Request) {
			writeText(w, r.Answer(req.PathValue))
		})
	}
	serve.HTTP(mux)
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
