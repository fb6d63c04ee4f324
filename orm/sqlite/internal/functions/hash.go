package functions

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"database/sql/driver"
	"encoding/hex"
)

func md5Sum(b []byte) []byte    { sum := md5.Sum(b); return sum[:] }
func sha1Sum(b []byte) []byte   { sum := sha1.Sum(b); return sum[:] }
func sha224Sum(b []byte) []byte { sum := sha256.Sum224(b); return sum[:] }
func sha256Sum(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] }
func sha384Sum(b []byte) []byte { sum := sha512.Sum384(b); return sum[:] }
func sha512Sum(b []byte) []byte { sum := sha512.Sum512(b); return sum[:] }

// hexHash is a function (text), which takes a blob as well.
func hexHash(sum func([]byte) []byte) func([]driver.Value) (driver.Value, error) {
	return func(args []driver.Value) (driver.Value, error) {
		if blob, ok := args[0].([]byte); ok {
			return hex.EncodeToString(sum(blob)), nil
		}
		s, err := text(args[0])
		if err != nil {
			return nil, err
		}
		return hex.EncodeToString(sum([]byte(s))), nil
	}
}
