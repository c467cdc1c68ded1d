package testkit

import (
	"crypto/rand"
	"net/url"
)

// PaidBefore makes a payment that was taken before the test began and returns
// its PaymentIntent: it can be refunded like any other.
func (s *Stripe) PaidBefore(amount int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	session := &StripeSession{
		ID: "cs_test_" + rand.Text(), Status: "complete", PaymentStatus: "paid", PaymentIntent: "pi_" + rand.Text(),
		Amount: amount, Currency: "eur", ExpiresAt: s.options.Now(), Created: s.options.Now(), Paid: s.options.Now(), Form: url.Values{},
	}
	s.sessions[session.ID] = session
	return session.PaymentIntent
}
