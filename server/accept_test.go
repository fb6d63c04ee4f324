package server_test

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

// A wrapper is a listener whose connections are of a type that nobody knows.
type wrapper struct{ net.Listener }

func (l wrapper) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	return struct{ net.Conn }{nc}, err
}

// The type of a connection does not decide whether it is encrypted.
func TestWrappedListenersSpeakTLS(t *testing.T) {
	t.Parallel()
	cert, key := writePair(t, t.TempDir(), 7)
	s, _ := newServer(t, server.Config{CertFile: cert, KeyFile: key, DrainIdle: time.Millisecond})
	l := listen(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, wrapper{l}) }()
	plain := dialTCP(t, l.Addr().String())
	plain.send(plainGet)
	if got, _ := plain.tryAnswer(); !strings.HasPrefix(got, "400 close Client sent an HTTP request to an HTTPS server") {
		t.Errorf("plain text got %q", got)
	}
	if got := serialOf(t, l.Addr().String()); got != 7 {
		t.Errorf("serial %d", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestListenersWithTLSOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, config := range []server.Config{{}, {TLS: certificates()}} {
		config.DrainIdle = time.Millisecond
		s, _ := newServer(t, config)
		l := listen(t)
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(t.Context(), tls.NewListener(l, certificates())) }()
		dialTCP(t, l.Addr().String()).wantClosed()
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "Config.TLS") {
			t.Errorf("the error is %v", err)
		}
	}
}
