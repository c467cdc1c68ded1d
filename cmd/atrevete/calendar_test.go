package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/testkit"
)

// Somebody dragged two appointments in Google; the owner looks and decides from
// the command line.
func TestTheCalendarsAreShownAndProposalsDecided(t *testing.T) {
	t.Parallel()
	database := testkit.NewDatabase(t)
	environ := []string{"DATABASE_URL=" + database, "ATREVETE_CLOCK=2026-10-06T18:20:00+02:00"}
	if code, out, _ := finish(t, environ, "calendar", "status"); code != 1 || out != "" {
		t.Errorf("without a salon: code %d %s", code, out)
	}
	if code, _, said := finish(t, environ, "seed", demoDir(t)); code != 0 {
		t.Fatal(said)
	}
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		`INSERT INTO customers (id, first_name, last_name) VALUES ('0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77', 'Lucía', 'Zabaleta')`,
		`INSERT INTO bookings (id, customer_id) VALUES ('0192f3c1-7a10-7c44-9d51-2f6d0c9b1e78', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77')`,
		`INSERT INTO appointments (booking_id, customer_id, stylist_id, starts_at, duration_minutes, price_cents, status)
			SELECT '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e78', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77', id, d, 40, 0, 'confirmed'
			FROM stylists, (VALUES ('2026-10-09 12:00+02'::timestamptz), ('2026-10-10 12:00+02')) days (d) WHERE slug = 'ana'`,
		`INSERT INTO customers (id, first_name, last_name) VALUES ('0192f3c1-7a10-7c44-9d51-2f6d0c9b1e79', 'Eva', 'Torres')`,
		`INSERT INTO conversations (channel, external_id, customer_id) VALUES ('chatwoot', '42', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e79')`,
		`INSERT INTO bookings (id, customer_id) VALUES ('0192f3c1-7a10-7c44-9d51-2f6d0c9b1e80', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e79')`,
		`INSERT INTO appointments (booking_id, customer_id, stylist_id, starts_at, duration_minutes, price_cents, status)
			SELECT '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e80', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e79', id, '2026-10-16 12:00+02', 40, 0, 'confirmed'
			FROM stylists WHERE slug = 'ana'`,
		`INSERT INTO calendar_proposals (id, link_id, appointment_id, stylist_id, kind, from_during, to_during)
			SELECT ('0192f3c1-7a10-7c44-9d51-2f6d0c9b1e0' || row_number() OVER (ORDER BY a.starts_at))::uuid,
				l.id, a.id, a.stylist_id, CASE WHEN a.starts_at < '2026-10-10' THEN 'moved' ELSE 'deleted' END,
				tstzrange(a.starts_at, a.starts_at + interval '40 minutes'), CASE WHEN a.starts_at < '2026-10-10' THEN tstzrange('2026-10-09 11:00+02', '2026-10-09 11:40+02') END
			FROM appointments a JOIN calendar_links l ON l.appointment_id = a.id`,
		`UPDATE calendars SET brake_at = '2026-10-06 18:00+02', brake_deleted = 9 WHERE calendar_id = 'pilar@calendar.example'`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	code, out, said := finish(t, environ, "calendar", "status")
	for _, want := range []string{"ana@calendar.example", "not read yet", "brake on since 2026-10-06 18:00: 9 events"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("status: code %d, no %q in\n%s%s", code, want, out, said)
		}
	}
	code, out, said = finish(t, environ, "calendar", "proposals")
	for _, want := range []string{"Lucía Zabaleta", "2026-10-09 12:00", "2026-10-09 11:00", "deleted"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("proposals: code %d, no %q in\n%s%s", code, want, out, said)
		}
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"reject", "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e01"}, 0, "rejected"},
		{[]string{"reject", "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e01"}, 1, "it is decided"},
		{[]string{"accept", "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e02"}, 0, "was cancelled, what was paid for it is given back; the customer has no conversation: somebody has to tell them"},
		{[]string{"accept", "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e03"}, 0, "was cancelled, what was paid for it is given back; Maite tells the customer"},
		{[]string{"accept", "nonsense"}, 1, "there is no proposal nonsense"},
		{[]string{"accept"}, 2, "see atrevete help"},
		{[]string{"resume", "pilar@calendar.example"}, 0, "read anew"},
		{[]string{"resume", "ana@calendar.example"}, 1, "is not on"},
		{[]string{"sync"}, 0, "within seconds"},
		{[]string{"proposals"}, 0, "nothing waits"},
	} {
		code, out, said := finish(t, environ, append([]string{"calendar"}, c.args...)...)
		if code != c.code || !strings.Contains(out+said, c.want) {
			t.Errorf("%v: code %d %s%s, want %d and %q", c.args, code, out, said, c.code, c.want)
		}
	}
	var status string
	if err := conn.QueryRow(t.Context(), `SELECT string_agg(status, ' ' ORDER BY starts_at) FROM appointments`).Scan(&status); err != nil || status != "confirmed cancelled cancelled" {
		t.Errorf("appointments %s, %v", status, err)
	}
}

