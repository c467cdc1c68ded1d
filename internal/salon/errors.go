package salon

import (
	"errors"
	"fmt"
)

// Errors that callers act upon. Every layer wraps its cause with %w, so test
// with errors.Is.
var (
	// ErrNotFound: the row asked for does not exist.
	ErrNotFound = errors.New("not found")
	// ErrSlotTaken: the database refused an overlap; somebody else was faster.
	ErrSlotTaken = errors.New("slot taken")
	// ErrOutrun is an ErrSlotTaken that the constraint decided: the slot was free when it was looked at.
	ErrOutrun = fmt.Errorf("somebody else was faster: %w", ErrSlotTaken)
	// ErrConflict: the row changed since it was read (version or lease lost).
	ErrConflict = errors.New("changed by somebody else")
	// ErrBusy: another worker holds the lease.
	ErrBusy = errors.New("busy")
	// ErrDuplicate: the fact was already recorded; nothing was done.
	ErrDuplicate = errors.New("already recorded")
	// ErrTooMany: the customer has max_upcoming_per_customer bookings ahead already.
	ErrTooMany = errors.New("too many upcoming bookings")
	// ErrForeignPayment: a payment names no booking of ours. It comes with ErrNotFound.
	ErrForeignPayment = errors.New("the payment names no booking of ours")
	// ErrEmptyVisit: nothing is asked for, so there is nothing to plan.
	ErrEmptyVisit = errors.New("visit without services")
	// ErrMixedCategories: hair and beauty never share an appointment.
	ErrMixedCategories = errors.New("hair and beauty in one visit")
	// ErrPackAndServices: a pack is a visit of its own.
	ErrPackAndServices = errors.New("pack and single services in one visit")
)
