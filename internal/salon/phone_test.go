package salon_test

import (
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"atrevete/internal/salon"
)

func TestOneMobileTwoSpellings(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"+5511987654321", "+551187654321"}, // São Paulo, with and without the ninth digit
		{"+5491123456789", "+541123456789"}, // Buenos Aires
		{"+5215512345678", "+525512345678"}, // Mexico City
	} {
		for i, one := range pair {
			if got := salon.PhoneTwins(one); !slices.Equal(got, []string{one, pair[1-i]}) {
				t.Errorf("%s: %v", one, got)
			}
		}
	}
	for _, alone := range []string{"+34600111222", "+551133334444", "+15512345678", "+54911", "+5255", "+59812345678"} {
		if got := salon.PhoneTwins(alone); !slices.Equal(got, []string{alone}) {
			t.Errorf("%s: %v", alone, got)
		}
	}
	if got := salon.PhoneTwins(""); got != nil {
		t.Errorf("no phone: %v", got)
	}
}

// TestTwinsAgree: whatever the number, its twin is another number of the same
// country, and the twin's twin is the number itself.
func TestTwinsAgree(t *testing.T) {
	t.Parallel()
	e164 := regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	rapid.Check(t, func(t *rapid.T) {
		phone := rapid.SampledFrom([]string{"+55", "+54", "+549", "+52", "+521", "+34", "+1"}).Draw(t, "country") +
			rapid.StringMatching(`[0-9]{7,11}`).Draw(t, "number")
		twins := salon.PhoneTwins(phone)
		if len(twins) == 0 || len(twins) > 2 || twins[0] != phone {
			t.Fatalf("%s: %v", phone, twins)
		}
		if len(twins) == 1 {
			return
		}
		if twins[1] == phone || twins[1][:3] != phone[:3] || (e164.MatchString(phone) && !e164.MatchString(twins[1])) {
			t.Fatalf("%s has the twin %s", phone, twins[1])
		}
		if back := salon.PhoneTwins(twins[1]); len(back) != 2 || back[1] != phone {
			t.Fatalf("%s, %s, %v", phone, twins[1], back)
		}
	})
}
