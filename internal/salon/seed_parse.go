package salon

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Forms of the fields that have one.
var (
	slugForm     = regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`)
	phoneForm    = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	colorForm    = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
	emailForm    = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	urlForm      = regexp.MustCompile(`^https?://\S+$`)
)

// ParseSeed reads the files of a seed directory, by name. Everything that
// is wrong is reported at once, in the order of SeedFiles and of lines; the
// Seed may only be used when there is no Fault. Other files are ignored.
func ParseSeed(files map[string][]byte) (Seed, []Fault) {
	p := &seedParser{files: map[string]*seedFile{}, whole: map[string]bool{}, words: map[string]place{}}
	p.each(files, SeedSalon, p.readSalon)
	p.each(files, SeedStylists, p.readStylists)
	p.each(files, SeedServices, p.readServices)
	p.each(files, SeedPacks, p.readPacks)
	p.each(files, SeedFAQs, p.readFAQs)
	p.each(files, SeedPolicies, p.readPolicies)
	p.each(files, SeedTemplates, p.readTemplates)
	p.checkTeam()
	p.checkPacks()
	p.checkAnswers()
	var faults []Fault
	for _, name := range SeedFiles() {
		f := p.files[name]
		slices.SortStableFunc(f.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
		faults = append(faults, f.faults...)
	}
	return p.seed, faults
}

// seedParser gathers the Seed and remembers the lines that later checks name.
type seedParser struct {
	files   map[string]*seedFile
	whole   map[string]bool  // files that are JSON of the right shape
	words   map[string]place // folded names and aliases of services and packs
	seed    Seed
	hours   []hoursLine // of the team
	packs   []int       // line of each pack
	answers []int       // line of each answer
}

// place is where something was said first.
type place struct {
	file string
	line int
}

// hoursLine is one range of a stylist's week.
type hoursLine struct {
	line, weekday int
	hours         Hours
}

// each parses a file and hands its value to read.
func (p *seedParser) each(files map[string][]byte, name string, read func(*seedFile, *node)) {
	text, ok := files[name]
	f := &seedFile{name: name, text: text}
	p.files[name] = f
	if !ok && name == SeedTemplates {
		return // those of DefaultTemplates hold
	}
	if !ok {
		f.fault(0, "is missing")
		return
	}
	if root := f.parse(); root != nil {
		read(f, root)
		p.whole[name] = !f.misshapen
	}
}

func (p *seedParser) readSalon(f *seedFile, root *node) {
	r := f.record(root)
	if r == nil {
		f.misshapen = true
		return
	}
	s := &p.seed
	s.Slug, s.Name = r.form("slug", slugForm, "lower-case words joined by -"), r.text("name")
	if a := r.sub("assistant"); a != nil {
		s.Assistant = Assistant{
			Name: a.text("name"), Role: a.text("role"), FormOfAddress: a.text("form_of_address"),
			MaxEmojis: a.number("max_emojis_per_reply"), Introduction: a.text("introduction"),
		}
		a.done()
	}
	s.Privacy = PrivacyNotice{Text: r.optionalText("privacy_notice"), URL: r.optionalForm("privacy_url", urlForm, "an http(s) address")}
	s.Timezone = r.text("timezone")
	if _, err := time.LoadLocation(s.Timezone); err != nil || s.Timezone == "Local" {
		f.fault(r.at("timezone"), "time zone %q is not an IANA name such as Europe/Madrid", s.Timezone)
	}
	s.Currency = r.form("currency", currencyForm, "an ISO 4217 code such as EUR")
	s.Locale, s.Address = r.text("locale"), r.text("address")
	s.MapsURL = r.form("maps_url", urlForm, "an http(s) address")
	s.Phone = r.form("phone", phoneForm, "an E.164 number such as +34910000000")
	week, _ := r.week("opening_hours")
	s.Opening = week
	seen := map[Date]bool{}
	for _, item := range r.list("closures", true) {
		if c := f.record(item); c != nil {
			s.Closures = append(s.Closures, c.closure(seen))
		}
	}
	r.done()
}

// closure reads one feast day.
func (r *record) closure(seen map[Date]bool) SeedClosure {
	c := SeedClosure{
		Date: r.date("date", true), Name: r.text("name"), Scope: r.text("scope"),
		MovedFrom: r.date("moved_from", false), ToConfirm: r.flag("to_confirm", false),
	}
	if c.Scope != "" && !slices.Contains([]string{"national", "region", "local"}, c.Scope) {
		r.wrong("scope", "national, region or local")
	}
	if seen[c.Date] && !c.Date.IsZero() {
		r.file.fault(r.at("date"), "%s is closed twice", c.Date)
	}
	seen[c.Date] = true
	r.done()
	return c
}

func (p *seedParser) readStylists(f *seedFile, root *node) {
	slugs, names := map[string]bool{}, map[string]place{}
	for _, r := range f.records(root) {
		one := Stylist{Slug: r.slug("slug", slugs), Name: r.text("name"), Color: r.optionalForm("color", colorForm, "a colour such as #8E24AA")}
		for _, item := range r.list("categories", true) {
			category, ok := category(item.value)
			if !ok || one.Does(category) {
				f.fault(item.line, "\"categories\" should name hairdressing, aesthetics or both")
				continue
			}
			one.Categories = append(one.Categories, category)
		}
		if r.object.values["categories"] != nil && len(one.Categories) == 0 {
			f.fault(r.at("categories"), "does nothing: \"categories\" is empty")
		}
		aliases, lines := r.texts("aliases", false)
		one.Aliases = aliases
		claim(f, names, one.Name, r.at("name"))
		for i, alias := range aliases {
			claim(f, names, alias, lines[i])
		}
		one.CalendarID = r.optionalText("google_calendar_id")
		one.Email = r.optionalForm("notification_email", emailForm, "an e-mail address")
		week, ranges := r.week("working_hours")
		one.Hours = week
		p.hours = append(p.hours, ranges...)
		r.done()
		p.seed.Team = append(p.seed.Team, one)
	}
	if _, list := root.value.([]*node); list && len(p.seed.Team) == 0 {
		f.fault(root.line, "has no stylist")
	}
}

func (p *seedParser) readServices(f *seedFile, root *node) {
	slugs := map[string]bool{}
	for _, r := range f.records(root) {
		one := Service{
			Slug: r.slug("slug", slugs), Name: r.text("name"), Category: r.category(), Group: r.text("group"),
			Minutes: r.minutes("duration_minutes"), Price: Money(r.number("price_cents")),
			Deposit: r.flag("requires_deposit", true), Description: r.text("description"),
		}
		one.Aliases = p.claimWords(r, one.Name)
		one.Phases = r.phases(one.Minutes)
		r.checkDeposit(one.Price, one.Deposit)
		r.done()
		p.seed.Services = append(p.seed.Services, one)
	}
	if _, list := root.value.([]*node); list && len(p.seed.Services) == 0 {
		f.fault(root.line, "has no service")
	}
}

func (p *seedParser) readPacks(f *seedFile, root *node) {
	slugs := map[string]bool{}
	for _, r := range f.records(root) {
		one := SeedPack{Pack: Pack{
			Slug: r.slug("slug", slugs), Name: r.text("name"), Category: r.category(),
			Minutes: r.minutes("duration_minutes"), Price: Money(r.number("price_cents")),
			Deposit: r.flag("requires_deposit", true), Description: r.text("description"),
		}}
		one.Parts, _ = r.texts("services", true)
		one.Aliases = p.claimWords(r, one.Name)
		r.checkDeposit(one.Price, one.Deposit)
		r.done()
		p.seed.Packs = append(p.seed.Packs, one)
		p.packs = append(p.packs, r.at("services"))
	}
}

func (p *seedParser) readFAQs(f *seedFile, root *node) {
	slugs := map[string]bool{}
	for _, r := range f.records(root) {
		one := FAQ{Slug: r.slug("id", slugs), Topic: r.text("topic"), Answer: r.text("answer")}
		one.Questions, _ = r.texts("questions", true)
		r.done()
		p.seed.FAQs = append(p.seed.FAQs, one)
		p.answers = append(p.answers, r.at("answer"))
	}
}

func (p *seedParser) readPolicies(f *seedFile, root *node) {
	r := f.record(root)
	if r == nil {
		f.misshapen = true
		return
	}
	values := map[string]int{}
	for _, key := range r.object.keys {
		value, ok := wholeNumber(r.object.values[key])
		if !ok {
			r.wrong(key, "a whole number")
			continue
		}
		values[key] = value
	}
	p.seed.Given = map[string]bool{}
	for key := range values {
		p.seed.Given[key] = true
	}
	policies, err := PoliciesFrom(values)
	p.seed.Policies = policies
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			var fault PolicyFault
			if errors.As(one, &fault) {
				f.fault(r.at(fault.Key), "%s", fault)
			}
		}
	}
}

// claimWords claims the name and the aliases of a service or pack and returns the aliases.
func (p *seedParser) claimWords(r *record, name string) []string {
	claim(r.file, p.words, name, r.at("name"))
	aliases, lines := r.texts("aliases", true)
	for i, alias := range aliases {
		claim(r.file, p.words, alias, lines[i])
	}
	return aliases
}

// claim reports a word that, folded, is somebody's already.
func claim(f *seedFile, words map[string]place, word string, line int) {
	folded := Fold(word)
	if folded == "" {
		return
	}
	if first, taken := words[folded]; taken {
		f.fault(line, "%q is a name or alias already, see %s:%d", strings.TrimSpace(word), first.file, first.line)
		return
	}
	words[folded] = place{f.name, line}
}
