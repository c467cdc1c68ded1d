package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

// shop is a small salon of our own in a database of its own: open Tuesday to
// Saturday from 9 to 20 with three hair stylists and one for beauty.
type shop struct {
	*store.Store
	t    testing.TB
	snap *salon.Salon
	now  time.Time // Tue 6 Oct 2026, 18:26 in Madrid
}

const shopSQL = `
INSERT INTO salons (slug, name) VALUES ('prueba', 'Peluquería de prueba');
INSERT INTO stylists (slug, name, categories, email, position) VALUES
	('pilar', 'Pilar', '{hairdressing}', 'pilar@salon.example', 1), ('ana', 'Ana', '{hairdressing}', 'ana@salon.example', 2),
	('marta', 'Marta', '{hairdressing}', 'marta@salon.example', 3), ('rosa', 'Rosa', '{aesthetics}', '', 4);
INSERT INTO working_hours (stylist_id, weekday, starts_at, ends_at)
	SELECT s.id, d, '09:00', '20:00' FROM (SELECT id FROM stylists UNION ALL SELECT NULL) s, generate_series(2, 6) d;
INSERT INTO services (slug, name, category, duration_minutes, price_cents, requires_deposit, phases, position) VALUES
	('corte', 'Corte', 'hairdressing', 40, 2620, true, '[]', 1),
	('secado', 'Secado', 'hairdressing', 15, 820, true, '[]', 2),
	('tinte', 'Tinte', 'hairdressing', 60, 4300, true, '[{"minutes":20,"busy":true},{"minutes":30,"busy":false},{"minutes":10,"busy":true}]', 3),
	('consulta', 'Consulta gratuita', 'hairdressing', 15, 0, false, '[]', 4),
	('cejas', 'Depilación de cejas', 'aesthetics', 15, 700, true, '[]', 5),
	('manicura', 'Manicura permanente', 'aesthetics', 90, 4070, true, '[]', 6);
INSERT INTO packs (slug, name, category, duration_minutes, price_cents) VALUES ('pack', 'Corte y secado', 'hairdressing', 45, 3000);
INSERT INTO pack_services (pack_id, service_id, position) SELECT p.id, s.id, s.position FROM packs p, services s WHERE s.slug IN ('corte', 'secado');`

func openShop(t testing.TB) *shop {
	t.Helper()
	st, err := store.Open(t.Context(), testkit.NewDatabase(t), store.Options{MaxConns: 16})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	h := &shop{Store: st, t: t}
	h.exec(shopSQL)
	h.reload()
	h.now = h.at("2026-10-06 18:26")
	return h
}

// reload reads the salon again after a change behind its back.
func (h *shop) reload() {
	h.t.Helper()
	fresh, err := store.Open(h.t.Context(), h.Pool().Config().ConnString(), store.Options{MaxConns: 1})
	if err != nil {
		h.t.Fatal(err)
	}
	defer fresh.Close()
	if h.snap, err = fresh.FirstSalon(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// at reads a wall-clock time in Madrid.
func (h *shop) at(s string) time.Time {
	h.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, h.snap.Location)
	if err != nil {
		h.t.Fatal(err)
	}
	return at
}

func (h *shop) exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.Pool().Exec(context.Background(), sql, args...); err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
}

// text reads one value as text, for comparisons that fit in a line.
func (h *shop) text(sql string, args ...any) string {
	h.t.Helper()
	rows, err := h.Pool().Query(context.Background(), `SELECT coalesce(string_agg(q::text, ' '), '') FROM (`+sql+`) q`, args...)
	if err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
	got, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	if err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
	return got
}

// want compares text(sql) with what is expected.
func (h *shop) want(expected, sql string, args ...any) {
	h.t.Helper()
	if got := h.text(sql, args...); got != expected {
		h.t.Errorf("got %s, want %s from %s", got, expected, sql)
	}
}

func (h *shop) stylist(slug string) salon.ID {
	h.t.Helper()
	for _, one := range h.snap.Team {
		if one.Slug == slug {
			return one.ID
		}
	}
	h.t.Fatalf("no stylist %q", slug)
	return ""
}

// customer makes a customer with a conversation.
func (h *shop) customer(name string) (customer, conversation salon.ID) {
	h.t.Helper()
	customer, conversation = store.NewID(), store.NewID()
	h.exec(`INSERT INTO customers (id, first_name, last_name) VALUES ($1, $2, 'Torres')`, customer, name)
	h.exec(`INSERT INTO conversations (id, channel, external_id, customer_id) VALUES ($1, 'sandbox', $2, $3)`, conversation, conversation, customer)
	return customer, conversation
}

// visit is one visit with a stylist: a pack, or services by slug.
func (h *shop) visit(stylist, start string, slugs ...string) salon.VisitRequest {
	h.t.Helper()
	v := salon.VisitRequest{Slot: salon.Slot{StylistID: h.stylist(stylist), Start: h.at(start)}}
	for _, slug := range slugs {
		if pack, ok := h.snap.Catalogue.PackBySlug(slug); ok {
			v.Visit.Pack = pack.ID
			continue
		}
		service, ok := h.snap.Catalogue.ServiceBySlug(slug)
		if !ok {
			h.t.Fatalf("no service %q", slug)
		}
		v.Visit.Services = append(v.Visit.Services, service.ID)
	}
	plan, err := h.snap.Catalogue.Plan(v.Visit)
	if err != nil {
		h.t.Fatal(err)
	}
	v.Slot.Minutes = plan.Minutes
	return v
}

