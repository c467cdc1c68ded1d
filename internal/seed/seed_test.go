package seed_test

import (
	"testing"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
)

func TestTheDemonstrationSalonHasNoFaults(t *testing.T) {
	t.Parallel()
	parsed, faults := salon.ParseSeed(seed.Demo())
	for _, f := range faults {
		t.Error(f)
	}
	for what, counts := range map[string][2]int{
		"services": {len(parsed.Services), 73},
		"packs":    {len(parsed.Packs), 4},
		"stylists": {len(parsed.Team), 6},
		"answers":  {len(parsed.FAQs), 12},
		"closures": {len(parsed.Closures), 15},
	} {
		if counts[0] != counts[1] {
			t.Errorf("%d %s, want %d", counts[0], what, counts[1])
		}
	}
}

func TestEveryAnswerOfTheDemonstrationSalonRenders(t *testing.T) {
	t.Parallel()
	parsed, _ := salon.ParseSeed(seed.Demo())
	snapshot, err := parsed.Salon(func(kind, slug string) salon.ID { return salon.ID(kind + ":" + slug) })
	if err != nil {
		t.Fatal(err)
	}
	for _, faq := range snapshot.FAQs {
		text, err := salon.RenderFAQ(snapshot, faq)
		if err != nil {
			t.Errorf("%s: %v", faq.Slug, err)
		}
		t.Log(text)
	}
}
