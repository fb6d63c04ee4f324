package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/combo-web/combo/bench/measure"
)

func TestAbout(t *testing.T) {
	t.Parallel()
	a, err := about(t.Context(), "the command")
	if err != nil {
		t.Fatal(err)
	}
	m := a.Machine
	if a.Commit == "" || a.Date.IsZero() || a.Command != "the command" || m.Processor == "" || m.Cores < 1 || m.Go == "" {
		t.Errorf("something is missing: %+v", a)
	}
	if !regexp.MustCompile(`^Linux \d+\.\d+$`).MatchString(m.Kernel) {
		t.Errorf("the kernel is %q, want its version only", m.Kernel)
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	got, err := versions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range measure.Contestants {
		if version := got[c.Name]; c.Module != "" && !strings.Contains(version, ".") {
			t.Errorf("the version of %s is %q", c.Name, version)
		}
	}
	for _, name := range []string{"gunicorn", "wrk"} {
		if !regexp.MustCompile(`^\d+\.\d+`).MatchString(got[name]) {
			t.Errorf("the version of %s is %q", name, got[name])
		}
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"walk"}, {"run", "-servers", "rails"}, {"quick", "-tasks", "sleep"}, {"pairs", "-pairs", "combo"}, {"pairs", "-tasks", "sleep"}} {
		if err := run(t.Context(), args); err == nil {
			t.Errorf("bench %v has no error", args)
		}
	}
}

// A check changes nothing and finds what was edited by hand.
func TestReportCheck(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, folder := range []string{"bench", "docs"} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir("bench")
	const old = "<!-- bench: versions -->\nmade up\n<!-- end -->\n"
	if err := os.WriteFile(page, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeReport([]string{"-check"}); err == nil {
		t.Error("a page that differs passes the check")
	}
	if text, err := os.ReadFile(page); err != nil || string(text) != old {
		t.Errorf("the check has changed the page: %q, %v", text, err)
	}
	if err := writeReport(nil); err != nil {
		t.Fatal(err)
	}
	if err := writeReport([]string{"-check"}); err != nil {
		t.Errorf("after writing the page: %v", err)
	}
}
