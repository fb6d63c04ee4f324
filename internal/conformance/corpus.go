package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// A folder holds the corpus files.
type folder struct{ files fs.FS }

func openFolder(path string) (folder, error) {
	if path == "" {
		return folder{}, errors.New("CORPORA is not set: it names the folder of the recorded cases")
	}
	info, err := os.Stat(path)
	if err != nil {
		return folder{}, fmt.Errorf("open CORPORA: %w", err)
	}
	if !info.IsDir() {
		return folder{}, fmt.Errorf("open CORPORA: %s is not a folder", path)
	}
	return folder{os.DirFS(path)}, nil
}

// run runs every suite whose file is there. The notes tell of files that are
// not known and of known ones that are not there.
func (f folder) run(known []suite, only []string) (results []*tally, notes []string, err error) {
	present, err := f.names()
	if err != nil {
		return nil, nil, err
	}
	for _, s := range known {
		i := slices.Index(present, s.file())
		if i >= 0 {
			present = slices.Delete(present, i, i+1)
		}
		switch {
		case len(only) > 0 && !slices.Contains(only, s.file()):
			continue
		case i < 0:
			notes = append(notes, s.file()+": not in the folder")
			continue
		}
		result, err := f.runFile(s)
		if err != nil {
			return nil, nil, err
		}
		results = append(results, result)
	}
	for _, name := range present {
		notes = append(notes, name+": not known to this program")
	}
	return results, notes, nil
}

func (f folder) runFile(s suite) (*tally, error) {
	raw, err := fs.ReadFile(f.files, s.file()+".json")
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.file(), err)
	}
	result, err := s.run(raw)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.file(), err)
	}
	return result, nil
}

// names lists the corpus files without their ending.
func (f folder) names() ([]string, error) {
	entries, err := fs.ReadDir(f.files, ".")
	if err != nil {
		return nil, fmt.Errorf("read CORPORA: %w", err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !e.IsDir() {
			names = append(names, name)
		}
	}
	return names, nil
}
