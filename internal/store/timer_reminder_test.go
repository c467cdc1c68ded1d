package store_test

import (
	"context"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/store"
)

const remindersSQL = `SELECT external_id FROM inbox WHERE source = 'timer' AND external_id LIKE 'reminder:%'`

func TestOneReminderForThoseOfABookingWhoBeginTogether(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(
		h.visit("marta", "2026-10-13 16:00", "corte"),
		bring(h.visit("ana", "2026-10-13 16:00", "secado"), "Hija de Laura", ""),
		bring(h.visit("ana", "2026-10-13 17:00", "corte"), "Sobrina de Laura", ""))
	due := h.at("2026-10-11 16:00")
	if told := h.sweep(due.Add(-time.Second)); len(told) != 0 {
		t.Errorf("too early: %v", told)
	}
	for i, want := range []int{1, 0} {
		if told := h.sweep(due.Add(time.Duration(i) * time.Minute)); len(told) != want || (want == 1 && told[0] != b.ConversationID) {
			t.Errorf("sweep %d told %v", i, told)
		}
	}
	rows, err := h.PendingInbound(t.Context(), b.ConversationID)
	if err != nil || len(rows) != 1 {
		t.Fatalf("inbox %+v, %v", rows, err)
	}
	first := b.Appointments[0]
	want := salon.TimerFact{Kind: salon.TimerReminder, BookingID: b.ID, AppointmentID: first.ID, Version: first.Version}
	if r := rows[0]; r.Timer == nil || *r.Timer != want || r.ExternalID != "reminder:"+string(first.ID)+":2" {
		t.Errorf("row %+v %+v", r, r.Timer)
	}
	h.want(`(t,) (t,) (f,"2026-10-11 17:00:00")`, `SELECT reminded_at IS NOT NULL, remind_at AT TIME ZONE 'Europe/Madrid' FROM appointments ORDER BY position`)
	if told := h.sweep(h.at("2026-10-11 17:00")); len(told) != 1 {
		t.Errorf("the one who begins later: %v", told)
	}
}

func TestALateReminderIsSentWhileItIsOfUse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		down string // nothing ran until then
		told int
		log  string
	}{
		"still useful":     {"2026-10-12 15:59", 1, ``},
		"exactly 24 hours": {"2026-10-12 16:00", 0, `(appointment.reminder_dropped)`},
		"after the start":  {"2026-10-13 16:01", 0, `(appointment.reminder_dropped)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			h.booked(h.visit("marta", "2026-10-13 16:00", "corte"))
			for i, want := range []int{c.told, 0} {
				if told := h.sweep(h.at(c.down).Add(time.Duration(i) * time.Second)); len(told) != want {
					t.Errorf("sweep %d told %v", i, told)
				}
			}
			h.want(c.log, `SELECT action FROM audit_log WHERE object_type = 'appointment'`)
			h.want(`()`, `SELECT remind_at FROM appointments`)
		})
	}
}

func TestAReminderFindsThePayersConversationOrIsLogged(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request(h.visit("marta", "2026-10-13 16:00", "corte"))
	r.ConversationID = "" // the team made it
	b := h.hold(r)
	h.pay(paid(b, "pi_1"), h.now)
	latest := store.NewID()
	h.exec(`INSERT INTO conversations (id, channel, external_id, customer_id, last_inbound_at) VALUES ($1, 'sandbox', 'latest', $2, now())`, latest, r.CustomerID)
	if told := h.sweep(h.at("2026-10-11 16:00")); len(told) != 1 || told[0] != latest {
		t.Errorf("told %v, want %s", told, latest)
	}

	r = h.request(h.visit("marta", "2026-10-14 16:00", "corte"))
	r.ConversationID = ""
	h.exec(`UPDATE conversations SET customer_id = NULL`)
	b = h.hold(r)
	h.pay(paid(b, "pi_2"), h.now)
	if told := h.sweep(h.at("2026-10-12 16:00")); len(told) != 0 {
		t.Errorf("told %v", told)
	}
	h.want(`(appointment.reminder_unreachable)`, `SELECT action FROM audit_log WHERE object_id = $1`, b.Appointments[0].ID)
	h.want(`(,)`, `SELECT remind_at, reminded_at FROM appointments WHERE booking_id = $1`, b.ID)
}

func TestAReminderBelongsToOneVersion(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("marta", "2026-10-13 16:00", "corte"))
	h.sweep(h.at("2026-10-11 16:00"))
	r, err := h.move(b, 0, h.slot("marta", "2026-10-20 16:00", 40), h.at("2026-10-11 16:05"))
	if err != nil {
		t.Fatal(err)
	}
	h.want(`("2026-10-18 16:00:00",)`, `SELECT remind_at AT TIME ZONE 'Europe/Madrid', reminded_at FROM appointments`)
	h.sweep(h.at("2026-10-18 16:00"))
	id := string(r.New.ID)
	h.want(`(reminder:`+id+`:2) (reminder:`+id+`:3)`, remindersSQL+` ORDER BY 1`)

	b = h.booked(h.visit("marta", "2026-10-22 16:00", "corte"))
	now := h.at("2026-10-18 18:00")
	if _, err := h.cancel(b, dialog.TermsRefund, now, now, 0); err != nil {
		t.Fatal(err)
	}
	if told := h.sweep(h.at("2026-10-20 16:00")); len(told) != 0 {
		t.Errorf("reminded of a cancelled one: %v", told)
	}
}

func TestABookingInSomebodysHandsIsRemindedInTheNextSweep(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("marta", "2026-10-13 16:00", "corte"))
	due := h.at("2026-10-11 16:00")
	err := h.InTx(t.Context(), func(ctx context.Context) error {
		to := h.slot("marta", "2026-10-20 16:00", 40)
		a := b.Appointments[0]
		if _, err := h.MoveAppointment(ctx, h.snap, by(b), dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: to}, due); err != nil {
			return err
		}
		told, err := h.fire(due) // another process, while ours decides
		if err != nil || len(told) != 0 {
			t.Errorf("told %v, %v", told, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if told := h.sweep(due); len(told) != 0 {
		t.Errorf("told %v", told)
	}
}

// A reminder of Monday 26 October 10:30 is due on Saturday at 11:30: the clocks
// change in between.
func TestRemindersAreMeasuredInElapsedTime(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.exec(`INSERT INTO working_hours (stylist_id, weekday, starts_at, ends_at) SELECT stylist_id, 1, starts_at, ends_at FROM working_hours WHERE weekday = 2`)
	h.reload()
	h.booked(h.visit("marta", "2026-10-26 10:30", "corte"))
	h.want(`("2026-10-24 11:30:00")`, `SELECT remind_at AT TIME ZONE 'Europe/Madrid' FROM appointments`)
}
