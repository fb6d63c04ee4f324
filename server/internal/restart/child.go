package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/combo-web/combo/server"
)

// childVariable makes the program a child: its value says how it ends.
const childVariable = "COMBO_RESTART_CHILD"

const readyLine = "ready\n"

// serveChild serves the sockets that the program was started with until it is
// told to end.
func serveChild() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() { // nothing outlives the program that measures
		io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	listeners, err := server.InheritedFrom(3, 4)
	if err != nil {
		return err
	}
	config, err := ownTLS()
	if err != nil {
		return err
	}
	serve := serveDraining
	if os.Getenv(childVariable) == "naive" {
		serve = serveNaively
	}
	var wg sync.WaitGroup
	errs := make([]error, 2)
	wg.Go(func() { errs[0] = serve(ctx, listeners[0], nil) })
	wg.Go(func() { errs[1] = serve(ctx, listeners[1], config) })
	fmt.Print(readyLine)
	wg.Wait()
	return errors.Join(errs...)
}

func serveDraining(ctx context.Context, l net.Listener, config *tls.Config) error {
	s, err := server.New(server.Config{Handler: http.HandlerFunc(handle), TLS: config, DrainIdle: 500 * time.Millisecond})
	if err != nil {
		return err
	}
	return s.Serve(ctx, l)
}

// serveNaively ends as programs do that know http.Server.Shutdown only.
func serveNaively(ctx context.Context, l net.Listener, config *tls.Config) error {
	h := &http.Server{Handler: http.HandlerFunc(handle), TLSConfig: config}
	failed := make(chan error, 1)
	go func() {
		if config != nil {
			failed <- h.ServeTLS(l, "", "")
			return
		}
		failed <- h.Serve(l)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	return h.Shutdown(limit)
}

// handle echoes bodies and streams events.
func handle(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/events" {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "the body was cut off", http.StatusBadRequest)
			return
		}
		w.Write(body)
		return
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	control := http.NewResponseController(w)
	for {
		fmt.Fprint(w, "data: event\n\n")
		if control.Flush() != nil {
			return
		}
		select {
		case <-tick.C:
		case <-server.Draining(r.Context()):
			fmt.Fprint(w, "event: end\n\n")
			return
		case <-r.Context().Done():
			return
		}
	}
}

// ownTLS makes a certificate that nobody has to trust.
func ownTLS() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil
}
