package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// errDryRun rolls a rehearsed erasure back.
var errDryRun = errors.New("only a rehearsal")

// EraseCustomer erases the personal data of one person in one transaction: rows
// are emptied or deleted, what was queued for them is dropped, and jobs ask the
// channel and the calendars to do the same. Bookings, appointments and the
// ledger stay, without a name. Doing it again finds nothing more to do.
//
// salon.ErrNotFound: nothing is held. salon.ErrUpcoming: appointments are ahead
// and the request does not cancel them; the answer lists them. A dry run does
// all of it and takes it back.
func (s *Store) EraseCustomer(ctx context.Context, snapshot *salon.Salon, r salon.ErasureRequest, now time.Time) (salon.Erasure, error) {
	var e *erasure
	err := s.InTx(ctx, func(ctx context.Context) error {
		who, err := s.findSubject(ctx, r.SubjectQuery)
		if err != nil {
			return err
		}
		if who.empty() {
			return salon.ErrNotFound
		}
		e = &erasure{store: s, shop: snapshot, who: who, request: r, now: now}
		if err := e.run(ctx); err != nil {
			return err
		}
		if r.DryRun {
			return errDryRun
		}
		return nil
	})
	switch {
	case errors.Is(err, errDryRun):
		return e.done, nil
	case err != nil && e != nil:
		return e.done, fmt.Errorf("erasing personal data: %w", err)
	case err != nil:
		return salon.Erasure{}, fmt.Errorf("erasing personal data: %w", err)
	}
	return e.done, nil
}

// erasure is one under way, inside its transaction.
type erasure struct {
	store   *Store
	shop    *salon.Salon
	who     subject
	request salon.ErasureRequest
	now     time.Time
	words   []string // names and phones, to be found in notices
	done    salon.Erasure
}

