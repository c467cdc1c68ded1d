package stack

import (
	"fmt"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// detail reads what an appointment's row knows besides the domain's noun.
func (w *World) detail(id salon.ID, fact *transcript.AppointmentFact) error {
	ctx := w.t.Context()
	err := w.Store.Pool().QueryRow(ctx, `
		SELECT attendance, late_minutes, coalesce(remind_at, '0001-01-01'), reminded_at IS NOT NULL,
			ARRAY(SELECT l.after ->> 'note' FROM audit_log l WHERE l.object_id = a.id AND l.after ? 'note' ORDER BY l.at, l.id)
		FROM appointments a WHERE id = $1`, id).Scan(&fact.Attendance, &fact.LateMinutes, &fact.RemindAt, &fact.Reminded, &fact.History)
	if err != nil {
		return fmt.Errorf("read appointment: %w", err)
	}
	return nil
}

// around reads what is around the customer's bookings: people, notices,
// reminders, who waits.
func (w *World) around(customer salon.ID, f *transcript.Facts) error {
	ctx := w.t.Context()
	rows, err := w.Store.Pool().Query(ctx, `
		SELECT btrim(first_name || ' ' || last_name), coalesce(phone, ''), coalesce(referred_by_id = $1, false)
		FROM customers WHERE first_name <> $2 ORDER BY created_at, id`, customer, somebodyElse)
	if err == nil {
		f.People, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p transcript.PersonFact, err error) {
			return p, row.Scan(&p.Name, &p.Phone, &p.Referred)
		})
	}
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	rows, err = w.Store.Pool().Query(ctx, `
		SELECT n.kind, coalesce(s.slug, 'team'), n.urgent, n.text
		FROM notices n LEFT JOIN stylists s ON s.id = n.stylist_id ORDER BY n.created_at, n.id`)
	if err == nil {
		f.Notices, err = pgx.CollectRows(rows, pgx.RowToStructByPos[transcript.NoticeFact])
	}
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	err = w.Store.Pool().QueryRow(ctx, `SELECT count(*) FROM inbox WHERE source = 'timer' AND external_id LIKE 'reminder:%'`).Scan(&f.Reminders)
	if err != nil {
		return fmt.Errorf("count reminders: %w", err)
	}
	rows, err = w.Store.Pool().Query(ctx, `
		SELECT w.status, w.from_day, w.to_day, coalesce(s.slug, 'any'), w.visit
		FROM waitlist w LEFT JOIN stylists s ON s.id = w.stylist_id WHERE w.customer_id = $1 ORDER BY w.created_at, w.id`, customer)
	if err == nil {
		f.Waitlist, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (one transcript.WaitFact, err error) {
			var visit salon.Visit
			err = row.Scan(&one.Status, &one.From, &one.To, &one.Stylist, &visit)
			one.Services = w.slugs(visit)
			return one, err
		})
	}
	if err != nil {
		return fmt.Errorf("read waitlist: %w", err)
	}
	return nil
}
