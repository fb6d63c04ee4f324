package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/server"
)

// A site under limits of its own, with what package manage would do around it.
func Example_site() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	site, err := newShop()
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	config := server.Config{Handler: withHealth(site), IdleTimeout: 30 * time.Second, MaxConns: 2000}
	stop() // so that this example ends
	fmt.Println(serveSite(ctx, site, config, l))
	// Output:
	// the shop opens
	// the shop closes
	// <nil>
}

func newShop() (*combo.Site, error) {
	say := func(text string) func(context.Context) error {
		return func(context.Context) error {
			fmt.Println(text)
			return nil
		}
	}
	return combo.New(combo.Config{
		Apps:   []combo.App{{Name: "shop", Start: say("the shop opens"), Stop: say("the shop closes")}},
		Hosts:  []string{"shop.example.com"},
		Secret: []string{"32 random characters, or some more"},
	})
}

// serveSite starts the apps, serves until ctx ends, and stops the apps when the last
// request is answered.
func serveSite(ctx context.Context, site *combo.Site, config server.Config, l net.Listener) error {
	s, err := server.New(config)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if err := site.Start(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	err = s.Serve(ctx, l)
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second) // ctx has ended
	defer cancel()
	return errors.Join(err, site.Stop(limit))
}

// withHealth answers supervisors, which call the machine by its address: the site
// would refuse the host. All else is the site's, as it came: http.ServeMux would
// redirect paths before the site sees them.
func withHealth(site *combo.Site) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz":
			_, _ = io.WriteString(w, "ok\n")
		case "/readyz":
			answerReady(w, r, site)
		default:
			site.ServeHTTP(w, r)
		}
	})
}

func answerReady(w http.ResponseWriter, r *http.Request, site *combo.Site) {
	select {
	case <-server.Stopping(r.Context()):
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	default:
	}
	if err := site.Ready(r.Context()); err != nil { // why is not for strangers
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ready\n")
}

// The site refuses the host under which supervisors come, they are answered all
// the same.
func ExampleStopping() {
	site, err := newShop()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, path := range []string{"/healthz", "/readyz", "/"} {
		w := httptest.NewRecorder()
		withHealth(site).ServeHTTP(w, httptest.NewRequest("GET", "http://10.0.0.7:8000"+path, nil))
		fmt.Println(path, w.Code)
	}
	// Output:
	// /healthz 200
	// /readyz 200
	// / 400
}
