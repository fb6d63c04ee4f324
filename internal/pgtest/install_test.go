package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestFindInstallSaysWhatIsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := findInstall(filepath.Join(t.TempDir(), "*", "bin")); !errors.Is(err, errMissing) {
		t.Errorf("got %v, want %v", err, errMissing)
	}
}

func TestNewest(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, program := range []string{"9.6/initdb", "9.6/postgres", "15/initdb", "15/postgres", "17/initdb", "x/initdb", "x/postgres"} {
		name := filepath.Join(root, filepath.Dir(program), "bin", filepath.Base(program))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	got, err := newest(filepath.Join(root, "*", "bin"))
	if want := filepath.Join(root, "15", "bin"); got != want || err != nil {
		t.Errorf("got %s, %v, want %s: 17 has no server", got, err, want)
	}
}

func TestMajorOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		version string
		want    int
		ok      bool
	}{
		{"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15, true},
		{"postgres (PostgreSQL) 18", 18, true},
		{"postgres (PostgreSQL) 19beta1", 19, true},
		{"postgres (PostgreSQL) devel", 0, false},
		{"", 0, false},
	} {
		got, err := majorOf(test.version)
		if got != test.want || (err == nil) != test.ok {
			t.Errorf("majorOf(%q) = %d, %v, want %d, %v", test.version, got, err, test.want, test.ok)
		}
	}
}

// A pipe cuts a log where it likes.
func TestServerLogNoticesReadiness(t *testing.T) {
	t.Parallel()
	var file tail
	l := newServerLog(&file)
	for i, c := range "LOG:  " + readyLine {
		select {
		case <-l.ready:
			t.Fatalf("ready after %d bytes", i)
		default:
		}
		l.Write([]byte(string(c)))
	}
	select {
	case <-l.ready:
	default:
		t.Error("not ready after the line")
	}
	l.Write([]byte(readyLine)) // a second time changes nothing
	if want := "LOG:  " + readyLine + readyLine; file.String() != want {
		t.Errorf("the file has %q, want %q", file.String(), want)
	}
}
