package payment

import (
	"fmt"
	"strings"

	"atrevete/internal/salon"
)

// maxDetails is how much of a booking the checkout page shows; providers
// accept more.
const maxDetails = 300

// Describe says in Spanish what the customer pays for: a title and the visits,
// in the salon's time.
func Describe(link salon.PaymentLink) (title, details string) {
	shop := link.Salon
	title = "Anticipo de tu cita en " + shop.Name
	var visits []string
	for _, a := range link.Booking.Appointments {
		visit := strings.Join(shop.Catalogue.Names(a.Visit), " + ")
		if visit == "" {
			visit = "Cita"
		}
		if stylist, known := shop.Stylist(a.StylistID); known {
			visit += " con " + stylist.Name
		}
		start := a.Start.In(shop.Location)
		visits = append(visits, fmt.Sprintf("%s, %s a las %s", visit, salon.LongDate(salon.DateOf(start)), salon.ClockOf(start)))
	}
	details = strings.Join(visits, "; ")
	if short := []rune(details); len(short) > maxDetails {
		details = string(short[:maxDetails-1]) + "…"
	}
	return title, details
}
