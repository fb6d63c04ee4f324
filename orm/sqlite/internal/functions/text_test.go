package functions_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

func TestPad(t *testing.T) {
	t.Parallel()
	const left, right = functions.LPad, functions.RPad
	runCalls(t, []callTest{
		{left, args("été", 6, "à-"), "à-àété", ""},
		{right, args("été", 6, "à-"), "étéà-à", ""},
		{left, args("été", 2, "x"), "ét", ""},
		{right, args("été", 2, "x"), "ét", ""},
		{left, args("été", 3, "x"), "été", ""},
		{right, args("été", 0, "x"), "", ""},
		{left, args("été", -5, "x"), "", ""},
		{right, args("été", 9, ""), "été", ""},
		{left, args("été", 9, ""), "été", ""},
		{left, args("", 2, "x"), "xx", ""},
		{right, args("a\x00", 3, "\x00"), "a\x00\x00", ""},
		{right, args("\xff", 3, "x"), "\xffxx", ""},
		{left, args(5, 3, "x"), nil, "text expected, not 5"},
		{right, args("a", "3", "x"), nil, "an integer expected"},
		{right, args("a", 3, 0), nil, "text expected"},
		{left, args("a", 1<<24+2, "x"), nil, "longer than 16777216 bytes"},
		{right, args("a", 1<<62, "été"), nil, "longer than"},
	})
}

func TestRepeatAndReverse(t *testing.T) {
	t.Parallel()
	runCalls(t, []callTest{
		{functions.Repeat, args("né", 3), "nénéné", ""},
		{functions.Repeat, args("né", 0), "", ""},
		{functions.Repeat, args("né", -1), "", ""},
		{functions.Repeat, args("", 1<<62), "", ""},
		{functions.Repeat, args("né", 1<<62), nil, "longer than"},
		{functions.Repeat, args("né", 1.5), nil, "an integer expected"},
		{functions.Repeat, args(1, 1), nil, "text expected"},
		{functions.Reverse, args("né漢"), "漢én", ""},
		{functions.Reverse, args("a\x00b"), "b\x00a", ""},
		{functions.Reverse, args("a\xffé"), "é\xffa", ""},
		{functions.Reverse, args([]byte("ab")), nil, "text expected, not a blob of 2 bytes"},
	})
}

// The longest text that is allowed is made.
func TestRepeatLimit(t *testing.T) {
	t.Parallel()
	db := open(t)
	got, err := one(db, "SELECT length(combo_repeat('ab', ?))", 8<<20)
	if got != int64(16<<20) || err != nil {
		t.Errorf("repeat to 16 MiB: %v, %v", got, err)
	}
	if _, err := one(db, "SELECT combo_repeat('ab', ?)", 8<<20+1); err == nil {
		t.Error("repeat to more than 16 MiB: no error")
	}
}

// Sums of the empty text are well known; those of "été" are Python's.
func TestHashes(t *testing.T) {
	t.Parallel()
	const empty512 = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
	const empty384 = "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"
	runCalls(t, []callTest{
		{functions.MD5, args(""), "d41d8cd98f00b204e9800998ecf8427e", ""},
		{functions.SHA1, args(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709", ""},
		{functions.SHA224, args(""), "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f", ""},
		{functions.SHA256, args(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ""},
		{functions.SHA384, args(""), empty384, ""},
		{functions.SHA512, args(""), empty512, ""},
		{functions.MD5, args("été"), "deaf6a1e9612a4d8c221e68ee23d58d2", ""},
		{functions.MD5, args([]byte("été")), "deaf6a1e9612a4d8c221e68ee23d58d2", ""},
		{functions.MD5, args("a\x00b"), "70350f6027bce3713f6b76473084309b", ""},
		{functions.SHA1, args(5), nil, "combo_sha1: text expected, not 5"},
	})
}

// An error quotes the start of a long text only.
func TestErrorsAreShort(t *testing.T) {
	t.Parallel()
	_, err := call(open(t), functions.BitXor, strings.Repeat("x", 1<<20), 1)
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("error = %.300v", err)
	}
}
