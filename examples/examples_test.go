package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// build compiles a program of the examples once for a test.
func build(t testing.TB, pkg string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "site")
	if out, err := exec.Command("go", "build", "-o", file, pkg).CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return file
}

// A server is a running program.
type server struct {
	URL string
	cmd *exec.Cmd
}

var listening = regexp.MustCompile(`http://\S+`)

// start runs a program on a free port and waits until it listens.
func start(t testing.TB, file string, env ...string) server {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), file, "-addr", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = io.Discard
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the program says nothing: %v", err)
	}
	return server{listening.FindString(line), cmd}
}

// stop ends the program as an operator does, and waits.
func (s server) stop(t testing.TB) {
	t.Helper()
	s.cmd.Process.Signal(os.Interrupt)
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, &stderr)
	}
	return string(out)
}

func TestCurlWithEveryMethodAndRestart(t *testing.T) {
	t.Parallel()
	file, db := build(t, "."), "PEOPLE_DB="+filepath.Join(t.TempDir(), "p.db")
	s := start(t, file, db)
	curl := func(args ...string) string {
		return run(t, "curl", append([]string{"-sS", "-o", "-", "-w", " %{http_code}"}, args...)...)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"/hello/"}, "Hello, World! 200"},
		{[]string{"-I", "/hello/"}, "Content-Length: 13"},
		{[]string{"-L", "/hello"}, "Hello, World! 200"},
		{[]string{"/hello/coffee/"}, "Sorry, this is a teapot. 418"},
		{[]string{"-d", "name=Ann", "-d", "age=30", "/people/"}, `{"id":1,"name":"Ann","age":30} 201`},
		{[]string{"--json", `{"name":"Bob","age":31}`, "/people/"}, `{"id":2,"name":"Bob","age":31} 201`},
		{[]string{"-H", "Content-Type: application/xml", "-d", "<p><name>Cid</name><age>32</age></p>", "/people/"}, `{"id":3,"name":"Cid","age":32} 201`},
		{[]string{"-F", "name=Dee", "-F", "age=33", "/people/"}, `{"id":4,"name":"Dee","age":33} 201`},
		{[]string{"-X", "PUT", "-d", "name=Ben&age=40", "/people/2/"}, `{"id":2,"name":"Ben","age":40} 200`},
		{[]string{"-X", "PATCH", "-d", "age=41", "/people/2/"}, `{"id":2,"name":"Ben","age":41} 200`},
		{[]string{"-X", "DELETE", "/people/3/"}, " 204"},
		{[]string{"-i", "-X", "OPTIONS", "/people/2/"}, "Allow: GET, HEAD, PUT, PATCH, DELETE, OPTIONS"},
		{[]string{"-X", "TRACE", "/people/2/"}, " 405"},
		{[]string{"-H", "Accept: application/xml", "/people/1/"}, "<person><id>1</id><name>Ann</name><age>30</age></person> 200"},
		{[]string{"--path-as-is", "/people/../hello/"}, "The path has a dot segment.\n 400"},
		{[]string{"-L", "-d", "nm=Åsa", "/login"}, "welcome Åsa"},
	} {
		args := append([]string{}, test.args...)
		args[len(args)-1] = s.URL + args[len(args)-1]
		if got := curl(args...); !strings.Contains(got, test.want) {
			t.Errorf("curl %q = %q, want %q", test.args, got, test.want)
		}
	}
	s.stop(t)

	s = start(t, file, db)
	defer s.stop(t)
	if got, want := curl(s.URL+"/people/2/"), `{"id":2,"name":"Ben","age":41} 200`; got != want {
		t.Errorf("after a restart: %q, want %q", got, want)
	}
}

func TestPythonRequests(t *testing.T) {
	t.Parallel()
	s := start(t, build(t, "."), "PEOPLE_DB="+filepath.Join(t.TempDir(), "p.db"))
	defer s.stop(t)
	// Debian's Python, for which the tests install Debian's package.
	got := run(t, "/usr/bin/python3", "testdata/client.py", s.URL)
	want := `hello: 200 Hello, World!
form: 201 {"id":1,"name":"John","age":30}
json: 201 {"id":2,"name":"Jane","age":31}
xml: 201 {"id":3,"name":"José","age":32}
put: 200 {"id":1,"name":"Johnny","age":33}
patch: 200 {"id":2,"name":"Jane","age":34}
delete: 204
gone: 404 There is nothing at this address.
head: 200
options: 204 GET, HEAD, POST, OPTIONS
list: 200 [{"id":1,"name":"Johnny","age":33},{"id":2,"name":"Jane","age":34}]
list as xml: 200 True
mistakes: 422 ["name", "age"]
login: 200 True
login by query: 303
upload: 200 True
slash: 200 [301]
`
	if got != want {
		t.Errorf("Requests got\n%s\nwant\n%s", got, want)
	}
}

// An idle hello stays small: what a site does not use is not linked into it.
func TestHelloIsSmall(t *testing.T) {
	t.Parallel()
	s := start(t, build(t, "./hello"))
	defer s.stop(t)
	run(t, "curl", "-sS", s.URL+"/hello/")
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	var kilobytes int
	for line := range strings.Lines(string(status)) {
		fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes)
	}
	t.Logf("%d KB resident", kilobytes)
	if kilobytes == 0 || kilobytes > 20<<10 {
		t.Errorf("hello has %d KB resident, want at most 20 MB", kilobytes)
	}
}
