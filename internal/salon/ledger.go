package salon

import "time"

// LedgerFault is money that nobody can explain, or a statement about money that
// the ledger does not bear out. A healthy salon has none.
type LedgerFault struct {
	BookingID ID     `json:"booking_id"`
	Provider  string `json:"provider"`
	Ref       string `json:"ref"`   // of the payment, as the provider names it
	Cents     Money  `json:"cents"` // below zero: more went than came
	Fault     string `json:"fault"` // a name from a closed set, see the view ledger_faults
}

// Balance is what became of one payment, as the ledger has it.
type Balance struct {
	BookingID ID
	Provider  string
	Ref       string // of the payment, as the provider names it
	Paid      Money
	Returned  Money // without refunds that failed
	Rows      int   // in the ledger about this payment, besides its own
	LastAt    time.Time
	Now       time.Time // when it was read, by the same clock
}

// Settled reports whether nobody has written about the payment lately: its
// provider's answers and reports have had the time to arrive.
func (b Balance) Settled(patience time.Duration) bool { return b.Now.Sub(b.LastAt) >= patience }
