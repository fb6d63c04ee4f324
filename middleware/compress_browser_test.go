package middleware_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest"
	"github.com/combo-web/combo/webtest/browser"
)

// A browser reads what Compress sends, the bytes that hide its length included.
func TestCompressInABrowser(t *testing.T) {
	text := strings.Repeat("A page that can be compressed. ", 200) + "The end."
	page := middleware.Compress(middleware.CompressConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<title>Page</title><p>", text)
	}))
	offered := make(chan string, 100)
	only := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		offered <- r.Header.Get("Accept-Encoding")
		r.Header.Set("Accept-Encoding", strings.Trim(r.URL.Path, "/"))
		page.ServeHTTP(w, r)
	})
	url := webtest.Serve(t, only)
	tab := browser.Open(t, url+"/gzip")
	if offer := <-offered; !strings.Contains(offer, "gzip") || !strings.Contains(offer, "zstd") {
		t.Errorf("the browser offers %q", offer)
	}
	for _, coding := range []string{"zstd", "gzip", "zstd"} {
		if got := tab.Go("/" + coding).Text("p"); got != text {
			t.Errorf("%s: the browser reads %d bytes, want %d", coding, len(got), len(text))
		}
	}
}
