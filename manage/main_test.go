package manage_test

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

// asProgram makes the test's own program a site: its value is the command line.
const asProgram = "TEST_COMMAND_LINE"

func TestMain(m *testing.M) {
	line, ok := os.LookupEnv(asProgram)
	if !ok {
		// A site that is stopped waits for requests on connections that are open.
		http.DefaultTransport.(*http.Transport).DisableKeepAlives = true
		os.Exit(m.Run())
	}
	os.Args = append([]string{"band"}, strings.Fields(line)...)
	manage.Main(func(manage.Env) (combo.Config, error) { return hello(), nil })
}

// program is a site as a process of its own.
func program(t *testing.T, line string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = []string{asProgram + "=" + line, "COMBO_ADDR=127.0.0.1:0", "GOCOVERDIR=" + t.TempDir()}
	return cmd
}

func TestSignalsEndTheProgram(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := program(t, "")
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(stdout).ReadString('\n')
		url, ok := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
		if !ok {
			t.Fatalf("the program said %q, %v", line, err)
		}
		if got := get(t, url+"/hello/"); got != "Hello, World!" {
			t.Errorf("the program answers %q", got)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("after %v: %v", signal, err)
		}
	}
}

func TestExitCodes(t *testing.T) {
	for _, test := range []struct {
		line string
		want int
	}{
		{"check", 0},
		{"-addr 192.0.2.1:0", 1},
		{"-wrong", 2},
	} {
		cmd := program(t, test.line)
		_ = cmd.Run()
		if got := cmd.ProcessState.ExitCode(); got != test.want {
			t.Errorf("%q: the exit code is %d, want %d", test.line, got, test.want)
		}
	}
}