func TestTheKeyOfGoogleIsCheckedAtTheStart(t *testing.T) {
	t.Parallel()
	fake := testkit.NewGoogle(t)
	file := filepath.Join(t.TempDir(), "key.json")
	if err := os.WriteFile(file, fake.KeyJSON(), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ variable, want string }{
		"the key itself":    {"GOOGLE_SERVICE_ACCOUNT_JSON=" + string(fake.KeyJSON()), ""},
		"its path":          {"GOOGLE_SERVICE_ACCOUNT_JSON=" + file, ""},
		"a file of secrets": {"GOOGLE_SERVICE_ACCOUNT_JSON_FILE=" + file, ""},
		"no file":           {"GOOGLE_SERVICE_ACCOUNT_JSON=/hunter2", "is neither a key nor the path of a file"},
		"not a key":         {`GOOGLE_SERVICE_ACCOUNT_JSON={"type":"service_account"}`, "names no client_email"},
	} {
		_, err := parseConfig([]string{c.variable}, filepath.Join(t.TempDir(), "none"), 0)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2")):
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// A key that Google refuses is shown within seconds of the start, and the
// product serves all the same.
func TestARefusedKeyIsShownAndEverythingElseServes(t *testing.T) {
	t.Parallel()
	fake := testkit.NewGoogle(t)
	fake.RevokeKey(true)
	p := run(t, t.TempDir(), []string{
		"HTTP_ADDR=127.0.0.1:0", "TURN_QUIET_MS=0", "ATREVETE_CLOCK=" + tuesday,
		"GOOGLE_SERVICE_ACCOUNT_JSON=" + string(fake.KeyJSON()), "GOOGLE_CALENDAR_API_URL=" + fake.URL,
	}, "up")
	base := strings.TrimSuffix(regexp.MustCompile(`http://localhost:\d+/chat`).FindString(p.line()), "/chat")
	var text string
	testkit.Eventually(t, func() bool {
		res, err := http.Get(base + "/health")
		var status int
		status, text = fetch(t, res, err)
		return status == http.StatusOK && strings.Contains(text, "key refused")
	}, "the refused key in /health")
	if !strings.Contains(text, `"status":"degraded"`) {
		t.Errorf("health %s", text)
	}
	res, err := http.Get(base + "/metrics")
	if _, text := fetch(t, res, err); !strings.Contains(text, "atrevete_calendar_up 0") || !strings.Contains(text, `atrevete_calendar_operations_total{operation="probe",outcome="credential"}`) {
		t.Error("the metrics do not show it")
	}
	res, err = http.Post(base+"/webhook/google", "", http.NoBody)
	if status, _ := fetch(t, res, err); status != http.StatusUnauthorized {
		t.Errorf("a stranger's hint is answered %d", status)
	}
}
