package job

import (
	"testing"
	"time"
)

// scheduler is how long River may take to see that a job's time has come.
const scheduler = 5 * time.Second

// delivered plays the tries of a job: none works before a way is back, each that
// fails takes so long, and the first that works is given the mail's time to give
// up.
func delivered(urgent bool, back, failing time.Duration) time.Duration {
	var at time.Duration
	for attempt := 1; ; attempt++ {
		if at >= back {
			return at + mailTimeout
		}
		at = max(at+failing, at+pause(attempt, urgent)) + scheduler
	}
}

// Every way to the stylist is dead at first. Whichever way the tries fail, fast
// or slowly, an urgent notice is there within two minutes when one of them comes
// back in time for another try.
func TestAnUrgentNoticeIsThereWithinTwoMinutes(t *testing.T) {
	t.Parallel()
	const promised = 2 * time.Minute
	for _, failing := range []time.Duration{0, 10 * time.Millisecond, mailTimeout, jobTimeout} {
		for back := time.Duration(0); back <= 70*time.Second; back += time.Second {
			if took := delivered(true, back, failing); took > promised {
				t.Errorf("back after %s, tries take %s: delivered after %s", back, failing, took)
			}
		}
	}
	if rescue := rescueAfter + 30*time.Second + scheduler + mailTimeout; rescue > promised { // 30 s: how often River looks for the stuck
		t.Errorf("after a kill it takes %s", rescue)
	}
}

func TestRetriesNeverStopBeforeTheDayIsOver(t *testing.T) {
	t.Parallel()
	const attempts = 25 // River's
	for _, urgent := range []bool{false, true} {
		var total, last time.Duration
		for n := 1; n < attempts; n++ {
			p := pause(n, urgent)
			if !urgent && p < last {
				t.Errorf("pause %d is shorter than the one before", n)
			}
			total, last = total+p, p
		}
		if total < 3*time.Hour || last != lastRetry {
			t.Errorf("urgent %t: tried for %s, last pause %s", urgent, total, last)
		}
	}
}
