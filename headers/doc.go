// Package headers reads and writes HTTP header fields, and the forms of URL
// that appear in them.
//
// Each field has a parser that takes what came off the wire and a way to write
// it back, in the terms of the RFC that defines it:
//
//	accept := headers.ParseAccept(r.Header.Get("Accept"))
//	switch accept.Best("text/html", "application/json") {
//	case "application/json":
//		w.Header().Set("Content-Type", "application/json")
//	default:
//		w.Header().Set("Content-Type", "text/html; charset=utf-8")
//		w.Header().Set("Content-Disposition", headers.Attachment("Café.html"))
//	}
//	if status := version.Check(r.Method, r.Header, now); status != 0 {
//		w.WriteHeader(status) // 304 or 412
//	}
//
// What comes from a client is read leniently, because browsers, proxies and
// scripts write what they like: a part that makes no sense is left out and the
// rest is kept. What is sent is written strictly. Where leniency would be
// dangerous (hosts, redirect targets, names and values of fields) the functions
// say yes or no and are strict.
//
// All parsers take time and memory in proportion to their input, allocate
// nothing by a number that the input claims, and never panic. The ones with a
// limit (ranges, cookies, parameters, Accept) say what it is.
//
// No function here reads the clock or keeps state. All are safe for concurrent
// use; the slices inside the returned values belong to the caller.
//
// The package does not parse messages, bodies or multipart forms, and does not
// hold a set of fields: that is [net/http.Header].
package headers
