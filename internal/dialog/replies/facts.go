package replies

import (
	"strconv"
	"strings"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Words for a template's variable that would otherwise be empty, which WhatsApp
// refuses.
const (
	nameless  = "qué tal" // "Hola, qué tal. Te recuerdo tu cita…"
	noDeposit = "ninguno"
	noPrice   = "gratis"
)

// templateWords puts the facts of an utterance into words, by the names that
// templates use.
func templateWords(view dialog.View, f dialog.TemplateFacts) map[string]string {
	words := map[string]string{salon.FactFirstName: nameless, salon.FactDeposit: noDeposit, salon.FactPrice: noPrice}
	set := func(name, value string) {
		if value != "" {
			words[name] = value
		}
	}
	amount := func(name string, m salon.Money) {
		if m != 0 {
			words[name] = m.String()
		}
	}
	moment := func(t time.Time, say func(time.Time) string) string {
		if t.IsZero() {
			return ""
		}
		return say(t)
	}
	set(salon.FactFirstName, view.Customer.FirstName)
	set(salon.FactFirstName, f.First)
	set(salon.FactServices, dialog.Enumerate(f.Names, "y"))
	set(salon.FactStylist, strings.Trim(dialog.Enumerate(f.Stylists, "y"), " "))
	set(salon.FactDate, moment(f.Start, func(t time.Time) string { return salon.LongDate(salon.DateOf(t)) }))
	set(salon.FactHour, moment(f.Start, clock))
	set(salon.FactDeadline, moment(f.Deadline, clock))
	set(salon.FactLink, f.URL)
	amount(salon.FactPrice, f.Price)
	amount(salon.FactDeposit, f.Deposit)
	amount(salon.FactAmount, f.Amount)
	if f.Minutes > 0 {
		words[salon.FactMinutes] = minutes(f.Minutes)
	}
	if f.Hours > 0 {
		words[salon.FactRefundHours] = strconv.Itoa(f.Hours)
	}
	if view.Salon != nil {
		set(salon.FactSalon, view.Salon.Name)
	}
	return words
}

// clock is "9:30" of an instant in the salon's zone.
func clock(t time.Time) string { return salon.ClockOf(t).String() }
