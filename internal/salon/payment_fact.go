package salon

import "time"

// PaymentFact is a payment provider's report about a booking's deposit.
type PaymentFact struct {
	BookingID   ID
	Provider    string // "stripe", "sandbox"
	ProviderRef string // PaymentIntent id: unique for a deposit
	SessionID   string
	LinkToken   string // the payment link the session was made for
	RefundRef   string // of a refund that failed
	Kind        PaymentFactKind
	Amount      Money
	Currency    string // ISO 4217, any case; empty: the salon's
	At          time.Time
}

// PaymentFactKind says what a provider reports.
type PaymentFactKind string

// What a provider reports.
const (
	FactPaid         PaymentFactKind = "paid"
	FactDeclined     PaymentFactKind = "declined"      // a try that failed; another may follow on the same page
	FactUnpaid       PaymentFactKind = "unpaid"        // a slow payment failed for good: its page is of no use any more
	FactExpired      PaymentFactKind = "expired"       // the checkout session ended unpaid
	FactRefunded     PaymentFactKind = "refunded"      // Amount: the sum given back of the payment so far
	FactRefundFailed PaymentFactKind = "refund_failed" // Amount of RefundRef is back with the salon
	FactRefundSeen   PaymentFactKind = "refund_seen"   // something happened to a refund: worth asking
	FactDisputed     PaymentFactKind = "disputed"      // the customer's bank wants the money back
)

// PaymentOutcome says what the database made of a PaymentFact.
type PaymentOutcome string

// What became of a payment.
const (
	OutcomeConfirmed PaymentOutcome = "confirmed" // the hold stood: appointments confirmed
	OutcomeRebooked  PaymentOutcome = "rebooked"  // the hold was over, the slot still free: confirmed
	OutcomeRefunding PaymentOutcome = "refunding" // slot gone, or paid twice: a refund is under way
	OutcomeDuplicate PaymentOutcome = "duplicate" // already known: nothing done
	OutcomeNoted     PaymentOutcome = "noted"     // declined, expired: nothing to tell
)
