package reload_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/manage/internal/reload"
)

// A watched is a directory with a watcher.
type watched struct {
	t           *testing.T
	dir         string
	pages, code chan []string
}

// watch watches templates and static below a new directory; code is everything.
func watch(t *testing.T) *watched {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{t, dir, make(chan []string, 100), make(chan []string, 100)}
	w.mkdir("templates/blog")
	w.mkdir("node_modules")
	w.mkdir("app")
	watcher := &reload.Watcher{
		Dirs: []string{filepath.Join(dir, "templates"), filepath.Join(dir, "static")}, Code: dir,
		Changed:     func(files []string) { w.pages <- files },
		CodeChanged: func(files []string) { w.code <- files },
	}
	if err := watcher.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *watched) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *watched) mkdir(name string) {
	w.t.Helper()
	if err := os.MkdirAll(w.path(name), 0o755); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watched) write(name string) {
	w.t.Helper()
	if err := os.WriteFile(w.path(name), []byte(name), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watched) rename(from, to string) {
	w.t.Helper()
	if err := os.Rename(w.path(from), w.path(to)); err != nil {
		w.t.Fatal(err)
	}
}

// want waits for a change and compares the files.
func (w *watched) want(changes chan []string, names ...string) {
	w.t.Helper()
	for i, name := range names {
		names[i] = w.path(name)
	}
	select {
	case got := <-changes:
		if !slices.Equal(got, names) {
			w.t.Errorf("the change is of %q, want %q", got, names)
		}
	case <-time.After(10 * time.Second):
		w.t.Fatalf("no change was told of, want %q", names)
	}
}

func TestWatch(t *testing.T) {
	w := watch(t)
	w.write("templates/a.html")
	w.want(w.pages, "templates/a.html")
	w.write("templates/blog/b.html")
	w.write("templates/blog/c.css")
	w.want(w.pages, "templates/blog/b.html", "templates/blog/c.css")

	if err := os.Remove(w.path("templates/a.html")); err != nil {
		t.Fatal(err)
	}
	w.want(w.pages, "templates/a.html")
}

func TestWatchEditors(t *testing.T) {
	w := watch(t)
	w.write("templates/a.html")
	w.want(w.pages, "templates/a.html")
	for name, save := range map[string]func(){
		"vim": func() { // backup, new file, backup gone
			w.write("templates/4913")
			w.rename("templates/a.html", "templates/a.html~")
			w.write("templates/a.html")
			_ = os.Remove(w.path("templates/a.html~"))
		},
		"rename": func() { // a copy beside it takes its place
			w.write("templates/.a.html.tmp123")
			w.rename("templates/.a.html.tmp123", "templates/a.html")
		},
		"emacs": func() {
			_ = os.Symlink("me@here.1", w.path("templates/.#a.html"))
			w.write("templates/#a.html#")
			w.write("templates/a.html")
		},
		"in place": func() { w.write("templates/a.html") },
	} {
		t.Log(name)
		save()
		w.want(w.pages, "templates/a.html")
	}
}

func TestWatchNewDirectories(t *testing.T) {
	w := watch(t)
	// The directories and the file are made before anybody can watch them.
	w.mkdir("app/new/deep")
	w.write("app/new/deep/a.go")
	w.want(w.code, "app/new/deep/a.go")
	// Where a directory is moved to, its files have new names.
	w.write("app/new/deep/a.html")
	w.rename("app/new", "templates/new")
	w.want(w.pages, "templates/new/deep/a.html")
	w.want(w.code, "templates/new/deep/a.go")
	w.write("templates/new/deep/a.html")
	w.want(w.pages, "templates/new/deep/a.html")
	// static does not exist at the start.
	w.mkdir("static/css")
	w.write("static/css/a.css")
	w.want(w.pages, "static/css/a.css")
}

func TestWatchCode(t *testing.T) {
	w := watch(t)
	w.write("node_modules/a.go")
	w.write("app/a_test.go")
	w.write("app/a.html") // no template directory
	w.write("app/a.go")
	w.want(w.code, "app/a.go")
	w.write("templates/b.go")
	w.want(w.code, "templates/b.go")
	w.write("templates/b.html") // behind all others: they were no change of pages
	w.want(w.pages, "templates/b.html")
}

func TestWatchHasALimit(t *testing.T) {
	var log lockedBuilder
	root := t.TempDir()
	for i := range 5 {
		if err := os.Mkdir(filepath.Join(root, strconv.Itoa(i)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	watcher := &reload.Watcher{Dirs: []string{root}, MaxDirs: 4, Changed: func([]string) {}, Log: slog.New(slog.NewTextHandler(&log, nil))}
	if err := watcher.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := log.String(); strings.Count(got, "too many directories") != 1 || !strings.Contains(got, "limit=4") {
		t.Errorf("the log is %q", got)
	}
}

// A lockedBuilder is a text that several goroutines write.
type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
