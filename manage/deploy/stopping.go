package deploy

import (
	"cmp"
	"fmt"
	"net/http"
	"time"
)

// The examination's server comes to its end quickly: only the order of things is
// looked at.
const (
	drainDelay   = time.Second // in which a busy machine manages a question
	drainIdle    = time.Millisecond
	drainTimeout = time.Second
)

// defaultDrain is that of package server.
const defaultDrain = 30 * time.Second

// After the drain, connections that are left are closed within a second, the apps
// are stopped, and a second is for the process to end.
const (
	stopTimeout = 10 * time.Second // of package manage
	killMargin  = time.Second + stopTimeout + time.Second
)

func checkStop(e *exam) (found []problem) {
	takes := cmp.Or(e.Server.DrainTimeout, defaultDrain) + e.Server.DrainDelay + killMargin
	who, patience := e.supervisor()
	if takes > patience {
		found = append(found, problem{message: fmt.Sprintf("A stop may take %v, and %s kills the process after %v unless it is told otherwise.", takes, who, patience),
			fix: fmt.Sprintf("Let COMBO_DRAIN and COMBO_DRAIN_DELAY be %v together at most, or give the supervisor more time: TimeoutStopSec=, terminationGracePeriodSeconds.", patience-killMargin)})
	}
	return append(found, e.checkReadiness()...)
}

// supervisor guesses who ends the process, and how long that waits by default.
func (e *exam) supervisor() (who string, patience time.Duration) {
	if e.Getenv("KUBERNETES_SERVICE_HOST") != "" {
		return "Kubernetes", 30 * time.Second
	}
	return "systemd", 90 * time.Second
}

// checkReadiness stops the server and asks whether requests may still be sent
// here. It is the last thing that the server is asked.
func (e *exam) checkReadiness() []problem {
	e.stop()
	status := 0
	for end := time.Now().Add(drainDelay); time.Now().Before(end) && status != http.StatusServiceUnavailable; {
		a, err := e.stranger.ask(visit{path: "/readyz", host: e.host()})
		if err != nil {
			break // the server has come to its end in the meantime
		}
		status = a.status
	}
	switch status {
	case http.StatusServiceUnavailable:
		return nil
	case 0:
		return []problem{{message: "/readyz was not answered while the server stopped: load balancers learn of it by requests that fail.", fix: "Let the path be answered at once, also while the server stops."}}
	case http.StatusOK:
		return []problem{{message: "/readyz says yes while the server stops: load balancers go on sending requests.", fix: "Leave the path to package manage, or say no when server.Stopping is closed."}}
	}
	return []problem{{message: fmt.Sprintf("/readyz is answered with %d: load balancers cannot tell whether requests may be sent here.", status), fix: "Serve the site with package manage."}}
}

// checkPages looks at what the site's own pages are answered with: behind an
// error, the other checks have not seen anything.
func checkPages(e *exam) (found []problem) {
	for _, p := range e.pages() {
		if p.status >= 500 {
			found = append(found, problem{message: fmt.Sprintf("GET %s is answered with %d, so what it sends was not looked at.", p.path, p.status),
				fix: "Look at the log. If the page needs what App.Start opens, open it on first use."})
		}
	}
	return found
}
