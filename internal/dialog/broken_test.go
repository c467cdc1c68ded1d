package dialog_test

import (
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// TestAnEmptyAnswerIsAFailure: what was asked for was done when its row says so.
// An answer without a row, or with a row in another state, is never a success:
// nothing is announced as done, and a person looks at it.
func TestAnEmptyAnswerIsAFailure(t *testing.T) {
	t.Parallel()
	never := []string{"problema", "not", "confirmada", "cambiado", "queda así", "cancelada", "te devolvemos"}
	broken := func(p *play, e dialog.Event) {
		t.Helper()
		p.text()
		p.event(e).hears(never...).handedOver(dialog.ReasonTechnical)
	}
	broken(holding(t), dialog.Event{Held: &dialog.HoldResult{}})
	expired := salon.Booking{ID: "booking:1", Payment: salon.PaymentNone, Appointments: []salon.Appointment{{Status: salon.Expired}}}
	broken(holding(t), dialog.Event{Held: &dialog.HoldResult{Booking: expired}})
	broken(holding(t), dialog.Event{Held: &dialog.HoldResult{Booking: salon.Booking{ID: "booking:1", Payment: salon.PaymentPending}}})

	broken(begin(t, withA1).say(cancel()).waits(dialog.CancelSure), dialog.Event{Gone: &dialog.CancelResult{}})
	broken(begin(t, withA1).say(cancel()).waits(dialog.CancelSure), dialog.Event{Gone: &dialog.CancelResult{
		Items: []dialog.CancelledItem{{Appointment: salon.Appointment{ID: "booking:1:1", Status: salon.Confirmed}, Terms: dialog.TermsRefund}},
	}})
}

// TestAPaymentWithoutItsRowConfirmsNothing: "paid" is only said of a booking
// that stands.
func TestAPaymentWithoutItsRowConfirmsNothing(t *testing.T) {
	t.Parallel()
	p := holding(t)
	p.text()
	p.event(dialog.Event{Paid: &dialog.PaymentResult{Outcome: salon.OutcomeConfirmed}}).hears("not", "confirmada")
	p = holding(t)
	p.text()
	p.event(dialog.Event{Paid: &dialog.PaymentResult{Outcome: "something new"}}).silent()
}
