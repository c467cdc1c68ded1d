package prove_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"atrevete/internal/prove"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// storm holds one on a database of its own.
func storm(t *testing.T, change func(*prove.Options)) *prove.Report {
	t.Helper()
	o := prove.Options{
		URL: testkit.NewEmptyDatabase(t), Attempts: 4000, Workers: 32, Seed: 7, RealTime: time.Now,
		Log: slog.New(slog.DiscardHandler),
	}
	change(&o)
	report, err := prove.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// text is the report as people read it.
func text(r *prove.Report) string {
	var b bytes.Buffer
	r.Print(&b)
	return b.String()
}

func TestAStormLeavesNothingLostTwiceOrUnexplained(t *testing.T) {
	t.Parallel()
	r := storm(t, func(*prove.Options) {})
	if r.Sum() != 0 {
		t.Errorf("something is not zero:\n%s", text(r))
	}
	for what, n := range map[string]int64{
		"holds won": r.Held, "refused by the rule": r.Refused, "refused by the constraint": r.Outrun, "paid": r.Paid,
		"cancelled": r.Cancelled, "moved": r.Moved, "timers": r.Timers, "messages": r.Messages, "replies": r.Replies,
		"turns killed": r.KilledTurns, "transactions aborted": r.Aborted, "cents taken": r.Taken, "cents given back": r.Returned,
	} {
		if n == 0 {
			t.Errorf("%s: none, so nothing is proved about it:\n%s", what, text(r))
		}
	}
	t.Log(text(r))
}

func TestTheProofFailsWhenTheConstraintIsGone(t *testing.T) {
	t.Parallel()
	r := storm(t, func(o *prove.Options) {
		o.Attempts = 1500
		o.Spoil = func(ctx context.Context, s *store.Store) error {
			// Something else must take the constraint's name, since the engine names it; this one forbids nothing.
			_, err := s.Pool().Exec(ctx, `
				ALTER TABLE busy_segments DROP CONSTRAINT busy_segments_no_overlap;
				ALTER TABLE busy_segments ADD CONSTRAINT busy_segments_no_overlap EXCLUDE USING gist (id WITH =)`)
			return err
		}
	})
	if r.Overlaps == 0 || r.Sum() == 0 {
		t.Errorf("without the constraint no overlap was noticed:\n%s", text(r))
	}
	if !strings.Contains(text(r), "overlaps") {
		t.Error("the report does not name overlaps")
	}
}

func TestTheProofFailsWhenMoneyOrMessagesGoMissing(t *testing.T) {
	t.Parallel()
	r := storm(t, func(o *prove.Options) {
		o.Attempts = 1000
		o.Spoil = func(ctx context.Context, s *store.Store) error {
			// A ledger that loses every refund, and an outbox that claims to have sent what it did not.
			_, err := s.Pool().Exec(ctx, `
				CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.amount_cents := NEW.amount_cents - 1; RETURN NEW; END $$;
				CREATE TRIGGER forget BEFORE INSERT ON payments FOR EACH ROW WHEN (NEW.kind = 'deposit_paid' AND NEW.amount_cents > 1) EXECUTE FUNCTION forget();
				CREATE FUNCTION pretend() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.status := 'sent'; RETURN NEW; END $$;
				CREATE TRIGGER pretend BEFORE INSERT ON outbox FOR EACH ROW WHEN (NEW.seq % 10 = 0) EXECUTE FUNCTION pretend()`)
			return err
		}
	})
	if r.UnexplainedCents == 0 || r.LostReplies == 0 {
		t.Errorf("missing cents or replies were not noticed:\n%s", text(r))
	}
}

// fingerprint is every row of the tables of a database, in one value.
func fingerprint(t *testing.T, s *store.Store) string {
	t.Helper()
	var all string
	for _, table := range []string{"salons", "stylists", "services", "customers", "bookings", "appointments", "busy_segments", "payments", "conversations"} {
		var sum string
		err := s.Pool().QueryRow(t.Context(), `SELECT coalesce(md5(string_agg(x::text, ',' ORDER BY x::text)), '') FROM `+table+` x`).Scan(&sum)
		if err != nil {
			t.Fatal(err)
		}
		all += sum
	}
	return all
}

func TestACopyOfASalonIsStormedAndTheSalonItselfIsLeftAlone(t *testing.T) {
	t.Parallel()
	source := testkit.NewDatabase(t)
	s, err := store.Open(t.Context(), source, store.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	data, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	data.Name = "Peluquería La Copia"
	if _, err := s.Seed(t.Context(), data); err != nil {
		t.Fatal(err)
	}
	shop, err := s.FirstSalon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bookSomething(t, s, shop)
	before := fingerprint(t, s)
	var names, booked int
	r := storm(t, func(o *prove.Options) {
		o.Source, o.Attempts = source, 1000
		o.Spoil = func(ctx context.Context, copied *store.Store) error {
			return copied.Pool().QueryRow(ctx, `SELECT (SELECT count(*) FROM customers WHERE phone IS NOT NULL OR first_name LIKE 'Nerea%'),
				(SELECT count(*) FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE b.payment_status = 'confirmed')`).Scan(&names, &booked)
		}
	})
	if r.Sum() != 0 || r.Salon != "Peluquería La Copia" {
		t.Errorf("the storm over the copy:\n%s", text(r))
	}
	if names != 0 || booked != 1 {
		t.Errorf("%d people by name in the copy, want 0; %d paid bookings, want 1", names, booked)
	}
	if fingerprint(t, s) != before {
		t.Error("the salon's own database was changed")
	}
}

// bookSomething gives the salon a paid appointment next week.
func bookSomething(t *testing.T, s *store.Store, shop *salon.Salon) {
	t.Helper()
	ctx := t.Context()
	var customer salon.ID
	err := s.Pool().QueryRow(ctx, `INSERT INTO customers (phone, first_name, last_name) VALUES ('+34600000001', 'Nerea', 'Vidal') RETURNING id`).Scan(&customer)
	if err != nil {
		t.Fatal(err)
	}
	cut, _ := shop.Catalogue.ServiceBySlug("corte")
	visit := salon.Visit{Services: []salon.ID{cut.ID}}
	plan, err := shop.Catalogue.Plan(visit)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	today := salon.DateOf(now.In(shop.Location))
	occupied, err := s.Occupancy(ctx, shop.ID, today.AddDays(3), today.AddDays(12), "")
	if err != nil {
		t.Fatal(err)
	}
	slots := salon.FindSlots(shop, occupied, salon.Query{Plan: plan, From: today.AddDays(3), To: today.AddDays(12), Now: now})
	b, err := s.Hold(ctx, shop, salon.BookingRequest{SalonID: shop.ID, CustomerID: customer, Visits: []salon.VisitRequest{{Visit: visit, Slot: slots[0]}}}, now)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = s.ApplyPayment(ctx, shop, salon.PaymentFact{BookingID: b.ID, Provider: "stripe", ProviderRef: "pi_before", Kind: salon.FactPaid, Amount: b.Deposit}, now)
	if err != nil {
		t.Fatal(err)
	}
}

func TestASalonThatCannotBeReadIsSaidSo(t *testing.T) {
	t.Parallel()
	_, err := prove.Run(t.Context(), prove.Options{
		URL: testkit.NewEmptyDatabase(t), Source: testkit.NewEmptyDatabase(t), Attempts: 10, Workers: 2, RealTime: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err == nil || !strings.Contains(err.Error(), "is it a database of atrevete?") {
		t.Errorf("error %v", err)
	}
}
