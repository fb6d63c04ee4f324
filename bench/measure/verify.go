package measure

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

// Verify starts a contestant and asks for all that will be measured: what is
// faster because it answers something else is not faster. The access log of a
// stack must have one line for each request.
func Verify(ctx context.Context, c Contestant, o Options) error {
	s, err := start(ctx, c, o.Places, o.ServerCore)
	if err != nil {
		return err
	}
	requests := 0
	for _, task := range tasks.All() {
		if err := s.check(ctx, task); err != nil {
			return s.kill(err)
		}
		requests += len(task.Requests)
	}
	if _, err := s.stop(); err != nil {
		return err
	}
	lines, err := takeLog(c, o.Places)
	if err == nil && c.logs() && lines != requests {
		err = fmt.Errorf("%s: %d lines in the access log for %d requests", c.Name, lines, requests)
	}
	return err
}

// check sends the requests of a task and compares the answers.
func (s *server) check(ctx context.Context, task tasks.Task) error {
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	for _, r := range task.Requests {
		if err := s.checkOne(ctx, client, r, task.Gzip); err != nil {
			return fmt.Errorf("GET %s: %w", r.Path, err)
		}
	}
	return nil
}

func (s *server) checkOne(ctx context.Context, client *http.Client, r tasks.Request, accepted bool) error {
	request, err := http.NewRequestWithContext(ctx, "GET", "http://"+s.address+r.Path, nil)
	if err != nil {
		return err
	}
	if accepted {
		request.Header.Set("Accept-Encoding", "gzip") // the client leaves the answer as it is then
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := s.read(answer, accepted)
	switch {
	case err != nil:
		return err
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("the status is %s", answer.Status)
	case string(body) != r.Body:
		return fmt.Errorf("the body is %.200q, not %q", body, r.Body)
	case !strings.EqualFold(answer.Header.Get("Content-Type"), r.Type):
		return fmt.Errorf("the content type is %q, not %q", answer.Header.Get("Content-Type"), r.Type)
	case s.contestant.logs():
		return checkFields(answer.Header)
	}
	return nil
}

// read returns the body as it was before it was compressed, which stacks must do if
// they are asked to, and nobody else.
func (s *server) read(answer *http.Response, accepted bool) ([]byte, error) {
	encoding, want := answer.Header.Get("Content-Encoding"), ""
	if accepted && s.contestant.logs() {
		want = "gzip"
	}
	if encoding != want {
		return nil, fmt.Errorf("the content encoding is %q, not %q", encoding, want)
	}
	if encoding == "" {
		return io.ReadAll(answer.Body)
	}
	unpacked, err := gzip.NewReader(answer.Body)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unpacked)
}

// checkFields looks for what every stack sends.
func checkFields(h http.Header) error {
	for _, f := range serve.SecurityFields {
		if got := h.Values(f.Name); len(got) != 1 || got[0] != f.Value {
			return fmt.Errorf("the field %s is %q, not %q", f.Name, got, f.Value)
		}
	}
	if h.Get(serve.RequestID) == "" {
		return fmt.Errorf("there is no field %s", serve.RequestID)
	}
	return nil
}

// logged compares the lines of the access log with the requests: those that wrk has
// counted, and those that were under way when it stopped, twice.
func (w window) logged(c Contestant, places Places, connections int) error {
	lines, err := takeLog(c, places)
	if err != nil || !c.logs() {
		return err
	}
	least := int(w.warmup.Requests + w.load.Requests)
	if most := least + 2*connections + maxChecks; lines < least || lines > most {
		return fmt.Errorf("%d lines in the access log for %d to %d requests", lines, least, most)
	}
	return nil
}

// maxChecks is how many requests check sends at most.
const maxChecks = tasks.RouteCount

// takeLog counts the lines of the access log and removes it.
func takeLog(c Contestant, places Places) (lines int, err error) {
	if !c.logs() {
		return 0, nil
	}
	file, err := os.Open(places.Log)
	if err != nil {
		return 0, err
	}
	defer os.Remove(places.Log)
	defer file.Close()
	buffer := make([]byte, 1<<20)
	for {
		n, err := file.Read(buffer)
		lines += bytes.Count(buffer[:n], []byte("\n"))
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return lines, err
		}
	}
}
