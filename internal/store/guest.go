package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// welcomeGuests gives every guest of a request a row and returns the request
// with their ids. A row is linked only when the payer referred that person
// before and the folded name is the same; a person of that name whom the salon
// knows otherwise is somebody else. Within one request each guest is a person of
// their own. The payer's row is locked, so that nobody is written twice.
func (s *Store) welcomeGuests(ctx context.Context, r salon.BookingRequest) (salon.BookingRequest, error) {
	if !slices.ContainsFunc(r.Visits, func(v salon.VisitRequest) bool { return v.Guest != nil && v.CustomerID.Empty() }) {
		return r, nil
	}
	referred, err := s.referredBy(ctx, r.CustomerID)
	if err != nil {
		return r, err
	}
	r.Visits = slices.Clone(r.Visits)
	for i := range r.Visits {
		v := &r.Visits[i]
		if v.Guest == nil || !v.CustomerID.Empty() {
			continue
		}
		guest := salon.Customer{FirstName: clean(v.Guest.FirstName), LastName: clean(v.Guest.LastName)}
		name := salon.Fold(guest.FullName())
		at := slices.IndexFunc(referred, func(c salon.Customer) bool { return salon.Fold(c.FullName()) == name })
		if at >= 0 {
			v.CustomerID = referred[at].ID
			referred = slices.Delete(referred, at, at+1)
			continue
		}
		v.CustomerID = NewID()
		_, err := s.db(ctx).Exec(ctx, `
			INSERT INTO customers (id, salon_id, first_name, last_name, referred_by_id) VALUES ($1, $2, $3, $4, $5)`,
			v.CustomerID, r.SalonID, guest.FirstName, guest.LastName, r.CustomerID)
		if err != nil {
			return r, fail("adding a guest", err)
		}
	}
	return r, nil
}

// referredBy lists whom a customer brought or booked for, the earliest first,
// and locks the customer's row.
func (s *Store) referredBy(ctx context.Context, customer salon.ID) ([]salon.Customer, error) {
	var locked salon.ID
	if err := s.db(ctx).QueryRow(ctx, `SELECT id FROM customers WHERE id = $1 FOR NO KEY UPDATE`, customer).Scan(&locked); err != nil {
		return nil, fail("locking a customer", err)
	}
	rows, err := s.db(ctx).Query(ctx, `SELECT `+customerColumns+` FROM customers c WHERE c.referred_by_id = $1 ORDER BY c.created_at, c.id`, customer)
	if err != nil {
		return nil, fail("listing guests", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.Customer, error) { return scanCustomer(row) })
	return list, fail("listing guests", err)
}
