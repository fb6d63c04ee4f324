package combo_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/combo-web/combo"

// floors says how high each family of packages stands. A package imports its
// own family and lower floors only; families on one floor do not know each
// other. Floor 7 is for programs, which nothing imports.
var floors = map[string]int{
	"headers": 0, "internal": 0, "server": 0,
	"": 1, "orm": 1, "templates": 1, "httpclient": 1, "realtime": 1, "cache": 1, "storage": 1,
	"forms": 2, "mail": 2, "manage": 2,
	"middleware": 3, "views": 3, "webtest": 3,
	"apps/sessions": 4, "apps/jobs": 4, "apps/database": 4,
	"apps/auth":  5,
	"apps/admin": 6, "django": 6,
	"cmd": 7, "examples": 7, "internal/conformance": 7,
}

// familyOf returns the longest entry of floors that a package lies in.
func familyOf(path string) (family string, ok bool) {
	path = strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	if path == "" {
		return "", true
	}
	for name := range floors {
		if name != "" && (path == name || strings.HasPrefix(path, name+"/")) && len(name) > len(family) {
			family = name
		}
	}
	return family, family != ""
}

// TestFloors holds the layout of the module: an import that runs up or sideways
// fails.
func TestFloors(t *testing.T) {
	t.Parallel()
	for path, imports := range packages(t) {
		family, ok := familyOf(path)
		if !ok {
			t.Errorf("%s stands on no floor: give it one in floors_test.go", path)
			continue
		}
		for _, imported := range imports {
			if mistake := checkImport(family, imported); mistake != "" {
				t.Errorf("%s imports %s: %s", path, imported, mistake)
			}
		}
	}
}

func checkImport(family, imported string) string {
	other, ok := familyOf(imported)
	switch {
	case !ok:
		return "it stands on no floor"
	case family == other:
		return ""
	case floors[other] >= floors[family] && floors[family] < 7:
		return "that is not a lower floor"
	}
	return ""
}

// A floor that nothing can fall through would hold nothing.
func TestFloorsNoticeWrongImports(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ family, imported string }{
		{"", module + "/manage"},
		{"manage", module + "/webtest"},
		{"orm", module + "/templates"},
		{"internal", module},
		{"webtest", module + "/examples/hello"},
	} {
		if checkImport(test.family, test.imported) == "" {
			t.Errorf("an import of %s in %q was not noticed", test.imported, test.family)
		}
	}
}

// packages returns the module's packages with what they import of the module,
// tests left out.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	list := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		own := slices.DeleteFunc(fields[1:], func(p string) bool { return p != module && !strings.HasPrefix(p, module+"/") })
		list[fields[0]] = own
	}
	return list
}
