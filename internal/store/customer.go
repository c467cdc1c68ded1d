package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// customerColumns are those scanCustomer reads, of a table named c.
const customerColumns = `c.id, coalesce(c.phone, ''), coalesce(c.first_name, ''), coalesce(c.last_name, ''),
	c.preferred_stylist_id, c.referred_by_id, c.total_spent_cents`

func scanCustomer(row pgx.Row) (salon.Customer, error) {
	var c salon.Customer
	err := row.Scan(&c.ID, &c.Phone, &c.FirstName, &c.LastName, &c.PreferredStylistID, &c.ReferredByID, &c.TotalSpent)
	return c, err //nolint:wrapcheck // the caller says what was read
}

// Customer reads a customer. salon.ErrNotFound.
func (s *Store) Customer(ctx context.Context, id salon.ID) (salon.Customer, error) {
	c, err := scanCustomer(s.db(ctx).QueryRow(ctx, `SELECT `+customerColumns+` FROM customers c WHERE c.id = $1`, id))
	return c, fail("reading a customer", err)
}

// CustomerOfContact finds the customer a channel's contact belongs to: by
// contact id and source id, else by phone in any of its spellings, else by the
// contact id alone (one person may write through several of the channel's
// addresses). salon.ErrNotFound.
func (s *Store) CustomerOfContact(ctx context.Context, salonID salon.ID, channel string, contact salon.Contact) (salon.Customer, error) {
	c, err := scanCustomer(s.db(ctx).QueryRow(ctx, `
		SELECT `+customerColumns+` FROM customers c JOIN (
			SELECT customer_id, 1 AS rank FROM customer_contacts
			WHERE salon_id = $1 AND channel = $2 AND contact_id = $3 AND source_id = $4 AND ($3 <> '' OR $4 <> '')
			UNION ALL
			SELECT id, 2 FROM customers WHERE salon_id = $1 AND phone = ANY($5)
			UNION ALL
			SELECT customer_id, 3 FROM customer_contacts WHERE salon_id = $1 AND channel = $2 AND contact_id = $3 AND $3 <> ''
		) found ON found.customer_id = c.id
		ORDER BY found.rank, c.created_at LIMIT 1`, salonID, channel, contact.ID, contact.SourceID, salon.PhoneTwins(contact.Phone)))
	return c, fail("finding a contact's customer", err)
}

// saveCustomerSQL completes a row. A name that is replaced stays in the history.
const saveCustomerSQL = `
WITH old AS (
	SELECT id, salon_id, first_name, last_name FROM customers WHERE id = $1 FOR NO KEY UPDATE
), logged AS (
	INSERT INTO audit_log (id, salon_id, actor, action, object_type, object_id, before, after)
	SELECT $4, salon_id, 'customer', 'customer.renamed', 'customer', id,
		jsonb_build_object('first_name', first_name, 'last_name', last_name), jsonb_build_object('first_name', $2::text, 'last_name', $3::text)
	FROM old
	WHERE (first_name <> '' AND $2 NOT IN ('', first_name)) OR (last_name <> '' AND $3 NOT IN ('', last_name))
)
UPDATE customers c SET first_name = coalesce(nullif($2, ''), c.first_name),
	last_name = coalesce(nullif($3, ''), c.last_name), updated_at = now()
FROM old WHERE c.id = old.id RETURNING ` + customerColumns

// SaveCustomer creates the conversation's customer, or completes the row it
// has: what the change leaves empty stays as it is. A row with the contact's
// phone is reused, never doubled. The contact and the conversation are linked
// to it. All in one transaction.
func (s *Store) SaveCustomer(ctx context.Context, c salon.Conversation, change dialog.CustomerChange) (salon.Customer, error) {
	var saved salon.Customer
	err := s.InTx(ctx, func(ctx context.Context) error {
		id, err := s.customerOf(ctx, c)
		if err != nil {
			return err
		}
		if id.Empty() {
			id, err = s.createCustomer(ctx, c.SalonID, phoneOrEmpty(c.Contact.Phone))
		} else {
			err = s.completePhone(ctx, id, phoneOrEmpty(c.Contact.Phone))
		}
		if err != nil {
			return err
		}
		saved, err = scanCustomer(s.db(ctx).QueryRow(ctx, saveCustomerSQL, id, clean(change.FirstName), clean(change.LastName), NewID()))
		if err != nil {
			return fail("saving a customer", err)
		}
		return s.linkCustomer(ctx, c, id)
	})
	return saved, err
}

