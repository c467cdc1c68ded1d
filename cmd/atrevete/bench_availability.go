package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// What availability is measured over.
const (
	availabilityDays     = 14
	availabilityStylists = 10
	availabilityRuns     = 300
	pureRuns             = 2000
)

// availability measures the search for free starts: the pure function, and
// with what is taken read from a full table.
func (b *bench) availability(ctx context.Context) error {
	if err := b.freshSalon(ctx); err != nil {
		return err
	}
	s, err := store.Open(ctx, b.postgres.URL(localDatabase), store.Options{AppName: "atrevete-bench", StatementTimeout: benchPatience})
	if err != nil {
		return fmt.Errorf("connecting to PostgreSQL: %w", err)
	}
	defer s.Close()
	shop, err := s.FirstSalon(ctx)
	if err != nil {
		return fmt.Errorf("reading the salon: %w", err)
	}
	now := thisMorning(shop)
	if err := b.fillDiary(ctx, s, shop, now); err != nil {
		return err
	}
	plan, err := shop.Catalogue.Plan(salon.Visit{Services: []salon.ID{longHairService(shop)}})
	if err != nil {
		return fmt.Errorf("planning a visit: %w", err)
	}
	from := salon.DateOf(now.In(shop.Location))
	query := salon.Query{Plan: plan, From: from, To: from.AddDays(availabilityDays - 1), Now: now}
	occupied, err := s.Occupancy(ctx, shop.ID, query.From, query.To, "")
	if err != nil {
		return fmt.Errorf("reading what is taken: %w", err)
	}

	pure := make([]time.Duration, 0, pureRuns)
	for range pureRuns {
		began := time.Now()
		slots := salon.FindSlots(shop, occupied, query)
		pure = append(pure, time.Since(began))
		if len(slots) == 0 {
			return errors.New("the diary is full: nothing is measured")
		}
	}
	what := fmt.Sprintf("availability, %d days × %d stylists, ", availabilityDays, availabilityStylists)
	b.add(what+"pure function: p50", fmt.Sprintf("%.0f µs", float64(percentile(pure, 50).Nanoseconds())/1000), "< 100 µs")

	var whole []time.Duration
	for range availabilityRuns {
		began := time.Now()
		occupied, err := s.Occupancy(ctx, shop.ID, query.From, query.To, "")
		if err != nil {
			return fmt.Errorf("reading what is taken: %w", err)
		}
		salon.FindSlots(shop, occupied, query)
		whole = append(whole, time.Since(began))
	}
	b.add(what+fmt.Sprintf("%d appointments in the table: p95", b.appointments), millis(percentile(whole, 95)), "< 10 ms")
	return nil
}

// thisMorning is seven o'clock today, before the salon opens.
func thisMorning(shop *salon.Salon) time.Time {
	return salon.DateOf(time.Now().In(shop.Location)).At(7*60, shop.Location)
}

// longHairService is a hairdressing service with phases where there is one.
func longHairService(shop *salon.Salon) salon.ID {
	best := shop.Catalogue.Services[0]
	for _, service := range shop.Catalogue.Services {
		if service.Category == salon.Hairdressing && len(service.Phases) > 0 && len(best.Phases) == 0 {
			best = service
		}
	}
	return best.ID
}

// fillDiary books every stylist from ten until four, half an hour every three
// quarters, day by day from the past until four weeks from now, until there are
// as many appointments as asked for.
func (b *bench) fillDiary(ctx context.Context, s *store.Store, shop *salon.Salon, now time.Time) error {
	const perDay, daysAhead = 8, 28
	from := now.AddDate(0, 0, daysAhead-b.appointments/(len(shop.Team)*perDay))
	_, err := s.Pool().Exec(ctx, `
WITH team AS (SELECT id, salon_id FROM stylists),
customer AS (INSERT INTO customers (first_name) VALUES ('Banco') RETURNING id),
starts AS (
	SELECT team.id AS stylist, gen_random_uuid() AS appointment, gen_random_uuid() AS booking,
		$1::timestamptz + make_interval(days => n / $3, hours => 3, mins => 45 * (n % $3)) AS at
	FROM team, generate_series(0, $2 / (SELECT count(*)::int FROM team)) AS n
),
booked AS (INSERT INTO bookings (id, customer_id, payment_status) SELECT booking, customer.id, 'confirmed' FROM starts, customer RETURNING id),
visits AS (
	INSERT INTO appointments (id, booking_id, customer_id, stylist_id, starts_at, duration_minutes, status)
	SELECT appointment, booking, customer.id, stylist, at, 30, 'confirmed' FROM starts, customer WHERE (SELECT count(*) FROM booked) > 0 RETURNING id
)
INSERT INTO busy_segments (appointment_id, stylist_id, during)
SELECT appointment, stylist, tstzrange(at, at + interval '30 minutes') FROM starts WHERE (SELECT count(*) FROM visits) > 0`,
		from, b.appointments, perDay)
	if err != nil {
		return fmt.Errorf("filling the diary: %w", err)
	}
	if _, err := s.Pool().Exec(ctx, `ANALYZE`); err != nil {
		return fmt.Errorf("analysing the tables: %w", err)
	}
	return nil
}
