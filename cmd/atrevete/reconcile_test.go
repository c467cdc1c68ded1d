package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestReconcilePrintsWhatItFoundAndFailsWhenPeopleMustLook(t *testing.T) {
	t.Parallel()
	database := testkit.NewDatabase(t)
	stripe := testkit.NewStripe(t, testkit.StripeOptions{Key: "sk_test_reconcile"})
	environ := []string{
		"DATABASE_URL=" + database, "REDIS_URL=" + testkit.NewRedis(t), "STRIPE_SECRET_KEY=sk_test_reconcile",
		"STRIPE_WEBHOOK_SECRET=" + stripe.Secret(), "STRIPE_API_URL=" + stripe.URL, "SANDBOX=false",
	}
	if code, _, said := finish(t, environ, "seed", demoDir(t)); code != 0 {
		t.Fatal(said)
	}
	if code, _, said := finish(t, environ, "reconcile", "--last"); code != exitFault || !strings.Contains(said, "without --last") {
		t.Errorf("before the first: code %d, %s", code, said)
	}
	code, out, said := finish(t, environ, "reconcile", "--full")
	if code != 0 || !strings.Contains(out, "payments compared") || !strings.Contains(out, "0,00 €") {
		t.Errorf("code %d: %s%s", code, out, said)
	}
	db, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close(t.Context()) }()
	_, err = db.Exec(t.Context(), `
		WITH who AS (INSERT INTO customers (first_name) VALUES ('Eva') RETURNING id),
		booked AS (INSERT INTO bookings (customer_id, deposit_cents, payment_status) SELECT id, 860, 'refunded' FROM who RETURNING id)
		INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref) SELECT id, 'deposit_paid', 860, 'stripe', 'pi_1' FROM booked`)
	if err != nil {
		t.Fatal(err)
	}
	code, out, said = finish(t, environ, "reconcile", "--full", "--json")
	var r salon.Reconciliation
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if code != exitFault || !strings.Contains(said, "runbook") || r.Kind != salon.ReconcileFull || r.Report.Unexplained != 860 ||
		len(r.Report.Findings) != 1 || r.Report.Findings[0].Ref != "pi_1" {
		t.Errorf("code %d, %s, report %+v", code, said, r)
	}
	again, out, _ := finish(t, environ, "reconcile", "--full", "--last")
	if again != exitFault || !strings.Contains(out, "8,60 €, booking") {
		t.Errorf("code %d: %s", again, out)
	}
	stripe.Outage(true)
	if code, _, said := finish(t, environ, "reconcile", "--full"); code != exitFault || strings.Count(strings.TrimSpace(said), "atrevete: comparing") != 1 {
		t.Errorf("without Stripe: code %d, %s", code, said)
	}
}
