package payment

import (
	"fmt"
	"strings"
	"time"

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
		visit := strings.Join(visitNames(shop, a.Visit), " + ")
		if visit == "" {
			visit = "Cita"
		}
		if stylist, known := shop.Stylist(a.StylistID); known {
			visit += " con " + stylist.Name
		}
		visits = append(visits, visit+", "+longTime(a.Start.In(shop.Location)))
	}
	details = strings.Join(visits, "; ")
	if short := []rune(details); len(short) > maxDetails {
		details = string(short[:maxDetails-1]) + "…"
	}
	return title, details
}

// visitNames lists what is done in a visit: the pack, or the services in order.
func visitNames(shop *salon.Salon, v salon.Visit) []string {
	for _, pack := range shop.Catalogue.Packs {
		if pack.ID == v.Pack && !v.Pack.Empty() {
			return []string{pack.Name}
		}
	}
	var names []string
	for _, id := range v.Services {
		for _, service := range shop.Catalogue.Services {
			if service.ID == id {
				names = append(names, service.Name)
			}
		}
	}
	return names
}

// longTime writes a time as "viernes 9 de octubre a las 16:00".
func longTime(t time.Time) string {
	days := [...]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}
	months := [...]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}
	return fmt.Sprintf("%s %d de %s a las %d:%02d", days[t.Weekday()], t.Day(), months[t.Month()-1], t.Hour(), t.Minute())
}