// run erases. Names go before appointments are cancelled, so that what stylists
// are told of it names nobody. Rows are locked in the order everybody keeps:
// bookings, customers, conversations.
func (e *erasure) run(ctx context.Context) error {
	visits, err := e.upcoming(ctx)
	if err != nil {
		return err
	}
	if len(visits) > 0 && !e.request.Cancel {
		if !e.request.DryRun {
			return salon.ErrUpcoming
		}
		visits = nil // the rehearsal goes on with the rest
	}
	if err := e.lock(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		e.ask, e.notices, e.people, func(ctx context.Context) error { return e.cancel(ctx, visits) },
		e.sweep, e.conversations, e.count, e.log,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// upcoming lists the appointments ahead: those they come to, and those they
// booked for somebody. Their bookings are locked.
func (e *erasure) upcoming(ctx context.Context) ([]salon.Appointment, error) {
	s := e.store
	bookings, err := s.ids(ctx, `
		SELECT b.id FROM bookings b WHERE EXISTS (SELECT 1 FROM appointments a WHERE a.booking_id = b.id
			AND a.status IN ('provisional', 'confirmed') AND a.starts_at > $2 AND (a.customer_id = ANY($1::uuid[]) OR b.customer_id = ANY($1::uuid[])))
		ORDER BY b.id`, idsOrNone(e.who.everybody()), e.now)
	if err != nil {
		return nil, fmt.Errorf("finding appointments ahead: %w", err)
	}
	var list []salon.Appointment
	for _, id := range bookings {
		b, err := s.lockBooking(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, a := range b.Appointments {
			mine := slices.Contains(e.who.everybody(), b.CustomerID) || slices.Contains(e.who.everybody(), a.CustomerID)
			if !mine || !a.Status.Active() || !a.Start.After(e.now) {
				continue
			}
			list = append(list, a)
			e.done.Upcoming = append(e.done.Upcoming, salon.UpcomingVisit{
				ID: a.ID, Start: a.Start, Stylist: e.stylist(a.StylistID), Services: e.shop.Catalogue.Names(a.Visit),
				Held: a.Status == salon.Provisional, Guest: !slices.Contains(e.who.people, a.CustomerID),
			})
		}
	}
	slices.SortStableFunc(e.done.Upcoming, func(x, y salon.UpcomingVisit) int { return x.Start.Compare(y.Start) })
	return list, nil
}

func (e *erasure) stylist(id salon.ID) string {
	one, _ := e.shop.Stylist(id)
	return one.Name
}

// lock keeps turns away: a turn that is under way for one of the conversations
// cannot commit any more. Whom such a turn wrote down meanwhile is found too.
func (e *erasure) lock(ctx context.Context) error {
	const rounds = 3
	for range rounds {
		if _, err := e.store.ids(ctx, `SELECT id FROM customers WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, idsOrNone(e.who.everybody())); err != nil {
			return err
		}
		if _, err := e.store.ids(ctx, `SELECT id FROM conversations WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, idsOrNone(e.who.threads)); err != nil {
			return err
		}
		again, err := e.store.findSubject(ctx, e.request.SubjectQuery)
		if err != nil {
			return err
		}
		same := slices.Equal(again.people, e.who.people) && slices.Equal(again.guests, e.who.guests) && slices.Equal(again.threads, e.who.threads)
		e.who = again
		if same {
			break
		}
	}
	rows, err := e.store.db(ctx).Query(ctx, `
		SELECT word FROM (
			SELECT btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) AS word FROM customers WHERE id = ANY($1::uuid[])
			UNION SELECT phone FROM customers WHERE id = ANY($1::uuid[])
			UNION SELECT unnest(ARRAY[first_name, last_name]) FROM customers WHERE id = ANY($1::uuid[])
			UNION SELECT unnest(ARRAY[contact_name, contact_phone]) FROM conversations WHERE id = ANY($2::uuid[])
		) w WHERE word <> '' ORDER BY length(word) DESC, word`, idsOrNone(e.who.everybody()), idsOrNone(e.who.threads))
	if err != nil {
		return fail("reading names", err)
	}
	e.words, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return fail("reading names", err)
}

// ask queues what others are to do: the channel deletes the contact, calendars
// the text of events, agents what they remember of turns under way.
func (e *erasure) ask(ctx context.Context) error {
	rows, err := e.store.db(ctx).Query(ctx, `
		SELECT channel, contact_id FROM customer_contacts WHERE customer_id = ANY($1::uuid[]) AND contact_id <> ''
		UNION SELECT channel, contact_id FROM conversations WHERE id = ANY($2::uuid[]) AND contact_id <> '' ORDER BY 1, 2`,
		idsOrNone(e.who.everybody()), idsOrNone(e.who.threads))
	if err != nil {
		return fail("listing contacts", err)
	}
	var jobs []salon.Job
	var channel, contact string
	_, err = pgx.ForEachRow(rows, []any{&channel, &contact}, func() error {
		if channel == salon.SourceSandbox || e.request.KeepContacts {
			return nil // the web chat keeps nothing elsewhere
		}
		jobs = append(jobs, salon.Job{Kind: salon.JobEraseContact, SalonID: e.request.SalonID, Channel: channel, Contact: contact})
		e.done.Contacts = append(e.done.Contacts, channel+":"+contact)
		return nil
	})
	if err != nil {
		return fail("listing contacts", err)
	}
	events, err := e.store.ids(ctx, `
		SELECT DISTINCT l.appointment_id FROM calendar_links l JOIN appointments a ON a.id = l.appointment_id JOIN bookings b ON b.id = a.booking_id
		WHERE l.event_id <> '' AND (a.customer_id = ANY($1::uuid[]) OR b.customer_id = ANY($1::uuid[])) ORDER BY 1`, idsOrNone(e.who.everybody()))
	if err != nil {
		return fmt.Errorf("listing calendar events: %w", err)
	}
	for _, id := range events {
		jobs = append(jobs, salon.Job{Kind: salon.JobEraseEvent, AppointmentID: id})
		e.done.Events++
	}
	for _, id := range e.who.threads {
		jobs = append(jobs, salon.Job{Kind: salon.JobForgetTurn, ConversationID: id})
	}
	for _, job := range jobs {
		if err := e.store.AddJob(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

// people empties the customers' rows, which bookings and the ledger still name.
// What happens to their bookings later is told to no conversation.
func (e *erasure) people(ctx context.Context) error {
	all := idsOrNone(e.who.everybody())
	tag, err := e.store.db(ctx).Exec(ctx, `
		UPDATE customers SET phone = NULL, email = NULL, first_name = '', last_name = '', notes = '', preferred_stylist_id = NULL, referred_by_id = NULL,
			messages_off_at = NULL, privacy_notice_at = NULL, erased_at = $2, updated_at = $2
		WHERE id = ANY($1::uuid[]) AND (erased_at IS NULL OR phone IS NOT NULL OR email IS NOT NULL OR first_name <> '' OR last_name <> '' OR notes <> '')`, all, e.now)
	if err != nil {
		return fail("emptying customers", err)
	}
	e.done.Customers, e.done.Guests = int(tag.RowsAffected()), min(len(e.who.guests), int(tag.RowsAffected()))
	if err := e.exec(ctx, "", `UPDATE customers SET referred_by_id = NULL WHERE referred_by_id = ANY($1::uuid[])`, all); err != nil {
		return err
	}
	return e.exec(ctx, "", `UPDATE bookings SET conversation_id = NULL WHERE customer_id = ANY($1::uuid[]) AND conversation_id IS NOT NULL`, all)
}

// cancel ends the appointments ahead: holds are released, deposits given back
// in full, as if asked for in time.
func (e *erasure) cancel(ctx context.Context, visits []salon.Appointment) error {
	asked := dialog.CancelAppointments{At: e.now}
	released := map[salon.ID]bool{}
	for _, a := range visits {
		if a.Status == salon.Provisional {
			if released[a.BookingID] {
				continue
			}
			released[a.BookingID] = true
			if _, err := e.store.ReleaseBooking(ctx, a.BookingID, e.now); err != nil {
				return err
			}
			continue
		}
		asked.Items = append(asked.Items, dialog.CancelItem{AppointmentID: a.ID})
		inTime := a.Start.Add(-time.Duration(e.shop.Policies.RefundThresholdHours)*time.Hour - time.Second)
		if inTime.Before(asked.At) {
			asked.At = inTime
		}
	}
	if len(asked.Items) == 0 {
		return nil
	}
	for i, item := range asked.Items {
		b, a, err := e.store.lockAppointment(ctx, item.AppointmentID)
		if err != nil {
			return err
		}
		asked.Items[i].Terms, _ = dialog.TermsOf(e.shop, b, a, asked.At)
	}
	result, err := e.store.CancelAppointments(ctx, e.shop, salon.By{}, asked, e.now)
	if err != nil {
		return err
	}
	for _, item := range result.Items {
		if item.Terms == dialog.TermsRefund {
			e.done.Refunded += item.Amount
		}
	}
	return nil
}

// log leaves a row that says that it was done, and nothing about whom.
func (e *erasure) log(ctx context.Context) error {
	e.done.Already = e.done.Customers == 0 && e.done.Conversations == 0 && len(e.done.Rows) == 0 && len(e.done.Upcoming) == 0
	if e.done.Already {
		return nil
	}
	rows := map[string]int{}
	for _, one := range e.done.Rows {
		rows[one.Table] = one.Rows
	}
	after, err := json.Marshal(map[string]any{
		"conversations": e.done.Conversations, "rows": rows, "cancelled": len(e.done.Upcoming),
		"refunded_cents": e.done.Refunded, "payments_kept": e.done.Payments, "contacts": len(e.done.Contacts), "events": e.done.Events,
	})
	if err != nil {
		return fmt.Errorf("writing what was erased: %w", err)
	}
	subjects := e.who.people
	if len(subjects) == 0 {
		subjects = e.who.threads
	}
	for _, id := range subjects {
		_, err := e.store.db(ctx).Exec(ctx, `
			INSERT INTO audit_log (id, salon_id, at, actor, action, object_type, object_id, after)
			VALUES ($1, $2, $3, $4, 'customer.erased', 'customer', $5, $6)`,
			NewID(), e.request.SalonID, e.now, cmp.Or(e.request.Actor, "staff"), id, string(after))
		if err != nil {
			return fail("logging an erasure", err)
		}
	}
	return nil
}
