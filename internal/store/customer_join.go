package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// LearnPhone gives a conversation's customer, who had no phone, the one that the
// channel tells now. When another row has that number, and no other name, both are
// one person: hers is joined to it. Two people who share a phone stay two.
func (s *Store) LearnPhone(ctx context.Context, c salon.Conversation) (salon.Customer, error) {
	var learned salon.Customer
	err := s.InTx(ctx, func(ctx context.Context) error {
		phone := phoneOrEmpty(c.Contact.Phone)
		known, err := s.Customer(ctx, c.CustomerID)
		if err != nil || phone == "" || known.Phone != "" {
			learned = known
			return err
		}
		other, err := s.namesake(ctx, c.SalonID, known, phone)
		switch {
		case errors.Is(err, salon.ErrNotFound):
			err = s.completePhone(ctx, known.ID, phone)
		case err == nil:
			known.ID, err = other, s.joinCustomers(ctx, known.ID, other)
		}
		if err != nil {
			return err
		}
		learned, err = s.Customer(ctx, known.ID)
		return err
	})
	if err != nil {
		return salon.Customer{}, fmt.Errorf("learning a customer's phone: %w", err)
	}
	return learned, nil
}

// namesake finds another row with the phone whose name does not contradict. Both
// rows are locked, in the order of their ids. salon.ErrNotFound.
func (s *Store) namesake(ctx context.Context, salonID salon.ID, known salon.Customer, phone string) (salon.ID, error) {
	rows, err := s.db(ctx).Query(ctx, `SELECT `+customerColumns+` FROM customers c
		WHERE c.salon_id = $1 AND (c.id = $2 OR c.phone = ANY($3)) ORDER BY c.id FOR UPDATE`, salonID, known.ID, salon.PhoneTwins(phone))
	if err != nil {
		return "", fail("looking for a namesake", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.Customer, error) { return scanCustomer(row) })
	if err != nil {
		return "", fail("looking for a namesake", err)
	}
	at := slices.IndexFunc(list, func(o salon.Customer) bool {
		return o.ID != known.ID && (o.FirstName == "" || known.FirstName == "" || salon.Fold(o.FirstName) == salon.Fold(known.FirstName)) &&
			(o.LastName == "" || known.LastName == "" || salon.Fold(o.LastName) == salon.Fold(known.LastName))
	})
	if at < 0 {
		return "", fmt.Errorf("looking for a namesake: %w", salon.ErrNotFound)
	}
	return list[at].ID, nil
}

// joinSQL moves everything of customer $1 to customer $2, table by table.
func joinSQL() []string {
	return []string{
		`UPDATE bookings SET customer_id = $2 WHERE customer_id = $1`,
		`UPDATE appointments SET customer_id = $2 WHERE customer_id = $1`,
		`UPDATE customer_contacts SET customer_id = $2 WHERE customer_id = $1`,
		`UPDATE conversations SET customer_id = $2 WHERE customer_id = $1`,
		`UPDATE turns SET customer_id = $2 WHERE customer_id = $1`,
		`UPDATE conversation_history SET customer_id = $2 WHERE customer_id = $1`,
		`UPDATE waitlist a SET status = 'gone' WHERE a.customer_id = $1 AND a.status IN ('waiting', 'offered')
			AND EXISTS (SELECT 1 FROM waitlist b WHERE b.customer_id = $2 AND b.status IN ('waiting', 'offered') AND b.visit = a.visit
				AND b.stylist_id IS NOT DISTINCT FROM a.stylist_id AND (b.from_day, b.to_day) IS NOT DISTINCT FROM (a.from_day, a.to_day))`,
		`UPDATE waitlist SET customer_id = $2 WHERE customer_id = $1`,
		`UPDATE customers SET referred_by_id = $2 WHERE referred_by_id = $1 AND id <> $2`,
		`UPDATE customers c SET first_name = coalesce(nullif(c.first_name, ''), o.first_name), last_name = coalesce(nullif(c.last_name, ''), o.last_name),
			email = coalesce(c.email, o.email), preferred_stylist_id = coalesce(c.preferred_stylist_id, o.preferred_stylist_id),
			messages_off_at = coalesce(c.messages_off_at, o.messages_off_at),
			referred_by_id = nullif(coalesce(c.referred_by_id, o.referred_by_id), c.id),
			total_spent_cents = c.total_spent_cents + o.total_spent_cents, updated_at = now()
			FROM customers o WHERE c.id = $2 AND o.id = $1`,
		`INSERT INTO audit_log (salon_id, actor, action, object_type, object_id, before)
			SELECT salon_id, 'system', 'customer.joined', 'customer', $2, jsonb_build_object('joined', $1::uuid) FROM customers WHERE id = $2`,
		`DELETE FROM customers WHERE id = $1 AND id <> $2`,
	}
}

// joinCustomers makes from the same person as into.
func (s *Store) joinCustomers(ctx context.Context, from, into salon.ID) error {
	for _, sql := range joinSQL() {
		if _, err := s.db(ctx).Exec(ctx, sql, from, into); err != nil {
			return fail("joining two rows of one customer", err)
		}
	}
	return nil
}
