package people

import (
	"encoding/xml"
	"net/http"

	"github.com/combo-web/combo"
)

// The forms in which people are answered; the first is for clients that do not say.
var forms = []string{"application/json", "text/html", "application/xml", "text/xml"}

// answer sends v in the form that the client accepts.
func answer(r *http.Request, v any, page string, data any, options ...combo.Option) (*combo.Response, error) {
	form, err := combo.Accepts(r, forms...)
	switch {
	case err != nil:
		return nil, err
	case form == "text/html":
		return combo.Render(r, page, data, options...)
	case form == "application/json":
		return combo.JSON(v, options...)
	}
	if list, ok := v.([]Person); ok {
		v = document{People: list}
	}
	return combo.XML(v, options...)
}

// A document is the list with the root element that XML needs.
type document struct {
	XMLName xml.Name `xml:"people"`
	People  []Person
}

func wantsHTML(r *http.Request) bool {
	form, err := combo.Accepts(r, forms...)
	return err == nil && form == "text/html"
}
