package open_test

import (
	"fmt"

	"github.com/combo-web/combo/orm/open"
)

func ExampleURL() {
	db, err := open.URL("sqlite://:memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	fmt.Println(db.Dialect().Name())

	_, err = open.URL("mysql://user:password@localhost/site")
	fmt.Println(err)
	// Output:
	// sqlite
	// open: the URL of the database begins with an unknown "mysql://", not with sqlite:// or postgres://
}
