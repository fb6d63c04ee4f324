package manage

import (
	"log/slog"
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

func reloadCertificate(running *server.Server, log *slog.Logger) {
	if err := running.Reload(); err != nil {
		log.Error("the new certificate cannot be used: the old one stays", "error", err)
		return
	}
	log.Info("the certificate was read again")
}
