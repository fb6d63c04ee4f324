package manage

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/combo-web/combo/server"
)

// onHangup calls do for each SIGHUP until stop is called. A program that has
// nothing to read again leaves the signal alone: it ends a program whose terminal
// is closed.
func onHangup(do func()) (stop func()) {
	signals, ended := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-signals:
				do()
			case <-ended:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(ended)
	}
}

// reload opens the file of the log anew, which may have been renamed, and reads
// the certificate.
func (p *process) reload(running *server.Server) {
	log := p.made.Log
	if p.log != nil {
		if err := p.log.Reopen(); err != nil {
			log.Error("the log goes on in the old file", "error", err)
		}
	}
	if err := running.Reload(); err != nil {
		log.Error("the new certificate cannot be used: the old one stays", "error", err)
		return
	}
	log.Info("the certificate and the log file were opened anew")
	if p.log != nil {
		p.log.Flush()
	}
}
