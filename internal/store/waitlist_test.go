package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// line is a waiting list in a small salon: people with a conversation each, who
// wait for a cut on Friday 9 October.
type line struct {
	*shop
	people []salon.By
}

// queue lets n people wait, a minute apart, with the given wish.
func queue(h *shop, n int, wish dialog.JoinWaitlist) *line {
	h.t.Helper()
	l := &line{shop: h}
	for i := range n {
		l.join(fmt.Sprintf("Persona%d", i+1), wish, h.now.Add(time.Duration(i)*time.Minute))
	}
	return l
}

// join adds somebody to the end of the line.
func (l *line) join(name string, wish dialog.JoinWaitlist, at time.Time) salon.By {
	l.t.Helper()
	var by salon.By
	err := l.Pool().QueryRow(context.Background(), `
		WITH c AS (INSERT INTO customers (first_name) VALUES ($1) RETURNING id)
		INSERT INTO conversations (channel, external_id, customer_id) SELECT 'chatwoot', $1, id FROM c RETURNING customer_id, id`, name).
		Scan(&by.CustomerID, &by.ConversationID)
	if err != nil {
		l.t.Fatal(err)
	}
	if err := l.JoinWaitlist(l.t.Context(), l.snap.ID, by, wish, at); err != nil {
		l.t.Fatal(err)
	}
	l.people = append(l.people, by)
	return by
}

// friday is a cut on Friday 9 October.
func fridayWish(h *shop) dialog.JoinWaitlist {
	day := salon.Date{Year: 2026, Month: time.October, Day: 9}
	return dialog.JoinWaitlist{Visit: h.visit("ana", "2026-10-09 12:30", "corte").Visit, From: day, To: day}
}

// asked lists who was asked about what, and what became of it, in order.
func (l *line) asked() string {
	return l.text(`SELECT c.first_name, to_char(lower(f.during) AT TIME ZONE 'Europe/Madrid', 'HH24:MI'), f.outcome
		FROM waitlist_offers f JOIN waitlist w ON w.id = f.waitlist_id JOIN customers c ON c.id = w.customer_id ORDER BY f.offered_at, f.id`)
}

// heard marks the offers as told, as their turns do.
func (l *line) heard() {
	l.exec(`UPDATE inbox SET processed_at = now() WHERE source = 'timer' AND processed_at IS NULL`)
}

