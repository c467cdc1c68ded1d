package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/testkit"
)

// Somebody asks what the salon knows, and then to be forgotten; the owner does
// both from the command line.
func TestACustomerIsFoundExportedAndErased(t *testing.T) {
	t.Parallel()
	database := testkit.NewDatabase(t)
	environ := []string{"DATABASE_URL=" + database, "ATREVETE_CLOCK=2026-10-06T18:20:00+02:00"}
	if code, _, said := finish(t, environ, "seed", demoDir(t)); code != 0 {
		t.Fatal(said)
	}
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		`INSERT INTO customers (id, phone, first_name, last_name) VALUES ('0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77', '+34600777001', 'Lucía', 'Zabaleta')`,
		`INSERT INTO conversations (channel, external_id, customer_id, contact_id, contact_name, contact_phone) VALUES ('chatwoot', '42', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77', '55', 'Lu', '+34600777001')`,
		`INSERT INTO conversation_history (conversation_id, message_content) SELECT id, 'soy Lucía' FROM conversations`,
		`INSERT INTO bookings (id, customer_id) VALUES ('0192f3c1-7a10-7c44-9d51-2f6d0c9b1e78', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77')`,
		`INSERT INTO appointments (booking_id, customer_id, stylist_id, starts_at, duration_minutes, price_cents, status)
			SELECT '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e78', '0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77', id, '2026-10-09 12:00+02', 40, 0, 'confirmed' FROM stylists LIMIT 1`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, words := range []string{"lucia zab", "777001", "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77"} {
		if code, out, said := finish(t, environ, "customer", "find", words); code != 0 || strings.Count(out, "Lucía Zabaleta") != 1 {
			t.Errorf("find %q: code %d %s%s", words, code, out, said)
		}
	}
	file := filepath.Join(t.TempDir(), "lucia.json")
	code, out, said := finish(t, environ, "customer", "export", "600 777 001", "-o", file)
	body, err := os.ReadFile(file)
	if code != 0 || err != nil || out != "" || !strings.Contains(said, "1 customers") || !strings.Contains(said, "1 messages") {
		t.Fatalf("export: code %d %s%s %v", code, out, said, err)
	}
	var document struct {
		Customers    []struct{ Phone string }
		Messages     []struct{ Text string }
		Appointments []struct {
			Starts struct{ UTC, Local string }
		}
	}
	if err := json.Unmarshal(body, &document); err != nil || document.Customers[0].Phone != "+34600777001" ||
		document.Messages[0].Text != "soy Lucía" || document.Appointments[0].Starts.UTC != "2026-10-09T10:00:00Z" || document.Appointments[0].Starts.Local != "2026-10-09 12:00" {
		t.Errorf("export: %v\n%s", err, body)
	}
	if code, _, said := finish(t, environ, "customer", "export", "chatwoot:55", "-o", file); code != exitFault || !strings.Contains(said, "exists") {
		t.Errorf("a file that is there is written over: code %d %s", code, said)
	}
	if code, _, said := finish(t, environ, "customer", "erase", "chatwoot:55"); code != exitFault || !strings.Contains(said, "2026-10-09 12:00") || !strings.Contains(said, "--cancel") {
		t.Errorf("with an appointment ahead: code %d %s", code, said)
	}
	if code, out, said := finish(t, environ, "customer", "erase", "--dry-run", "--phone", "+34600777001"); code != 0 || !strings.Contains(out, "nothing was changed") {
		t.Errorf("rehearsal: code %d %s%s", code, out, said)
	}
	if code, out, said := finish(t, environ, "customer", "erase", "--cancel", "--conversation", "42"); code != 0 || !strings.Contains(out, "1 customers") || !strings.Contains(out, "chatwoot:55") {
		t.Errorf("erase: code %d %s%s", code, out, said)
	}
	if code, out, said := finish(t, environ, "customer", "erase", "--phone", "+34600777001"); code != 0 || !strings.Contains(out, "nothing to erase") {
		t.Errorf("again: code %d %s%s", code, out, said)
	}
	if code, _, said := finish(t, environ, "customer", "export", "+34600777001"); code != exitFault || !strings.Contains(said, "nothing is held") || strings.Count(said, "\n") != 1 {
		t.Errorf("export afterwards: code %d %s", code, said)
	}
	if code, _, said := finish(t, environ, "customer", "export", "Lucía"); code != exitFault || !strings.Contains(said, "no phone number") {
		t.Errorf("a name: code %d %s", code, said)
	}
}
