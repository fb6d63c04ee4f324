// Package server serves a handler with net/http, within limits that hold against
// hostile clients, and ends without failing a request.
//
//	s, err := server.New(server.Config{Handler: site})
//	if err != nil {
//		return err
//	}
//	l, err := server.Listen(ctx, "127.0.0.1:8000")
//	if err != nil {
//		return err
//	}
//	return s.Serve(ctx, l) // until ctx ends, and then until all is answered
//
// Everything that [net/http.Server] does is done by net/http. This package stands on
// both sides of it:
//
//   - Below, it counts connections, measures how fast clients send and take, and
//     follows the framing of HTTP/1: what two readers could take for different
//     requests is answered by 400 and never reaches the handler.
//   - Above, it refuses versions of HTTP that do not exist, drops field names with
//     an underscore, and says when a connection ends.
//   - Around, it drains: see [Server.Serve], [Draining] and [Inherited].
//
// All limits have defaults, and none can be switched off; see [Config].
//
// The package does not know sites, middleware or logs of requests. It does not
// compress, does not speak HTTP/3 and does not get certificates by itself.
package server
