// Package inproc holds the benchmarks that need no network: a request goes
// straight into a handler, whose answer goes nowhere. They show what a framework
// adds to net/http, and how routers behave as the list of routes grows.
package inproc
