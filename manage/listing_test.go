package manage_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

func TestCheck(t *testing.T) {
	broken := combo.Config{Hosts: []string{"a b"}, URLs: combo.URLs{
		combo.Get("<wonder:x>/", text("")),
	}}
	failing := combo.Config{Apps: []combo.App{{Name: "blog", Checks: []combo.Check{
		{ID: "blog.E001", Run: func(*combo.Site) error { return errors.New("no posts") }},
		{ID: "blog.E002", Run: func(*combo.Site) error { return nil }},
	}}}}
	for _, test := range []struct {
		name   string
		config combo.Config
		args   []string
		code   int
		want   []string
	}{
		{"good", combo.Config{}, nil, 0, []string{"No mistakes found.\n"}},
		{"good as JSON", combo.Config{}, []string{"-json"}, 0, []string{"{\n  \"mistakes\": []\n}\n"}},
		{"broken", broken, nil, 1, []string{"Config.Hosts: \"a b\" is not a host name\n", "listing_test.go:"}},
		{"failing", failing, nil, 1, []string{"blog.E001: no posts\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := run(t, "", test.config, append([]string{"check"}, test.args...)...)
			r.want(t, test.code, test.want, nil)
			if test.code == 1 && strings.Contains(r.stdout, "No mistakes") {
				t.Errorf("stdout is %q", r.stdout)
			}
		})
	}
	r := run(t, "", broken, "check", "-json")
	var got struct {
		Mistakes []struct{ At, Message string }
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || r.code != 1 {
		t.Fatalf("check -json: code %d, %v: %s", r.code, err, r.stdout)
	}
	if len(got.Mistakes) != 2 || got.Mistakes[0].At != "" || !strings.HasPrefix(got.Mistakes[1].At, "listing_test.go:") || got.Mistakes[1].Message == "" {
		t.Errorf("check -json gave %+v", got)
	}
}

func blogURLs() combo.URLs {
	return combo.URLs{
		combo.Get("", text("")).Name("home"),
		combo.Path("posts/<int:id>/", text("")).Methods("GET", "POST").Name("post"),
		combo.Mount("files/", http.NotFoundHandler()),
	}
}

func TestRoutes(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		urls combo.URLs
		want string
	}{
		{"all", nil, blogURLs(), `METHODS   PATTERN          NAME  FILE:LINE
GET       /                home  listing_test.go:N
GET,POST  /posts/<int:id>/ post  listing_test.go:N
any       /files/*         -     listing_test.go:N
`},
		{"by pattern", []string{"post"}, blogURLs(), `METHODS   PATTERN          NAME  FILE:LINE
GET,POST  /posts/<int:id>/ post  listing_test.go:N
`},
		{"by name", []string{"home"}, blogURLs(), `METHODS  PATTERN  NAME  FILE:LINE
GET      /        home  listing_test.go:N
`},
		{"none of that text", []string{"shop"}, blogURLs(), "No route has \"shop\" in its pattern or name.\n"},
		{"none", nil, nil, "The site has no routes.\n"},
		{"JSON", []string{"home", "-json"}, blogURLs(), `{
  "routes": [
    {
      "methods": [
        "GET"
      ],
      "pattern": "/",
      "name": "home",
      "at": "listing_test.go:N"
    }
  ]
}
`},
		{"no JSON", []string{"-json"}, nil, "{\n  \"routes\": []\n}\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := run(t, "", combo.Config{URLs: test.urls}, append([]string{"routes"}, test.args...)...)
			r.want(t, 0, []string{""}, nil)
			if squeeze(r.stdout) != squeeze(test.want) {
				t.Errorf("stdout is\n%s, want\n%s", r.stdout, test.want)
			}
		})
	}
}

var lineNumber = regexp.MustCompile(`_test\.go:\d+`)

// squeeze makes one space of several, so that columns may be of any width, and
// N of line numbers.
func squeeze(text string) string {
	text = lineNumber.ReplaceAllString(text, "_test.go:N")
	for strings.Contains(text, "  ") {
		text = strings.ReplaceAll(text, "  ", " ")
	}
	return text
}

func TestRoutesAreAligned(t *testing.T) {
	r := run(t, "", combo.Config{URLs: blogURLs()}, "routes")
	lines := strings.Split(strings.TrimSpace(r.stdout), "\n")
	for _, line := range lines {
		if strings.LastIndex(line, "listing_test") >= 0 && strings.LastIndex(line, "listing_test") != strings.Index(lines[0], "FILE:LINE") {
			t.Errorf("the columns are not aligned:\n%s", r.stdout)
		}
	}
}

func TestVersion(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"-version"}, {"--version"}} {
		run(t, "", combo.Config{}, args...).want(t, 0, []string{"github.com/combo-web/combo", "\ncombo", "\ngo", "go1."}, nil)
	}
	r := run(t, "", combo.Config{}, "version", "-json")
	var got map[string]string
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || got["module"] == "" || got["combo"] == "" || !strings.HasPrefix(got["go"], "go1.") {
		t.Errorf("version -json gave %q, %v", r.stdout, err)
	}
}