// request is a booking of a fresh customer.
func (h *shop) request(visits ...salon.VisitRequest) salon.BookingRequest {
	h.t.Helper()
	customer, conversation := h.customer("Laura")
	return salon.BookingRequest{SalonID: h.snap.ID, CustomerID: customer, ConversationID: conversation, Visits: visits}
}

// hold holds, or fails the test.
func (h *shop) hold(r salon.BookingRequest) salon.Booking {
	h.t.Helper()
	b, err := h.Hold(context.Background(), h.snap, r, h.now)
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

// friday holds a cut on Friday at 12:30 with Marta.
func (h *shop) friday() salon.Booking {
	h.t.Helper()
	return h.hold(h.request(h.visit("marta", "2026-10-09 12:30", "corte")))
}

// paid is a report that a booking's deposit was paid.
func paid(b salon.Booking, ref string) salon.PaymentFact {
	return salon.PaymentFact{
		BookingID: b.ID, Provider: "stripe", ProviderRef: ref, SessionID: "cs_" + ref, LinkToken: b.LinkToken,
		Kind: salon.FactPaid, Amount: b.Deposit,
	}
}

// pay applies a payment, or fails the test.
func (h *shop) pay(fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking) {
	h.t.Helper()
	outcome, b, err := h.ApplyPayment(context.Background(), h.snap, fact, now)
	if err != nil {
		h.t.Fatal(err)
	}
	h.consistent()
	return outcome, b
}

// booked is a booking of two, or more, that is paid.
func (h *shop) booked(visits ...salon.VisitRequest) salon.Booking {
	h.t.Helper()
	b := h.hold(h.request(visits...))
	if b.Deposit == 0 {
		return b
	}
	outcome, b := h.pay(paid(b, "pi_"+string(b.ID)), h.now)
	if outcome != salon.OutcomeConfirmed {
		h.t.Fatalf("paid: %s", outcome)
	}
	return b
}

// by is the payer of a booking in its conversation.
func by(b salon.Booking) salon.By {
	return salon.By{CustomerID: b.CustomerID, ConversationID: b.ConversationID}
}

// notices lists what was told since the last call.
func (h *shop) notices() []string {
	h.t.Helper()
	rows, err := h.Pool().Query(context.Background(), `
		WITH told AS (DELETE FROM notices RETURNING *)
		SELECT n.kind || ' ' || coalesce(s.slug, 'team') || CASE WHEN n.urgent THEN ' urgent: ' ELSE ': ' END || n.text
		FROM told n LEFT JOIN stylists s ON s.id = n.stylist_id ORDER BY n.created_at, n.id`)
	if err != nil {
		h.t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// told compares the notices since the last call with what is expected.
func (h *shop) told(want ...string) {
	h.t.Helper()
	if got := h.notices(); !slices.Equal(got, want) {
		h.t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// sweep fires timers until nothing is due.
func (h *shop) sweep(now time.Time) []salon.ID {
	h.t.Helper()
	told, err := h.fire(now)
	if err != nil {
		h.t.Fatal(err)
	}
	return told
}

// fire fires timers and returns the conversations that will speak.
func (h *shop) fire(now time.Time) (told []salon.ID, err error) {
	err = h.FireTimers(context.Background(), now, func(_ salon.TimerKind, conversation salon.ID) {
		if !conversation.Empty() {
			told = append(told, conversation)
		}
	})
	return told, err
}

// jobs lists the queued jobs of a kind.
func (h *shop) jobs(kind salon.JobKind) string {
	h.t.Helper()
	return h.text(`SELECT args->'job'->>'provider_ref', args->'job'->>'amount' FROM river_job WHERE args->'job'->>'kind' = $1 ORDER BY id`, string(kind))
}

// consistent checks what must hold whatever happened.
func (h *shop) consistent() {
	h.t.Helper()
	for what, sql := range map[string]string{
		"overlapping segments": `SELECT a.id FROM busy_segments a JOIN busy_segments b
			ON a.stylist_id = b.stylist_id AND a.id < b.id AND a.during && b.during WHERE a.active AND b.active`,
		"segments and status disagree": `SELECT a.id FROM busy_segments s JOIN appointments a ON a.id = s.appointment_id
			WHERE s.active <> (a.status IN ('provisional', 'confirmed'))`,
		"appointments without segments": `SELECT a.id FROM appointments a
			WHERE a.status IN ('provisional', 'confirmed') AND NOT EXISTS (SELECT 1 FROM busy_segments s WHERE s.appointment_id = a.id AND s.active)`,
		"money that nobody explains":            `SELECT * FROM ledger_faults`,
		"reminders of what does not take place": `SELECT id FROM appointments WHERE remind_at IS NOT NULL AND status <> 'confirmed'`,
		"customers who spent something else": `SELECT c.id FROM customers c WHERE c.total_spent_cents <>
			(SELECT coalesce(sum(price_cents), 0) FROM appointments a WHERE a.customer_id = c.id AND a.status IN ('confirmed', 'completed'))`,
		"void links in force": `SELECT b.id FROM bookings b JOIN payment_links l ON l.token = b.link_token WHERE l.voided_at IS NOT NULL`,
	} {
		if got := h.text(sql); got != "" {
			h.t.Errorf("%s: %s", what, got)
		}
	}
}

// describe shows a booking in one line.
func describe(b salon.Booking) string {
	return fmt.Sprintf("%s %s %d link=%t", b.Status(), b.Payment, b.Deposit, b.LinkToken != "")
}
