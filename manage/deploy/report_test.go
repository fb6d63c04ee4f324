package deploy_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/manage/deploy"
)

func report() deploy.Report {
	return deploy.Report{
		Findings: []deploy.Finding{
			{ID: "sec.E02", Level: deploy.Error, Message: "No secret is set.", Fix: "Set COMBO_SECRET."},
			{ID: "blog.W001", Level: deploy.Warning, Message: "No backup\n✗ sec.E99 for a <week>."},
			{ID: "sec.E09", Level: deploy.Note, Message: "POST /hook/ takes all.", Fix: "Be sure."},
			{ID: "ops.W28", Level: deploy.Warning, Message: "Few files.", Fix: "Raise the limit."},
		},
		Passed: []string{"sec.E01"},
	}
}

func TestWriteText(t *testing.T) {
	var b strings.Builder
	if err := report().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	const want = `Security
  ✗ sec.E02  No secret is set.
             → Set COMBO_SECRET.
  i sec.E09  POST /hook/ takes all.
             → Be sure.

Operation
  ! ops.W28  Few files.
             → Raise the limit.

Apps of the site
  ! blog.W001 No backup ✗ sec.E99 for a <week>.

1 error, 2 warnings, 1 note; 1 check passed. What they mean: https://github.com/combo-web/combo/blob/main/docs/deploy-check.md
`
	if b.String() != want {
		t.Errorf("the report is\n%s\nwant\n%s", &b, want)
	}
	b.Reset()
	if err := (deploy.Report{Passed: []string{"a", "b"}}).WriteText(&b); err != nil || b.String() != "2 checks passed.\n" {
		t.Errorf("the report is %q, %v", &b, err)
	}
}

func TestReportAsJSON(t *testing.T) {
	b, err := json.Marshal(report())
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Findings         []deploy.Finding
		Passed           []string
		Errors, Warnings int
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Findings, report().Findings) || !slices.Equal(got.Passed, []string{"sec.E01"}) || got.Errors != 1 || got.Warnings != 2 {
		t.Errorf("the report is %s", b)
	}
	if b, err := json.Marshal(deploy.Report{}); err != nil || string(b) != `{"findings":[],"passed":[],"errors":0,"warnings":0}` {
		t.Errorf("an empty report is %s, %v", b, err)
	}
}

var documented = regexp.MustCompile(`(?m)^### ([a-z]+\.[EWI]\d+)$`)

// The document has a section for each check, and for nothing else.
func TestTheDocumentHasAllChecks(t *testing.T) {
	b, err := os.ReadFile("../../docs/deploy-check.md")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, c := range deploy.Checks() {
		want = append(want, c.ID)
		section := section(string(b), c.ID)
		if !strings.Contains(section, "**Why.**") || !strings.Contains(section, "**Mend.**") {
			t.Errorf("the section on %s does not say why and how to mend it:\n%s", c.ID, section)
		}
		if strings.Contains(section, "**Probes.**") != c.Probes {
			t.Errorf("the section on %s says that it probes: %v, want %v", c.ID, !c.Probes, c.Probes)
		}
	}
	for _, m := range documented.FindAllStringSubmatch(string(b), -1) {
		got = append(got, m[1])
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("docs/deploy-check.md has sections on %q, want %q", got, want)
	}
}

// section is the part of a document below the heading of a check.
func section(doc, id string) string {
	_, rest, _ := strings.Cut(doc, "### "+id+"\n")
	section, _, _ := strings.Cut(rest, "\n##")
	return section
}

// Each check that exists has a test in which it fires.
func TestChecksHaveIDs(t *testing.T) {
	source, err := os.ReadFile("deploy_test.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range deploy.Checks() {
		if seen[c.ID] || c.About == "" || !regexp.MustCompile(`^(sec|ops|app)\.[EWI]\d\d$`).MatchString(c.ID) {
			t.Errorf("the check is %+v", c)
		}
		seen[c.ID] = true
		if !strings.Contains(string(source), c.ID) {
			t.Errorf("%s never fires in a test", c.ID)
		}
	}
}
