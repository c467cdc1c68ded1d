package salon

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// policy is one row of the policies table: its key, where it lives, what it is
// when nobody set it, and the values that make sense.
type policy struct {
	key      string
	field    func(*Policies) *int
	standard int
	min, max int
}

// policyRows is the closed list of policies in the order staff see them.
func policyRows() []policy {
	return []policy{
		{"deposit_percent", func(p *Policies) *int { return &p.DepositPercent }, 20, 0, 100},
		{"refund_threshold_hours", func(p *Policies) *int { return &p.RefundThresholdHours }, 24, 0, 720},
		{"hold_minutes", func(p *Policies) *int { return &p.HoldMinutes }, 30, 1, 1440},
		{"hold_minutes_same_day", func(p *Policies) *int { return &p.HoldMinutesSameDay }, 15, 1, 1440},
		{"payment_warning_minutes", func(p *Policies) *int { return &p.PaymentWarningMinutes }, 5, 0, 1440},
		{"same_day_lead_minutes", func(p *Policies) *int { return &p.SameDayLeadMinutes }, 60, 0, 1440},
		{"reminder_hours", func(p *Policies) *int { return &p.ReminderHours }, 48, 0, 720},
		{"name_confirmation_attempts", func(p *Policies) *int { return &p.NameConfirmationAttempts }, 2, 0, 10},
		{"clarification_attempts", func(p *Policies) *int { return &p.ClarificationAttempts }, 3, 1, 10},
		{"slot_grid_minutes", func(p *Policies) *int { return &p.SlotGridMinutes }, 15, 1, 60},
		{"offers_per_reply", func(p *Policies) *int { return &p.OffersPerReply }, 2, 2, 4},
		{"max_days_ahead", func(p *Policies) *int { return &p.MaxDaysAhead }, 90, 1, 730},
		{"data_retention_months", func(p *Policies) *int { return &p.DataRetentionMonths }, 24, 1, 240},
		{"message_retention_days", func(p *Policies) *int { return &p.MessageRetentionDays }, 365, 1, 7300},
		{"trace_retention_days", func(p *Policies) *int { return &p.TraceRetentionDays }, 90, 1, 7300},
		{"max_payment_links", func(p *Policies) *int { return &p.MaxPaymentLinks }, 2, 1, 20},
		{"messages_per_minute_per_customer", func(p *Policies) *int { return &p.MessagesPerMinutePerCustomer }, 10, 1, 10000},
		{"max_upcoming_per_customer", func(p *Policies) *int { return &p.MaxUpcomingPerCustomer }, 3, 1, 1000},
		{"assistant_enabled", func(p *Policies) *int { return &p.AssistantEnabled }, 1, 0, 1},
		{"max_replies_per_hour", func(p *Policies) *int { return &p.MaxRepliesPerHour }, 100, 10, 10000},
	}
}

// PolicyKeys lists every policy's key in the order staff see them.
func PolicyKeys() []string {
	var keys []string
	for _, row := range policyRows() {
		keys = append(keys, row.key)
	}
	return keys
}

// DefaultPolicies are the numbers of a salon that set none.
func DefaultPolicies() Policies {
	var p Policies
	for _, row := range policyRows() {
		*row.field(&p) = row.standard
	}
	return p
}

// PoliciesFrom reads the flat map of policies.json or of the policies table. A
// key that is missing has its default. Every unknown key and every value that
// makes no sense is reported in the joined error (each one a PolicyFault); the
// Policies returned beside it hold the good values and defaults for the rest.
func PoliciesFrom(values map[string]int) (Policies, error) {
	p := DefaultPolicies()
	var faults []error
	known := map[string]bool{}
	for _, row := range policyRows() {
		known[row.key] = true
		value, given := values[row.key]
		switch {
		case !given:
		case value < row.min || value > row.max:
			faults = append(faults, PolicyFault{row.key, fmt.Sprintf("%d is not between %d and %d", value, row.min, row.max)})
		default:
			*row.field(&p) = value
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if !known[key] {
			faults = append(faults, PolicyFault{key, "no such policy"})
		}
	}
	if 60%p.SlotGridMinutes != 0 {
		faults = append(faults, PolicyFault{"slot_grid_minutes", fmt.Sprintf("%d does not divide an hour", p.SlotGridMinutes)})
		p.SlotGridMinutes = DefaultPolicies().SlotGridMinutes
	}
	if shortest := min(p.HoldMinutes, p.HoldMinutesSameDay); p.PaymentWarningMinutes >= shortest {
		faults = append(faults, PolicyFault{
			"payment_warning_minutes",
			fmt.Sprintf("%d is not shorter than the shortest hold, %d", p.PaymentWarningMinutes, shortest),
		})
		p.PaymentWarningMinutes = 0
	}
	return p, errors.Join(faults...)
}

// PolicyFault says what is wrong with one policy.
type PolicyFault struct {
	Key     string
	Message string
}

// Error renders "policy hold_minutes: message".
func (f PolicyFault) Error() string { return "policy " + f.Key + ": " + f.Message }

// Map is the flat form of the policies: what PoliciesFrom reads.
func (p Policies) Map() map[string]int {
	out := map[string]int{}
	for _, row := range policyRows() {
		out[row.key] = *row.field(&p)
	}
	return out
}