// customerOf finds the customer a conversation already has; empty: none.
func (s *Store) customerOf(ctx context.Context, c salon.Conversation) (salon.ID, error) {
	var id salon.ID
	err := s.db(ctx).QueryRow(ctx, `SELECT customer_id FROM conversations WHERE id = $1`, c.ID).Scan(&id)
	if err != nil {
		return "", fail("reading a conversation's customer", err)
	}
	if !id.Empty() {
		return id, nil
	}
	known, err := s.CustomerOfContact(ctx, c.SalonID, c.Channel, c.Contact)
	if err != nil && !errors.Is(err, salon.ErrNotFound) {
		return "", err
	}
	return known.ID, nil
}

// createCustomer inserts a row, or gives the one that has the phone by now.
func (s *Store) createCustomer(ctx context.Context, salonID salon.ID, phone string) (salon.ID, error) {
	var id salon.ID
	err := s.db(ctx).QueryRow(ctx, `
		INSERT INTO customers (id, salon_id, phone) VALUES ($1, $2, nullif($3, ''))
		ON CONFLICT (salon_id, phone) DO UPDATE SET updated_at = now()
		RETURNING id`, NewID(), salonID, phone).Scan(&id)
	return id, fail("creating a customer", err)
}

// phoneOrEmpty is a phone the table takes (E.164): a channel that tells
// something else told none.
func phoneOrEmpty(phone string) string {
	const shortest, longest = len("+345678"), len("+123456789012345")
	if len(phone) < shortest || len(phone) > longest || phone[0] != '+' || phone[1] == '0' {
		return ""
	}
	for _, digit := range phone[1:] {
		if digit < '0' || digit > '9' {
			return ""
		}
	}
	return phone
}

// completePhone gives a customer the phone the channel told, unless somebody
// else has it in any spelling: then the row stays without.
func (s *Store) completePhone(ctx context.Context, id salon.ID, phone string) error {
	if phone == "" {
		return nil
	}
	var taken bool
	err := s.db(ctx).QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM customers o JOIN customers c ON c.salon_id = o.salon_id
		WHERE c.id = $1 AND o.id <> c.id AND o.phone = ANY($2))`, id, salon.PhoneTwins(phone)).Scan(&taken)
	if err != nil || taken {
		return fail("looking for a customer's phone", err)
	}
	err = s.inSavepoint(ctx, func(ctx context.Context) error {
		_, err := s.db(ctx).Exec(ctx, `UPDATE customers SET phone = $2 WHERE id = $1 AND phone IS NULL`, id, phone)
		return fail("completing a customer's phone", err)
	})
	if errors.Is(err, salon.ErrDuplicate) {
		return nil
	}
	return err
}

// linkCustomer makes the contact and the conversation the customer's.
func (s *Store) linkCustomer(ctx context.Context, c salon.Conversation, customer salon.ID) error {
	if c.Contact.ID != "" || c.Contact.SourceID != "" {
		_, err := s.db(ctx).Exec(ctx, `
			INSERT INTO customer_contacts (salon_id, channel, contact_id, source_id, customer_id) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (salon_id, channel, contact_id, source_id) DO UPDATE SET customer_id = excluded.customer_id
			WHERE customer_contacts.customer_id <> excluded.customer_id`,
			c.SalonID, c.Channel, c.Contact.ID, c.Contact.SourceID, customer)
		if err != nil {
			return fail("linking a contact to its customer", err)
		}
	}
	tag, err := s.db(ctx).Exec(ctx, `UPDATE conversations SET customer_id = $2 WHERE id = $1`, c.ID, customer)
	if err != nil {
		return fail("linking a conversation to its customer", err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("linking a conversation to its customer: %w", salon.ErrNotFound)
	}
	if c.NoticeAt.IsZero() {
		return nil
	}
	_, err = s.db(ctx).Exec(ctx, noticedCustomerSQL, c.ID)
	return fail("carrying the privacy notice over to a customer", err)
}
