package deploy

import (
	"crypto/x509"
	"io/fs"
	"math"
	"os"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
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
	// CgroupMemory is how many bytes the process's cgroup, and all above it, may
	// use at most, 0 if there is no limit or it is not known.
	CgroupMemory int64
	// MemoryLimit is Go's own (GOMEMLIMIT), 0 if there is none.
	MemoryLimit int64
	// GoVersion is what the program was built with: "go1.26.8".
	GoVersion string
	// Roots are the certificates that clients know. Defaults to those of the
	// machine.
	Roots *x509.CertPool
	// Build tells the modules of the program, nil if that is not known.
	Build *debug.BuildInfo
}

// ThisMachine is the one that the program runs on.
func ThisMachine() Machine {
	m := Machine{
		UID: os.Geteuid(), Umask: umask(), OpenFiles: openFiles(), CgroupMemory: cgroupMemory(os.DirFS("/")),
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

// cgroupMemory returns the lowest limit of the process's own cgroup and of those
// above it, in either version of cgroups (cgroups(7)).
func cgroupMemory(root fs.FS) int64 {
	own, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	lowest := int64(0)
	for line := range strings.Lines(string(own)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3) // 0::/a/b or 4:cpu,memory:/a/b
		if len(fields) != 3 {
			continue
		}
		dir, file := "sys/fs/cgroup", "memory.max"
		if fields[1] != "" {
			dir, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		}
		if fields[1] == "" || slices.Contains(strings.Split(fields[1], ","), "memory") {
			lowest = lower(lowest, lowestUp(root, dir, fields[2], file))
		}
	}
	return lowest
}

// lowestUp reads the limits from a cgroup up to the root of what is mounted. In a
// container the cgroup may have a path that is not there: the root is its own.
func lowestUp(root fs.FS, dir, group, file string) int64 {
	lowest := int64(0)
	for group = path.Clean("/" + group); ; group = path.Dir(group) {
		if b, err := fs.ReadFile(root, path.Join(dir, group, file)); err == nil {
			lowest = lower(lowest, limitOf(string(b)))
		}
		if group == "/" {
			return lowest
		}
	}
}

// limitOf reads a limit: "max", or a number near the largest, is none.
func limitOf(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n >= 1<<60 {
		return 0
	}
	return n
}

// lower returns the lower of two limits, where 0 is none.
func lower(a, b int64) int64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}
