package main

import (
	"io"
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/combo-web/combo/bench/serve"
)

// stack is what chi has of Combo's default middleware, in the same order.
func stack(file io.Writer) chi.Middlewares {
	logger := &middleware.DefaultLogFormatter{Logger: log.New(file, "", log.LstdFlags), NoColor: true}
	return chi.Middlewares{
		middleware.RequestID, sendRequestID, middleware.RequestLogger(logger), middleware.Recoverer, middleware.Compress(5),
		secure, serve.CrossSite,
	}
}

func sendRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(serve.RequestID, middleware.GetReqID(r.Context()))
		next.ServeHTTP(w, r)
	})
}

func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, f := range serve.SecurityFields {
			w.Header().Set(f.Name, f.Value)
		}
		next.ServeHTTP(w, r)
	})
}
