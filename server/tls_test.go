package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

// writePair writes a certificate of this serial number and its key.
func writePair(t testing.TB, dir string, serial int64) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

func tlsClient(protocols ...string) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, NextProtos: protocols}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	cert, key := writePair(t, t.TempDir(), 1)
	_, addr, stop := onLoopback(t, server.Config{CertFile: cert, KeyFile: key, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || !r.TLS.HandshakeComplete {
			t.Error("the request does not tell of TLS")
		}
		io.WriteString(w, r.Proto)
	})})
	for _, test := range []struct {
		protocols []string
		want      string
	}{
		{nil, "HTTP/1.1"},
		{[]string{"http/1.1"}, "HTTP/1.1"},
		{[]string{"h2", "http/1.1"}, "HTTP/2.0"},
	} {
		transport := &http.Transport{TLSClientConfig: tlsClient(test.protocols...), ForceAttemptHTTP2: len(test.protocols) > 1}
		for range 3 {
			resp, err := (&http.Client{Transport: transport}).Get("https://" + addr)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if string(got) != test.want {
				t.Errorf("with %q: got %s, want %s", test.protocols, got, test.want)
			}
		}
		transport.CloseIdleConnections()
	}
	c := dialTCP(t, addr)
	c.send(plainGet)
	if got := c.answer(); got != "400 close Client sent an HTTP request to an HTTPS server." {
		t.Errorf("plain HTTP got %q", got)
	}
	old := tlsClient()
	old.MaxVersion = tls.VersionTLS11
	if nc, err := tls.Dial("tcp", addr, old); err == nil {
		nc.Close()
		t.Error("TLS 1.1 is spoken")
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func serialOf(t *testing.T, addr string) int64 {
	t.Helper()
	nc, err := tls.Dial("tcp", addr, tlsClient())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	return nc.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

func TestReload(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := writePair(t, dir, 1)
	s, addr, _ := onLoopback(t, server.Config{CertFile: cert, KeyFile: key})
	if got := serialOf(t, addr); got != 1 {
		t.Fatalf("serial %d", got)
	}
	writePair(t, dir, 2)
	if err := s.Reload(); err != nil {
		t.Error(err)
	}
	if got := serialOf(t, addr); got != 2 {
		t.Errorf("serial %d after Reload, want 2", got)
	}
	if err := os.WriteFile(key, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Reload(); err == nil || !strings.Contains(err.Error(), key) {
		t.Errorf("a broken key: %v", err)
	}
	if got := serialOf(t, addr); got != 2 {
		t.Errorf("serial %d after a broken pair, want 2", got)
	}
	writePair(t, dir, 3)
	waitFor(t, func() bool { return serialOf(t, addr) == 3 }) // nobody calls Reload
}

func TestSlowHandshakesAreCut(t *testing.T) {
	t.Parallel()
	cert, key := writePair(t, t.TempDir(), 1)
	s, addr, _ := onLoopback(t, server.Config{CertFile: cert, KeyFile: key, HeaderTimeout: 100 * time.Millisecond})
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	io.WriteString(nc, "\x16\x03\x01\x02\x00\x01") // a handshake that never goes on
	if _, err := io.Copy(io.Discard, nc); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
	if stats := s.Stats(); stats.Cut != 1 {
		t.Errorf("stats %+v", stats)
	}
}
