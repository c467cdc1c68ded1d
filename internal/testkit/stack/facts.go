package stack

import (
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// Facts reads the data that a transcript asserts.
func (w *World) Facts() (transcript.Facts, error) {
	ctx := w.t.Context()
	var f transcript.Facts
	f.Owner = salon.OwnerAssistant
	var customer salon.ID
	err := w.Store.Pool().QueryRow(ctx, `SELECT c.owner, c.customer_id, coalesce((SELECT reason FROM notices n WHERE n.conversation_id = c.id AND n.kind = 'handover' ORDER BY n.created_at DESC, n.id DESC LIMIT 1), '')
		FROM conversations c WHERE c.external_id = $1`, fmt.Sprint(theConversation)).Scan(&f.Owner, &customer, &f.HandOver)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return f, fmt.Errorf("read conversation: %w", err)
	}
	if err := w.around(customer, &f); err != nil {
		return f, err
	}
	if customer.Empty() {
		return f, nil
	}
	if f.Customer, err = w.Store.Customer(ctx, customer); err != nil {
		return f, fmt.Errorf("read customer: %w", err)
	}
	if one, ok := w.Salon.Stylist(f.Customer.PreferredStylistID); ok {
		f.Prefers = one.Slug
	}
	if f.Bookings, f.Links, err = w.bookings(customer); err != nil {
		return f, err
	}
	rows, err := w.Store.Pool().Query(ctx, `SELECT p.kind, p.amount_cents FROM payments p JOIN bookings b ON b.id = p.booking_id
		WHERE b.customer_id = $1 ORDER BY p.created_at, p.id`, customer)
	if err != nil {
		return f, fmt.Errorf("read ledger: %w", err)
	}
	f.Payments, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p transcript.PaymentFact, err error) {
		return p, row.Scan(&p.Kind, &p.Amount)
	})
	if err != nil {
		return f, fmt.Errorf("read ledger: %w", err)
	}
	return f, nil
}

// slugs are the names of a visit in transcripts.
func (w *World) slugs(v salon.Visit) []string {
	if pack, ok := w.Salon.Catalogue.Pack(v.Pack); ok {
		return []string{pack.Slug}
	}
	var out []string
	for _, id := range v.Services {
		service, _ := w.Salon.Catalogue.Service(id)
		out = append(out, service.Slug)
	}
	return out
}

// bookings reads the customer's bookings and how many links the last one had.
func (w *World) bookings(customer salon.ID) (facts []transcript.BookingFact, links int, err error) {
	ctx := w.t.Context()
	rows, err := w.Store.Pool().Query(ctx, `SELECT id FROM bookings WHERE customer_id = $1 ORDER BY created_at, id`, customer)
	if err != nil {
		return nil, 0, fmt.Errorf("read bookings: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	if err != nil {
		return nil, 0, fmt.Errorf("read bookings: %w", err)
	}
	for _, id := range ids {
		b, err := w.Store.Booking(ctx, id)
		if err != nil {
			return nil, 0, fmt.Errorf("read booking: %w", err)
		}
		fact := w.bookingFact(b)
		for i, a := range b.Appointments {
			if err := w.detail(a.ID, &fact.Appointments[i]); err != nil {
				return nil, 0, err
			}
		}
		facts, links = append(facts, fact), b.LinksSent
	}
	return facts, links, nil
}

func (w *World) bookingFact(b salon.Booking) transcript.BookingFact {
	fact := transcript.BookingFact{Deposit: b.Deposit, Payment: b.Payment}
	for _, a := range b.Appointments {
		stylist, _ := w.Salon.Stylist(a.StylistID)
		row := transcript.AppointmentFact{
			Status: a.Status, Stylist: stylist.Slug, Start: a.Start.In(w.Salon.Location).Truncate(time.Minute), Minutes: a.Minutes, Price: a.Price,
		}
		row.Services = w.slugs(a.Visit)
		row.For = a.Customer.FullName()
		fact.Appointments = append(fact.Appointments, row)
	}
	return fact
}
