package manage_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

func TestServeOnAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "site.sock")
	r := start(t, "COMBO_HOSTS=localhost COMBO_SECRET="+strings.Repeat("s", 32), hello(), "-addr", "unix:"+path)
	if r.url != "unix:"+path {
		t.Fatalf("the site listens on %q: %s", r.url, r.stderr)
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}}
	answer, err := client.Get("http://localhost/hello/")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	client.CloseIdleConnections()
	run(t, "COMBO_DEBUG=1", hello(), "-addr", "unix:"+path).want(t, 1, nil, []string{path + " is in use"})
	if code := r.end(); code != 0 || answer.StatusCode != 200 {
		t.Errorf("the exit code is %d, the answer was %d: %s", code, answer.StatusCode, r.stderr)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is still there")
	}
}

// startProgram starts a program and returns what it says first.
func startProgram(t *testing.T, cmd *exec.Cmd) (url string) {
	t.Helper()
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
	return url
}

func TestInherit(t *testing.T) {
	for _, test := range []struct {
		name, line string
		environ    []string
		shell      bool // to have the process's own number in LISTEN_PID
	}{
		{"file 3", "serve -inherit", nil, false},
		{"counted", "serve -inherit", []string{"LISTEN_FDS=1"}, false},
		{"by systemd", "serve", []string{"LISTEN_FDS=1"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			file, err := listener.(*net.TCPListener).File()
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			cmd := program(t, test.line)
			if test.shell {
				cmd.Args = []string{"sh", "-c", `LISTEN_PID=$$ exec "$0"`, cmd.Path}
				cmd.Path = "/bin/sh"
			}
			cmd.Env = append(cmd.Env, test.environ...)
			cmd.ExtraFiles = []*os.File{file}
			url := startProgram(t, cmd)
			if want := "http://" + listener.Addr().String(); url != want {
				t.Errorf("the program listens on %s, want %s", url, want)
			}
			if got := get(t, url+"/hello/"); got != "Hello, World!" {
				t.Errorf("the program answers %q", got)
			}
			_ = cmd.Process.Signal(syscall.SIGTERM)
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	cmd := program(t, "serve -inherit")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if _ = cmd.Run(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "-inherit is for a program that is started with a listening socket as its file 3") {
		t.Errorf("without a socket the program ends with %d: %s", cmd.ProcessState.ExitCode(), &stderr)
	}
}

func TestSystemdIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	r := start(t, "NOTIFY_SOCKET="+path, hello(), "-addr", "127.0.0.1:0")
	wantDatagram(t, conn, "READY=1")
	r.stop()
	wantDatagram(t, conn, "STOPPING=1")
	if code := <-r.code; code != 0 {
		t.Errorf("the exit code is %d: %s", code, r.stderr)
	}
	r = start(t, "NOTIFY_SOCKET="+path+".gone", hello(), "-addr", "127.0.0.1:0")
	if code := r.end(); code != 0 || !strings.Contains(r.stderr.String(), "tell systemd") {
		t.Errorf("without systemd the exit code is %d: %s", code, r.stderr)
	}
}

func wantDatagram(t *testing.T, conn *net.UnixConn, want string) {
	t.Helper()
	b := make([]byte, 100)
	n, err := conn.Read(b)
	if err != nil || string(b[:n]) != want {
		t.Errorf("systemd was told %q, %v; want %q", b[:n], err, want)
	}
}

// A pair is a certificate with its key, in files.
type pair struct{ cert, key string }

// newPair is named file in a directory, replaced if it is there.
func newPair(t *testing.T, dir string, serial int64) pair {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	p := pair{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
	write(t, p.cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	write(t, p.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))
	return p
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// serial returns the number of the certificate that a server shows.
func serial(t *testing.T, url string) int64 {
	t.Helper()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(url, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	p := newPair(t, dir, 1)
	cmd := program(t, "-cert "+p.cert+" -key "+p.key)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	log := bufio.NewScanner(stderr)
	url := startProgram(t, cmd)
	if !strings.HasPrefix(url, "https://127.0.0.1:") {
		t.Fatalf("the program listens on %s", url)
	}
	if got := serial(t, url); got != 1 {
		t.Errorf("the certificate is number %d", got)
	}
	newPair(t, dir, 2)
	hangup(t, cmd, log, "the certificate and the log file were opened anew")
	if got := serial(t, url); got != 2 {
		t.Errorf("after SIGHUP the certificate is number %d", got)
	}
	write(t, p.cert, []byte("broken"))
	hangup(t, cmd, log, "the new certificate cannot be used: the old one stays")
	if got := serial(t, url); got != 2 {
		t.Errorf("after a broken file the certificate is number %d", got)
	}
	go io.Copy(io.Discard, stderr)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// hangup sends SIGHUP and waits until the log says so.
func hangup(t *testing.T, cmd *exec.Cmd, log *bufio.Scanner, want string) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for log.Scan() {
		if strings.Contains(log.Text(), want) {
			return
		}
	}
	t.Fatalf("the log does not say %q", want)
}

func TestASecondSignalEndsAtOnce(t *testing.T) {
	cmd := program(t, "-drain-delay 1h")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	startProgram(t, cmd)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	log := bufio.NewScanner(stderr)
	for log.Scan() && !strings.Contains(log.Text(), "stopping: requests that run may finish") {
	}
	go io.Copy(io.Discard, stderr)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for { // the program says that it stops just before it leaves the next signal to the system, or just after
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err == nil {
				t.Error("the program ended as if all requests had finished")
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestLogFileIsOpenedAnew(t *testing.T) {
	file := filepath.Join(t.TempDir(), "site.log")
	cmd := program(t, "-log json -log-file "+file)
	startProgram(t, cmd)
	if err := os.Rename(file, file+".1"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	waitFor(t, file, `"msg":"the certificate and the log file were opened anew"`)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	b, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(b), `"msg":"stopping: requests that run may finish"`) {
		t.Errorf("the new file holds %q, %v", b, err)
	}
	none := filepath.Join(t.TempDir(), "no", "site.log")
	run(t, "COMBO_DEBUG=1 COMBO_LOG_FILE="+none, hello(), "-addr", "127.0.0.1:0").want(t, 1, nil, []string{"open the log: open " + none})
}

// waitFor waits until a text stands in a file.
func waitFor(t *testing.T, file, text string) {
	t.Helper()
	w, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Add(filepath.Dir(file)); err != nil {
		t.Fatal(err)
	}
	limit := time.After(20 * time.Second)
	for {
		b, _ := os.ReadFile(file)
		if strings.Contains(string(b), text) {
			return
		}
		select {
		case <-w.Events:
		case <-limit:
			t.Fatalf("%s holds %q, want %q in it", file, b, text)
		}
	}
}
