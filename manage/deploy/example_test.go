package deploy_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage/deploy"
)

// What a program with its own command line does.
func ExampleRun() {
	config := combo.Config{Secret: []string{"change me before this goes to production"}, Log: slog.New(slog.DiscardHandler)}
	report, err := deploy.Run(context.Background(), deploy.Target{Config: config})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		if f.ID == "sec.E02" {
			fmt.Println(f.Message)
		}
	}
	// Output: Secret number 1 can be guessed: it has the word "change" in it.
}

// An app that wants to know something of the machine that it goes to.
func ExampleRun_app() {
	media := filepath.Join(os.TempDir(), "there", "is", "no", "such", "directory")
	photos := combo.App{Name: "photos", Checks: []combo.Check{{
		ID:     "photos.E001",
		Deploy: true, // not on the machine where the site is written
		Fix:    "Make the directory, and let the site write there.",
		Run: func(*combo.Site) error {
			if info, err := os.Stat(media); err != nil || !info.IsDir() {
				return errors.New("the directory for photos is not there")
			}
			return nil
		},
	}}}
	config := combo.Config{Secret: []string{"a secret of 32 characters or more"}, Apps: []combo.App{photos}, Log: slog.New(slog.DiscardHandler)}
	report, err := deploy.Run(context.Background(), deploy.Target{Config: config})
	if err != nil {
		fmt.Println(err)
		return
	}
	last := report.Findings[len(report.Findings)-1]
	fmt.Println(last.ID, last.Level, last.Message)
	// Output: photos.E001 error the directory for photos is not there
}
