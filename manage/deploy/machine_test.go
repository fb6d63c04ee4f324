package deploy

import (
	"testing"
	"testing/fstest"
)

func TestCgroupMemory(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"none", nil, 0},
		{"container", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "500\n"}, 500},
		{"no limit", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"}, 0},
		{"service", map[string]string{"proc/self/cgroup": "0::/system.slice/site.service\n", "sys/fs/cgroup/system.slice/site.service/memory.max": "300\n"}, 300},
		{"slice", map[string]string{"proc/self/cgroup": "0::/system.slice/site.service\n", "sys/fs/cgroup/system.slice/memory.max": "200",
			"sys/fs/cgroup/system.slice/site.service/memory.max": "300\n"}, 200},
		{"path of the host", map[string]string{"proc/self/cgroup": "0::/docker/abc\n", "sys/fs/cgroup/memory.max": "400\n"}, 400},
		{"moved", map[string]string{"proc/self/cgroup": "0::/../../other\n", "sys/fs/cgroup/memory.max": "400\n"}, 400},
		{"version 1", map[string]string{"proc/self/cgroup": "5:cpu,cpuacct:/a\n4:hugetlb,memory:/a/b\n0::/a\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n", "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "100\n"}, 100},
		{"other group", map[string]string{"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/b/memory.max": "7\n"}, 0},
		{"nonsense", map[string]string{"proc/self/cgroup": "memory\n\n0::\n", "sys/fs/cgroup/memory.max": "-1x\n"}, 0},
	} {
		root := fstest.MapFS{}
		for name, text := range test.files {
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := cgroupMemory(root); got != test.want {
			t.Errorf("%s: the limit is %d, want %d", test.name, got, test.want)
		}
	}
}
