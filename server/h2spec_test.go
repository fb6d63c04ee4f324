package server_test

import (
	"encoding/xml"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/server"
)

// h2spec is the program with the cases of HTTP/2. It is fetched from the module proxy.
const h2spec = "github.com/summerwind/h2spec/cmd/h2spec@v2.2.1+incompatible"

// h2specCases is how many cases it has.
const h2specCases = 145

// h2specFails are the cases that net/http fails, and with it this server. One that
// passes fails the test, so that the list stays true.
var h2specFails = []string{
	// It takes no setting twice in a frame.
	"http2/6.5.3: Sends multiple values of SETTINGS_INITIAL_WINDOW_SIZE",
	// It answers 400, where the case wants that the stream is reset.
	"http2/8.1.2.2: Sends a HEADERS frame that contains the connection-specific header field",
	"http2/8.1.2.2: Sends a HEADERS frame that contains the TE header field with any value other than \"trailers\"",
}

// A junitSuite is a part of the report of h2spec.
type junitSuite struct {
	Cases []struct {
		Package   string    `xml:"package,attr"`
		ClassName string    `xml:"classname,attr"`
		Failure   *struct{} `xml:"failure"`
		Error     *struct{} `xml:"error"`
		Skipped   *struct{} `xml:"skipped"`
	} `xml:"testcase"`
}

// runH2Spec runs the cases, or some parts of them, and returns how many there were and
// the names of those that failed. Each case may take some seconds: net/http closes a
// connection one second after it has said so.
func runH2Spec(t *testing.T, addr, seconds string, parts ...string) (cases int, failed []string) {
	t.Helper()
	_, port, _ := net.SplitHostPort(addr)
	report := filepath.Join(t.TempDir(), "report.xml")
	args := []string{"run", h2spec, "-p", port, "-t", "-k", "-o", seconds, "-j", report}
	run := exec.CommandContext(t.Context(), "go", append(args, parts...)...)
	run.Dir = t.TempDir() // outside of the module: its go.sum does not know the program
	output, err := run.CombinedOutput()
	text, readErr := os.ReadFile(report)
	if readErr != nil {
		t.Fatalf("%s: %v, %v\n%s", h2spec, err, readErr, output)
	}
	var suites struct {
		Suites []junitSuite `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &suites); err != nil {
		t.Fatalf("read the report of h2spec: %v", err)
	}
	for _, suite := range suites.Suites {
		for _, c := range suite.Cases {
			cases++
			if c.Failure != nil || c.Error != nil || c.Skipped != nil {
				failed = append(failed, c.Package+": "+c.ClassName)
			}
		}
	}
	return cases, failed
}

// page reads what there is to read, and answers.
func page(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "text/plain")
	w.Write([]byte(strings.Repeat("page\n", 20)))
}

// TestH2Spec runs the cases of h2spec (gauntlet A14, X22).
func TestH2Spec(t *testing.T) {
	t.Parallel()
	addr, _ := start(t, hardened(server.Config{TLS: certificates()}), http.HandlerFunc(page))
	cases, failed := runH2Spec(t, addr, "3")
	if cases != h2specCases {
		t.Errorf("h2spec has run %d cases, want %d", cases, h2specCases)
	}
	for _, name := range failed {
		if !slices.Contains(h2specFails, name) {
			t.Errorf("a case fails: %q", name)
		}
	}
	for _, name := range h2specFails {
		if !slices.Contains(failed, name) {
			t.Errorf("a case passes that is on the list of those that fail: %q", name)
		}
	}
}

// TestH2SpecWeakened: a server whose handler never answers fails more.
func TestH2SpecWeakened(t *testing.T) {
	t.Parallel()
	addr, _ := start(t, hardened(server.Config{TLS: certificates()}), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler)
	}))
	if cases, failed := runH2Spec(t, addr, "1", "generic/2"); len(failed) == 0 {
		t.Errorf("all %d cases pass without an answer: the test shows nothing", cases)
	}
}
