package report_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/report"
)

// queries has two rounds of one row by its key on SQLite.
func queries() *record.ORM {
	o := &record.ORM{}
	for i, slow := range []int64{1, 2} {
		for peer, ns := range map[string]int64{"bare": 8000, "hand": 10000, "combo": 11000, "gorm": 15000, "django bare": 9000, "django": 40000} {
			r := record.ORMRound{Round: i + 1, Database: "sqlite", Task: "point", Peer: peer, Nanoseconds: ns * slow, CPU: ns * slow}
			if !strings.HasPrefix(peer, "django") {
				r.Objects = 70
			}
			o.Rounds = append(o.Rounds, r)
		}
	}
	return o
}

func TestORMTables(t *testing.T) {
	t.Parallel()
	for table, lines := range map[string][]string{
		"orm sqlite": {"| point, combo | 16.5 | 1.10 | 16.5 | 1.10 | 70 |\n", "| point, django | 60.0 | 4.00 | 60.0 | 4.00 |  |\n"},
		"orm-claims": {
			"| one row by its key takes at most 1.15 × the time of the code by hand | 1.10 |  | not measured yet |\n",
			"| one row by its key allocates at most 5 objects more | 0.00 |  | not measured yet |\n",
			"| gorm takes at least 1.50 × the time for one row | 1.36 |  | no |\n",
			"| Django takes at least 8.00 × the CPU time outside the database for one row | 10.33 |  | not measured yet |\n",
		},
		"orm postgresql": {"| task, by |"},
	} {
		page := "<!-- bench: " + table + " -->\n<!-- end -->"
		got, err := report.Page(page, report.Data{ORM: queries()})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range lines {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q:\n%s", table, want, got)
			}
		}
		if got, err := report.Page(page, report.Data{}); err != nil || !strings.Contains(got, "Not measured yet.") {
			t.Errorf("%s without rounds: %q, %v", table, got, err)
		}
	}
}
