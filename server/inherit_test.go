//go:build unix

package server_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/combo-web/combo/server"
)

// TestInheritedChild is the child of TestInherited: it says what it got.
func TestInheritedChild(t *testing.T) {
	if os.Getenv("INHERITED_CHILD") == "" {
		return
	}
	listeners, err := server.Inherited()
	if err != nil {
		fmt.Println("error:", err)
	}
	for _, l := range listeners {
		fmt.Println(server.Name(l), l.Addr())
	}
	again, err := server.Inherited()
	fmt.Println("again:", len(again), err, os.Getenv("LISTEN_FDS")+os.Getenv("LISTEN_PID")+os.Getenv("LISTEN_FDNAMES"))
	if os.Getenv("INHERITED_CHILD") == "numbers" {
		numbered, err := server.InheritedFrom(3, 4)
		fmt.Println("numbers:", len(numbered), err)
		_, err = server.InheritedFrom(77)
		fmt.Println("wrong:", err)
	}
}

func TestInherited(t *testing.T) {
	t.Parallel()
	tcp, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	path := filepath.Join(t.TempDir(), "socket")
	local, err := server.Listen(t.Context(), "unix:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer local.Close()
	for _, test := range []struct{ env, mode, want string }{
		{"LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=web:local", "1", "web " + tcp.Addr().String() + "\nlocal " + path + "\nagain: 0 <nil>"},
		{"LISTEN_PID=$$ LISTEN_FDS=1", "1", " " + tcp.Addr().String() + "\nagain: 0 <nil>"},
		{"LISTEN_PID=$$ LISTEN_FDS=x", "1", "error: LISTEN_FDS is \"x\", not a number of sockets\nagain: 0 <nil>"},
		{"LISTEN_PID=$$ LISTEN_FDS=3", "1", "error: take file 5 as a listening socket"},
		{"LISTEN_PID=1 LISTEN_FDS=2", "numbers", "again: 0 <nil> 21\nnumbers: 2 <nil>\nwrong: take file 77 as a listening socket"},
	} {
		var files []*os.File
		for _, l := range []net.Listener{tcp, local} {
			file, err := server.File(l)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			files = append(files, file)
		}
		cmd := exec.Command("sh", "-c", test.env+` exec "$0" -test.run='^TestInheritedChild$'`, os.Args[0])
		cmd.Env = append(os.Environ(), "INHERITED_CHILD="+test.mode)
		cmd.ExtraFiles = files
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), test.want) {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", test.env, err, out, test.want)
		}
	}
}

// A process that is started with a socket does not change how this one accepts.
func TestFileStaysNonBlocking(t *testing.T) {
	t.Parallel()
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	file, err := server.File(l)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if other, err := server.File(wrapper{l}); err == nil {
		other.Close()
		t.Error("a listener that does not know that it is shared was passed on")
	}
	flags, err := unix.FcntlInt(file.Fd(), unix.F_GETFL, 0) // os/exec calls Fd
	if err != nil || flags&unix.O_NONBLOCK == 0 {
		t.Errorf("flags %#x, %v: the socket blocks", flags, err)
	}
	if flags, err := unix.FcntlInt(file.Fd(), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Errorf("flags %#x, %v: every child gets the socket", flags, err)
	}
}

func TestListenOnUnixSockets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "socket")
	first, err := server.Listen(t.Context(), "unix:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if l, err := server.Listen(t.Context(), "unix:"+path); err == nil {
		l.Close()
		t.Error("a socket that is answered was replaced")
	}
	file, err := server.File(first) // the successor's: the path stays
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	first.Close()
	if _, err := os.Lstat(path); err != nil {
		t.Fatal(err)
	}
	second, err := server.Listen(t.Context(), "unix:"+path)
	if err != nil {
		t.Fatalf("a socket that nobody answers: %v", err)
	}
	second.Close()
	if err := os.WriteFile(path, []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err := server.Listen(t.Context(), "unix:"+path); err == nil {
		l.Close()
		t.Error("a file that is no socket was replaced")
	}
}
