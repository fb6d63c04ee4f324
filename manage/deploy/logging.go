package deploy

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

func checkLog(e *exam) (found []problem) {
	log := e.site.Config().Log
	for _, level := range []slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if !log.Enabled(context.Background(), level) {
			found = append(found, problem{message: fmt.Sprintf("The log leaves out %s: what happened cannot be found out later.", level), fix: "Let the handler of Config.Log take slog.LevelInfo."})
			break
		}
	}
	if log.Enabled(context.Background(), slog.LevelDebug) {
		found = append(found, problem{message: "The log takes debug messages, which may hold what visitors send.", fix: "Let the handler of Config.Log take slog.LevelInfo.", level: Note})
	}
	if e.Logged != nil {
		found = append(found, e.checkRedaction()...)
	}
	return found
}

// checkRedaction sends secrets in the places where they are sent, and looks for
// them in the log.
func (e *exam) checkRedaction() (found []problem) {
	for _, part := range []struct{ where, query, field string }{
		{"the query", "?password=SECRET&token=SECRET&csrfmiddlewaretoken=SECRET&sid=SECRET&jwt=SECRET&ticket=SECRET", ""},
		{"Authorization", "", "Authorization: Bearer SECRET\r\n"},
		{"Cookie", "", "Cookie: sessionid=SECRET\r\n"},
	} {
		secret := rand.Text()
		for _, path := range []string{"/", e.path("error"), e.path("panic")} {
			if err := e.finish(path+strings.ReplaceAll(part.query, "SECRET", secret), strings.ReplaceAll(part.field, "SECRET", secret)); err != nil {
				return []problem{unanswered(err)}
			}
		}
		if strings.Contains(e.Logged(), secret) {
			found = append(found, problem{message: fmt.Sprintf("The log shows secrets that visitors send in %s.", part.where),
				fix: "Log requests with middleware.AccessLog, which leaves them out."})
		}
	}
	return append(found, e.notLookedAt("what is logged of requests that a view sees")...)
}

// finish sends a request and waits until nothing of the site works on it any
// more: middleware writes its line after the answer, and then the server hangs up.
func (e *exam) finish(target, fields string) error {
	in := e.stranger
	if !in.secure && e.proxy != nil {
		in, fields = e.proxy, fields+"X-Forwarded-Proto: https\r\nX-Forwarded-For: "+visitor+"\r\n"
	}
	conn, err := in.raw(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", target, e.host(), fields); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, conn)
	return err
}
