package salon

import "strings"

// Phones are E.164. Three countries write one mobile in two ways, and channels
// disagree which: with or without a digit that only says "mobile".
const (
	brazil    = "+55"
	argentina = "+54"
	mexico    = "+52"
)

// PhoneTwins lists every way in which a number may have been told, itself first.
// Brazil: a ninth digit after the area code; Argentina: a 9 after +54; Mexico: a 1
// after +52.
func PhoneTwins(phone string) []string {
	twin := ""
	switch {
	case strings.HasPrefix(phone, brazil):
		twin = brazilianTwin(phone[len(brazil):])
	case strings.HasPrefix(phone, argentina):
		twin = prefixedTwin(argentina, phone[len(argentina):], "9")
	case strings.HasPrefix(phone, mexico):
		twin = prefixedTwin(mexico, phone[len(mexico):], "1")
	}
	if phone == "" {
		return nil
	}
	if twin == "" {
		return []string{phone}
	}
	return []string{phone, twin}
}

// brazilianTwin adds or leaves out the ninth digit of a mobile. National numbers
// are an area code of two digits and eight or nine more; mobiles of eight begin
// with 6 to 9, landlines with less and have no twin.
func brazilianTwin(national string) string {
	const area, short, long = 2, 10, 11
	switch {
	case len(national) == long && national[area] == '9' && national[area+1] >= '6':
		return brazil + national[:area] + national[area+1:]
	case len(national) == short && national[area] >= '6':
		return brazil + national[:area] + "9" + national[area:]
	}
	return ""
}

// prefixedTwin adds or leaves out the digit between country and ten national digits.
func prefixedTwin(country, rest, mobile string) string {
	const national = 10
	switch {
	case len(rest) == national+len(mobile) && strings.HasPrefix(rest, mobile):
		return country + rest[len(mobile):]
	case len(rest) == national:
		return country + mobile + rest
	}
	return ""
}
