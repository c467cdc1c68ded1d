package store_test

import (
	"reflect"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func TestSeedTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	if empty, err := s.Empty(t.Context()); err != nil || !empty {
		t.Fatalf("a new database: empty %v, %v", empty, err)
	}
	parsed := demoSeed(t)
	first, err := s.Seed(t.Context(), parsed)
	if err != nil {
		t.Fatal(err)
	}
	if !first.Changed() || !strings.Contains(first.String(), "services 73 created") {
		t.Errorf("the first import: %s", first)
	}
	before := tableContents(t, s)
	second, err := s.Seed(t.Context(), parsed)
	if err != nil {
		t.Fatal(err)
	}
	if second.Changed() || second.SalonID != first.SalonID {
		t.Errorf("the second import: %s", second)
	}
	for table, content := range tableContents(t, s) {
		if content != before[table] {
			t.Errorf("the second import changed %s", table)
		}
	}
	if empty, err := s.Empty(t.Context()); err != nil || empty {
		t.Errorf("after seeding: empty %v, %v", empty, err)
	}
}

// tableContents is the text of every row of the salon's tables.
func tableContents(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	content := map[string]string{}
	for _, table := range []string{
		"salons", "stylists", "working_hours", "services", "packs", "pack_services", "closures", "policies", "faqs",
	} {
		content[table] = query[string](t, s, `SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x::text), '') FROM `+table+` x`)
	}
	return content
}

func TestSeedByManyAtOnceMakesOneSalon(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	parsed := demoSeed(t)
	var together errgroup.Group
	for range 4 {
		together.Go(func() error {
			_, err := s.Seed(t.Context(), parsed)
			return err
		})
	}
	if err := together.Wait(); err != nil {
		t.Fatal(err)
	}
	if n := query[int](t, s, `SELECT count(*) FROM salons`); n != 1 {
		t.Errorf("%d salons", n)
	}
}

// T31: identity survives a new import, and a new name orphans nothing.
func TestSeedAgainKeepsIdentity(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	if _, _, err := appointmentByHand(t, s, shop, shop.Team[0].ID, "[2026-12-01 10:00+01, 2026-12-01 11:00+01)"); err != nil {
		t.Fatal(err)
	}
	exec(t, s, `INSERT INTO closures (salon_id, starts_on, ends_on, reason) VALUES ($1, '2027-05-04', '2027-05-04', 'fiesta local')`, shop.ID)

	changed := demoSeed(t)
	changed.Team[0].Name = "María del Pilar"
	changed.Services[0].Name, changed.Services[0].Price = "Corte y alma", 3000
	gone, goneService := changed.Team[5].Slug, changed.Services[72].Slug
	changed.Team, changed.Services = changed.Team[:5], changed.Services[:72]
	changed.Closures = changed.Closures[1:]
	changed.Policies.HoldMinutes = 45
	changed.Opening[1] = []salon.Hours{{Start: 600, End: 1200}}
	changed.Packs[0].Parts = changed.Packs[0].Parts[:1]
	report, err := s.Seed(t.Context(), changed)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"stylists 1 updated 1 removed", "services 1 updated 1 removed", "closures 1 removed", "policies 1 updated", "packs 1 updated"} {
		if !strings.Contains(report.String(), part) {
			t.Errorf("%q is not in %q", part, report)
		}
	}
	after, err := s.FirstSalon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after.Team[0].ID != shop.Team[0].ID || after.Team[0].Name != "María del Pilar" || len(after.Team) != 5 {
		t.Errorf("the team after: %+v", after.Team)
	}
	if after.Catalogue.Services[0].ID != shop.Catalogue.Services[0].ID || after.Catalogue.Services[0].Price != 3000 {
		t.Errorf("the service after: %+v", after.Catalogue.Services[0])
	}
	if after.Policies.HoldMinutes != 45 || len(after.Opening[1]) != 1 || len(after.Catalogue.Packs[0].Services) != 1 {
		t.Errorf("hold %d, Monday %v, pack %v", after.Policies.HoldMinutes, after.Opening[1], after.Catalogue.Packs[0].Services)
	}
	if n := query[int](t, s, `SELECT count(*) FROM closures WHERE reason = 'fiesta local'`); n != 1 {
		t.Error("a closure that staff added is gone")
	}
	if name := query[string](t, s, `SELECT s.name FROM appointments a JOIN stylists s ON s.id = a.stylist_id`); name != "María del Pilar" {
		t.Errorf("the appointment is with %q", name)
	}

	if _, err := s.Seed(t.Context(), demoSeed(t)); err != nil {
		t.Fatal(err)
	}
	back, err := s.FirstSalon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, shop) {
		t.Errorf("%s and %s are not back as they were", gone, goneService)
	}
}

