// Package record keeps what was measured: every round as it was, what it was
// measured on and with, and the summary that follows from it.
package record

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// The files in the folder of the results.
const (
	ServersFile = "servers.json"
	PairsFile   = "pairs.json"
	InprocFile  = "inproc.json"
)

// About says where, when and how something was measured.
type About struct {
	Commit   string    `json:"commit"`
	Modified bool      `json:"modified"` // the tree had changes that the commit does not have
	Date     time.Time `json:"date"`
	Command  string    `json:"command"`
	Machine  Machine   `json:"machine"`
	// Versions are those of the compared programs and of wrk.
	Versions map[string]string `json:"versions,omitempty"`
}

// A Machine is what a reader has to know of one to compare it with another.
type Machine struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	Kernel    string `json:"kernel"`
	Go        string `json:"go"`
}

// Servers are the results of the servers under wrk.
type Servers struct {
	About
	Setup Setup `json:"setup"`
	// Base is the server that the others are compared with.
	Base    string    `json:"base"`
	Rounds  []Round   `json:"rounds"`
	Summary []Summary `json:"summary"`
}

// A Setup is how the servers were loaded.
type Setup struct {
	Rounds      int `json:"rounds"`
	Seconds     int `json:"seconds"`
	Warmup      int `json:"warmup"` // seconds
	Connections int `json:"connections"`
	ServerCore  int `json:"server_core"`
	ClientCore  int `json:"client_core"`
	// Repeats is how often a measurement is made again if other programs took more
	// than [Noise] of a core.
	Repeats int `json:"repeats"`
}

// Noise is the share of a core that other programs may take while something is
// measured. It does not depend on what is measured, so measuring again favours
// nobody.
const Noise = 0.05

// A Round is one server, started anew, under one task.
type Round struct {
	Round    int    `json:"round"`
	Task     string `json:"task"`
	Server   string `json:"server"`
	Requests int64  `json:"requests"`

	PerSecond float64 `json:"per_second"`
	P50       int64   `json:"p50"` // microseconds, as all that follow
	P99       int64   `json:"p99"`

	// CPU is the processor time for a request, workers included; User and System
	// are how the kernel divides it, by sampling.
	CPU    float64 `json:"cpu"`
	User   float64 `json:"user"`
	System float64 `json:"system"`

	// Objects and Bytes are what a request allocates, GCs the collections of the
	// window. They are nil for servers that are not written in Go.
	Objects *float64 `json:"objects,omitempty"`
	Bytes   *float64 `json:"bytes,omitempty"`
	GCs     *int     `json:"gcs,omitempty"`

	// Others is the share of one core that went to other programs, and to other
	// machines on the same processor, while this was measured.
	Others float64 `json:"others"`
	// Discarded is how many measurements before this one were disturbed.
	Discarded int `json:"discarded,omitempty"`
}

// Pairs are the results of servers that were measured two at a time.
type Pairs struct {
	About
	Setup   Setup         `json:"setup"`
	Rounds  []PairRound   `json:"rounds"`
	Summary []PairSummary `json:"summary"`
}

// A PairRound is two servers, started anew, under one task at the same time. Each
// has a wrk of its own and a share of the one core for servers.
type PairRound struct {
	Round  int    `json:"round"`
	Task   string `json:"task"`
	Server string `json:"server"`
	Other  string `json:"other"`
	// OtherFirst tells that Other was started first.
	OtherFirst bool `json:"other_first"`

	Requests      int64 `json:"requests"`
	OtherRequests int64 `json:"other_requests"`

	// CPU and OtherCPU are the processor time for a request in microseconds.
	CPU      float64 `json:"cpu"`
	OtherCPU float64 `json:"other_cpu"`

	// Others and Discarded are as in [Round].
	Others    float64 `json:"others"`
	Discarded int     `json:"discarded,omitempty"`
}

// Inproc are the results of the benchmarks without a network.
type Inproc struct {
	About
	Benchmarks []Benchmark `json:"benchmarks"`
}

// A Benchmark is one of Go's, run several times.
type Benchmark struct {
	Name        string    `json:"name"` // Router/1000/chi
	Nanoseconds []float64 `json:"nanoseconds"`
	Bytes       float64   `json:"bytes"`
	Objects     float64   `json:"objects"`
}

// Load reads a file of results into v; it is fs.ErrNotExist if nothing was
// measured yet.
func Load(folder, name string, v any) error {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// Save writes a file of results, one line for each thing that was measured.
func Save(folder, name string, v any) error {
	text, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name), append(flatten(text), '\n'), 0o644)
}

var (
	innermost = regexp.MustCompile(`[{\[][^{}\[\]]*[}\]]`)
	indent    = regexp.MustCompile(`\n\t*`)
)

// flatten puts objects and lists that hold no others on one line. A line that ends
// in JSON is never inside of a string.
func flatten(text []byte) []byte {
	return innermost.ReplaceAllFunc(text, func(b []byte) []byte { return indent.ReplaceAll(b, []byte(" ")) })
}
