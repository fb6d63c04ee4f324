package deploy

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// safeGo is the first version of each minor line of Go without a hole that was
// known when this was written; older lines get no mends any more.
var safeGo = []string{"1.26.5"}

// A hole is a module with a mistake that strangers can use.
type hole struct {
	module string
	safe   string // the first version without it, "" if there is none
	name   string
}

// holes are those of modules that sites often have. It is no database: that is
// what govulncheck asks.
var holes = []hole{
	{"golang.org/x/crypto", "v0.45.0", "CVE-2025-58181"},
	{"golang.org/x/image", "v0.18.0", "CVE-2024-24792"},
	{"golang.org/x/net", "v0.38.0", "CVE-2025-22872"},
	{"golang.org/x/oauth2", "v0.27.0", "CVE-2025-22868"},
	{"golang.org/x/text", "v0.3.8", "CVE-2022-32149"},
	{"google.golang.org/grpc", "v1.56.3", "CVE-2023-44487"},
	{"google.golang.org/protobuf", "v1.33.0", "CVE-2024-24786"},
	{"github.com/dgrijalva/jwt-go", "", "CVE-2020-26160"},
	{"github.com/golang-jwt/jwt/v4", "v4.5.2", "CVE-2025-30204"},
	{"github.com/golang-jwt/jwt/v5", "v5.2.2", "CVE-2025-30204"},
	{"github.com/gorilla/csrf", "v1.7.3", "CVE-2025-24358"},
	{"github.com/gorilla/schema", "v1.4.1", "CVE-2024-37298"},
	{"github.com/gorilla/websocket", "v1.4.1", "CVE-2020-27813"},
	{"github.com/jackc/pgx/v4", "v4.18.2", "CVE-2024-27304"},
	{"github.com/jackc/pgx/v5", "v5.5.4", "CVE-2024-27304"},
}

func checkVersions(e *exam) (found []problem) {
	if old := olderGo(e.Machine.GoVersion); old != "" {
		found = append(found, problem{message: fmt.Sprintf("The program was built with %s, which has known holes.", e.Machine.GoVersion),
			fix: "Build it with Go " + old + " or newer."})
	}
	for _, m := range modules(e.Machine.Build) {
		for _, h := range holes {
			if m.Path != h.module || h.safe != "" && !before(m.Version, h.safe) {
				continue
			}
			fix := fmt.Sprintf("go get %s@latest, and see what govulncheck says.", h.module)
			if h.safe == "" {
				fix = "Use another module: nobody mends this one."
			}
			found = append(found, problem{message: fmt.Sprintf("%s %s has a known hole, %s.", m.Path, m.Version, h.name), fix: fix, level: Warning})
		}
	}
	return found
}

// olderGo returns the version that should have been used, "" if it was. Versions
// that are no releases are not judged.
func olderGo(version string) string {
	version, _, _ = strings.Cut(strings.TrimPrefix(version, "go"), " ")
	if _, ok := numbers("v" + version); !ok {
		return ""
	}
	line := func(v string) string { return strings.Join(strings.SplitN(v+".0", ".", 3)[:2], ".") }
	for _, safe := range safeGo {
		if line(version) == line(safe) {
			if before("v"+version, "v"+safe) {
				return safe
			}
			return ""
		}
	}
	if before("v"+version, "v"+safeGo[0]) {
		return safeGo[0]
	}
	return ""
}

// modules are those of the program, as they were replaced.
func modules(info *debug.BuildInfo) (list []debug.Module) {
	if info == nil {
		return nil
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		list = append(list, *m)
	}
	return list
}

// before compares two versions as in v1.2.3. One that cannot be read is not
// before any. A pre-release is before its release.
func before(a, b string) bool {
	x, ok := numbers(a)
	y, _ := numbers(b)
	if !ok {
		return false
	}
	if c := slices.Compare(x[:], y[:]); c != 0 {
		return c < 0
	}
	return strings.Contains(a, "-") && !strings.Contains(b, "-")
}

// numbers reads the three numbers of a version; those that are left out are 0.
func numbers(version string) (n [3]int, ok bool) {
	version, ok = strings.CutPrefix(version, "v")
	if !ok {
		return n, false
	}
	if i := strings.IndexFunc(version, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); i >= 0 {
		version = version[:i]
	}
	parts := strings.Split(version, ".")
	if len(parts) > len(n) {
		return n, false
	}
	for i, part := range parts {
		number, err := strconv.Atoi(part)
		if err != nil {
			return n, false
		}
		n[i] = number
	}
	return n, true
}
