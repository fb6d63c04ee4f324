package cache

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// Key makes one key of parts: 43 characters, letters, digits, "-" and "_". Other
// parts give another key: ("a", "bc") is not ("ab", "c"), nor ("a", "bc", "").
// The parts may be of any length and hold any bytes, such as what a client sent;
// they cannot be read from the key.
func Key(parts ...string) string {
	var local [256]byte
	b := local[:0]
	for _, part := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
