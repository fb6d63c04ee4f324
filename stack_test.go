package combo

import "testing"

func TestIsOwn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		function, file string
		want           bool
	}{
		{"main.main", "/src/site/main.go", true},
		{"main.(*blog).show-fm", "/src/site/main.go", true},
		{"example.com/site/blog.(*Blog).show", "/src/site/blog/blog.go", true},
		{"example.com/site/blog.(*Blog).show", "example.com/site/blog/blog.go", true}, // -trimpath
		{"github.com/combo-web/combo/examples/login/welcome.New", "/src/combo/examples/login/welcome/welcome.go", true},
		{"github.com/combo-web/combo_test.TestView", "/src/combo/view_test.go", true},
		{"github.com/combo-web/combo.TestIsOwn", "/src/combo/stack_test.go", true},
		{"github.com/combo-web/combo.View.call", "/src/combo/view.go", false},
		{"github.com/combo-web/combo/internal/decode.Form", "/src/combo/internal/decode/form.go", false},
		{"github.com/google/uuid.Parse", "/home/me/go/pkg/mod/github.com/google/uuid@v1.6.0/uuid.go", false},
		{"github.com/google/uuid.Parse", "github.com/google/uuid@v1.6.0/uuid.go", false},
		{"github.com/google/uuid.Parse", "/src/site/vendor/github.com/google/uuid/uuid.go", false},
		{"net/http.(*conn).serve", "/usr/lib/go/src/net/http/server.go", false},
		{"runtime.goexit", "/usr/lib/go/src/runtime/asm_amd64.s", false},
		{"bytes.(*Buffer).Write", "bytes/buffer.go", false},
	} {
		if got := isOwn(test.function, test.file); got != test.want {
			t.Errorf("isOwn(%q, %q) = %v, want %v", test.function, test.file, got, test.want)
		}
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		function, packages string
		want               bool
	}{
		{"blog.show", "blog", true},
		{"blog/views.show", "blog", true},
		{"blogs.show", "blog", false},
		{"blog", "blog", false},
		{"bytes.Equal", "", false},
	} {
		if got := within(test.function, test.packages); got != test.want {
			t.Errorf("within(%q, %q) = %v, want %v", test.function, test.packages, got, test.want)
		}
	}
}

func TestFrame(t *testing.T) {
	t.Parallel()
	f := frame{Function: "example.com/site/blog.(*Blog).show.func1"}
	if f.call() != "blog.(*Blog).show.func1" || f.pkg() != "example.com/site/blog" {
		t.Errorf("call %q, package %q", f.call(), f.pkg())
	}
}

func TestGroupCalls(t *testing.T) {
	t.Parallel()
	calls := []frame{{Function: "runtime.panic"}, {Function: "runtime.sigpanic"}, {Function: "a.b/c.d", Own: true}, {Function: "net/http.serve"}, {Function: "runtime.goexit"}}
	groups := groupCalls(calls)
	if len(groups) != 3 || len(groups[0].Frames) != 2 || !groups[1].Own || len(groups[2].Frames) != 2 {
		t.Fatalf("groups = %+v", groups)
	}
	if got := foldedTitle(groups[0]); got != "2 calls in runtime" {
		t.Errorf("title %q", got)
	}
	if got := foldedTitle(groups[2]); got != "2 calls in net/http and runtime" {
		t.Errorf("title %q", got)
	}
}
