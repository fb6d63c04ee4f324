// Package decode is the one way from what a client sent to Go structs.
//
// It has two halves. The readers ([JSON], [XML], [Query], [Form], [Multipart], or [Body] by content type)
// turn bytes into a neutral tree of [Value]s within the budgets of [Limits]: whatever is malformed, too deep or
// too much is an [*Error] with its HTTP status, found while reading and before memory is spent on it.
// A [Plan], compiled once per struct type, then fills a struct from such trees and returns everything that is
// wrong with the fields, together, as [Problem]s:
//
//	plan, err := decode.PlanOf(reflect.TypeFor[Article]())
//	...
//	source, files, err := decode.Body(r.Body, r.Header.Get("Content-Type"), decode.Limits{})
//	...
//	defer files.Close()
//	problems := plan.Fill(reflect.ValueOf(&article).Elem(), source)
//
// The laws:
//
//   - Only fields with a tag (path, query, header, cookie, form, json, xml) are filled, under exactly that name.
//   - Nothing is guessed: a list for a single value, a number with spaces or a name sent twice in JSON is an error.
//   - Every text is valid UTF-8 without NUL, and its length is looked at before it is parsed as anything.
//   - Nothing is allocated by a number that a client wrote.
package decode
