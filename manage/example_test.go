package manage_test

import (
	"context"
	"net/http"
	"os"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

func greet(*http.Request) (*combo.Response, error) {
	return combo.Text("Hello, World!")
}

// The smallest site: go run . serves it, and go run . help tells what else it
// can do.
func ExampleMain() {
	manage.Main(func(env manage.Env) (combo.Config, error) {
		return combo.Config{URLs: combo.URLs{combo.Get("hello/", greet).Name("hello")}}, nil
	})
}

// A command line in a test: band routes hello.
func ExampleRun() {
	env := manage.Env{Args: []string{"band", "check"}, Stdout: os.Stdout, Stderr: os.Stderr}
	manage.Run(context.Background(), env, func(env manage.Env) (combo.Config, error) {
		return combo.Config{URLs: combo.URLs{combo.Get("hello/", greet).Name("hello")}}, nil
	})
	// Output: No mistakes found.
}
