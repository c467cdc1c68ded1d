package replies

import (
	"fmt"
	"regexp"
	"strconv"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Answer resolves the placeholders of an answer the salon has written, so that
// no figure exists twice. One that is unknown becomes nothing; seeding has
// refused it long before.
func Answer(s *salon.Salon, answer string) string {
	placeholder := regexp.MustCompile(`\{\{\s*([a-z_]+)(?::([a-z0-9-]+))?\s*\}\}`)
	return placeholder.ReplaceAllStringFunc(answer, func(found string) string {
		parts := placeholder.FindStringSubmatch(found)
		return placeholderValue(s, parts[1], parts[2])
	})
}

func placeholderValue(s *salon.Salon, name, of string) string {
	switch name {
	case "opening_hours":
		return openingHours(s.Opening)
	case "closed_days":
		return closedDays(s.Opening)
	case "hours":
		day, _ := strconv.Atoi(of)
		if hours := s.Opening.On(day); len(hours) > 0 {
			return "abrimos " + salon.SpokenHours(hours)
		}
		return "cerramos"
	case "address":
		return s.Address
	case "maps_url":
		return s.MapsURL
	case "price":
		if service, ok := s.Catalogue.ServiceBySlug(of); ok {
			return service.Price.String()
		}
		return ""
	}
	if value, ok := s.Policies.Map()[name]; ok {
		return strconv.Itoa(value)
	}
	return ""
}

// openingHours is "de martes a viernes de 10:00 a 20:00 y los sábados de 9:00 a 14:00".
func openingHours(week salon.WeekHours) string {
	var parts []string
	for _, run := range week.Runs() {
		days := "los " + salon.WeekdaysName(run.From)
		if run.To > run.From {
			days = fmt.Sprintf("de %s a %s", salon.WeekdayName(run.From), salon.WeekdayName(run.To))
		}
		parts = append(parts, days+" "+salon.SpokenHours(run.Hours))
	}
	return dialog.Enumerate(parts, "y")
}

// closedDays is "los lunes y los domingos".
func closedDays(week salon.WeekHours) string {
	var parts []string
	for _, day := range week.ClosedWeekdays() {
		parts = append(parts, "los "+salon.WeekdaysName(day))
	}
	return dialog.Enumerate(parts, "y")
}
