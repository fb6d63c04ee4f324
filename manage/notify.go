package manage

import (
	"net"
	"strings"
)

// A notifier tells systemd how the service does (sd_notify(3)).
type notifier struct{ socket string } // "" if nobody wants to know

// tell sends a line such as READY=1. Whether it arrives does not matter to the
// site, so an error is only returned to be logged.
func (n notifier) tell(state string) error {
	if n.socket == "" {
		return nil
	}
	name := n.socket
	if abstract, ok := strings.CutPrefix(name, "@"); ok {
		name = "\x00" + abstract
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Write([]byte(state))
	return err
}
