package inproc_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v5"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/bench/tasks"
	"github.com/combo-web/combo/middleware"
)

// A sink is a ResponseWriter that keeps nothing but the header, and allocates
// nothing.
type sink struct {
	header http.Header
	status int
}

func newSink() *sink { return &sink{header: http.Header{}} }

func (s *sink) Header() http.Header               { return s.header }
func (s *sink) WriteHeader(status int)            { s.status = status }
func (s *sink) Write(b []byte) (int, error)       { return len(b), nil }
func (s *sink) WriteString(b string) (int, error) { return len(b), nil }

// reset makes the sink ready for another request.
func (s *sink) reset() {
	clear(s.header)
	s.status = 0
}

// bareText is the least that a handler does.
func bareText(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", tasks.TypeText)
	io.WriteString(w, tasks.Text)
}

func bareJSON(w http.ResponseWriter, r *http.Request) {
	body, err := json.Marshal(tasks.NewPerson())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", tasks.TypeJSON)
	w.Write(body)
}

// A maker builds a server's handler: /plaintext, /json and the routes. The routes
// read their parameter and write nothing.
type maker struct {
	name string
	make func(testing.TB, []tasks.Route) http.Handler
}

var makers = []maker{
	{"ServeMux", newServeMux},
	{"chi", newChi},
	{"gin", newGin},
	{"echo", newEcho},
	{"combo", newCombo},
}

// stacks are those of which only requests are measured, not routes.
var stacks = []maker{{"combo+stack", newComboStack}}

// param is what was read last, so that no compiler leaves the reading out.
var param string

func newServeMux(_ testing.TB, routes []tasks.Route) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /plaintext", bareText)
	mux.HandleFunc("GET /json", bareJSON)
	for _, r := range routes {
		mux.HandleFunc("GET "+r.Pattern, func(_ http.ResponseWriter, req *http.Request) { param = req.PathValue(r.Param) })
	}
	return mux
}

func newChi(_ testing.TB, routes []tasks.Route) http.Handler {
	mux := chi.NewRouter()
	mux.Get("/plaintext", bareText)
	mux.Get("/json", bareJSON)
	for _, r := range routes {
		mux.Get(r.Pattern, func(_ http.ResponseWriter, req *http.Request) { param = chi.URLParam(req, r.Param) })
	}
	return mux
}

func newGin(_ testing.TB, routes []tasks.Route) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/plaintext", func(c *gin.Context) { c.String(200, tasks.Text) })
	engine.GET("/json", func(c *gin.Context) { c.JSON(200, tasks.NewPerson()) })
	for _, r := range routes {
		engine.GET(r.Segments(":%s"), func(c *gin.Context) { param = c.Param(r.Param) })
	}
	return engine
}

func newEcho(_ testing.TB, routes []tasks.Route) http.Handler {
	e := echo.New()
	e.GET("/plaintext", func(c *echo.Context) error { return c.String(200, tasks.Text) })
	e.GET("/json", func(c *echo.Context) error { return c.JSON(200, tasks.NewPerson()) })
	for _, r := range routes {
		e.GET(r.Segments(":%s"), func(c *echo.Context) error {
			param = c.Param(r.Param)
			return nil
		})
	}
	return e
}

func newCombo(t testing.TB, routes []tasks.Route) http.Handler {
	return newSite(t, combo.Config{URLs: comboURLs(routes), Log: slog.New(slog.DiscardHandler)})
}

// newComboStack has the default middleware; its access log is made and goes nowhere.
func newComboStack(t testing.TB, routes []tasks.Route) http.Handler {
	return newSite(t, combo.Config{
		URLs: comboURLs(routes), Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Middleware: middleware.Default(middleware.Options{}),
	})
}

func newSite(t testing.TB, config combo.Config) http.Handler {
	config.Secret = []string{"a secret of the benchmark, at least 32"}
	site, err := combo.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func comboURLs(routes []tasks.Route) combo.URLs {
	urls := combo.URLs{
		combo.Get("plaintext", func(*http.Request) (*combo.Response, error) { return combo.Text(tasks.Text) }),
		combo.Get("json", func(*http.Request) (*combo.Response, error) { return combo.JSON(tasks.NewPerson()) }),
	}
	for _, r := range routes {
		urls = append(urls, combo.Handle(r.Segments("<%s>")[1:], reader(r.Param)).Methods("GET"))
	}
	return urls
}

func reader(name string) http.Handler {
	if name == "" {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	}
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { param = combo.Param[string](r, name) })
}
