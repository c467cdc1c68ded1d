package job_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/calendar/google"
	"atrevete/internal/dialog"
	"atrevete/internal/job"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

const (
	anaCalendar   = "ana@calendar.example"
	martaCalendar = "marta@calendar.example"
)

// office is a salon of two stylists whose Google calendars are shared, with the
// product's clock in the test's hands.
type office struct {
	*store.Store
	t      *testing.T
	snap   *salon.Salon
	clock  *testkit.Clock
	google *testkit.Google
	sweeps *job.Calendars
}

const officeSQL = `
INSERT INTO salons (slug, name) VALUES ('prueba', 'Peluquería de prueba');
INSERT INTO stylists (slug, name, categories, calendar_id, position) VALUES
	('ana', 'Ana', '{hairdressing}', '` + anaCalendar + `', 1), ('marta', 'Marta', '{hairdressing}', '` + martaCalendar + `', 2);
INSERT INTO working_hours (stylist_id, weekday, starts_at, ends_at)
	SELECT s.id, d, '09:00', '20:00' FROM (SELECT id FROM stylists UNION ALL SELECT NULL) s, generate_series(1, 7) d;
INSERT INTO services (slug, name, category, duration_minutes, price_cents, position) VALUES
	('corte', 'Corte', 'hairdressing', 40, 2620, 1);`

