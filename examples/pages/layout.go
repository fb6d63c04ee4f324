package pages

import _ "embed"

// layout defines "top" and "bottom", which stand around every page.
//
//go:embed layout.html
var layout string
