package store_test

import (
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func TestOccupancyIsWhatIsTakenOnThoseDays(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	first, second := shop.Team[0].ID, shop.Team[1].ID
	booking, appointment, err := appointmentByHand(t, s, shop, first, "[2026-12-22 10:00+01, 2026-12-22 11:00+01)")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := appointmentByHand(t, s, shop, first, "[2026-12-23 00:00+01, 2026-12-23 01:00+01)"); err != nil { // the next day
		t.Fatal(err)
	}
	exec(t, s, `INSERT INTO busy_segments (appointment_id, stylist_id, during, active) VALUES ($1, $2, '[2026-12-22 12:00+01, 2026-12-22 13:00+01)', false)`, appointment, first)
	exec(t, s, `INSERT INTO blocks (stylist_id, during, reason, source) VALUES ($1, '[2026-12-21 20:00+01, 2026-12-22 09:30+01)', 'viaje', 'staff'), ($1, '[2026-12-22 18:00+01,)', 'baja', 'staff')`, second)
	exec(t, s, `INSERT INTO closures (salon_id, starts_on, ends_on, reason) VALUES ($1, '2026-12-20', '2026-12-22', 'obras'), ($1, '2026-12-23', '2026-12-23', 'otro')`, shop.ID)

	day := salon.Date{Year: 2026, Month: time.December, Day: 22}
	taken, err := s.Occupancy(t.Context(), shop.ID, day, day, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := taken.Busy[first]; len(got) != 1 || !got[0].Start.Equal(day.At(600, shop.Location)) || !got[0].End.Equal(day.At(660, shop.Location)) {
		t.Errorf("the first is busy %v", got)
	}
	if got := taken.Busy[second]; len(got) != 2 || got[0].End.Year()+got[1].End.Year() != 2026+9999 {
		t.Errorf("the second is busy %v", got)
	}
	if len(taken.Closures) != 1 || taken.Closures[0] != (salon.Closure{StartsOn: day.AddDays(-2), EndsOn: day, Reason: "obras"}) {
		t.Errorf("closures %v", taken.Closures)
	}
	without, err := s.Occupancy(t.Context(), shop.ID, day, day, booking)
	if err != nil || len(without.Busy[first]) != 0 {
		t.Errorf("without the booking's own: %v, %v", without.Busy[first], err)
	}
	if both, err := s.Occupancy(t.Context(), shop.ID, day, day.AddDays(1), ""); err != nil || len(both.Busy[first]) != 2 || len(both.Closures) != 2 {
		t.Errorf("both days: %+v, %v", both, err)
	}
	if nobody, err := s.Occupancy(t.Context(), store.NewID(), day, day, ""); err != nil || len(nobody.Busy) != 0 {
		t.Errorf("an unknown salon: %+v, %v", nobody, err)
	}
}

func TestDayPlanShowsTheDay(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	_, appointment, err := appointmentByHand(t, s, shop, shop.Team[0].ID, "[2026-12-22 10:00+01, 2026-12-22 11:00+01)")
	if err != nil {
		t.Fatal(err)
	}
	_, over, err := appointmentByHand(t, s, shop, shop.Team[0].ID, "[2026-12-22 12:00+01, 2026-12-22 13:00+01)")
	if err != nil {
		t.Fatal(err)
	}
	exec(t, s, `UPDATE appointments SET status = 'expired' WHERE id = $1`, over)
	exec(t, s, `INSERT INTO blocks (stylist_id, during, reason, source) VALUES ($1, '[2026-12-22 15:00+01, 2026-12-22 16:00+01)', 'médico', 'staff')`, shop.Team[1].ID)
	day := salon.Date{Year: 2026, Month: time.December, Day: 22}
	plan, err := s.DayPlan(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Appointments) != 1 || len(plan.Hours) != 1 || len(plan.Stylists) != 6 || plan.Closed != "" || len(plan.Blocks[shop.Team[1].ID]) != 1 {
		t.Fatalf("plan %+v", plan)
	}
	a := plan.Appointments[0]
	if a.ID != appointment || a.Customer.FullName() != "Ana Ruiz" || a.Visit.Services[0] != shop.Catalogue.Services[0].ID || a.Status != salon.Confirmed || a.Minutes != 60 {
		t.Errorf("appointment %+v", a)
	}
	exec(t, s, `INSERT INTO closures (salon_id, starts_on, ends_on, reason) VALUES ($1, $2, $2, '')`, shop.ID, day.AddDays(1))
	if plan, err := s.DayPlan(t.Context(), day.AddDays(1)); err != nil || plan.Closed != "Cerrado" || len(plan.Appointments) != 0 {
		t.Errorf("the next day %+v, %v", plan, err)
	}
	if b, err := s.Backlog(t.Context()); err != nil || b.Appointments["confirmed"] != 1 || b.Bookings["confirmed"] != 2 {
		t.Errorf("backlog %+v, %v", b, err)
	}
}

func TestChatLinesShowBothSidesInOrder(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	say := func(id, words string) salon.ID {
		in := message("visitor", id, words)
		in.Source = salon.SourceSandbox
		stored, err := s.StoreInbound(t.Context(), []salon.Inbound{in})
		if err != nil {
			t.Fatal(err)
		}
		return stored[0].Conversation
	}
	thread := say("1", "hola")
	owe(t, s, thread, text("¡Hola!"), salon.Outbound{Kind: salon.OutboundMenu, Text: "¿Cuál?", Options: []salon.Option{{Title: "10:00", Value: "x"}}},
		salon.Outbound{Kind: salon.OutboundNote, Text: "para el equipo"}, text("aún no enviado"))
	for range 3 {
		settle(t, s, salon.Delivery{ID: claim(t, s, thread).ID, Status: "sent"})
	}
	say("2", "a las 10")
	lines, err := s.ChatLines(t.Context(), "visitor", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := chatText(lines); got != "> hola|¡Hola!|¿Cuál? [10:00]|> a las 10|" {
		t.Errorf("all: %s", got)
	}
	after, err := s.ChatLines(t.Context(), "visitor", lines[1].ID)
	if err != nil || chatText(after) != "¿Cuál? [10:00]|> a las 10|" {
		t.Errorf("after the second: %s, %v", chatText(after), err)
	}
	if none, err := s.ChatLines(t.Context(), "visitor", lines[3].ID); err != nil || len(none) != 0 {
		t.Errorf("after the last: %v, %v", none, err)
	}
	if none, err := s.ChatLines(t.Context(), "stranger", ""); err != nil || len(none) != 0 {
		t.Errorf("a stranger: %v, %v", none, err)
	}
	if _, err := s.ChatLines(t.Context(), "visitor", "x'; --"); !isNotFound(err) {
		t.Errorf("a line that is none: %v", err)
	}
	found, err := s.FindConversation(t.Context(), salon.SourceSandbox, "visitor")
	if err != nil || found.ID != thread {
		t.Errorf("found %+v, %v", found, err)
	}
	if _, err := s.FindConversation(t.Context(), salon.SourceChatwoot, "visitor"); !isNotFound(err) {
		t.Errorf("on another channel: %v", err)
	}
}

func chatText(lines []salon.ChatLine) string {
	out := ""
	for _, line := range lines {
		if line.Mine {
			out += "> "
		}
		out += line.Text
		for _, option := range line.Options {
			out += " [" + option.Title + "]"
		}
		out += "|"
	}
	return out
}
