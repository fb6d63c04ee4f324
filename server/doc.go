// Package server serves a handler with net/http under limits that hold against
// hostile clients, and can be restarted without a failed request.
package server
