package salon

import "errors"

// Errors that callers act upon. Every layer wraps its cause with %w, so test
// with errors.Is.
var (
	// ErrNotFound: the row asked for does not exist.
	ErrNotFound = errors.New("not found")
	// ErrSlotTaken: the database refused an overlap; somebody else was faster.
	ErrSlotTaken = errors.New("slot taken")
	// ErrConflict: the row changed since it was read (version or lease lost).
	ErrConflict = errors.New("changed by somebody else")
	// ErrBusy: another worker holds the lease.
	ErrBusy = errors.New("busy")
	// ErrDuplicate: the fact was already recorded; nothing was done.
	ErrDuplicate = errors.New("already recorded")
)
