// Package serve is what the server programs of the comparison share: the socket
// that they get, the signal that ends them, and how they tell what they have
// allocated. What answers the requests is their own.
package serve

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/combo-web/combo/internal/logfile"
)

// Variables of the environment by which the driver talks to a server.
const (
	// Socket is the number of the open file that is the listening socket. If it
	// is not set, the server listens on a free port and says which.
	Socket = "BENCH_SOCKET"
	// Stack is "1" if the server is to run with its customary middleware.
	Stack = "BENCH_STACK"
	// Log is the file of the access log, for servers with a stack.
	Log = "BENCH_LOG"
	// Routes is the file with the list of routes, for servers in Python.
	Routes = "BENCH_ROUTES"
	// Page is the file with the answer of /page, for servers in Python.
	Page = "BENCH_PAGE"
)

// WithStack tells whether the server is to run with its customary middleware.
func WithStack() bool { return os.Getenv(Stack) == "1" }

// Listener returns the socket to serve on. It ends the program if there is none.
func Listener() net.Listener {
	listener, err := listen(os.Getenv(Socket))
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

func listen(socket string) (net.Listener, error) {
	if socket != "" {
		return net.FileListener(os.NewFile(inherited, "socket"))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		log.Printf("listening on http://%s", listener.Addr())
	}
	return listener, err
}

// inherited is the first file that exec.Cmd hands over.
const inherited = 3

// Until returns a context that ends with SIGTERM or Ctrl-C. Meanwhile SIGUSR1 makes
// the program print what it has allocated.
func Until() context.Context {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1) // before a request is answered: the driver may ask at once then
	go tellAllocations(asked)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}

// Allocations are what a program has allocated since it began.
type Allocations struct {
	Objects uint64 `json:"objects"`
	Bytes   uint64 `json:"bytes"`
	GCs     uint32 `json:"gcs"`
}

func tellAllocations(asked <-chan os.Signal) {
	out := json.NewEncoder(os.Stdout)
	for range asked {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if err := out.Encode(Allocations{m.Mallocs, m.TotalAlloc, m.NumGC}); err != nil {
			log.Fatal(err)
		}
	}
}

// HTTP answers requests with net/http's server, without any limit, until SIGTERM.
func HTTP(h http.Handler) {
	server := &http.Server{Handler: h}
	ctx := Until()
	stopped := context.AfterFunc(ctx, func() { server.Shutdown(context.Background()) })
	defer stopped()
	if err := server.Serve(Listener()); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}

// LogFile is where a server with a stack writes its access log; close it at the
// end. It is the same for all: lines are collected and written together, by which
// peers that would write line by line are faster than they are alone.
func LogFile() io.WriteCloser {
	file, err := logfile.Open(cmp.Or(os.Getenv(Log), os.DevNull))
	if err != nil {
		log.Fatal(err)
	}
	return file
}
