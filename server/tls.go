package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// lookAgain is how often the files of the certificate are looked at, at most.
const lookAgain = 2 * time.Second

// A certificates is a certificate that comes from files. It is read again when
// they change.
type certificates struct {
	certFile, keyFile string
	log               *logger
	current           atomic.Pointer[tls.Certificate]
	looked            atomic.Int64 // Unix time in nanoseconds

	mu    sync.Mutex
	stamp stamp // of the files that were read last, or could not be
}

// A stamp changes when a file does.
type stamp struct {
	certTime, keyTime time.Time
	certSize, keySize int64
}

// load reads the files.
func (c *certificates) load() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, err := c.stampNow()
	if err != nil {
		return err
	}
	return c.read(now)
}

func (c *certificates) read(now stamp) error {
	c.stamp = now
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("read the certificate %s with the key %s: %w", c.certFile, c.keyFile, err)
	}
	c.current.Store(&pair)
	return nil
}

func (c *certificates) stampNow() (stamp, error) {
	cert, err := os.Stat(c.certFile)
	if err != nil {
		return stamp{}, err
	}
	key, err := os.Stat(c.keyFile)
	if err != nil {
		return stamp{}, err
	}
	return stamp{cert.ModTime(), key.ModTime(), cert.Size(), key.Size()}, nil
}

// get returns the certificate for a handshake, after a look at the files if the last
// is a while ago.
func (c *certificates) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	now, looked := time.Now().UnixNano(), c.looked.Load()
	if now-looked > int64(lookAgain) && c.looked.CompareAndSwap(looked, now) {
		c.refresh()
	}
	return c.current.Load(), nil
}

// refresh reads the files if they have changed. If they cannot be used, the old
// certificate stays; that is logged once for each change.
func (c *certificates) refresh() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, err := c.stampNow()
	if err == nil && now == c.stamp {
		return
	}
	if err == nil {
		err = c.read(now)
	} else if c.stamp == (stamp{}) {
		return
	} else {
		c.stamp = stamp{}
	}
	if err != nil {
		c.log.warn("certificate", "The new certificate cannot be used. The old one stays.", "error", err)
	}
}

// setUpTLS makes the configuration for TLS; it is nil without TLS.
func (s *Server) setUpTLS() error {
	config := s.config.TLS
	if config == nil && s.config.CertFile == "" {
		return nil
	}
	if config == nil {
		config = new(tls.Config)
	}
	s.tls = config.Clone()
	if len(s.tls.NextProtos) == 0 {
		s.tls.NextProtos = []string{"h2", "http/1.1"}
	}
	if s.tls.MinVersion == 0 {
		s.tls.MinVersion = tls.VersionTLS12
	}
	if s.config.CertFile != "" {
		s.certs = &certificates{certFile: s.config.CertFile, keyFile: s.config.KeyFile, log: s.log}
		s.tls.GetCertificate = s.certs.get
		return s.certs.load()
	}
	if len(s.tls.Certificates) == 0 && s.tls.GetCertificate == nil && s.tls.GetConfigForClient == nil {
		return errors.New("TLS has no certificate: set CertFile and KeyFile, or TLS.Certificates")
	}
	return nil
}

// Reload reads the certificate's files again, as after a signal. If they cannot
// be used, the error says why, and the certificate stays as it was. Without
// files it does nothing.
func (s *Server) Reload() error {
	if s.certs == nil {
		return nil
	}
	return s.certs.load()
}
