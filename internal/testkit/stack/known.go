package stack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// somebodyElse is the name of those whose appointments only take up time.
const somebodyElse = "Otra"

// prepareKnown writes what the salon knows before the first word.
func (w *World) prepareKnown(s transcript.Setup) error {
	customer, err := w.knownCustomer(s)
	if err != nil {
		return err
	}
	for _, p := range s.Persons {
		first, last, _ := strings.Cut(p.Name, " ")
		var referrer salon.ID
		if p.Referred {
			referrer = customer
		}
		if err := w.exec("add person", `INSERT INTO customers (first_name, last_name, referred_by_id) VALUES ($1, $2, $3)`, first, last, referrer); err != nil {
			return err
		}
	}
	for _, b := range s.Busy {
		if err := w.busy(b); err != nil {
			return err
		}
	}
	for i := 0; i < len(s.Appointments); {
		n := i + 1
		for n < len(s.Appointments) && s.Appointments[n].With {
			n++
		}
		if err := w.appointments(customer, s.Appointments[i:n]); err != nil {
			return err
		}
		i = n
	}
	return w.settle(s)
}

// knownCustomer writes the customer's row and the conversation she had before.
func (w *World) knownCustomer(s transcript.Setup) (salon.ID, error) {
	if s.Known == nil {
		return "", nil
	}
	var id salon.ID
	err := w.Store.Pool().QueryRow(w.t.Context(), `
		INSERT INTO customers (phone, first_name, last_name, preferred_stylist_id)
		VALUES ($1, $2, $3, (SELECT id FROM stylists WHERE slug = $4)) RETURNING id`,
		s.Phone, s.Known.FirstName, s.Known.LastName, s.Prefers).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("add customer: %w", err)
	}
	return id, w.exec("add conversation", `
		INSERT INTO conversations (channel, external_id, customer_id) VALUES ($1, $2, $3)`,
		salon.SourceChatwoot, fmt.Sprint(theConversation), id)
}

// appointments books through the store what the customer has already, as one
// booking; with a deposit it is paid.
func (w *World) appointments(customer salon.ID, visits []transcript.Planned) error {
	r := salon.BookingRequest{SalonID: w.Salon.ID, CustomerID: customer}
	for _, p := range visits {
		visit, err := p.Visit(w.Salon)
		if err != nil {
			return fmt.Errorf("plan appointment: %w", err)
		}
		at := slices.IndexFunc(w.Salon.Team, func(s salon.Stylist) bool { return s.Slug == p.Stylist })
		v := salon.VisitRequest{Visit: visit, Slot: salon.Slot{StylistID: w.Salon.Team[at].ID, Start: p.Start, Minutes: p.Minutes}}
		if p.For != "" {
			first, last, _ := strings.Cut(p.For, " ")
			v.Guest = &salon.Guest{FirstName: first, LastName: last}
		}
		r.Visits = append(r.Visits, v)
	}
	status, booked := visits[0].Status, visits[0].Booked
	return w.Store.InTx(w.t.Context(), func(ctx context.Context) error {
		b, err := w.Store.Hold(ctx, w.Salon, r, booked)
		if err != nil || status == salon.Provisional || b.Deposit == 0 {
			return err
		}
		_, _, err = w.Store.ApplyPayment(ctx, w.Salon, salon.PaymentFact{
			BookingID: b.ID, Provider: "stripe", ProviderRef: w.Stripe.PaidBefore(int64(b.Deposit)), LinkToken: b.LinkToken,
			Kind: salon.FactPaid, Amount: b.Deposit, At: booked,
		}, booked)
		return err
	})
}

// settle makes the time before the first word the past: what was to be told has
// been told, reminders have been sent, visits are over, services are gone.
func (w *World) settle(s transcript.Setup) error {
	for _, sql := range []string{
		`DELETE FROM notices`,
		`DELETE FROM river_job`,
	} {
		if err := w.exec("forget", sql); err != nil {
			return err
		}
	}
	err := w.exec("remind", `UPDATE appointments SET reminded_at = remind_at, remind_at = NULL WHERE remind_at < $1`, s.Now)
	if err != nil {
		return err
	}
	for _, p := range s.Appointments {
		if p.Status == salon.Confirmed || p.Status == salon.Provisional {
			continue
		}
		err := w.exec("complete", `
			WITH over AS (UPDATE appointments SET status = $2, remind_at = NULL WHERE starts_at = $1 AND status = 'confirmed' RETURNING id)
			UPDATE busy_segments SET active = false WHERE appointment_id IN (SELECT id FROM over)`, p.Start, p.Status)
		if err != nil {
			return err
		}
	}
	if len(s.Gone) == 0 {
		return nil
	}
	left := s.Seed
	left.Services = slices.DeleteFunc(slices.Clone(left.Services), func(one salon.Service) bool { return slices.Contains(s.Gone, one.Slug) })
	left.Packs = slices.DeleteFunc(slices.Clone(left.Packs), func(one salon.SeedPack) bool {
		return slices.ContainsFunc(one.Parts, func(slug string) bool { return slices.Contains(s.Gone, slug) })
	})
	if _, err := w.Store.Seed(w.t.Context(), left); err != nil {
		return fmt.Errorf("withdraw services: %w", err)
	}
	return nil
}

// busy writes somebody else's appointment.
func (w *World) busy(b transcript.Block) error {
	return w.exec("add somebody's appointment", `
		WITH person AS (INSERT INTO customers (first_name) VALUES ($4) RETURNING id),
		booking AS (INSERT INTO bookings (customer_id) SELECT id FROM person RETURNING id, customer_id),
		appointment AS (
			INSERT INTO appointments (booking_id, customer_id, stylist_id, starts_at, duration_minutes, status)
			SELECT b.id, b.customer_id, s.id, $2, $5, 'confirmed' FROM booking b, stylists s WHERE s.slug = $1 RETURNING id, stylist_id)
		INSERT INTO busy_segments (appointment_id, stylist_id, during) SELECT id, stylist_id, tstzrange($2, $3) FROM appointment`,
		b.Stylist, b.Start, b.End, somebodyElse, int(b.End.Sub(b.Start)/time.Minute))
}

func (w *World) exec(doing, sql string, args ...any) error {
	if _, err := w.Store.Pool().Exec(w.t.Context(), sql, args...); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
