package orm

import "context"

// atomically runs a function in a transaction: in c itself if that is one, so
// that no statement is sent for it. What the function did is then not undone
// before the transaction is: its error must end it.
func atomically(ctx context.Context, c Conn, fn func(ctx context.Context, tx *Tx) error) error {
	if tx, ok := c.(*Tx); ok {
		return fn(ctx, tx)
	}
	return c.database().Atomic(ctx, fn)
}
