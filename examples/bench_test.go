package main

import (
	"io"
	"net/http"
	"testing"
)

// BenchmarkHelloFirstAnswer times a whole start: from running the program to
// having read its first answer.
func BenchmarkHelloFirstAnswer(b *testing.B) {
	file := build(b, "./hello")
	for b.Loop() {
		s := start(b, file)
		resp, err := http.Get(s.URL + "/hello/")
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		b.StopTimer()
		http.DefaultClient.CloseIdleConnections()
		s.stop(b)
		b.StartTimer()
	}
}