func TestAFreedSlotIsOfferedToOneAfterTheOtherInTheOrderOfTheList(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 11:00")
	b := h.friday()
	l := queue(h, 3, fridayWish(h))
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT s.id, r, 'test' FROM stylists s, unnest(ARRAY[
		'[2026-10-09 00:00+02,2026-10-09 12:30+02)', '[2026-10-09 13:10+02,2026-10-10 00:00+02)']::tstzrange[]) r WHERE s.slug <> 'x'`)
	if told := h.sweep(h.at("2026-10-06 11:10")); len(told) != 0 {
		t.Errorf("nothing is free, and %v was told", told)
	}
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.at("2026-10-06 11:20")); err != nil {
		t.Fatal(err)
	}
	if told := h.sweep(h.at("2026-10-06 11:20")); len(told) != 1 || told[0] != l.people[0].ConversationID {
		t.Errorf("told %v, want the first in line", told)
	}
	l.heard()
	h.sweep(h.at("2026-10-06 11:34"))
	h.want(`(Persona1,12:30,asked)`, `SELECT c.first_name, to_char(lower(f.during) AT TIME ZONE 'Europe/Madrid', 'HH24:MI'), f.outcome
		FROM waitlist_offers f JOIN waitlist w ON w.id = f.waitlist_id JOIN customers c ON c.id = w.customer_id`)
	h.sweep(h.at("2026-10-06 11:35")) // the first is silent
	l.heard()
	if got := l.asked(); got != "(Persona1,12:30,lapsed) (Persona2,12:30,asked)" {
		t.Errorf("asked %s", got)
	}
	second := salon.ID(strings.Trim(h.text(`SELECT booking_id FROM waitlist_offers WHERE outcome = 'asked'`), "()"))
	for range 2 { // a no that is delivered twice is one no
		if err := h.DeclineOffer(t.Context(), second, h.at("2026-10-06 11:40")); err != nil {
			t.Fatal(err)
		}
	}
	h.sweep(h.at("2026-10-06 11:40"))
	l.heard()
	third, err := h.Booking(t.Context(), salon.ID(strings.Trim(h.text(`SELECT booking_id FROM waitlist_offers WHERE outcome = 'asked'`), "()")))
	if err != nil || !third.Offered || third.Payment != salon.PaymentPending || third.LinkToken != "" {
		t.Fatalf("offer %+v, %v", third, err)
	}
	taken, err := h.Hold(t.Context(), h.snap, salon.BookingRequest{
		SalonID: h.snap.ID, CustomerID: l.people[2].CustomerID, ConversationID: l.people[2].ConversationID, Replaces: third.ID,
		Visits: []salon.VisitRequest{h.visit("marta", "2026-10-09 12:30", "corte")},
	}, h.at("2026-10-06 11:45"))
	if err != nil || taken.Offered || taken.LinkToken == "" || !taken.HoldExpiresAt.Equal(h.at("2026-10-06 12:15")) {
		t.Fatalf("taken %+v, %v", taken, err)
	}
	h.sweep(h.at("2026-10-06 11:50"))
	if got := l.asked(); got != "(Persona1,12:30,lapsed) (Persona2,12:30,no) (Persona3,12:30,yes)" {
		t.Errorf("asked %s", got)
	}
	h.want(`(booked) (waiting) (waiting)`, `SELECT status FROM waitlist ORDER BY status`)
	h.sweep(h.at("2026-10-06 12:15")) // she does not pay: her wish waits on, and nobody is asked again
	l.heard()
	h.sweep(h.at("2026-10-06 12:16"))
	h.want(`(waiting) (waiting) (waiting)`, `SELECT status FROM waitlist ORDER BY status`)
	h.want(`(3)`, `SELECT count(*) FROM waitlist_offers`)
	h.consistent()
}

func TestNobodyIsOfferedAnythingAtNight(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 11:00")
	b := h.friday()
	queue(h, 1, fridayWish(h))
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.at("2026-10-06 20:46")); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"2026-10-06 20:46", "2026-10-07 03:00", "2026-10-07 08:59"} {
		if told := h.sweep(h.at(at)); len(told) != 0 {
			t.Errorf("at %s %v was told", at, told)
		}
	}
	if told := h.sweep(h.at("2026-10-07 09:00")); len(told) != 1 {
		t.Errorf("in the morning %v was told", told)
	}
}

func TestAnOfferThatWasNotToldYetCostsNobodyHerPlace(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 11:00")
	b := h.friday()
	l := queue(h, 2, fridayWish(h))
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.at("2026-10-06 11:20")); err != nil {
		t.Fatal(err)
	}
	h.sweep(h.at("2026-10-06 11:20"))
	h.sweep(h.at("2026-10-06 14:00")) // the agent was away: nobody has read it yet
	h.want(`(t)`, `SELECT bool_and(hold_expires_at = '2026-10-06 14:15+02') FROM bookings WHERE offered AND released_at IS NULL`)
	l.heard()
	h.sweep(h.at("2026-10-06 14:15"))
	h.want(`(2)`, `SELECT count(*) FROM waitlist_offers WHERE outcome = 'lapsed'`)
}

func TestWhoIsTalkingToAPersonKeepsHerPlaceAndTheNextIsAsked(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 11:00")
	b := h.friday()
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT s.id, r, 'test' FROM stylists s, unnest(ARRAY[
		'[2026-10-09 00:00+02,2026-10-09 12:30+02)', '[2026-10-09 13:10+02,2026-10-10 00:00+02)']::tstzrange[]) r WHERE s.slug <> 'x'`)
	l := queue(h, 2, fridayWish(h))
	h.exec(`UPDATE conversations SET owner = 'human' WHERE id = $1`, l.people[0].ConversationID)
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.at("2026-10-06 11:20")); err != nil {
		t.Fatal(err)
	}
	if told := h.sweep(h.at("2026-10-06 11:20")); len(told) != 1 || told[0] != l.people[1].ConversationID {
		t.Errorf("told %v, want the second in line", told)
	}
	l.heard()
	h.exec(`UPDATE conversations SET owner = 'assistant'`)
	h.sweep(h.at("2026-10-06 11:35")) // the second is silent
	l.heard()
	h.sweep(h.at("2026-10-06 11:37"))
	if got := l.asked(); got != "(Persona2,12:30,lapsed) (Persona1,12:30,asked)" {
		t.Errorf("asked %s", got)
	}
}

