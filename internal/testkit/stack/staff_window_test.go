package stack_test

import (
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit/stack"
)

// herAppointment is Carmen's only one.
func herAppointment(t *testing.T, s *stack.Stack) salon.Appointment {
	t.Helper()
	var booking salon.ID
	if err := s.Store.Pool().QueryRow(t.Context(), `SELECT booking_id FROM appointments`).Scan(&booking); err != nil {
		t.Fatal(err)
	}
	b, err := s.Store.Booking(t.Context(), booking)
	if err != nil {
		t.Fatal(err)
	}
	return b.Appointments[0]
}

// staffCancel and staffMove are what the team does in the admin site.
func staffCancel(t *testing.T, s *stack.Stack) {
	t.Helper()
	if _, told, err := s.Store.StaffCancel(t.Context(), s.Salon, herAppointment(t, s).ID, s.Clock.Now()); err != nil || !told {
		t.Fatalf("told %v, %v", told, err)
	}
}

func staffMove(t *testing.T, s *stack.Stack) {
	t.Helper()
	a := herAppointment(t, s)
	plan, err := s.Salon.Catalogue.Plan(a.Visit)
	if err != nil {
		t.Fatal(err)
	}
	slot := salon.Slot{StylistID: a.StylistID, Start: a.Start.Add(24 * time.Hour), Minutes: plan.Minutes}
	if _, told, err := s.Store.StaffMove(t.Context(), s.Salon, dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: slot}, s.Clock.Now()); err != nil || !told {
		t.Fatalf("told %v, %v", told, err)
	}
}

// templates lists what Carmen got, by name.
func templates(s *stack.Stack) (names []string) {
	for _, m := range s.Chatwoot.Replies(42) {
		name, _ := m.Template["name"].(string)
		names = append(names, name)
	}
	return names
}

// TestWhatStaffChangeReachesHerOutsideTheWindow: Carmen wrote five days ago; what
// staff do is told by the approved message, with every word filled in.
func TestWhatStaffChangeReachesHerOutsideTheWindow(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		template string
		change   func(*testing.T, *stack.Stack)
		want     []string
	}{
		"cancelled": {"maite_cita_anulada", staffCancel, []string{"Carmen", "jueves 8 de octubre", "16:00"}},
		"moved":     {"maite_cambio_cita", staffMove, []string{"Carmen", "viernes 9 de octubre", "16:00", "Rosa"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := remindedCarmen(t)
			one.change(t, s)
			s.Drive()
			replies := s.Chatwoot.Replies(42)
			if len(replies) != 1 || replies[0].Template["name"] != one.template || replies[0].Status == "failed" {
				t.Fatalf("sent %+v", replies)
			}
			for _, want := range one.want {
				if !strings.Contains(replies[0].Content, want) {
					t.Errorf("%q does not say %q", replies[0].Content, want)
				}
			}
		})
	}
}

// TestAReminderThatWaitedInAnOutageIsCheckedBeforeItIsSent: Chatwoot was away when it
// was due, and staff changed the appointment meanwhile.
func TestAReminderThatWaitedInAnOutageIsCheckedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		meanwhile func(*testing.T, *stack.Stack)
		want      string // templates, joined
	}{
		"nothing happened":   {func(*testing.T, *stack.Stack) {}, "maite_recordatorio"},
		"staff cancelled":    {staffCancel, "maite_cita_anulada"},
		"staff moved":        {staffMove, "maite_cambio_cita"},
		"moved, cancelled":   {func(t *testing.T, s *stack.Stack) { staffMove(t, s); s.Drive(); staffCancel(t, s) }, "maite_cita_anulada"},
		"it has begun since": {func(_ *testing.T, s *stack.Stack) { s.Clock.Advance(49 * time.Hour) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := remindedCarmenWith(t, stack.Options{Faulty: true})
			s.Chatwoot.Down(true)
			s.Advance(time.Hour)
			one.meanwhile(t, s)
			s.Drive()
			if got := templates(s); len(got) != 0 {
				t.Fatalf("sent %v while Chatwoot was away", got)
			}
			s.Chatwoot.Down(false)
			s.Awake()
			if _, err := s.Store.Pool().Exec(t.Context(), `UPDATE outbox SET next_attempt_at = now() WHERE status = 'pending'`); err != nil {
				t.Fatal(err)
			}
			s.Drive()
			if got := strings.Join(templates(s), " "); got != one.want {
				t.Errorf("sent %q, want %q", got, one.want)
			}
			var waiting int
			if err := s.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM outbox WHERE status = 'pending'`).Scan(&waiting); err != nil || waiting > 0 {
				t.Errorf("%d messages wait for ever, %v", waiting, err)
			}
		})
	}
}
