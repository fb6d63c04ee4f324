package orm

// A locking says how the rows that are read are locked until the end of the
// transaction.
type locking struct {
	Lock
}

// A Lock says how [Query.ForUpdate] locks rows.
type Lock struct {
	// NoWait fails at once if a row is locked already, SkipLocked leaves such rows
	// out. Both default to false: it is waited for.
	NoWait, SkipLocked bool
	// NoKey lets others insert rows that point to the locked ones.
	NoKey bool
	// Of are the relations whose rows are locked, "self" for the model's own.
	// Defaults to all tables of the query.
	Of []string
}

// ForUpdate locks the rows until the end of the transaction, so that nobody else
// changes them. SQLite, which has one writer at a time, locks nothing more.
func (q Query) ForUpdate(l Lock) Query { return q.with(&lockStep{l}) }

type lockStep struct{ Lock }

func (l *lockStep) shape(s *shaper) {
	s.opCode(opLock)
	s.flag(l.NoWait)
	s.flag(l.SkipLocked)
	s.flag(l.NoKey)
	s.texts(l.Of)
}

func (l *lockStep) apply(p *planner) error {
	if l.NoWait && l.SkipLocked {
		return mistakef("%s: ForUpdate takes NoWait or SkipLocked, not both", p.model)
	}
	p.locking = &locking{l.Lock}
	return nil
}

// checkLock keeps rows from being locked outside of a transaction, where the lock
// would be gone with the statement. SQLite is as strict, though it locks nothing:
// the program may move to the other database.
func (q Query) checkLock(p *plan) error {
	if _, in := q.db.(*Tx); in || !p.locks {
		return nil
	}
	return mistakef("%s: ForUpdate locks rows until the end of a transaction: the query has to run on one, tx", q.model)
}

// lock writes FOR UPDATE.
func (w *writer) lock(p *planner) error {
	features := w.dialect.Features()
	if p.locking == nil || !features.ForUpdate {
		return nil
	}
	w.text(" FOR ")
	if p.locking.NoKey {
		w.text("NO KEY ")
	}
	w.text("UPDATE")
	for i, name := range p.locking.Of {
		j, err := p.lockedJoin(name)
		if err != nil {
			return err
		}
		if i == 0 {
			w.text(" OF ")
		} else {
			w.text(", ")
		}
		w.name(w.tableName(j))
	}
	switch {
	case p.locking.NoWait:
		w.text(" NOWAIT")
	case p.locking.SkipLocked:
		w.text(" SKIP LOCKED")
	}
	return nil
}

// lockedJoin finds the table of a relation that is loaded.
func (p *planner) lockedJoin(name string) (*join, error) {
	if name == "self" {
		return p.joins[0], nil
	}
	if j := p.related.joinOf(splitNames(name)); j != nil {
		return j, nil
	}
	return nil, mistakef("%s: ForUpdate of %q: only \"self\" and relations loaded by With can be locked", p.model, name)
}
