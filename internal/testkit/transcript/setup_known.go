package transcript

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// bookedBefore is how long before its start an appointment of the set-up was
// booked, unless its line says when.
const bookedBefore = 7 * 24 * time.Hour

// known reads the lines about what the salon knows already: appointments,
// people, what is preferred and what is gone.
func (b *builder) known(l line) error {
	switch w := l.words; w[0] {
	case "appointment":
		return b.appointment(l, salon.AppointmentStatus(w[1]), w[2:])
	case "with":
		if len(b.Appointments) == 0 {
			return fmt.Errorf("%q follows an appointment", w[0])
		}
		before := b.Appointments[len(b.Appointments)-1]
		if err := b.appointment(l, before.Status, w[1:]); err != nil {
			return err
		}
		last := &b.Appointments[len(b.Appointments)-1]
		last.With, last.Booked = true, before.Booked
	case "person":
		m := regexp.MustCompile(`^person "([^"]+)"( referred)?$`).FindStringSubmatch(l.text)
		if m == nil {
			return fmt.Errorf(`a person is: person "Name" or person "Name" referred`)
		}
		b.Persons = append(b.Persons, Person{Name: m[1], Referred: m[2] != ""})
	case "prefers":
		b.Prefers = w[1]
		_, err := b.stylist(w[1])
		return err
	case "gone":
		if !slices.ContainsFunc(b.Seed.Services, func(s salon.Service) bool { return s.Slug == w[1] }) {
			return fmt.Errorf("no service is called %q", w[1])
		}
		b.Gone = append(b.Gone, w[1:]...)
	case "busy":
		at, err := b.instant(w[1], w[2])
		if err != nil {
			return err
		}
		b.Busy = append(b.Busy, Block{w[3], salon.Interval{Start: at, End: at.Add(40 * time.Minute)}})
	}
	return nil
}

// appointment reads: DAY HOUR STYLIST SERVICES, and perhaps for "NAME" and
// booked DAY HOUR.
func (b *builder) appointment(l line, status salon.AppointmentStatus, w []string) error {
	p := Planned{Status: status, Stylist: w[2]}
	var err error
	if p.Start, err = b.instant(w[0], w[1]); err != nil {
		return err
	}
	if _, err := b.stylist(p.Stylist); err != nil {
		return err
	}
	for _, word := range w[3:] {
		if word == "for" || word == "booked" {
			break
		}
		p.Services = append(p.Services, word)
	}
	if m := regexp.MustCompile(` for "([^"]+)"`).FindStringSubmatch(l.text); m != nil {
		p.For = m[1]
	}
	if m := regexp.MustCompile(` booked (\S+) (\S+)`).FindStringSubmatch(l.text); m != nil {
		if p.Booked, err = b.instant(m[1], m[2]); err != nil {
			return err
		}
	}
	b.Appointments = append(b.Appointments, p)
	return nil
}

// finishAppointments works out how long the appointments take and when they
// were booked.
func (b *builder) finishAppointments() error {
	shop, err := b.Seed.Salon(slugID)
	if err != nil {
		return fmt.Errorf("salon: %w", err)
	}
	for i := range b.Appointments {
		p := &b.Appointments[i]
		visit, err := p.Visit(shop)
		if err != nil {
			return err
		}
		plan, err := shop.Catalogue.Plan(visit)
		if err != nil {
			return fmt.Errorf("appointment %s: %w", strings.Join(p.Services, " "), err)
		}
		p.Minutes = plan.Minutes
		if p.Booked.IsZero() {
			if p.Booked = p.Start.Add(-bookedBefore); p.Booked.After(b.Now) {
				p.Booked = b.Now
			}
		}
	}
	return nil
}

// slugID makes an id that shows its slug.
func slugID(kind, slug string) salon.ID { return salon.ID(kind + ":" + slug) }

// Visit is what the planned appointment is for, in a salon's ids.
func (p Planned) Visit(shop *salon.Salon) (salon.Visit, error) {
	var visit salon.Visit
	for _, slug := range p.Services {
		if pack, ok := shop.Catalogue.PackBySlug(slug); ok {
			visit.Pack = pack.ID
		} else if service, ok := shop.Catalogue.ServiceBySlug(slug); ok {
			visit.Services = append(visit.Services, service.ID)
		} else {
			return visit, fmt.Errorf("no service or pack is called %q", slug)
		}
	}
	return visit, nil
}

// own are the stretches with an appointment of the set-up: they are not blocked
// besides.
func (b *builder) own(d salon.Date, stylist string) []salon.Hours {
	var out []salon.Hours
	for _, o := range b.Busy {
		if o.Stylist == stylist && salon.DateOf(o.Start) == d {
			out = append(out, salon.Hours{Start: salon.ClockOf(o.Start), End: salon.ClockOf(o.End)})
		}
	}
	for _, p := range b.Appointments {
		if p.Stylist == stylist && p.Status.Active() && salon.DateOf(p.Start) == d {
			from := salon.ClockOf(p.Start)
			out = append(out, salon.Hours{Start: from, End: from + salon.ClockTime(p.Minutes)})
		}
	}
	return out
}
