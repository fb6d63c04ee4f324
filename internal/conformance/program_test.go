package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runProgram runs the program on a folder with the given files.
func runProgram(t *testing.T, files map[string]string, env map[string]string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	getenv := func(name string) string {
		if v, ok := env[name]; ok {
			return v
		}
		return map[string]string{"CORPORA": folder}[name]
	}
	status = run(args, getenv, &out, &errs)
	return status, out.String(), errs.String()
}

func TestProgramLists(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := runProgram(t, map[string]string{"django_urls.json": urlCorpus, "other.json": `{}`, "README.md": ""}, nil)
	want := "django_urls 12/12 (6) 66.7%\nwerkzeug_routing: not in the folder\nhttp_parsing: not in the folder\ndjango_orm: not in the folder\ndjango_orm_suite: not in the folder\ndjango_orm_suite_pg: not in the folder\nother: not known to this program\n"
	if status != 0 || stdout != want || stderr != "" {
		t.Errorf("status %d\n%s%s\nwant\n%s", status, stdout, stderr, want)
	}
}

func TestProgramRunsNamedFilesOnly(t *testing.T) {
	t.Parallel()
	_, stdout, _ := runProgram(t, map[string]string{"django_urls.json": urlCorpus, "http_parsing.json": httpCorpus}, nil, "http_parsing")
	if strings.Contains(stdout, "django_urls") || !strings.HasPrefix(stdout, "http_parsing ") {
		t.Errorf("printed %s", stdout)
	}
}

func TestProgramThreshold(t *testing.T) {
	t.Parallel()
	wrong := strings.Replace(urlCorpus, "/readers/7/", "/readers/8/", 1)
	status, stdout, stderr := runProgram(t, map[string]string{"django_urls.json": wrong}, map[string]string{"V": "1"}, "-min", "django_urls=98")
	if status != 1 || !strings.Contains(stderr, "django_urls: 91.7% passed, want 98%") {
		t.Errorf("status %d, stderr %s", status, stderr)
	}
	for _, part := range []string{"django_urls 11/12 (6) 61.1%", "FAIL reader", `got "/readers/7/", want "/readers/8/"`, "1  python-callable: "} {
		if !strings.Contains(stdout, part) {
			t.Errorf("no %q in\n%s", part, stdout)
		}
	}
}

func TestProgramMistakes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		files map[string]string
		env   map[string]string
		args  []string
		want  string
	}{
		{"unset", nil, map[string]string{"CORPORA": ""}, nil, "CORPORA is not set"},
		{"missing", nil, map[string]string{"CORPORA": "/nonexistent"}, nil, "open CORPORA: stat /nonexistent"},
		{"a file", nil, map[string]string{"CORPORA": os.Args[0]}, nil, "is not a folder"},
		{"not JSON", map[string]string{"http_parsing.json": "{"}, nil, nil, "run http_parsing: "},
		{"flag", nil, nil, []string{"-min", "x"}, `"x" is not name=number`},
	} {
		status, _, stderr := runProgram(t, test.files, test.env, test.args...)
		if status != 2 || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: status %d, stderr %q, want 2 and %q", test.name, status, stderr, test.want)
		}
	}
}
