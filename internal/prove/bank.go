package prove

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
	"atrevete/internal/store"
)

const (
	bankName  = "prove"
	publicURL = "http://prove.invalid"
	pageOf    = publicURL + "/checkout/"
)

// bank is a payment provider in memory that keeps its own books, forgets to
// answer and refuses now and then.
type bank struct {
	mu       sync.Mutex
	rand     *rand.Rand
	sessions map[string]*bankSession
	charges  map[string]*charge // by provider and reference
	answers  map[string]any     // by idempotency key
	returned map[string][]payment.Refund
}

type bankSession struct {
	payment.Session
	request payment.SessionRequest
}

// charge is money that was taken, and how much of it was given back.
type charge struct{ taken, returned salon.Money }

var _ payment.Checkout = (*bank)(nil)

// openBank makes a bank that knows the payments a copied ledger has.
func openBank(ctx context.Context, st *store.Store, seed uint64) (*bank, error) {
	k := &bank{
		rand:     rand.New(rand.NewPCG(seed, streamOfBank)), //nolint:gosec // not a secret
		sessions: map[string]*bankSession{}, charges: map[string]*charge{}, answers: map[string]any{},
		returned: map[string][]payment.Refund{},
	}
	known, err := ledgerCharges(ctx, st)
	if err != nil {
		return nil, err
	}
	for ref, one := range known {
		k.charges[ref] = &one
	}
	return k, nil
}

// ledgerCharges reads what the ledger says was taken and given back, by the
// payment's reference.
func ledgerCharges(ctx context.Context, st *store.Store) (map[string]charge, error) {
	rows, err := st.Pool().Query(ctx, `
		SELECT p.provider_ref, p.amount_cents, (SELECT coalesce(sum(CASE r.kind WHEN 'refund' THEN r.amount_cents ELSE -r.amount_cents END), 0)::bigint FROM payments r
			WHERE r.kind IN ('refund', 'refund_failed') AND r.provider = p.provider AND r.payment_ref = p.provider_ref)
		FROM payments p WHERE p.kind = 'deposit_paid'`)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	defer rows.Close()
	known := map[string]charge{}
	for rows.Next() {
		var ref string
		var one charge
		if err := rows.Scan(&ref, &one.taken, &one.returned); err != nil {
			return nil, fmt.Errorf("reading the ledger: %w", err)
		}
		known[ref] = one
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	return known, nil
}

const streamOfBank = 0xba2c

// Provider names it.
func (*bank) Provider() string { return bankName }

// mood draws what goes wrong: refused before anything happens, or done with the
// answer lost. The lock is held.
func (k *bank) mood() (before, after error) {
	switch n := k.rand.IntN(100); {
	case n < 3:
		return fmt.Errorf("the bank is busy: %w", payment.ErrRetry), nil
	case n < 5:
		return nil, fmt.Errorf("the bank's answer was lost: %w", payment.ErrRetry)
	}
	return nil, nil
}

// Create makes a session, once for a key.
func (k *bank) Create(_ context.Context, r payment.SessionRequest) (payment.Session, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, after := k.mood()
	if before != nil {
		return payment.Session{}, before
	}
	one, known := k.answers[r.IdempotencyKey].(*bankSession)
	if !known {
		id := "cs_" + uuid.NewString()
		one = &bankSession{payment.Session{ID: id, URL: pageOf + id, Status: "open", PaymentStatus: "unpaid", Amount: r.Amount}, r}
		k.sessions[id], k.answers[r.IdempotencyKey] = one, one
	}
	return one.Session, after
}

// Retrieve reads a session.
func (k *bank) Retrieve(_ context.Context, id string) (payment.Session, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, after := k.mood()
	one, known := k.sessions[id]
	switch {
	case before != nil:
		return payment.Session{}, before
	case !known:
		return payment.Session{}, fmt.Errorf("no session %s: %w", id, payment.ErrPermanent)
	}
	return one.Session, after
}

// Expire ends an open session.
func (k *bank) Expire(_ context.Context, id string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, after := k.mood()
	one, known := k.sessions[id]
	switch {
	case before != nil:
		return before
	case !known:
		return fmt.Errorf("no session %s: %w", id, payment.ErrPermanent)
	case one.Status != "open":
		return fmt.Errorf("session %s is %s: %w", id, one.Status, payment.ErrNotOpen)
	}
	one.Status = "expired"
	return after
}

// Refund gives money back, once for a key.
func (k *bank) Refund(_ context.Context, r payment.RefundRequest) (payment.Refund, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, after := k.mood()
	if before != nil {
		return payment.Refund{}, before
	}
	if done, known := k.answers[r.IdempotencyKey].(payment.Refund); known {
		return done, after
	}
	c, known := k.charges[r.ProviderRef]
	if !known || r.Amount <= 0 || c.returned+r.Amount > c.taken {
		return payment.Refund{}, fmt.Errorf("refund of %d for %s: %w", r.Amount, r.ProviderRef, payment.ErrPermanent)
	}
	c.returned += r.Amount
	done := payment.Refund{Ref: "re_" + uuid.NewString(), Status: "succeeded", Amount: r.Amount, Mark: r.Mark}
	k.answers[r.IdempotencyKey] = done
	k.returned[r.ProviderRef] = append(k.returned[r.ProviderRef], done)
	return done, after
}

// Refunds lists what was given back of one payment.
func (k *bank) Refunds(_ context.Context, ref string) ([]payment.Refund, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, after := k.mood()
	if before != nil {
		return nil, before
	}
	return slices.Clone(k.returned[ref]), after
}

// capture is a customer who pays: the fact to report. False: the session cannot
// be paid.
func (k *bank) capture(id string) (salon.PaymentFact, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	one, known := k.sessions[id]
	if !known || one.Status != "open" {
		return salon.PaymentFact{}, false
	}
	ref := "pi_" + uuid.NewString()
	one.Status, one.PaymentStatus, one.ProviderRef = "complete", "paid", ref
	k.charges[ref] = &charge{taken: one.Amount}
	return salon.PaymentFact{
		BookingID: one.request.BookingID, Provider: bankName, ProviderRef: ref, SessionID: id, LinkToken: one.request.LinkToken,
		Kind: salon.FactPaid, Amount: one.Amount,
	}, true
}

// sessionAt is the session of a checkout's address; empty for the address of a
// page that says that it was paid.
func (k *bank) sessionAt(address string) string {
	id, _ := strings.CutPrefix(address, pageOf)
	return id
}