func TestSnapshotIsWhatWasSeeded(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	ids := map[string]salon.ID{salon.KindSalon + shop.Slug: shop.ID}
	for _, one := range shop.Team {
		ids[salon.KindStylist+one.Slug] = one.ID
	}
	for _, one := range shop.Catalogue.Services {
		ids[salon.KindService+one.Slug] = one.ID
	}
	for _, one := range shop.Catalogue.Packs {
		ids[salon.KindPack+one.Slug] = one.ID
	}
	want, err := demoSeed(t).Salon(func(kind, slug string) salon.ID { return ids[kind+slug] })
	if err != nil {
		t.Fatal(err)
	}
	normalise(want)
	got := *shop
	normalise(&got)
	for _, part := range []struct {
		name      string
		got, want any
	}{
		{"team", got.Team, want.Team},
		{"services", got.Catalogue.Services, want.Catalogue.Services},
		{"packs", got.Catalogue.Packs, want.Catalogue.Packs},
		{"opening", got.Opening, want.Opening},
		{"policies", got.Policies, want.Policies},
		{"answers", got.FAQs, want.FAQs},
		{"assistant", got.Assistant, want.Assistant},
		{"zone", got.Location.String(), want.Location.String()},
	} {
		if !reflect.DeepEqual(part.got, part.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", part.name, part.got, part.want)
		}
	}
	if n := query[int](t, s, `SELECT count(*) FROM closures WHERE source = 'seed' AND details ->> 'to_confirm' = 'true'`); n == 0 {
		t.Error("closures lost what is to be confirmed")
	}
}

// normalise drops the difference between no list and an empty one.
func normalise(shop *salon.Salon) {
	trim := func(week salon.WeekHours) salon.WeekHours {
		out := salon.WeekHours{}
		for day, hours := range week {
			if len(hours) > 0 {
				out[day] = hours
			}
		}
		return out
	}
	shop.Opening = trim(shop.Opening)
	for i := range shop.Team {
		shop.Team[i].Hours = trim(shop.Team[i].Hours)
	}
	for i, one := range shop.Catalogue.Services {
		if len(one.Phases) == 0 {
			shop.Catalogue.Services[i].Phases = nil
		}
	}
}

func TestSnapshotKeepsItsPointerUntilSomethingChanges(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	var together errgroup.Group
	for range 20 {
		together.Go(func() error {
			again, err := s.Snapshot(t.Context(), shop.ID)
			if err == nil && again != shop {
				t.Error("another pointer for the same salon")
			}
			return err
		})
	}
	if err := together.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seed(t.Context(), demoSeed(t)); err != nil { // forgets, changes nothing
		t.Fatal(err)
	}
	if again, err := s.Snapshot(t.Context(), shop.ID); err != nil || again != shop {
		t.Errorf("read again without a change: same %v, %v", again == shop, err)
	}
	changed := demoSeed(t)
	changed.Name = "Atrévete y más"
	if _, err := s.Seed(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Snapshot(t.Context(), shop.ID); err != nil || again == shop || again.Name != "Atrévete y más" {
		t.Errorf("after a change: %+v, %v", again, err)
	}
}

func TestSnapshotOfNobodyIsNotFound(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	if _, err := s.FirstSalon(t.Context()); !isNotFound(err) {
		t.Errorf("the first of none: %v", err)
	}
	if _, err := s.Snapshot(t.Context(), store.NewID()); !isNotFound(err) {
		t.Errorf("an unknown one: %v", err)
	}
}

func TestMessagesBeforeTheFirstSalonAreAdopted(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	thread := newConversation(t, s, "9")
	if _, err := s.Seed(t.Context(), demoSeed(t)); err != nil {
		t.Fatal(err)
	}
	shop, err := s.FirstSalon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conversation, err := s.Conversation(t.Context(), thread)
	if err != nil || conversation.SalonID != shop.ID {
		t.Errorf("its salon is %q, %v", conversation.SalonID, err)
	}
	stored, err := s.StoreInbound(t.Context(), []salon.Inbound{message("9", "9-second", "¿hola?")})
	if err != nil || stored[0].Conversation != thread {
		t.Errorf("the next message goes to %v, %v", stored, err)
	}
	if n := query[int](t, s, `SELECT count(*) FROM inbox WHERE salon_id = $1`, shop.ID); n != 2 {
		t.Errorf("%d messages are the salon's", n)
	}
}
