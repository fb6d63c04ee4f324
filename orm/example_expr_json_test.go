package orm_test

import (
	"github.com/combo-web/combo/orm"
)

func ExampleKey() {
	printValues(orm.Key(&Works.F.Data, "shelf", 0))
	// Output: A | B | NULL
}

func ExampleKeyText() {
	printValues(orm.Upper(orm.KeyText(&Works.F.Data, "lang")))
	// Output: EN | DE | NULL
}

func ExampleJSONObject() {
	printValues(orm.JSONObject("title", &Works.F.Title, "pages", &Works.F.Pages))
	// Output: map[pages:100 title:Reefs] | map[pages:250 title:Seas] | map[pages:40 title:Tides]
}
