package store_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// appointmentByHand inserts a booking with one appointment and one segment as
// tests outside the repository do: with the columns of the contract only.
func appointmentByHand(t *testing.T, s *store.Store, shop *salon.Salon, stylist salon.ID, during string) (booking, appointment salon.ID, err error) {
	t.Helper()
	customer, booking, appointment := store.NewID(), store.NewID(), store.NewID()
	exec(t, s, `INSERT INTO customers (id, first_name, last_name) VALUES ($1, 'Ana', 'Ruiz')`, customer)
	exec(t, s, `INSERT INTO bookings (id, customer_id, deposit_cents, payment_status) VALUES ($1, $2, 1250, 'confirmed')`, booking, customer)
	exec(t, s, `INSERT INTO appointments (id, booking_id, customer_id, stylist_id, starts_at, duration_minutes, price_cents, status)
		VALUES ($1, $2, $3, $4, lower($5::tstzrange), 60, 6250, 'confirmed')`, appointment, booking, customer, stylist, during)
	exec(t, s, `INSERT INTO appointment_services (appointment_id, service_id, position) VALUES ($1, $2, 0)`, appointment, shop.Catalogue.Services[0].ID)
	_, err = s.Pool().Exec(t.Context(), `INSERT INTO busy_segments (appointment_id, stylist_id, during, active) VALUES ($1, $2, $3::tstzrange, true)`, appointment, stylist, during)
	return booking, appointment, err
}

func refusedWith(err error, code string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == code
}

func TestTheDatabaseRefusesOverlappingSegments(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	first, second := shop.Team[0].ID, shop.Team[1].ID
	if _, _, err := appointmentByHand(t, s, shop, first, "[2026-12-01 10:00+01, 2026-12-01 11:00+01)"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, during string
		stylist      salon.ID
		refused      bool
	}{
		{"overlapping by a minute", "[2026-12-01 10:59+01, 2026-12-01 12:00+01)", first, true},
		{"inside", "[2026-12-01 10:15+01, 2026-12-01 10:30+01)", first, true},
		{"touching the end", "[2026-12-01 11:00+01, 2026-12-01 12:00+01)", first, false},
		{"touching the start", "[2026-12-01 09:00+01, 2026-12-01 10:00+01)", first, false},
		{"another stylist", "[2026-12-01 10:00+01, 2026-12-01 11:00+01)", second, false},
	} {
		_, _, err := appointmentByHand(t, s, shop, c.stylist, c.during)
		if refused := refusedWith(err, "23P01"); refused != c.refused || (err != nil && !refused) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	exec(t, s, `UPDATE busy_segments SET active = false WHERE stylist_id = $1`, first)
	if _, _, err := appointmentByHand(t, s, shop, first, "[2026-12-01 10:30+01, 2026-12-01 11:30+01)"); err != nil {
		t.Errorf("over segments that are not active: %v", err)
	}
}

func TestRowsByHandNeedOnlyTheContractsColumns(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	booking, _, err := appointmentByHand(t, s, shop, shop.Team[0].ID, "[2026-12-01 10:00+01, 2026-12-01 11:00+01)")
	if err != nil {
		t.Fatal(err)
	}
	thread := newConversation(t, s, "42")
	for _, sql := range []string{
		`INSERT INTO blocks (stylist_id, during, reason, source) SELECT id, '[2026-12-02 10:00+01, 2026-12-02 12:00+01)', 'médico', 'staff' FROM stylists LIMIT 1`,
		`INSERT INTO closures (salon_id, starts_on, ends_on, reason) SELECT id, '2026-12-23', '2026-12-24', 'obras' FROM salons`,
		`INSERT INTO customers (phone, first_name, last_name, total_spent_cents) VALUES ('+34600111222', 'Eva', NULL, 0)`,
		`INSERT INTO policies (salon_id, key, value) SELECT id, 'hold_minutes', 20 FROM salons ON CONFLICT (salon_id, key) DO UPDATE SET value = excluded.value`,
		`INSERT INTO conversations (channel, external_id, owner) VALUES ('chatwoot', '77', 'human')`,
	} {
		exec(t, s, sql)
	}
	exec(t, s, `INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref) VALUES ($1, 'deposit_paid', 1250, 'stripe', 'pi_1')`, booking)
	exec(t, s, `INSERT INTO inbox (source, external_id, conversation_id) VALUES ('chatwoot', '1:900', $1)`, thread)
	exec(t, s, `INSERT INTO outbox (conversation_id, body) VALUES ($1, 'Hola')`, thread)
	exec(t, s, `INSERT INTO conversation_history (conversation_id, message_role, message_content) VALUES ($1, 'user', 'hola')`, thread)
	if n := query[int](t, s, `SELECT count(*) FROM outbox WHERE status = 'pending' AND salon_id = $1`, shop.ID); n != 1 {
		t.Errorf("%d outbox rows of the first salon", n)
	}
}

func TestTheLedgerIsAppendOnly(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	booking, _, err := appointmentByHand(t, s, shop, shop.Team[0].ID, "[2026-12-01 10:00+01, 2026-12-01 11:00+01)")
	if err != nil {
		t.Fatal(err)
	}
	const insert = `INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref) VALUES ($1, $2, $3, 'stripe', $4)`
	exec(t, s, insert, booking, "deposit_paid", 1250, "pi_1")
	for _, c := range []struct {
		name, sql, code string
		args            []any
	}{
		{"the same fact twice", insert, "23505", []any{booking, "deposit_paid", 1250, "pi_1"}},
		{"nothing", insert, "23514", []any{booking, "refund", 0, "re_1"}},
		{"an unknown kind", insert, "23514", []any{booking, "gift", 5, "x"}},
		{"an update", `UPDATE payments SET amount_cents = 1`, "23001", nil},
		{"a delete", `DELETE FROM payments`, "23001", nil},
	} {
		if _, err := s.Pool().Exec(t.Context(), c.sql, c.args...); !refusedWith(err, c.code) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	exec(t, s, insert, booking, "refund", 1250, "pi_1") // another kind of fact
}
