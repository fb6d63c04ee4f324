// Package deploy examines a site before strangers reach it, as the command
// "check -deploy" does (Django's check --deploy). It reads the settings, and then
// serves the site on a port of this machine and looks at what goes over the wire:
// header fields, cookies, refusals, error pages.
//
//	report, err := deploy.Run(ctx, deploy.Target{Config: config})
//	if err != nil {
//		return err // the site cannot be built or served
//	}
//	report.WriteText(os.Stdout)
//
// What each check means, why it matters and how to mend what it finds is in
// docs/deploy-check.md.
//
// The site is built a second time, with a few routes of the examination in front
// of its own, and its apps are not started. The probes ask for pages, and send
// forms that the site has to refuse before a view sees them; a site whose GET
// changes something should not be examined where that matters.
//
// An app brings checks of its own in App.Checks, with Deploy set. The examination
// is no proof: it finds what is forgotten, not what is wrong in a view.
package deploy
