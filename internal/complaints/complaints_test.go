package complaints_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/complaints"
)

func TestReport(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	now, broken := time.Unix(0, 0), errors.New("broken")
	var out bytes.Buffer
	log := complaints.Log{Message: "the store does not work", To: slog.New(slog.NewTextHandler(&out, nil)), Clock: func() time.Time { return now }}
	for _, test := range []struct {
		name string
		ctx  context.Context
		err  error
		wait time.Duration
		want bool
	}{
		{"the caller has gone", gone, fmt.Errorf("get: %w", context.Canceled), 0, false},
		{"the first", context.Background(), broken, 0, true},
		{"another", context.Background(), broken, 0, false},
		{"nearly in time", context.Background(), broken, complaints.Every - 1, false},
		{"in time", context.Background(), broken, 1, true},
		{"another caller's end", context.Background(), context.Canceled, complaints.Every, true},
		{"gone, but broken", gone, broken, complaints.Every, true},
	} {
		now = now.Add(test.wait)
		out.Reset()
		log.Report(test.ctx, "get", test.err)
		got := out.String()
		if logged := got != ""; logged != test.want {
			t.Errorf("%s: logged %q", test.name, got)
		}
		if test.want && !strings.Contains(got, `level=WARN msg="the store does not work" call=get error=`) {
			t.Errorf("%s: logged %q", test.name, got)
		}
	}
}
