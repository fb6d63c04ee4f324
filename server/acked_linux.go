package server

import (
	"net"

	"golang.org/x/sys/unix"
)

// knowsAcked tells whether acked knows anything.
const knowsAcked = true

// acked returns how many bytes the client's machine has taken so far. What the
// program has written says less: it stands still while a large buffer of the
// kernel drains to a client that is slow but honest.
func acked(tcp *net.TCPConn) (n int64, ok bool) {
	raw, err := tcp.SyscallConn()
	if err != nil {
		return 0, false
	}
	raw.Control(func(fd uintptr) {
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			n, ok = int64(info.Bytes_acked), true
		}
	})
	return n, ok
}
