package pages

import (
	"embed"
	"net/http"

	"github.com/combo-web/combo"
)

// layout defines "top" and "bottom", which stand around every page, and "csrf", the
// field that every form has that is sent with POST.
//
//go:embed layout.html
var layout string

//go:embed style.css
var files embed.FS

// URLs are what the layout needs. The style is a file of its own, since the policy
// of the site allows none within a page.
func URLs() combo.URLs {
	return combo.URLs{combo.Get("style.css", style).Name("style")}
}

func style(r *http.Request) (*combo.Response, error) { return combo.File(files, "style.css") }
