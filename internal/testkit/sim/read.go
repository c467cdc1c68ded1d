package sim

import (
	"regexp"
	"strconv"
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// seen is what a customer takes from the messages of a turn.
type seen struct {
	texts    []string
	question dialog.QuestionID // open now; empty: none
	offers   []offer
	held     []offer      // what a link is for
	days     []salon.Date // named, in order
	listed   []string     // the numbered lines, folded
	titles   []string     // of the buttons
	payLink  bool
}

var (
	datePattern = regexp.MustCompile(`(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo),? (\d{1,2}) de ([a-z]+)`)
	hourPattern = regexp.MustCompile(`\b(\d{1,2}):(\d\d)\b`)
	listPattern = regexp.MustCompile(`^(\d{1,2})[.)] (.+)$`)
)

// read makes out what the messages of a turn say.
func (p *play) read(texts []string) seen {
	s := seen{texts: texts}
	if q := p.world.State().Question; q != nil {
		s.question = q.ID
		for _, o := range q.Options {
			s.titles = append(s.titles, o.Title)
		}
	}
	var day salon.Date
	for _, line := range strings.Split(strings.Join(texts, "\n"), "\n") {
		line = strings.TrimSpace(salon.Fold(line))
		s.payLink = s.payLink || strings.Contains(line, "/pay/")
		named := p.datesIn(line)
		for _, d := range named {
			s.days = append(s.days, d)
			day = d
		}
		number := 0
		if m := listPattern.FindStringSubmatch(line); m != nil {
			number, _ = strconv.Atoi(m[1])
			s.listed = append(s.listed, m[2])
			line = m[2]
		}
		offered := s.question == dialog.SlotPick && number > 0 || s.question == dialog.SlotSingle && strings.Contains(line, " con ")
		o, ok := p.offerIn(line, day, number)
		switch {
		case ok && offered:
			s.offers = append(s.offers, o)
		case ok && len(named) > 0:
			s.held = append(s.held, o)
		}
	}
	if !s.payLink {
		s.held = nil
	}
	if n := len(s.held); p.customer.kind == Group && n > 1 {
		both := s.held[n-2]
		both.second = seat{s.held[n-1].at, s.held[n-1].stylist}
		s.held = []offer{both}
	}
	if p.customer.kind == Group && (s.question == dialog.SlotPick || s.question == dialog.SlotSingle) {
		s.offers = p.groupsIn(texts, s.question == dialog.SlotSingle)
	}
	if n := len(s.offers); n > 1 && s.question == dialog.SlotSingle {
		s.offers = s.offers[n-1:] // the lines before tell of what was just confirmed
	}
	return s
}

// offerIn reads one start with its stylist out of a line; the day may have been named above it.
func (p *play) offerIn(line string, day salon.Date, number int) (offer, bool) {
	clock, ok := hourIn(line)
	if !ok || day.IsZero() {
		return offer{}, false
	}
	for _, one := range p.shop.Team {
		if strings.Contains(line, "con "+salon.Fold(one.Name)) {
			return offer{day: day, at: clock, stylist: one.Slug, number: number}, true
		}
	}
	return offer{}, false
}

// hourIn is the first hour that a line names.
func hourIn(line string) (salon.ClockTime, bool) {
	hour := hourPattern.FindStringSubmatch(line)
	if hour == nil {
		return 0, false
	}
	h, _ := strconv.Atoi(hour[1])
	m, _ := strconv.Atoi(hour[2])
	return at(h, m), true
}

// datesIn are the days a line names; without a year the next such day is meant.
func (p *play) datesIn(line string) []salon.Date {
	today, _ := local(p.shop, p.now)
	var out []salon.Date
	for _, m := range datePattern.FindAllStringSubmatch(line, -1) {
		n, _ := strconv.Atoi(m[1])
		for i := range 400 {
			if d := today.AddDays(i - 30); d.Day == n && month(d) == m[2] {
				out = append(out, d)
				break
			}
		}
	}
	return out
}