func TestWhoWantsNoMessagesIsNotOfferedAnything(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 11:00")
	b := h.friday()
	l := queue(h, 2, fridayWish(h))
	h.exec(`UPDATE customers SET messages_off_at = now() WHERE id = $1`, l.people[0].CustomerID)
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.at("2026-10-06 11:20")); err != nil {
		t.Fatal(err)
	}
	if told := h.sweep(h.at("2026-10-06 11:20")); len(told) != 1 || told[0] != l.people[1].ConversationID {
		t.Errorf("told %v, want the second in line", told)
	}
}

func TestWishesWhoseDaysAreOverLapse(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	queue(h, 2, fridayWish(h))
	h.sweep(h.at("2026-10-09 23:59"))
	h.want(`(waiting) (waiting)`, `SELECT status FROM waitlist`)
	h.sweep(h.at("2026-10-10 00:00"))
	h.want(`(gone) (gone)`, `SELECT status FROM waitlist`)
}

func TestTwoProcessesNeverOfferOneSlotTwice(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 11:00")
	b := h.friday()
	queue(h, 6, fridayWish(h))
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT s.id, r, 'test' FROM stylists s, unnest(ARRAY[
		'[2026-10-09 00:00+02,2026-10-09 12:30+02)', '[2026-10-09 13:10+02,2026-10-10 00:00+02)']::tstzrange[]) r WHERE s.slug <> 'x'`)
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.at("2026-10-06 11:20")); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			err := h.FireTimers(context.Background(), h.at("2026-10-06 11:20"), func(salon.TimerKind, salon.ID) {})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	h.want(`(Persona1)`, `SELECT c.first_name FROM waitlist w JOIN customers c ON c.id = w.customer_id WHERE w.status = 'offered'`)
	h.want(`(1)`, `SELECT count(*) FROM waitlist_offers`)
}

// TestWhateverHappensTheLineIsFair plays random joins, cancellations, answers,
// silences and interrupted sweeps, and checks after every step: a slot is kept
// for at most one, an offer goes to the first whom it fits and who may be asked,
// nobody is asked twice about the same time, no offer outlives its deadline.
func TestWhateverHappensTheLineIsFair(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			playLine(t, rand.New(rand.NewPCG(seed, 7)))
		})
	}
}

func playLine(t *testing.T, dice *rand.Rand) {
	t.Helper()
	h := openShop(t)
	h.now = h.at("2026-10-06 09:30")
	h.exec(`UPDATE policies SET value = 50 WHERE key = 'max_upcoming_per_customer'`)
	l := &line{shop: h}
	// Ana and Pilar are busy all Friday, in pieces of 40 minutes; a piece that is removed is free time.
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT s.id, tstzrange(x, x + interval '40 minutes'), 'piece'
		FROM stylists s, generate_series('2026-10-09 09:00+02'::timestamptz, '2026-10-09 19:00+02', interval '40 minutes') x WHERE s.slug IN ('ana', 'pilar')`)
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 00:00+02,2026-10-10 00:00+02)', 'test' FROM stylists WHERE slug = 'marta'`)
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 19:40+02,2026-10-10 00:00+02)', 'test' FROM stylists WHERE slug IN ('ana', 'pilar')`)
	wish := fridayWish(h)
	for step := range 120 {
		h.now = h.now.Add(time.Duration(1+dice.IntN(4)) * time.Minute)
		switch dice.IntN(7) {
		case 0:
			w := wish
			if dice.IntN(3) == 0 {
				w.Stylist = h.stylist([]string{"ana", "pilar"}[dice.IntN(2)])
			}
			l.join(fmt.Sprintf("P%03d", step), w, h.now)
		case 1, 2:
			h.exec(`DELETE FROM blocks WHERE id = (SELECT id FROM blocks WHERE source = 'piece' ORDER BY md5(id::text || $1) LIMIT 1)`, fmt.Sprint(step))
		case 3, 4:
			l.answer(dice)
		case 5: // a sweep that dies before its commit
			err := h.InTx(t.Context(), func(ctx context.Context) error {
				_ = h.FireTimers(ctx, h.now, func(salon.TimerKind, salon.ID) {})
				return errors.New("killed")
			})
			if err == nil {
				t.Fatal("the sweep was not interrupted")
			}
		}
		before := l.waitingLine()
		h.sweep(h.now)
		l.heard()
		l.check(t, step, before)
	}
	if l.text(`SELECT count(*) > 5 FROM waitlist_offers`) != "(t)" {
		t.Errorf("hardly anything happened: %s", l.asked())
	}
}

