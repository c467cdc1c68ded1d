package salon

import (
	"fmt"
	"time"
)

// The files of a seed directory. SeedTemplates may be missing.
const (
	SeedSalon     = "salon.json"
	SeedStylists  = "stylists.json"
	SeedServices  = "services.json"
	SeedPacks     = "packs.json"
	SeedFAQs      = "faqs.json"
	SeedPolicies  = "policies.json"
	SeedTemplates = "templates.json"
)

// SeedFiles lists the files of a seed directory in the order they are reported.
func SeedFiles() []string {
	return []string{SeedSalon, SeedStylists, SeedServices, SeedPacks, SeedFAQs, SeedPolicies, SeedTemplates}
}

// Kinds of rows that Seed.Salon asks an id for.
const (
	KindSalon   = "salon"
	KindStylist = "stylist"
	KindService = "service"
	KindPack    = "pack"
)

// Seed is a whole salon as its files describe it: checked, in display order,
// and without ids. Records are known by their slug.
type Seed struct {
	Slug      string
	Name      string
	Assistant Assistant
	Privacy   PrivacyNotice
	Timezone  string // IANA name, known to exist
	Currency  string
	Locale    string
	Address   string
	MapsURL   string
	Phone     string
	Opening   WeekHours
	Closures  []SeedClosure
	Team      []Stylist // ID empty
	Services  []Service // ID empty
	Packs     []SeedPack
	FAQs      []FAQ
	Policies  Policies
	Given     map[string]bool // the policies that the file names; an import leaves the others alone
	Templates []Template      // nil: the file was left out
}

// SeedClosure is a feast day on which the salon is shut.
type SeedClosure struct {
	Date      Date
	Name      string
	Scope     string // national, region, local
	MovedFrom Date   // the Sunday it replaces; zero: not moved
	ToConfirm bool   // expected from earlier years, to be checked against the decree
}

// Closure is the domain's view of the feast day.
func (c SeedClosure) Closure() Closure {
	return Closure{StartsOn: c.Date, EndsOn: c.Date, Reason: c.Name}
}

// SeedPack is a pack whose parts are named by slug; its ID and Services are empty.
type SeedPack struct {
	Pack
	Parts []string // service slugs, the one customers ask for first comes first
}

// Fault is one thing wrong with a seed file. Line is 1-based; 0: the whole file.
type Fault struct {
	File    string
	Line    int
	Message string
}

// Error renders "services.json:12: message".
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Message
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
}

// Salon builds the snapshot of a seeded salon. ids gives the id of a row by
// its kind (KindSalon, …) and slug; the database's own, or invented ones.
// It expects a Seed that ParseSeed found no fault with.
func (s Seed) Salon(ids func(kind, slug string) ID) (*Salon, error) {
	loc, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return nil, fmt.Errorf("time zone of salon %s: %w", s.Slug, err)
	}
	out := &Salon{
		ID: ids(KindSalon, s.Slug), Slug: s.Slug, Name: s.Name, Assistant: s.Assistant, Privacy: s.Privacy,
		Location: loc, Currency: s.Currency, Locale: s.Locale, Address: s.Address,
		MapsURL: s.MapsURL, Phone: s.Phone, Opening: s.Opening, Policies: s.Policies, FAQs: s.FAQs, Templates: WithDefaultTemplates(s.Templates),
	}
	for _, one := range s.Team {
		one.ID = ids(KindStylist, one.Slug)
		out.Team = append(out.Team, one)
	}
	for _, one := range s.Services {
		one.ID = ids(KindService, one.Slug)
		out.Catalogue.Services = append(out.Catalogue.Services, one)
	}
	for _, one := range s.Packs {
		pack := one.Pack
		pack.ID = ids(KindPack, pack.Slug)
		for _, slug := range one.Parts {
			pack.Services = append(pack.Services, ids(KindService, slug))
		}
		out.Catalogue.Packs = append(out.Catalogue.Packs, pack)
	}
	return out, nil
}
