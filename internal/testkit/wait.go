package testkit

import (
	"fmt"
	"testing"
	"time"
)

const (
	// Patience is how long tests wait for something that must happen. It is
	// generous: only a failing test spends it.
	Patience = 20 * time.Second

	firstPoll = 2 * time.Millisecond
	lastPoll  = 50 * time.Millisecond
)

// Eventually polls until the condition holds and fails the test when it does
// not within Patience. The message says what was waited for.
func Eventually(t testing.TB, condition func() bool, message string, args ...any) {
	t.Helper()
	if !Within(Patience, condition) {
		t.Fatalf("waited in vain: %s", fmt.Sprintf(message, args...))
	}
}

// Within polls until the condition holds and reports whether it did in time.
func Within(limit time.Duration, condition func() bool) bool {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for wait := firstPoll; ; wait = min(2*wait, lastPoll) {
		if condition() {
			return true
		}
		pause.Reset(wait)
		select {
		case <-deadline.C:
			return condition()
		case <-pause.C:
		}
	}
}

// Receive waits for a value on a channel and fails the test when none comes
// within Patience or the channel is closed.
func Receive[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	select {
	case value, open := <-from:
		if !open {
			t.Fatalf("%s: the channel is closed", what)
		}
		return value
	case <-deadline.C:
		t.Fatalf("waited in vain: %s", what)
	}
	panic("unreachable")
}
