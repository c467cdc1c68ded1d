package salon

import (
	"slices"
	"strings"
)

// checkTeam reports hours outside opening hours and categories nobody does.
func (p *seedParser) checkTeam() {
	f := p.files[SeedStylists]
	if !p.whole[SeedStylists] {
		return
	}
	if p.whole[SeedSalon] && p.seed.Opening != nil {
		for _, one := range p.hours {
			if !one.hours.Within(p.seed.Opening.On(one.weekday)) {
				f.fault(one.line, "%s is outside the opening hours of weekday %d", one.hours, one.weekday)
			}
		}
	}
	for _, c := range []Category{Hairdressing, Aesthetics} {
		used := slices.ContainsFunc(p.seed.Services, func(s Service) bool { return s.Category == c })
		done := slices.ContainsFunc(p.seed.Team, func(s Stylist) bool { return s.Does(c) })
		if used && !done {
			f.fault(0, "nobody does %s, which services.json offers", c)
		}
	}
}

// checkPacks reports packs whose parts do not exist or that are no bargain.
func (p *seedParser) checkPacks() {
	if !p.whole[SeedPacks] || !p.whole[SeedServices] {
		return
	}
	services := map[string]Service{}
	for _, s := range p.seed.Services {
		services[s.Slug] = s
	}
	for i, pack := range p.seed.Packs {
		p.checkPack(pack, p.packs[i], services)
	}
}

func (p *seedParser) checkPack(pack SeedPack, line int, services map[string]Service) {
	f := p.files[SeedPacks]
	if len(pack.Parts) < 2 {
		f.fault(line, "pack %q needs at least two services", pack.Slug)
		return
	}
	minutes, price := 0, Money(0)
	complete := true
	for i, slug := range pack.Parts {
		part, ok := services[slug]
		switch {
		case !ok:
			f.fault(line, "pack %q: no service has the slug %q", pack.Slug, slug)
			complete = false
		case slices.Contains(pack.Parts[:i], slug):
			f.fault(line, "pack %q has %q twice", pack.Slug, slug)
		case part.Category != pack.Category:
			f.fault(line, "pack %q is %s, its service %q is %s", pack.Slug, pack.Category, slug, part.Category)
		}
		minutes += part.Minutes
		price += part.Price
	}
	if !complete {
		return
	}
	if pack.Price >= price {
		f.fault(line, "pack %q costs %s, which is not less than its parts, %s", pack.Slug, pack.Price, price)
	}
	if pack.Minutes > minutes {
		f.fault(line, "pack %q takes %d minutes, longer than its parts, %d", pack.Slug, pack.Minutes, minutes)
	}
}

// checkAnswers reports placeholders that nothing resolves.
func (p *seedParser) checkAnswers() {
	if !p.whole[SeedFAQs] || !p.whole[SeedSalon] || !p.whole[SeedServices] || !p.whole[SeedPolicies] {
		return
	}
	s := &Salon{
		Opening: p.seed.Opening, Address: p.seed.Address, MapsURL: p.seed.MapsURL,
		Policies: p.seed.Policies, Catalogue: Catalogue{Services: p.seed.Services},
	}
	f := p.files[SeedFAQs]
	for i, faq := range p.seed.FAQs {
		for _, found := range placeholders.FindAllString(faq.Answer, -1) {
			if _, err := s.placeholder(strings.TrimSpace(found[2 : len(found)-2])); err != nil {
				f.fault(p.answers[i], "%s", err)
			}
		}
		rest := placeholders.ReplaceAllString(faq.Answer, "")
		if strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			f.fault(p.answers[i], "the answer has braces that are no placeholder")
		}
	}
}
