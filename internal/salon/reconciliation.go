package salon

import "time"

// ReconcileKind says how much is compared with the payment provider.
type ReconcileKind string

// The two comparisons.
const (
	ReconcilePending ReconcileKind = "pending" // what waits: open checkouts, refunds under way
	ReconcileFull    ReconcileKind = "full"    // everything of the last weeks, both ways
)

// Reconciliation is one comparison with the payment provider.
type Reconciliation struct {
	ID         ID              `json:"id"`
	Kind       ReconcileKind   `json:"kind"`
	Status     string          `json:"status"` // running, done, failed
	StartedAt  time.Time       `json:"started_at"`
	FinishedAt time.Time       `json:"finished_at,omitzero"`
	Error      string          `json:"error,omitempty"`
	Report     ReconcileReport `json:"report"`
}

// ReconcileReport is what a comparison did and found.
type ReconcileReport struct {
	Sessions       int                `json:"sessions"`        // checkouts asked about
	SessionsEnded  int                `json:"sessions_ended"`  // that could not be paid any more
	Charges        int                `json:"charges"`         // payments compared
	Foreign        int                `json:"foreign"`         // of other deployments
	PaymentsFound  int                `json:"payments_found"`  // whose report never came
	RefundsFound   int                `json:"refunds_found"`   // made, or failed, without our knowing
	EventsFound    int                `json:"events_found"`    // that the provider could not deliver
	RefundsQueued  int                `json:"refunds_queued"`  // that nobody was carrying out
	RefundsWaiting int                `json:"refunds_waiting"` // under way
	Unexplained    Money              `json:"unexplained_cents"`
	Findings       []ReconcileFinding `json:"findings"`          // what people must look at
	Omitted        int                `json:"omitted,omitempty"` // findings beyond the limit of the list
}

// ReconcileFinding is one thing that people must look at.
type ReconcileFinding struct {
	Fault     string `json:"fault"` // a name from a closed set
	BookingID ID     `json:"booking_id,omitempty"`
	Ref       string `json:"ref,omitempty"` // of the payment, as the provider names it
	Cents     Money  `json:"cents"`
}

// maxFindings bounds a report: when a whole account is missing, the first of them say so.
const maxFindings = 200

// Find adds a finding.
func (r *ReconcileReport) Find(f ReconcileFinding) {
	if len(r.Findings) == maxFindings {
		r.Omitted++
		return
	}
	r.Findings = append(r.Findings, f)
}

// Count is how many findings there are, listed or not.
func (r *ReconcileReport) Count() int { return len(r.Findings) + r.Omitted }
