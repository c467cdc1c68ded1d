package salon

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// RenderFAQ fills the placeholders of an answer from the salon's data, so that
// no figure exists twice. An unknown placeholder or slug is an error, and left
// out of the text; seeding refuses it, so customers never meet one.
func RenderFAQ(s *Salon, f FAQ) (string, error) {
	var fault error
	text := placeholders.ReplaceAllStringFunc(f.Answer, func(found string) string {
		value, err := s.placeholder(strings.TrimSpace(found[2 : len(found)-2]))
		if err != nil && fault == nil {
			fault = fmt.Errorf("answer %s: %w", f.Slug, err)
		}
		return value
	})
	if fault == nil && (strings.Contains(text, "{{") || strings.Contains(text, "}}")) {
		fault = fmt.Errorf("answer %s: braces that are no placeholder", f.Slug)
	}
	return text, fault
}

// placeholders matches {{name}} and {{name:argument}}.
var placeholders = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// placeholder resolves what stands between the braces.
func (s *Salon) placeholder(name string) (string, error) {
	switch kind, argument, _ := strings.Cut(name, ":"); {
	case name == "opening_hours":
		return s.Opening.Spoken(), nil
	case name == "closed_days":
		return s.Opening.SpokenClosed(), nil
	case name == "address":
		return s.Address, nil
	case name == "maps_url":
		return s.MapsURL, nil
	case kind == "hours":
		day, err := strconv.Atoi(argument)
		if err != nil || day < 1 || day > 7 {
			return "", fmt.Errorf("placeholder {{%s}}: weekday is not between 1 and 7", name)
		}
		return s.Opening.SpokenDay(day), nil
	case kind == "price":
		if one, ok := s.Catalogue.ServiceBySlug(argument); ok {
			return one.Price.String(), nil
		}
		return "", fmt.Errorf("placeholder {{%s}}: no service has this slug", name)
	}
	if value, ok := s.Policies.Map()[name]; ok {
		return strconv.Itoa(value), nil
	}
	return "", fmt.Errorf("placeholder {{%s}} does not exist", name)
}
