package stack

import (
	"fmt"
	"slices"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit/transcript"
)

// StaffDo makes, moves or cancels an appointment of the customer through the
// store, as the admin site does.
func (w *World) StaffDo(c transcript.StaffChange) error {
	ctx, now := w.t.Context(), w.Clock.Now()
	stylist := slices.IndexFunc(w.Salon.Team, func(s salon.Stylist) bool { return s.Slug == c.Stylist })
	if c.What == "books" {
		var customer salon.ID
		err := w.Store.Pool().QueryRow(ctx, `SELECT customer_id FROM conversations WHERE external_id = $1`, fmt.Sprint(theConversation)).Scan(&customer)
		if err != nil {
			return fmt.Errorf("find customer: %w", err)
		}
		visit, err := transcript.Planned{Services: c.Services}.Visit(w.Salon)
		if err != nil {
			return fmt.Errorf("plan visit: %w", err)
		}
		_, _, err = w.Store.StaffBook(ctx, w.Salon, store.StaffBooking{
			CustomerID: customer, Visit: visit, StylistID: w.Salon.Team[stylist].ID, Start: c.To,
		}, now)
		if err != nil {
			return fmt.Errorf("staff book: %w", err)
		}
		return w.catchUp()
	}
	var id salon.ID
	var version, minutes int
	err := w.Store.Pool().QueryRow(ctx, `SELECT id, version, duration_minutes FROM appointments a WHERE starts_at = $1 AND status = 'confirmed'
		AND booking_id IN (SELECT b.id FROM bookings b JOIN conversations c ON c.customer_id = b.customer_id)`, c.At).Scan(&id, &version, &minutes)
	if err != nil {
		return fmt.Errorf("find appointment: %w", err)
	}
	if c.What == "moves" {
		slot := salon.Slot{StylistID: w.Salon.Team[stylist].ID, Start: c.To, Minutes: minutes}
		_, _, err = w.Store.StaffMove(ctx, w.Salon, dialog.Move{AppointmentID: id, Version: version, Slot: slot}, now)
	} else {
		_, _, err = w.Store.StaffCancel(ctx, w.Salon, id, now)
	}
	if err != nil {
		return fmt.Errorf("staff %s: %w", c.What, err)
	}
	return w.catchUp()
}
