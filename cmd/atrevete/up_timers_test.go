package main

import (
	"strings"
	"testing"

	"atrevete/internal/testkit"
)

// TestUpCatchesUpWithWhatBecameDueWhileItWasStopped stops the program for a day
// and a half: the hold that ran out is told, and the reminder that became due is
// sent, once each, as soon as it runs again.
func TestUpCatchesUpWithWhatBecameDueWhileItWasStopped(t *testing.T) {
	t.Parallel()
	dir := testkit.OpenDir(t)
	p, base := startUp(t, dir)
	paid, unpaid := phone{t: t, base: base, client: visitor(t)}, phone{t: t, base: base, client: visitor(t)}
	for _, v := range []phone{paid, unpaid} {
		res, err := v.client.Get(base + "/chat")
		fetch(t, res, err)
	}
	link := paid.book()
	before := len(paid.lines())
	paid.pay(link)
	paid.next(before)
	unpaid.book()
	saidToPaid, saidToUnpaid := len(paid.lines()), len(unpaid.lines())
	p.interrupt()

	p, base = startUpAt(t, dir, "2026-11-25T20:00:00+01:00") // the appointment is on Friday
	paid.base, unpaid.base = base, base
	if told := unpaid.next(saidToUnpaid); !strings.Contains(told.Text, "No se te ha cobrado nada") {
		t.Errorf("of the hold that is over: %q", told.Text)
	}
	if reminder := paid.next(saidToPaid); !strings.Contains(reminder.Text, "viernes 27 de noviembre") {
		t.Errorf("the reminder: %q", reminder.Text)
	}
	p.interrupt()

	p, base = startUpAt(t, dir, "2026-11-25T20:10:00+01:00")
	paid.base, unpaid.base = base, base
	if answer := paid.say("¿Abrís los sábados?", ""); !strings.Contains(answer.Text, "14:00") {
		t.Errorf("answer %q", answer.Text)
	}
	if lines := paid.lines(); len(lines) != saidToPaid+3 { // the reminder, a question, its answer
		t.Errorf("%d lines, want %d", len(lines), saidToPaid+3)
	}
	if lines := unpaid.lines(); len(lines) != saidToUnpaid+1 {
		t.Errorf("%d lines, want %d", len(lines), saidToUnpaid+1)
	}
	p.interrupt()
}
