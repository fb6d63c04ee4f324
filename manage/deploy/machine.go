package deploy

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// A Machine is what a program runs on and was built from.
type Machine struct {
	// UID is the user that the process runs as, -1 where there are none.
	UID int
	// Umask is taken from the rights of new files, -1 if it is not known.
	Umask int
	// OpenFiles is how many files the process may open, 0 if that is not known.
	OpenFiles uint64
	// CgroupMemory is how many bytes the process's cgroup may use, 0 if there is
	// no limit or it is not known.
	CgroupMemory int64
	// MemoryLimit is Go's own (GOMEMLIMIT), 0 if there is none.
	MemoryLimit int64
	// GoVersion is what the program was built with: "go1.26.8".
	GoVersion string
	// Build tells the modules of the program, nil if that is not known.
	Build *debug.BuildInfo
}

// ThisMachine is the one that the program runs on.
func ThisMachine() Machine {
	m := Machine{
		UID: os.Geteuid(), Umask: umask(), OpenFiles: openFiles(), CgroupMemory: cgroupMemory(),
		MemoryLimit: debug.SetMemoryLimit(-1), GoVersion: runtime.Version(),
	}
	if m.MemoryLimit == math.MaxInt64 {
		m.MemoryLimit = 0
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		m.Build = info
	}
	return m
}

// umask reads it where that can be done without setting it, which would be felt
// by files that are made at the same time.
func umask() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return -1
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, "Umask:"); ok {
			if n, err := strconv.ParseInt(strings.TrimSpace(text), 8, 32); err == nil {
				return int(n)
			}
		}
	}
	return -1
}

// cgroupMemory reads the limit of a container, in either version of cgroups.
func cgroupMemory() int64 {
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		// "max", or a number near the largest, is no limit.
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && n < 1<<60 {
			return n
		}
	}
	return 0
}
