package middleware_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/middleware"
)

// A sink is a ResponseWriter that keeps nothing.
type sink struct{ header http.Header }

func (s sink) Header() http.Header               { return s.header }
func (s sink) WriteHeader(int)                   {}
func (s sink) Write(b []byte) (int, error)       { return len(b), nil }
func (s sink) WriteString(b string) (int, error) { return len(b), nil }

// BenchmarkDefault tells what the default stack costs, and each part of it alone:
// the log goes through the buffer of manage's -log-file, to no disk.
func BenchmarkDefault(b *testing.B) {
	for _, bench := range []struct {
		name  string
		stack []wrapper
	}{
		{"none", nil},
		{"RequestID", []wrapper{middleware.RequestID()}},
		{"AccessLog", []wrapper{middleware.AccessLog(middleware.AccessLogConfig{})}},
		{"Recover", []wrapper{middleware.Recover()}},
		{"SecurityHeaders", []wrapper{middleware.SecurityHeaders(middleware.SecurityConfig{})}},
		{"Compress", []wrapper{middleware.Compress(middleware.CompressConfig{})}},
		{"ConditionalGET", []wrapper{middleware.ConditionalGET()}},
		{"CSRF", []wrapper{middleware.CSRF(middleware.CSRFConfig{})}},
		{"all", middleware.Default(middleware.Options{})},
	} {
		b.Run(bench.name, func(b *testing.B) { benchmarkStack(b, bench.stack...) })
	}
}

func benchmarkStack(b *testing.B, stack ...wrapper) {
	file, err := logfile.Open(os.DevNull)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	site := siteAround(b, combo.Config{Log: slog.New(logfile.JSON(file, nil))}, stack...)
	r := httptest.NewRequest("GET", "http://localhost/text/", nil)
	b.ReportAllocs()
	for b.Loop() {
		site.ServeHTTP(sink{http.Header{}}, r)
	}
}
