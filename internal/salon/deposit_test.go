package salon_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"atrevete/internal/salon"
)

func TestDeposits(t *testing.T) {
	t.Parallel()
	for price, want := range map[salon.Money]salon.Money{
		4770: 954, 8000: 1600, 2620: 524, 4300: 860, 4370: 874, 9050: 1810, 5750: 1150, 7740: 1548, 6840: 1368,
		4710: 942, 4070: 814, 1750: 350, 3440: 688, 820: 164, 700: 140, 0: 0, 2: 0, 3: 1, 13: 3, -100: 0,
	} {
		if got := salon.Deposit(price, 20); got != want {
			t.Errorf("20 %% of %s is %s, want %s", price, got, want)
		}
	}
	if got := salon.Deposit(1000, 0); got != 0 {
		t.Errorf("no percent: %s", got)
	}
}

func TestADepositIsWithinHalfACentOfItsShare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		price := rapid.Int64Range(0, 1_000_000).Draw(t, "price")
		percent := rapid.IntRange(0, 100).Draw(t, "percent")
		error2 := 2 * (100*int64(salon.Deposit(salon.Money(price), percent)) - price*int64(percent))
		if error2 > 100 || error2 <= -100 {
			t.Fatalf("%d %% of %d cents is %d", percent, price, salon.Deposit(salon.Money(price), percent))
		}
	})
}

func TestHolds(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for name, c := range map[string]struct{ now, start, end, warn string }{
		"S01: half an hour":                  {"2026-10-06 18:26", "2026-10-09 12:30", "2026-10-06 18:56", "2026-10-06 18:51"},
		"S18: a quarter on the same day":     {"2026-10-29 13:02", "2026-10-29 16:30", "2026-10-29 13:17", "2026-10-29 13:12"},
		"just before midnight for tomorrow":  {"2026-10-08 23:59", "2026-10-09 10:00", "2026-10-09 00:29", "2026-10-09 00:24"},
		"just after midnight for today":      {"2026-10-09 00:00", "2026-10-09 10:00", "2026-10-09 00:15", "2026-10-09 00:10"},
		"never longer than until the start":  {"2026-10-09 09:50", "2026-10-09 10:00", "2026-10-09 10:00", "2026-10-09 09:55"},
		"the same date, though UTC differs":  {"2026-07-10 00:30", "2026-07-10 10:00", "2026-07-10 00:45", "2026-07-10 00:40"},
		"another date, though UTC is equal":  {"2026-07-09 23:30", "2026-07-10 01:00", "2026-07-10 00:00", "2026-07-09 23:55"},
		"across the autumn change of clocks": {"2026-10-24 23:50", "2026-10-27 10:00", "2026-10-25 00:20", "2026-10-25 00:15"},
	} {
		end := s.HoldDeadline(at(t, c.now).UTC(), at(t, c.start).UTC())
		if !end.Equal(at(t, c.end)) {
			t.Errorf("%s: held until %s, want %s", name, end.In(s.Location), c.end)
		}
		if warn := s.WarnTime(end); !warn.Equal(at(t, c.warn)) {
			t.Errorf("%s: warned at %s, want %s", name, warn.In(s.Location), c.warn)
		}
	}
	s.Policies.PaymentWarningMinutes = 0
	if !s.WarnTime(at(t, "2026-10-06 18:56")).IsZero() {
		t.Error("a salon that warns nobody has a time to warn")
	}
}

func TestRefundsNeedStrictlyMoreThanADayOfElapsedTime(t *testing.T) {
	t.Parallel()
	s := demo(t)
	start := at(t, "2026-12-03 12:00")
	for before, want := range map[time.Duration]bool{ // F113
		24*time.Hour + time.Second: true, 24 * time.Hour: false, 24*time.Hour - time.Second: false, -time.Hour: false,
	} {
		if got := s.Refundable(start.Add(-before), start); got != want {
			t.Errorf("%s before the start: refundable %t, want %t", before, got, want)
		}
	}
	// The night of 25 October has an hour more: Saturday 11:00 is 24 h 30 min before Sunday 10:30.
	if !s.Refundable(at(t, "2026-10-24 11:00"), at(t, "2026-10-25 10:30")) {
		t.Error("hours are measured by the wall clock")
	}
}

