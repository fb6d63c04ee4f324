package server_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/combo-web/combo/server"
)

// A program that serves until it is told to end, on the sockets that it was
// started with, or on its own.
func Example() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := server.New(server.Config{Handler: http.NotFoundHandler()})
	if err != nil {
		fmt.Println(err)
		return
	}
	listeners, err := server.Inherited()
	if err == nil && len(listeners) == 0 {
		listeners = append(listeners, nil)
		listeners[0], err = server.Listen(ctx, "127.0.0.1:0")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	stop() // so that this example ends
	fmt.Println(s.Serve(ctx, listeners...))
	// Output: <nil>
}

// events is a stream that ends when the server drains: the browser connects again,
// to the next process.
func events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			fmt.Fprintf(w, "data: %s\n\n", now.Format(time.TimeOnly))
			if control.Flush() != nil {
				return
			}
		case <-server.Draining(r.Context()):
			return
		case <-r.Context().Done():
			return
		}
	}
}

func ExampleDraining() {
	s, err := server.New(server.Config{Handler: http.HandlerFunc(events), DrainIdle: time.Millisecond})
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := server.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, l) }()
	got := make(chan error)
	go func() {
		resp, err := http.Get("http://" + l.Addr().String())
		if err == nil {
			stop()
			_, err = io.Copy(io.Discard, resp.Body)
		}
		got <- err
	}()
	time.AfterFunc(1500*time.Millisecond, stop)
	fmt.Println("the client:", <-got)
	fmt.Println("the server:", <-ended)
	// Output:
	// the client: <nil>
	// the server: <nil>
}

// A program that replaces itself starts the new one on a copy of its socket, and
// ends when that is ready. How the new one says so is left out here.
func ExampleFile() {
	l, err := server.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := server.File(l)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	successor := exec.Command("/srv/shop/shop-2", "serve", "-inherit")
	successor.ExtraFiles = append(successor.ExtraFiles, file) // its file 3: InheritedFrom(3)
	fmt.Println(successor.Args[1:], len(successor.ExtraFiles))
	// Output: [serve -inherit] 1
}
