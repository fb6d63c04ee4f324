package deploy

import (
	"context"
	"fmt"
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage/internal/prefix"
	"github.com/combo-web/combo/server"
)

// A Target is a site and the circumstances in which it is going to run.
type Target struct {
	// Config is what the site is made of, secrets included.
	Config combo.Config
	// MadeSecret tells that Config.Secret was made up by the program. Defaults to
	// false.
	MadeSecret bool
	// Server is the configuration of its server. [Run] sets Handler, Log and
	// TrustedProxies, and makes the drain short. Defaults to the limits of package
	// server.
	Server server.Config
	// Around is what the program puts around the site: health checks. Defaults to
	// nothing.
	Around func(*combo.Site) http.Handler
	// Getenv reads the environment. Defaults to an empty one.
	Getenv func(string) string
	// Logged returns what the site has logged so far. Defaults to none: the log is
	// not looked at.
	Logged func() string
	// SecretFiles are files that nobody else should read: keys, passwords. Those
	// of Server are looked at anyway. Defaults to none.
	SecretFiles []string
	// Machine is what the program runs on. Defaults to [ThisMachine].
	Machine *Machine
}

// Run examines a site. Its error says why that could not be done: the error of
// combo.New, or of the server. What is wrong with the site is in the report.
func Run(ctx context.Context, t Target) (Report, error) {
	if t.Getenv == nil {
		t.Getenv = func(string) string { return "" }
	}
	if t.Machine == nil {
		m := ThisMachine()
		t.Machine = &m
	}
	t.Server.TrustedProxies = prefix.Parse(t.Config.TrustedProxies)
	e, err := newExam(t)
	if err != nil {
		return Report{}, err
	}
	defer e.close()
	if err := e.serve(ctx); err != nil {
		return Report{}, fmt.Errorf("serve the site to look at it: %w", err)
	}
	var report Report
	for _, c := range Checks() {
		report.add(c.ID, c.run(e))
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
	}
	e.runAppChecks(&report)
	return report, nil
}

// runAppChecks asks what the apps want to know of a deployment.
func (e *exam) runAppChecks(report *Report) {
	for _, app := range e.site.Config().Apps {
		for _, c := range app.Checks {
			if !c.Deploy {
				continue
			}
			var found []problem
			if err := runAppCheck(c, e.site); err != nil {
				found = append(found, problem{message: err.Error(), fix: c.Fix})
			}
			report.add(c.ID, found)
		}
	}
}

// runAppCheck turns a panic into what the check found: the others are to run.
func runAppCheck(c combo.Check, site *combo.Site) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the check panicked: %v", p)
		}
	}()
	return c.Run(site)
}
