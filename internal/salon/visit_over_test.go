package salon_test

import (
	"testing"

	"atrevete/internal/salon"
)

func TestWhomACustomerPrefersIsWhoServedHerMostLately(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		latest []salon.ID // latest first
		want   salon.ID
	}{
		"never been here":                    {nil, ""},
		"once":                               {[]salon.ID{"ana"}, "ana"},
		"one each: the latest":               {[]salon.ID{"ana", "pilar"}, "ana"},
		"most of the last three":             {[]salon.ID{"ana", "pilar", "pilar"}, "pilar"},
		"what is long ago counts no more":    {[]salon.ID{"ana", "marta", "ana", "pilar", "pilar", "pilar"}, "ana"},
		"three different ones: the last one": {[]salon.ID{"rosa", "marta", "ana"}, "rosa"},
	} {
		if got := salon.PreferredStylist(c.latest); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