// answer says yes or no to one of the open offers, if there is any.
func (l *line) answer(dice *rand.Rand) {
	l.t.Helper()
	open := strings.Fields(l.text(`SELECT b.id FROM bookings b WHERE b.offered AND b.released_at IS NULL AND b.hold_expires_at > $1 ORDER BY b.id`, l.now))
	if len(open) == 0 {
		return
	}
	id := salon.ID(strings.Trim(open[dice.IntN(len(open))], "()"))
	if dice.IntN(2) == 0 {
		if err := l.DeclineOffer(l.t.Context(), id, l.now); err != nil {
			l.t.Fatal(err)
		}
		return
	}
	b, err := l.Booking(l.t.Context(), id)
	if err != nil {
		l.t.Fatal(err)
	}
	a := b.Appointments[0]
	_, err = l.Hold(l.t.Context(), l.snap, salon.BookingRequest{
		SalonID: l.snap.ID, CustomerID: b.CustomerID, ConversationID: b.ConversationID, Replaces: id,
		Visits: []salon.VisitRequest{{Visit: a.Visit, Slot: salon.Slot{StylistID: a.StylistID, Start: a.Start, Minutes: a.Minutes}}},
	}, l.now)
	if err != nil {
		l.t.Fatalf("the slot was hers, and %v", err)
	}
}

// waitingLine lists who waits, in order, as "name stylist".
func (l *line) waitingLine() []string {
	return strings.Fields(l.text(`SELECT c.first_name FROM waitlist w JOIN customers c ON c.id = w.customer_id WHERE w.status = 'waiting' ORDER BY w.created_at, w.id`))
}

func (l *line) check(t *testing.T, step int, before []string) {
	t.Helper()
	want := func(what, sql string, args ...any) {
		if got := l.text(sql, args...); got != "(0)" {
			t.Fatalf("step %d: %s: %s\n%s", step, what, got, l.asked())
		}
	}
	want("one slot for two", `SELECT count(*) FROM busy_segments x JOIN busy_segments y ON x.id < y.id AND x.stylist_id = y.stylist_id AND x.during && y.during
		WHERE x.active AND y.active`)
	want("asked twice", `SELECT count(*) FROM waitlist_offers x JOIN waitlist_offers y ON x.id < y.id AND x.waitlist_id = y.waitlist_id
		AND x.stylist_id = y.stylist_id AND x.during && y.during`)
	want("an offer beyond its end", `SELECT count(*) FROM bookings WHERE offered AND released_at IS NULL AND hold_expires_at <= $1`, l.now)
	want("asked about two slots at once", `SELECT count(*) FROM (SELECT w.customer_id FROM waitlist_offers f JOIN waitlist w ON w.id = f.waitlist_id
		WHERE f.outcome = 'asked' GROUP BY 1 HAVING count(*) > 1) x`)
	want("an open offer without its hold", `SELECT count(*) FROM waitlist_offers f JOIN bookings b ON b.id = f.booking_id
		WHERE f.outcome = 'asked' AND b.released_at IS NOT NULL`)
	want("a held slot nobody is asked about", `SELECT count(*) FROM bookings b WHERE b.offered AND b.released_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM waitlist_offers f WHERE f.booking_id = b.id AND f.outcome = 'asked')`)
	// Of this sweep's offers, nobody stood further ahead, waited, wanted that stylist and had not been asked about that time,
	// or about another part of what became free with it: nobody is asked about a free morning hour by hour.
	want("passed over", `SELECT count(*) FROM waitlist_offers f JOIN waitlist w ON w.id = f.waitlist_id JOIN waitlist ahead ON ahead.created_at < w.created_at
		JOIN customers c ON c.id = ahead.customer_id
		WHERE f.offered_at = $1 AND ahead.status = 'waiting' AND '(' || c.first_name || ')' = ANY($2) AND ahead.visit = w.visit
		AND (ahead.stylist_id IS NULL OR ahead.stylist_id = f.stylist_id)
		AND NOT EXISTS (SELECT 1 FROM waitlist_offers g WHERE g.waitlist_id = ahead.id AND g.stylist_id = f.stylist_id AND g.during && f.during)
		AND NOT EXISTS (SELECT 1 FROM waitlist_offers g WHERE g.waitlist_id = ahead.id AND (g.offered_at = $1 OR g.opening_id = f.opening_id))
		AND NOT EXISTS (SELECT 1 FROM appointments a JOIN bookings b ON b.id = a.booking_id WHERE a.customer_id = ahead.customer_id
			AND a.status IN ('provisional', 'confirmed') AND tstzrange(a.starts_at, a.starts_at + make_interval(mins => a.duration_minutes)) && f.during)`,
		l.now, slices.Clone(before))
}