func TestReminders(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for name, c := range map[string]struct {
		start, booked, due string
		want               bool
	}{
		"P7: across the clock change":       {"2026-10-26 10:30", "2026-10-20 10:00", "2026-10-24 11:30", true},
		"S01":                               {"2026-10-09 12:30", "2026-10-06 18:31", "2026-10-07 12:30", true},
		"the morning after the short night": {"2026-03-29 10:30", "2026-03-20 10:00", "2026-03-27 09:30", true},
		"over the short weekend":            {"2026-03-31 10:00", "2026-03-20 10:00", "2026-03-29 10:00", true},
		"over the short night":              {"2026-03-30 10:30", "2026-03-20 10:00", "2026-03-28 09:30", true},
		"over the long night":               {"2026-10-26 09:00", "2026-10-20 10:00", "2026-10-24 10:00", true},
		"exactly 48 hours before":           {"2026-10-22 10:00", "2026-10-20 10:00", "2026-10-20 10:00", true},
		"S13: booked too late":              {"2026-10-22 10:00", "2026-10-20 17:10", "2026-10-20 10:00", false},
	} {
		due, ok := s.ReminderDue(at(t, c.start), at(t, c.booked))
		if ok != c.want || !due.Equal(at(t, c.due)) {
			t.Errorf("%s: due %s, %t; want %s, %t", name, due.In(s.Location), ok, c.due, c.want)
		}
	}
	if !s.ReminderUseful(at(t, "2026-10-06 18:00"), at(t, "2026-10-08 16:00")) || s.ReminderUseful(at(t, "2026-10-07 17:00"), at(t, "2026-10-08 16:00")) {
		t.Error("S09: a late reminder is sent at 18:00 on Tuesday and dropped at 17:00 on Wednesday")
	}
	start := at(t, "2026-12-03 12:00")
	if !s.ReminderUseful(start.Add(-24*time.Hour-time.Second), start) || s.ReminderUseful(start.Add(-24*time.Hour), start) {
		t.Error("a late reminder is sent while more than 24 hours remain")
	}
	s.Policies.RefundThresholdHours = 72 // has nothing to do with it
	if due, _ := s.ReminderDue(start, at(t, "2026-11-01 10:00")); !s.ReminderUseful(due, start) {
		t.Error("a salon that refunds until three days before never reminds")
	}
	s.Policies.ReminderHours = 12
	if !s.ReminderUseful(start.Add(-7*time.Hour), start) || s.ReminderUseful(start.Add(-6*time.Hour), start) {
		t.Error("a salon that reminds 12 hours before drops its reminders when half of that is left")
	}
	s.Policies.ReminderHours = 0
	if s.ReminderUseful(start.Add(-47*time.Hour), start) {
		t.Error("a salon that reminds nobody any more sends what was due")
	}
	if _, ok := s.ReminderDue(at(t, "2026-10-26 10:30"), at(t, "2026-10-20 10:00")); ok {
		t.Error("a salon without reminders has one due")
	}
}

func TestAGroupSharesOneDepositAndOneHold(t *testing.T) {
	t.Parallel()
	s := demo(t)
	start := at(t, "2026-10-09 16:00")
	b, plans, err := s.PlanHold(salon.BookingRequest{
		SalonID: s.ID, CustomerID: "julia", ConversationID: "talk",
		Visits: []salon.VisitRequest{
			{Visit: visit("corte"), Slot: salon.Slot{StylistID: stylist("marta"), Start: start.Add(15 * time.Minute), Minutes: 40}},
			{CustomerID: "daughter", Visit: visit("peinado"), Slot: salon.Slot{StylistID: stylist("ana"), Start: start, Minutes: 40}},
		},
	}, at(t, "2026-10-06 17:02"))
	if err != nil {
		t.Fatal(err)
	}
	if b.Deposit != 874 || b.Price() != 4370 || b.Payment != salon.PaymentPending || len(plans) != 2 {
		t.Errorf("S07: deposit %s of %s, %s, %d plans", b.Deposit, b.Price(), b.Payment, len(plans))
	}
	if !b.HoldExpiresAt.Equal(at(t, "2026-10-06 17:32")) || !b.WarnAt.Equal(at(t, "2026-10-06 17:27")) {
		t.Errorf("held until %s, warned at %s", b.HoldExpiresAt, b.WarnAt)
	}
	first, second := b.Appointments[0], b.Appointments[1]
	if first.CustomerID != "julia" || second.CustomerID != "daughter" || first.Status != salon.Provisional || second.Minutes != 40 {
		t.Errorf("appointments %+v", b.Appointments)
	}
}

