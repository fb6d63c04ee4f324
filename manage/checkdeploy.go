package manage

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/manage/deploy"
)

// checkDeploy examines the site as serve would serve it. What the site logs
// meanwhile is not shown: most of it is what the examination provokes.
func (p *process) checkDeploy(ctx context.Context, o *serveOptions, asJSON, strict bool) error {
	if err := o.check(); err != nil {
		return err
	}
	var log logfile.Buffer
	given := p.env.Log
	p.logTo = &log
	config, err := p.config()
	if _, ok := errors.AsType[*usageError](err); ok {
		return err
	}
	if err != nil {
		return p.tellMistakes(err, asJSON)
	}
	target := deploy.Target{
		Config: config, MadeSecret: p.madeSecret, Server: o.config(config, http.NotFoundHandler()),
		Around: func(site *combo.Site) http.Handler { return withHealth(site, site) },
		Getenv: p.env.Getenv, SecretFiles: listOf(p.env.Getenv("COMBO_SECRET_FILE")),
	}
	if given == nil && config.Log == p.env.Log { // else the log goes where nobody here sees it
		target.Logged = log.String
	}
	report, err := deploy.Run(ctx, target)
	if err != nil {
		return p.tellMistakes(err, asJSON)
	}
	return p.tellReport(report, asJSON, strict)
}

func (p *process) tellReport(report deploy.Report, asJSON, strict bool) error {
	tell := report.WriteText
	if asJSON {
		tell = func(io.Writer) error { return p.writeJSON(report) }
	}
	if err := tell(p.env.Stdout); err != nil {
		return err
	}
	if report.Count(deploy.Error) > 0 || strict && report.Count(deploy.Warning) > 0 {
		return errReported
	}
	return nil
}
