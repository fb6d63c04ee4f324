package orm

// Functions of text. A NULL argument makes them NULL unless they say otherwise,
// and other kinds are read as text by PostgreSQL only if they are cast.

// Lower is the text in lower case; of ASCII letters only on SQLite.
func Lower(text any) Expr[string] { return textCall("Lower", text) }

// Upper is the text in upper case; of ASCII letters only on SQLite.
func Upper(text any) Expr[string] { return textCall("Upper", text) }

// Length is how many characters the text has.
func Length(text any) Expr[int64] { return intCall("Length", text) }

// Trim is the text without the spaces around it. Other white space stays.
func Trim(text any) Expr[string] { return textCall("Trim", text) }

// LTrim is the text without the spaces before it.
func LTrim(text any) Expr[string] { return textCall("LTrim", text) }

// RTrim is the text without the spaces behind it.
func RTrim(text any) Expr[string] { return textCall("RTrim", text) }

// Concat joins two or more values as text. NULL counts as no text.
func Concat(a, b any, more ...any) Expr[string] {
	all := textCall("Concat", a, b)
	for _, c := range more {
		all = textCall("Concat", all, c)
	}
	return all
}

// Left is the first n characters of the text, at least one.
func Left(text, n any) Expr[string] {
	if tooSmall(n) {
		return invalid[string]("Left takes at least one character, not %v", n)
	}
	return textCall("Left", text, n)
}

// Right is the last n characters of the text, at least one.
func Right(text, n any) Expr[string] {
	if tooSmall(n) {
		return invalid[string]("Right takes at least one character, not %v", n)
	}
	return textCall("Right", text, n)
}

// Substr is n characters of the text from a position on, which counts from 1.
func Substr(text, position, n any) Expr[string] {
	if tooSmall(position) {
		return invalid[string]("Substr counts characters from 1, so it cannot begin at %v", position)
	}
	return textCall("Substr", text, position, n)
}

// SubstrFrom is the text from a position on, which counts from 1: Django's Substr
// without a length.
func SubstrFrom(text, position any) Expr[string] {
	if tooSmall(position) {
		return invalid[string]("Substr counts characters from 1, so it cannot begin at %v", position)
	}
	return textCall("Substr", text, position)
}

// tooSmall reports whether a number that counts characters is less than one.
func tooSmall(n any) bool {
	i, ok := n.(int)
	return ok && i < 1
}

// LPad is the text with fill before it, up to n characters, or its first n. An
// empty fill is one space.
func LPad(text, n, fill any) Expr[string] { return padCall("LPad", text, n, fill) }

// RPad is the text with fill behind it, up to n characters, or its first n. An
// empty fill is one space.
func RPad(text, n, fill any) Expr[string] { return padCall("RPad", text, n, fill) }

func padCall(name string, text, n, fill any) Expr[string] {
	if i, ok := n.(int); ok && i < 0 {
		return invalid[string]("%s takes no negative length: %d", name, i)
	}
	if fill == "" {
		fill = " "
	}
	return textCall(name, text, n, fill)
}

// Repeat is the text so many times; none if the number is negative.
func Repeat(text, times any) Expr[string] {
	if i, ok := times.(int); ok && i < 0 {
		return invalid[string]("Repeat takes no negative number: %d", i)
	}
	return textCall("Repeat", text, times)
}

// Replace is the text with every old in it replaced.
func Replace(text, old, replacement any) Expr[string] {
	return textCall("Replace", text, old, replacement)
}

// Reverse is the characters of the text in reverse order.
func Reverse(text any) Expr[string] { return textCall("Reverse", text) }

// StrIndex is the position of the first part in text, counting from 1; 0 if it is
// not there.
func StrIndex(text, part any) Expr[int64] { return intCall("StrIndex", text, part) }

// Chr is the character of a code point.
func Chr(code any) Expr[string] { return textCall("Chr", code) }

// Ord is the code point of the first character.
func Ord(text any) Expr[int64] { return intCall("Ord", text) }

// MD5 is a hash of the text in UTF-8, in hexadecimal digits as all of them. It
// does not keep secrets.
func MD5(text any) Expr[string] { return textCall("MD5", text) }

// SHA1 is as [MD5]. PostgreSQL needs its extension pgcrypto for it.
func SHA1(text any) Expr[string] { return textCall("SHA1", text) }

// SHA224 is as [MD5].
func SHA224(text any) Expr[string] { return textCall("SHA224", text) }

// SHA256 is as [MD5].
func SHA256(text any) Expr[string] { return textCall("SHA256", text) }

// SHA384 is as [MD5].
func SHA384(text any) Expr[string] { return textCall("SHA384", text) }

// SHA512 is as [MD5].
func SHA512(text any) Expr[string] { return textCall("SHA512", text) }

// Unaccent is the text without accents: PostgreSQL's extension of that name.
func Unaccent(text any) Expr[string] { return textCall("Unaccent", text) }

func textCall(name string, args ...any) Expr[string] {
	return Expr[string]{newCall(&function{name: name, out: gives(Text)}, args...)}
}

func intCall(name string, args ...any) Expr[int64] {
	return Expr[int64]{newCall(&function{name: name, out: gives(Int)}, args...)}
}
