package manage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/combo-web/combo"
)

const (
	readyTimeout = 2 * time.Second // for all apps together
	readyKept    = time.Second     // how long an answer holds, whoever asks
)

// A readiness asks the apps of a site whether they can serve. Any number of
// strangers may ask: the apps are asked once a second at most.
type readiness struct {
	apps []*readyApp
	log  *slog.Logger

	mu      sync.Mutex
	asked   time.Time     // when the last answer came
	names   []string      // of the apps that were not ready then
	asking  chan struct{} // closed when the answer that is waited for comes, nil if none is
	message string        // the last that was logged
}

// A readyApp is an app that can tell, and its call that runs.
type readyApp struct {
	combo.App
	running chan struct{} // holds a token while Ready runs, which may outlive its time limit
}

func newReadiness(site *combo.Site) *readiness {
	y := &readiness{log: site.Config().Log}
	for _, app := range site.Config().Apps {
		if app.Ready != nil {
			y.apps = append(y.apps, &readyApp{app, make(chan struct{}, 1)})
		}
	}
	return y
}

// down returns the names of the apps that are not ready. Requests that come while
// the apps are asked wait for the same answer.
func (y *readiness) down(ctx context.Context) []string {
	y.mu.Lock()
	if y.asking == nil && (y.asked.IsZero() || time.Since(y.asked) >= readyKept) {
		y.asking = make(chan struct{})
		// The answer is for all who wait: it does not end with the request that asked first.
		go y.askAll(context.WithoutCancel(ctx), y.asking)
	}
	asking := y.asking
	y.mu.Unlock()
	if asking != nil {
		<-asking
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.names
}

func (y *readiness) askAll(ctx context.Context, done chan struct{}) {
	defer close(done)
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	errs := make([]error, len(y.apps))
	var all sync.WaitGroup
	for i, app := range y.apps {
		all.Go(func() { errs[i] = app.ask(ctx) })
	}
	all.Wait()
	y.note(errs)
}

var errStillAsked = errors.New("it has not answered for longer than the time limit")

// ask calls Ready and waits for it no longer than ctx lasts. A call that goes on
// is not joined by a second one.
func (a *readyApp) ask(ctx context.Context) error {
	select {
	case a.running <- struct{}{}:
	default:
		return errStillAsked
	}
	answer := make(chan error, 1)
	go func() {
		defer func() { <-a.running }()
		answer <- callReady(ctx, a.Ready)
	}()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("no answer within %v", readyTimeout)
	}
}

// callReady turns a panic into an error: nobody stands around this goroutine.
func callReady(ctx context.Context, ready func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return ready(ctx)
}

// note keeps the answer, and logs the causes when they are others than before.
func (y *readiness) note(errs []error) {
	var names, causes []string
	for i, err := range errs {
		if err != nil {
			names = append(names, y.apps[i].Name)
			causes = append(causes, y.apps[i].Name+": "+err.Error())
		}
	}
	message := strings.Join(causes, "; ")
	y.mu.Lock()
	changed := message != y.message
	y.names, y.message, y.asked, y.asking = names, message, time.Now(), nil
	y.mu.Unlock()
	switch {
	case changed && message != "":
		y.log.Warn("not ready", "cause", message)
	case changed:
		y.log.Info("ready again")
	}
}
