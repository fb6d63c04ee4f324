package tasks

import (
	"fmt"
	"strings"
)

// Page is the answer of /page: about 8 KiB of HTML, a table as applications have
// many.
var Page = page()

func page() string {
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<title>Orders</title>\n<h1>Orders</h1>\n<table>\n")
	for i, r := range ParameterRequests(800) {
		name := resource(i * 7)
		fmt.Fprintf(&b, "<tr class=\"order\"><td><a href=%q>%s</a></td><td>%d.%02d</td></tr>\n", r.Path, name, i*i%997, i*31%100)
	}
	b.WriteString("</table>\n</html>\n")
	return b.String()
}
