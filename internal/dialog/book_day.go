package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// stylistWrong reports whether the stylist wished for is unknown, or does not
// do what is wanted.
func (t *turn) stylistWrong(d *Draft) bool {
	if d.NoStylist != "" {
		return true
	}
	s, ok := t.view.Salon.Stylist(d.Stylist)
	plans, planned := t.plans(d)
	return ok && planned && !slices.ContainsFunc(plans, func(p salon.Plan) bool { return s.Does(p.Category) })
}

// askOtherStylist says why the stylist cannot, and names those who can.
func (t *turn) askOtherStylist(d *Draft) {
	able := t.able(d)
	data := StylistsData{Names: t.stylistNames(able), Stylist: d.NoStylist}
	say := SayStylistUnknown
	if d.NoStylist == "" {
		say = SayStylistCannot
		data.Stylist = t.stylistName(d.Stylist)
		data.Service = Enumerate(t.view.Salon.Catalogue.Names(d.Visit), "y")
	}
	d.Stylist, d.NoStylist = "", ""
	t.ask(StylistPref, say, data, t.stylistChoices(able)...)
}

// able lists who does what is wanted, in display order.
func (t *turn) able(d *Draft) []salon.ID {
	plan, err := t.view.Salon.Catalogue.Plan(d.Visit)
	if err != nil {
		return nil
	}
	var ids []salon.ID
	for _, s := range t.view.Salon.Team {
		if s.Does(plan.Category) && !slices.Contains(d.NotStylists, s.ID) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func (t *turn) stylistName(id salon.ID) string {
	s, _ := t.view.Salon.Stylist(id)
	return s.Name
}

func (t *turn) stylistNames(ids []salon.ID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = t.stylistName(id)
	}
	return names
}

func (t *turn) stylistChoices(ids []salon.ID) []Choice {
	var out []Choice
	for _, id := range ids {
		if len(out) < maxRows-1 {
			out = append(out, Choice{ID: "stylist:" + string(id), Title: t.stylistName(id), Stylist: id})
		}
	}
	return append(out, Choice{ID: OptionAny, Title: "La primera libre"})
}

// optionStylists are the stylists of the open question.
func (t *turn) optionStylists() []salon.ID {
	var ids []salon.ID
	for _, o := range t.options() {
		if !o.Stylist.Empty() {
			ids = append(ids, o.Stylist)
		}
	}
	return ids
}

func (t *turn) askStylist(ids []salon.ID, day salon.Date) {
	t.ask(StylistPref, SayStylistAsk, StylistsData{Names: t.stylistNames(ids), Date: day}, t.stylistChoices(ids)...)
}

func (t *turn) askWho() {
	ids := t.optionStylists()
	t.ask(StylistPref, SayStylistWho, StylistsData{Names: t.stylistNames(ids)}, t.stylistChoices(ids)...)
}

func (t *turn) anyStylist() {
	d := t.draft()
	d.AnyStylist, d.Stylist = true, ""
	t.drive()
}

// pickStylist: here "la primera" and "me da igual" are no preference, not the
// first name of the list.
func (t *turn) pickStylist(c *Command) {
	choice, ok := t.picked(c)
	switch {
	case c.Any || (c.Option == "" && c.Ordinal == 1):
		t.anyStylist()
	case !c.Stylist.Empty():
		t.setStylist(t.draft(), c)
		t.drive()
	case ok && !choice.Stylist.Empty():
		t.setStylist(t.draft(), &Command{Stylist: choice.Stylist})
		t.drive()
	default:
		t.askWho()
	}
}

// dayDue reports whether the day still has to be asked: none was named, or it
// is over, too far away, or could be two.
func (t *turn) dayDue(d *Draft) bool {
	if d.Chosen != nil || d.Keep != nil {
		return false
	}
	w := d.When
	switch {
	case w == nil:
		return true
	case w.Soonest:
		return false
	case w.Past || !w.HasDay() || w.Mismatch:
		return true
	}
	return t.lastOf(w).Before(t.today()) || w.From.After(t.lastDay())
}

func (t *turn) lastDay() salon.Date { return t.view.Salon.LastDay(t.view.Now) }

// lastOf is the last day of a wish.
func (t *turn) lastOf(w *When) salon.Date {
	if w.To.IsZero() || w.To.Before(w.From) {
		return w.From
	}
	return w.To
}

// askDay asks for the day, saying why when one was named that cannot be.
func (t *turn) askDay(d *Draft) {
	w := d.When
	switch {
	case w == nil || (!w.HasDay() && !w.Past):
		t.ask(DateAsk, SayDateAsk, NamesData{Names: t.view.Salon.Catalogue.Names(d.Visit)})
	case w.Past || t.lastOf(w).Before(t.today()):
		day := DayData{Date: w.From}
		t.forgetDay(d)
		t.ask(DateAsk, SayDatePast, day)
	case w.From.After(t.lastDay()):
		t.forgetDay(d)
		t.ask(DateAsk, SayDateTooFar, DayData{Date: t.lastDay()})
	default:
		days := []salon.Date{w.From}
		if w.Alternative != nil {
			days = append(days, w.Alternative.From)
		}
		t.ask(DateWhich, SayDateMismatch, DaysData{Days: days}, t.dayChoices(days)...)
	}
}

// forgetDay drops the day of the wish and keeps the hour.
func (t *turn) forgetDay(d *Draft) {
	if d.When == nil {
		return
	}
	w := *d.When
	w.From, w.To, w.Past, w.Mismatch, w.Alternative, w.Soonest, w.Holiday = salon.Date{}, salon.Date{}, false, false, nil, false, ""
	d.When = &w
}

func (t *turn) dayChoices(days []salon.Date) []Choice {
	var out []Choice
	for _, d := range days {
		title := salon.WeekdayName(d.Weekday()) + " " + salon.LongDate(d)[len(salon.WeekdayName(d.Weekday()))+1:]
		out = append(out, Choice{ID: "day:" + d.String(), Title: capital(title), Date: d})
	}
	for i := range out { // "Miércoles 30 de septiembre" is too long for a button
		d := out[i].Date
		if len([]rune(out[i].Title)) > titleRunes(len(days)) {
			out[i].Title = capital(salon.WeekdayName(d.Weekday())) + LongDates([]salon.Date{d}, "y")[len(salon.WeekdayName(d.Weekday())):]
		}
		if len([]rune(out[i].Title)) > titleRunes(len(days)) {
			out[i].Title = shortWeekday(d) + salon.LongDate(d)[len(salon.WeekdayName(d.Weekday())):]
		}
	}
	return out
}

// refuseDay: no day suits; another week, or leave it.
func (t *turn) refuseDay() {
	if t.question() == DateAsk {
		t.leave()
		return
	}
	t.forgetDay(t.draft())
	t.draft().forgetSlots()
	t.ask(DateAsk, SayDateAskWeek, nil)
}

// pickDay takes one of the days named; "me da igual" is the soonest.
func (t *turn) pickDay(c *Command) {
	d := t.draft()
	choice, ok := t.picked(c)
	switch {
	case ok && !choice.Date.IsZero():
		t.takeDay(d, choice.Date)
	case c.Any && len(t.options()) > 0:
		t.takeDay(d, t.options()[0].Date)
	case c.Any || c.Ordinal == 1:
		w := When{}
		if d.When != nil {
			w = *d.When
		}
		w.From, w.To, w.Soonest, w.Past, w.Mismatch, w.Alternative = salon.Date{}, salon.Date{}, true, false, false, nil
		d.When = &w
	default:
		t.again()
		return
	}
	t.drive()
}

func (t *turn) takeDay(d *Draft, day salon.Date) {
	w := When{Kind: WhenDate}
	if d.When != nil {
		w = *d.When
	}
	w.From, w.To, w.Past, w.Mismatch, w.Alternative, w.Soonest = day, day, false, false, nil, false
	d.When = &w
	d.forgetSlots()
}

// hearDay reads a bare weekday or number against the days that were named.
func (t *turn) hearDay(r *reading) bool {
	if r.choose != nil || len(r.sets) != 1 || r.sets[0].Slot != SlotDays || r.sets[0].When == nil {
		return false
	}
	w := r.sets[0].When
	if w.HasTime() || t.lastOf(w) != w.From {
		return false
	}
	day, ok := nameDay(w, t.optionDays())
	if ok {
		t.takeDay(t.draft(), day)
		t.drive()
	}
	return ok
}

// nameDay finds the one of several days that is meant: by its date, or by its
// weekday when nothing else was said.
func nameDay(w *When, days []salon.Date) (salon.Date, bool) {
	if slices.Contains(days, w.From) {
		return w.From, true
	}
	var match []salon.Date
	for _, d := range days {
		if w.Weekday && d.Weekday() == w.From.Weekday() && !slices.Contains(match, d) {
			match = append(match, d)
		}
	}
	if len(match) != 1 {
		return salon.Date{}, false
	}
	return match[0], true
}

// capital writes the first letter large.
func capital(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return string(append([]rune(TitleName(string(r[:1]))), r[1:]...))
}
