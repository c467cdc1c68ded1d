package salon

// LedgerFault is money that nobody can explain, or a statement about money that
// the ledger does not bear out. A healthy salon has none.
type LedgerFault struct {
	BookingID ID     `json:"booking_id"`
	Provider  string `json:"provider"`
	Ref       string `json:"ref"`   // of the payment, as the provider names it
	Cents     Money  `json:"cents"` // below zero: more went than came
	Fault     string `json:"fault"` // a name from a closed set, see the view ledger_faults
}
