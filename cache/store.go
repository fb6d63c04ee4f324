package cache

import (
	"context"
	"errors"
	"time"
)

// A Store keeps values for a while, or forgets them earlier: whoever asks it must
// be able to do without. Keys are made by [Key]; values are bytes. It is used by
// many goroutines at once.
//
// The contract, which package cachetest checks:
//
//   - What Set stored, Get returns until the ttl has passed, never after it, and
//     never for another key. A later Set replaces an earlier one whole.
//   - A value may be gone at any time before: evicted, or lost with the process.
//   - The caller may use the bytes that it gave to Set again. What Get returns
//     is for all who ask: nobody changes it.
//   - A call whose context has ended fails with the context's error, also while it
//     waits for a network. A store with a network gives up by itself after a moment,
//     some tenths of a second: pages wait for it.
//   - An error says that the store does not work, and nothing about the value.
type Store interface {
	// Get returns the value of a key. A miss is ok false and no error: never
	// stored, expired, evicted or deleted.
	Get(ctx context.Context, key string) (value []byte, ok bool, err error)
	// Set stores a value for a time. A ttl of 0 or less deletes the key. A value
	// that is larger than the store ever takes is [ErrTooLarge]; what the key had
	// before is gone then.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
	// Delete forgets a key. One that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// ErrTooLarge is the error of Set for a value that is larger than the store takes.
var ErrTooLarge = errors.New("the value is larger than the store takes")
