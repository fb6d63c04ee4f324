package deploy

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/combo-web/combo/server"
)

// Limits that a site should not go beyond without knowing why.
const (
	maxHeaderTime  = 15 * time.Second
	maxIdleTime    = 5 * time.Minute
	maxViewTime    = 5 * time.Minute
	maxHeaderBytes = 64 << 10
	maxHeaders     = 200
	maxBody        = 100 << 20 // a larger one is for a route that says so
)

func checkLimits(e *exam) []problem {
	found := judgeServer(e.Server)
	limits := e.site.Config().Limits
	if limits.Body > maxBody {
		found = append(found, problem{message: fmt.Sprintf("Limits.Body lets every route take %d MB.", limits.Body>>20),
			fix: "Leave it small, and allow the routes of uploads more with MaxBody."})
	}
	if limits.Time > maxViewTime {
		found = append(found, problem{message: fmt.Sprintf("Limits.Time gives every view %v.", limits.Time), fix: "Leave it short, and give single routes more with MaxTime."})
	}
	for _, r := range e.ownRoutes() {
		if r.MaxBody > maxBody {
			found = append(found, problem{message: fmt.Sprintf("%s takes up to %d MB.", routeText(r), r.MaxBody>>20), level: Note,
				fix: "Be sure that only those get there who may fill the disk."})
		}
	}
	return append(found, e.probeLimits()...)
}

// judgeServer compares what the program has changed with what is sensible.
func judgeServer(c server.Config) (found []problem) {
	for _, l := range []struct {
		name      string
		got, most int64
	}{
		{"HeaderTimeout", int64(c.HeaderTimeout), int64(maxHeaderTime)},
		{"IdleTimeout", int64(c.IdleTimeout), int64(maxIdleTime)},
		{"MaxHeaderBytes", int64(c.MaxHeaderBytes), maxHeaderBytes},
		{"MaxHeaders", int64(c.MaxHeaders), maxHeaders},
	} {
		if l.got > l.most {
			found = append(found, problem{message: fmt.Sprintf("The server's %s is beyond what protects it.", l.name), fix: "Leave it at its default."})
		}
	}
	return found
}

// probeLimits sends a little more than is taken.
func (e *exam) probeLimits() (found []problem) {
	head := "GET / HTTP/1.1\r\nHost: " + e.host() + "\r\n"
	many := strings.Repeat("X-Probe: 1\r\n", max(100, e.Server.MaxHeaders)+1)
	large := "X-Probe: " + strings.Repeat("x", max(32<<10, e.Server.MaxHeaderBytes)+(8<<10)) + "\r\n"
	found = append(found, e.probe("A header that is too large", head+large+"\r\n", http.StatusRequestHeaderFieldsTooLarge)...)
	found = append(found, e.probe("A header with too many fields", head+many+"\r\n", http.StatusRequestHeaderFieldsTooLarge)...)
	return append(found, e.probeBody()...)
}

// probe sends bytes as they are and looks at the status.
func (e *exam) probe(what, request string, want int) []problem {
	got, err := e.exchange(request)
	if err != nil {
		return []problem{unanswered(fmt.Errorf("%s: %w", what, err))}
	}
	if got != want {
		return []problem{{message: fmt.Sprintf("%s is answered with %d, not with %d.", what, got, want), fix: "Serve the site with package server, and leave its limits at their defaults."}}
	}
	return nil
}

func (e *exam) exchange(request string) (status int, err error) {
	conn, err := e.stranger.raw(context.Background())
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	go func() { _, _ = io.WriteString(conn, request) }() // the answer may come before all has been sent
	got, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, err
	}
	got.Body.Close()
	return got.StatusCode, nil
}

// probeBody sends a body that is larger than a route without MaxBody takes. It
// waits until it is asked for the body: an answer that comes while it is sent can be
// lost to the reset of the connection.
func (e *exam) probeBody() []problem {
	limit := e.site.Config().Limits.Body
	if limit > maxBody {
		return nil // it has been found already
	}
	if found := e.notLookedAt("the limit of bodies"); found != nil {
		return found
	}
	header := []string{"Content-Type", "application/octet-stream", "Expect", "100-continue"}
	a, err := e.secure(visit{method: http.MethodPost, path: e.path("body"), body: strings.Repeat("x", int(limit)+1), header: header})
	if err != nil && (errors.Is(err, io.EOF) || strings.Contains(err.Error(), "connection reset") || strings.Contains(err.Error(), "broken pipe")) {
		return nil // the site hung up before all was sent
	}
	if err != nil {
		return []problem{unanswered(err)}
	}
	if a.status < 400 || a.status >= 500 {
		return []problem{{message: fmt.Sprintf("A body of %d bytes is answered with %d, not with 413.", limit+1, a.status), fix: "Leave out the middleware that gives requests another body."}}
	}
	return nil
}