func TestWhatIsFreeIsConfirmedAtOnce(t *testing.T) {
	t.Parallel()
	s := demo(t)
	b, _, err := s.PlanHold(salon.BookingRequest{
		CustomerID: "laura",
		Visits: []salon.VisitRequest{{
			Visit: visit("consulta-gratuita-peluqueria"),
			Slot:  salon.Slot{StylistID: stylist("marta"), Start: at(t, "2026-10-08 10:00"), Minutes: 15},
		}},
	}, at(t, "2026-10-05 12:05"))
	if err != nil || b.Status() != salon.Confirmed || b.Payment != salon.PaymentNone || b.Deposit != 0 || !b.HoldExpiresAt.IsZero() || !b.WarnAt.IsZero() {
		t.Errorf("S08: %+v, %v", b, err)
	}
}

func TestWhatCannotBePlannedCannotBeHeld(t *testing.T) {
	t.Parallel()
	s := demo(t)
	if _, _, err := s.PlanHold(salon.BookingRequest{}, at(t, "2026-10-05 12:05")); !errors.Is(err, salon.ErrEmptyVisit) {
		t.Errorf("no visit: %v", err)
	}
	mixed := salon.BookingRequest{Visits: []salon.VisitRequest{{Visit: visit("corte", "depilacion-de-cejas")}}}
	if _, _, err := s.PlanHold(mixed, at(t, "2026-10-05 12:05")); !errors.Is(err, salon.ErrMixedCategories) {
		t.Errorf("mixed: %v", err)
	}
}

func TestTheLifeOfAnAppointment(t *testing.T) {
	t.Parallel()
	all := []salon.AppointmentStatus{salon.Provisional, salon.Confirmed, salon.Completed, salon.Cancelled, salon.Expired, salon.NoShow}
	allowed := map[salon.AppointmentStatus][]salon.AppointmentStatus{
		salon.Provisional: {salon.Confirmed, salon.Expired},
		salon.Confirmed:   {salon.Completed, salon.Cancelled, salon.NoShow},
		salon.Completed:   {salon.NoShow}, // nobody came after all
		salon.Expired:     {salon.Confirmed},
	}
	for _, from := range all {
		for _, to := range all {
			want := false
			for _, one := range allowed[from] {
				want = want || one == to
			}
			if got := from.CanBecome(to); got != want {
				t.Errorf("%s → %s: %t, want %t", from, to, got, want)
			}
		}
	}
	if !salon.Provisional.Active() || !salon.Confirmed.Active() || salon.Expired.Active() || salon.Completed.Active() {
		t.Error("who occupies the stylist is wrong")
	}
	if salon.Provisional.Earns() || !salon.Confirmed.Earns() || !salon.Completed.Earns() || salon.Cancelled.Earns() {
		t.Error("what counts as spent is wrong")
	}
}

func TestTheLifeOfADeposit(t *testing.T) {
	t.Parallel()
	all := []salon.PaymentStatus{salon.PaymentNone, salon.PaymentPending, salon.PaymentConfirmed, salon.PaymentRefunded, salon.PaymentForfeited}
	allowed := map[[2]salon.PaymentStatus]bool{
		{salon.PaymentNone, salon.PaymentPending}:        true,
		{salon.PaymentPending, salon.PaymentConfirmed}:   true,
		{salon.PaymentPending, salon.PaymentRefunded}:    true,
		{salon.PaymentConfirmed, salon.PaymentRefunded}:  true,
		{salon.PaymentConfirmed, salon.PaymentForfeited}: true,
	}
	for _, from := range all {
		for _, to := range all {
			if got, want := from.CanBecome(to), allowed[[2]salon.PaymentStatus{from, to}]; got != want {
				t.Errorf("%s → %s: %t, want %t", from, to, got, want)
			}
		}
	}
}

func TestMoneyReadsAsInSpain(t *testing.T) {
	t.Parallel()
	for amount, want := range map[salon.Money]string{1600: "16,00 €", 954: "9,54 €", 5: "0,05 €", -250: "-2,50 €", 0: "0,00 €"} {
		if got := amount.String(); got != want {
			t.Errorf("%d cents: %q, want %q", int64(amount), got, want)
		}
	}
}
