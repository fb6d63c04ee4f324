package orm_test

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

func TestEveryTypedText(t *testing.T) { runCases(t, textCases()) }

func textCases() []valueCase {
	b := Boats.F
	spaced := orm.Concat("  ", &b.Name, "  ")
	return []valueCase{
		value("lower", orm.Lower(&b.Name), func(b *Boat) string { return strings.ToLower(b.Name) }),
		value("upper", orm.Upper(&b.Name), func(b *Boat) string { return strings.ToUpper(b.Name) }),
		value("upper of NULL", orm.Upper(b.Owner.Email), func(b *Boat) *string { return maybe(b.Owner.Email, strings.ToUpper) }),
		value("upper of an enum", orm.Upper(&b.Class), func(b *Boat) Class { return Class(strings.ToUpper(string(b.Class))) }),
		value("length", orm.Length(&b.Name), func(b *Boat) int64 { return int64(len(b.Name)) }),
		value("length of a related row's", orm.Length(&b.Owner.Name), func(b *Boat) int { return len(b.Owner.Name) }),
		value("trim", orm.Trim(spaced), func(b *Boat) string { return b.Name }),
		value("trim before", orm.LTrim(spaced), func(b *Boat) string { return b.Name + "  " }),
		value("trim behind", orm.RTrim(spaced), func(b *Boat) string { return "  " + b.Name }),
		value("concat", orm.Concat(&b.Name, " ", &b.Sail, "/", &b.Class), func(b *Boat) string { return b.Name + " " + b.Sail + "/" + string(b.Class) }),
		value("concat with NULL", orm.Concat("<", b.Owner.Email, ">"), func(b *Boat) string {
			if b.Owner.Email == nil {
				return "<>"
			}
			return "<" + *b.Owner.Email + ">"
		}),
		value("left", orm.Left(&b.Name, 3), func(b *Boat) string { return b.Name[:3] }),
		value("left by a column", orm.Left(&b.Name, &b.Crew), func(b *Boat) string { return b.Name[:b.Crew] }),
		value("right", orm.Right(&b.Name, 3), func(b *Boat) string { return b.Name[len(b.Name)-3:] }),
		value("substr", orm.Substr(&b.Name, 2, 3), func(b *Boat) string { return b.Name[1:min(4, len(b.Name))] }),
		value("substr from", orm.SubstrFrom(&b.Sail, 5), func(b *Boat) string { return b.Sail[4:] }),
		value("pad before", orm.LPad(&b.Name, 6, "+"), func(b *Boat) string { return strings.Repeat("+", max(0, 6-len(b.Name))) + b.Name[:min(6, len(b.Name))] }),
		value("pad behind", orm.RPad(&b.Name, 6, "+-"), func(b *Boat) string { return (b.Name + "+-+-+-")[:6] }),
		value("repeat", orm.Repeat(&b.Class, &b.Crew), func(b *Boat) string { return strings.Repeat(string(b.Class), b.Crew) }),
		value("replace", orm.Replace(&b.Sail, "ger-", "D"), func(b *Boat) string { return strings.ReplaceAll(b.Sail, "ger-", "D") }),
		value("reverse", orm.Reverse(&b.Name), func(b *Boat) string {
			r := []rune(b.Name)
			slices.Reverse(r)
			return string(r)
		}),
		value("index", orm.StrIndex(&b.Name, "s"), func(b *Boat) int64 { return int64(strings.Index(b.Name, "s") + 1) }),
		value("chr", orm.Chr(orm.Add(&b.Crew, 64)), func(b *Boat) string { return string(rune('@' + b.Crew)) }),
		value("ord", orm.Ord(&b.Name), func(b *Boat) int64 { return int64(b.Name[0]) }),
		value("md5", orm.MD5(&b.Name), hashed(func(s []byte) []byte { h := md5.Sum(s); return h[:] })),
		value("sha1", orm.SHA1(&b.Name), hashed(func(s []byte) []byte { h := sha1.Sum(s); return h[:] })),
		value("sha224", orm.SHA224(&b.Name), hashed(func(s []byte) []byte { h := sha256.Sum224(s); return h[:] })),
		value("sha256", orm.SHA256(&b.Name), hashed(func(s []byte) []byte { h := sha256.Sum256(s); return h[:] })),
		value("sha384", orm.SHA384(&b.Name), hashed(func(s []byte) []byte { h := sha512.Sum384(s); return h[:] })),
		value("sha512", orm.SHA512(&b.Name), hashed(func(s []byte) []byte { h := sha512.Sum512(s); return h[:] })),
		on("postgresql", value("unaccent", orm.Unaccent(orm.Concat(&b.Name, "é")), func(b *Boat) string { return b.Name + "e" })),
		on("sqlite", condition("collate", orm.Collate(&b.Name, "nocase").Eq("BASS"), func(b *Boat) bool { return b.Name == "Bass" })),
		on("postgresql", condition("collate", orm.Collate(&b.Name, "C").Gt("a"), func(b *Boat) bool { return b.Name > "a" })),
	}
}

func hashed(sum func([]byte) []byte) func(*Boat) string {
	return func(b *Boat) string { return hex.EncodeToString(sum([]byte(b.Name))) }
}
