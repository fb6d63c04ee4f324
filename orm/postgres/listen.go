package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"

	"github.com/jackc/pgx/v5"

	"github.com/combo-web/combo/orm"
)

var errNotOurs = errors.New("postgres: not a database that this package has opened")

// A Notification is a message that some session sent to a channel, by [Notify] or
// by NOTIFY.
type Notification struct {
	Channel string
	Payload string
}

// A Listener receives the messages of channels, on a connection of its own. It is
// for one goroutine.
type Listener struct{ conn *pgx.Conn }

// Listen begins to listen to channels, which are created by that. Their names are
// letters, digits and _, at most 63. Messages that were sent before, or while
// nobody listened, are lost: after a listener has failed, look at the tables
// again. A pooler does not carry messages.
func Listen(ctx context.Context, db *orm.DB, channels ...string) (*Listener, error) {
	d, ok := db.Driver().(*database)
	if !ok {
		return nil, errNotOurs
	}
	if d.config.Pooler {
		return nil, errors.New("postgres: nobody can listen behind a pooler: open the database itself for it")
	}
	for _, name := range channels {
		if err := checkChannel(name); err != nil {
			return nil, err
		}
	}
	conn, err := pgx.ConnectConfig(ctx, d.pool.Config().ConnConfig)
	if err != nil {
		return nil, translate(ctx, err)
	}
	l := &Listener{conn}
	for _, name := range channels {
		if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{name}.Sanitize()); err != nil {
			return nil, errors.Join(translate(ctx, err), l.Close())
		}
	}
	return l, nil
}

var channelName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)

func checkChannel(name string) error {
	if !channelName.MatchString(name) {
		return fmt.Errorf("postgres: %.80q is not the name of a channel: letters, digits and _, at most 63", name)
	}
	return nil
}

// Next waits for a message. After an error, also that of ctx, the listener is of
// no use any more.
func (l *Listener) Next(ctx context.Context) (Notification, error) {
	n, err := l.conn.WaitForNotification(ctx)
	if err != nil {
		return Notification{}, translate(ctx, err)
	}
	return Notification{n.Channel, n.Payload}, nil
}

// All waits for one message after the other. The error, that of ctx or of the
// connection, is the last thing given.
func (l *Listener) All(ctx context.Context) iter.Seq2[Notification, error] {
	return func(yield func(Notification, error) bool) {
		for {
			n, err := l.Next(ctx)
			if !yield(n, err) || err != nil {
				return
			}
		}
	}
}

// Close ends the connection.
func (l *Listener) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	return l.conn.Close(ctx)
}

// maxPayload is PostgreSQL's limit, in bytes.
const maxPayload = 7999

// Notify sends a message to all who listen to a channel; from a transaction, when
// it is committed. The payload is text of at most 7,999 bytes: send the key of a
// row, not the row.
func Notify(ctx context.Context, c orm.Conn, channel, payload string) error {
	if err := checkChannel(channel); err != nil {
		return err
	}
	if len(payload) > maxPayload {
		return fmt.Errorf("postgres: the payload has %d bytes, more than %d", len(payload), maxPayload)
	}
	runner, ok := c.(interface {
		Exec(context.Context, string, ...any) (int64, error)
	})
	if !ok {
		return errNotOurs
	}
	_, err := runner.Exec(ctx, "SELECT pg_notify($1, $2)", channel, payload)
	return err
}