func newOffice(t *testing.T) *office {
	t.Helper()
	st, err := store.Open(t.Context(), testkit.NewDatabase(t), store.Options{MaxConns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	o := &office{Store: st, t: t, google: testkit.NewGoogle(t)}
	o.google.Share(anaCalendar, martaCalendar)
	o.exec(officeSQL)
	if o.snap, err = st.FirstSalon(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.clock = testkit.NewClock(o.at("2026-10-06 18:26"))
	o.sweeps = o.worker("one", patient)
	return o
}

// patient is how long a call may take on a machine that is busy with other tests.
const patient = 20 * time.Second

// worker is one process that works on the calendars.
func (o *office) worker(name string, timeout time.Duration) *job.Calendars {
	o.t.Helper()
	key, err := google.ParseKey(o.google.KeyJSON())
	if err != nil {
		o.t.Fatal(err)
	}
	client, err := google.New(google.Config{Key: key, APIURL: o.google.URL, Location: o.snap.Location, Rate: 10000, Timeout: timeout})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(client.Close)
	return job.NewCalendars(job.CalendarOptions{
		Store: o.Store, Calendar: client, Clock: o.clock.Now, Worker: name, Log: quiet(), NewID: store.NewID, Secret: func() string { return "secret" },
		Watch: "https://salon.example/webhook/google",
	})
}

// at reads a wall-clock time in Madrid.
func (o *office) at(s string) time.Time {
	o.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, o.snap.Location)
	if err != nil {
		o.t.Fatal(err)
	}
	return at
}

func (o *office) exec(sql string, args ...any) {
	o.t.Helper()
	if _, err := o.Pool().Exec(context.Background(), sql, args...); err != nil {
		o.t.Fatalf("%s: %v", sql, err)
	}
}

// rows reads lines of text.
func (o *office) rows(sql string, args ...any) []string {
	o.t.Helper()
	rows, err := o.Pool().Query(context.Background(), sql, args...)
	if err != nil {
		o.t.Fatalf("%s: %v", sql, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		o.t.Fatalf("%s: %v", sql, err)
	}
	return list
}

// want compares lines of text with what is expected.
func (o *office) want(expected []string, sql string, args ...any) {
	o.t.Helper()
	if got := o.rows(sql, args...); !slices.Equal(got, expected) {
		o.t.Errorf("got  %q\nwant %q\nfrom %s", got, expected, sql)
	}
}

// sweep works once.
func (o *office) sweep() {
	o.t.Helper()
	if err := o.sweeps.Sweep(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// settle works, minute by minute, until nothing waits to be written and every
// calendar was read.
func (o *office) settle() {
	o.t.Helper()
	for range 200 {
		o.exec(`UPDATE calendars SET sync_due_at = '-infinity' WHERE fault = ''`)
		o.sweep()
		if len(o.rows(`SELECT id::text FROM calendar_links WHERE due_at IS NOT NULL
			UNION ALL SELECT c.calendar_id FROM calendars c JOIN stylists s ON s.calendar_id = c.calendar_id WHERE c.fault <> '' OR c.sync_due_at = '-infinity'`)) == 0 {
			return
		}
		o.clock.Advance(time.Minute)
	}
	o.t.Fatal("the calendars do not come to rest")
}

// hold holds a cut with a stylist for a customer of her own.
func (o *office) hold(name, stylist, start string) salon.Booking {
	o.t.Helper()
	customer, conversation := store.NewID(), store.NewID()
	o.exec(`INSERT INTO customers (id, first_name, last_name, phone) VALUES ($1, $2, 'Torres', '+346' || lpad((random() * 99999999)::int::text, 8, '0'))`, customer, name)
	o.exec(`INSERT INTO conversations (id, channel, external_id, customer_id) VALUES ($1, 'chatwoot', $2, $3)`, conversation, conversation, customer)
	b, err := o.Hold(context.Background(), o.snap, salon.BookingRequest{
		SalonID: o.snap.ID, CustomerID: customer, ConversationID: conversation,
		Visits: []salon.VisitRequest{{
			Visit: salon.Visit{Services: []salon.ID{o.snap.Catalogue.Services[0].ID}},
			Slot:  salon.Slot{StylistID: o.stylist(stylist), Start: o.at(start), Minutes: 40},
		}},
	}, o.clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// book holds and pays.
func (o *office) book(name, stylist, start string) salon.Appointment {
	o.t.Helper()
	return o.pay(o.hold(name, stylist, start)).Appointments[0]
}

func (o *office) pay(b salon.Booking) salon.Booking {
	o.t.Helper()
	_, b, err := o.ApplyPayment(context.Background(), o.snap, salon.PaymentFact{
		BookingID: b.ID, Provider: "stripe", ProviderRef: "pi_" + string(b.ID), LinkToken: b.LinkToken, Kind: salon.FactPaid, Amount: b.Deposit,
	}, o.clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// move moves an appointment as the team would.
func (o *office) move(a salon.Appointment, stylist, start string) salon.Appointment {
	o.t.Helper()
	r, err := o.MoveAppointment(context.Background(), o.snap, salon.By{}, dialog.Move{
		AppointmentID: a.ID, Version: a.Version, Slot: salon.Slot{StylistID: o.stylist(stylist), Start: o.at(start), Minutes: 40},
	}, o.clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return r.New
}

func (o *office) cancel(a salon.Appointment) {
	o.t.Helper()
	b, err := o.Booking(context.Background(), a.BookingID)
	if err != nil {
		o.t.Fatal(err)
	}
	terms, _ := dialog.TermsOf(o.snap, b, a, o.clock.Now())
	_, err = o.CancelAppointments(context.Background(), o.snap, salon.By{}, dialog.CancelAppointments{
		Items: []dialog.CancelItem{{AppointmentID: a.ID, Terms: terms}},
	}, o.clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) stylist(slug string) salon.ID {
	o.t.Helper()
	for _, one := range o.snap.Team {
		if one.Slug == slug {
			return one.ID
		}
	}
	o.t.Fatalf("no stylist %q", slug)
	return ""
}

// shown lists what is in a Google calendar: colour, start, end, title.
func (o *office) shown(calendar string) []string {
	var list []string
	for _, e := range o.google.Events(calendar) {
		start, end := e.During(o.snap.Location)
		list = append(list, strings.TrimSpace(strings.Join([]string{
			map[string]string{"5": "yellow", "10": "green"}[e.ColorID], start.In(o.snap.Location).Format("02 15:04") + end.In(o.snap.Location).Format("-15:04"), e.Summary,
		}, " ")))
	}
	slices.Sort(list)
	return list
}

// seen compares what is in a Google calendar with what is expected.
func (o *office) seen(calendar string, want ...string) {
	o.t.Helper()
	if got := o.shown(calendar); !slices.Equal(got, want) {
		o.t.Errorf("%s shows\n%q\nwant\n%q", calendar, got, want)
	}
}

// blocked compares the blocks of a stylist with what is expected.
func (o *office) blocked(stylist string, want ...string) {
	o.t.Helper()
	if want == nil {
		want = []string{}
	}
	o.want(want, `SELECT to_char(lower(during) AT TIME ZONE 'Europe/Madrid', 'DD HH24:MI') || to_char(upper(during) AT TIME ZONE 'Europe/Madrid', '-DD HH24:MI')
		FROM blocks b JOIN stylists s ON s.id = b.stylist_id WHERE s.slug = $1 AND b.source = 'google' ORDER BY during`, stylist)
}

// told reads and forgets what the team was told.
func (o *office) told() []string {
	o.t.Helper()
	return o.rows(`WITH told AS (DELETE FROM notices WHERE kind = 'calendar' RETURNING text, created_at, id) SELECT text FROM told ORDER BY created_at, id`)
}
