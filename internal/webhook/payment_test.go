package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"atrevete/internal/salon"
	"atrevete/internal/webhook"
)

// owners knows one payment.
type owners struct{ fail error }

func (o owners) BookingOfPayment(_ context.Context, fact salon.PaymentFact) (salon.ID, error) {
	if o.fail != nil {
		return "", o.fail
	}
	if fact.ProviderRef != "pi_ours" {
		return "", salon.ErrForeignPayment
	}
	return "b1", nil
}

// refunds reads a body as the reference of a payment that staff gave back.
type refunds struct{}

func (refunds) Parse(_ http.Header, body []byte) ([]salon.Inbound, error) {
	return []salon.Inbound{{
		Source: salon.SourceStripe, Kind: salon.InboundPayment, ExternalID: "evt_" + string(body),
		Payment: &salon.PaymentFact{Provider: "stripe", ProviderRef: string(body), Kind: salon.FactRefundSeen},
	}}, nil
}

func TestOnlyPaymentsOfOurBookingsAreStored(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		fail   error
		code   int
		stored int
	}{
		"ours":                {"pi_ours", nil, 200, 1},
		"another deployments": {"pi_theirs", nil, 200, 0},
		"database away":       {"pi_ours", errors.New("no database"), 500, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := newMemory()
			_, server := serve(t, store, func(cfg *webhook.Config) { cfg.Payment, cfg.Payments = refunds{}, owners{c.fail} })
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/webhook/stripe", strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := server.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != c.code || len(store.rows) != c.stored {
				t.Errorf("answered %d, stored %d", answer.StatusCode, len(store.rows))
			}
			for _, row := range store.rows {
				if row.Payment.BookingID != "b1" {
					t.Errorf("stored %+v", row.Payment)
				}
			}
		})
	}
}
