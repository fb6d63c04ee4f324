package orm_test

import (
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
)

// TestMain stops the PostgreSQL server that tests may have started.
func TestMain(m *testing.M) { pgtest.Main(m) }
