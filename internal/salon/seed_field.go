package salon

import (
	"regexp"
	"slices"
)

// form reads a text that must look like the pattern.
func (r *record) form(key string, pattern *regexp.Regexp, want string) string {
	return r.formed(key, r.text(key), pattern, want)
}

// optionalForm is form for a field that may be left out.
func (r *record) optionalForm(key string, pattern *regexp.Regexp, want string) string {
	return r.formed(key, r.optionalText(key), pattern, want)
}

func (r *record) formed(key, text string, pattern *regexp.Regexp, want string) string {
	if text != "" && !pattern.MatchString(text) {
		r.file.fault(r.at(key), "%q is %q, which is not %s", key, text, want)
	}
	return text
}

// slug reads the record's slug and reports one that is used twice.
func (r *record) slug(key string, seen map[string]bool) string {
	slug := r.form(key, slugForm, "lower-case words joined by - or _")
	if slug != "" && seen[slug] {
		r.file.fault(r.at(key), "%s %q is used twice", key, slug)
	}
	seen[slug] = true
	return slug
}

// minutes reads a duration, which is at least one minute.
func (r *record) minutes(key string) int {
	value := r.number(key)
	if n := r.object.values[key]; n != nil && value == 0 {
		if _, ok := wholeNumber(n); ok {
			r.file.fault(n.line, "%q should be at least 1", key)
		}
	}
	return value
}

// date reads YYYY-MM-DD.
func (r *record) date(key string, required bool) Date {
	text := r.textField(key, required)
	if text == "" {
		return Date{}
	}
	d, err := ParseDate(text)
	if err != nil {
		r.wrong(key, "a date that exists, written YYYY-MM-DD")
	}
	return d
}

// category reads the field of that name.
func (r *record) category() Category {
	n := r.lookup("category", true)
	if n == nil {
		return ""
	}
	c, ok := category(n.value)
	if !ok {
		r.wrong("category", "hairdressing or aesthetics")
	}
	return c
}

// category is the category a JSON value names.
func category(value any) (Category, bool) {
	text, _ := value.(string)
	c := Category(text)
	return c, c == Hairdressing || c == Aesthetics
}

// checkDeposit reports a record whose deposit does not go with its price.
func (r *record) checkDeposit(price Money, deposit bool) {
	if r.object.values["requires_deposit"] != nil && deposit != (price > 0) {
		r.file.fault(r.at("requires_deposit"), "\"requires_deposit\" must be true for a price above zero and false for what is free")
	}
}

// phases reads the optional busy and free stretches of a service.
func (r *record) phases(total int) []Phase {
	items := r.list("phases", false)
	var phases []Phase
	sum := 0
	for _, item := range items {
		one := r.file.record(item)
		if one == nil {
			continue
		}
		phase := Phase{Minutes: one.minutes("minutes"), Busy: one.flag("busy", true)}
		one.done()
		phases = append(phases, phase)
		sum += phase.Minutes
	}
	if r.object.values["phases"] == nil {
		return nil
	}
	line := r.at("phases")
	if sum != total {
		r.file.fault(line, "phases add up to %d minutes, the service takes %d", sum, total)
	}
	if last := len(phases) - 1; last < 0 || !phases[0].Busy || !phases[last].Busy {
		r.file.fault(line, "the first and the last phase must be busy")
	}
	return phases
}

// week reads opening or working hours, with the line of each range.
func (r *record) week(key string) (WeekHours, []hoursLine) {
	days := r.sub(key)
	if days == nil {
		return nil, nil
	}
	week := WeekHours{}
	var lines []hoursLine
	for _, name := range days.object.keys {
		day := slices.Index([]string{"1", "2", "3", "4", "5", "6", "7"}, name) + 1
		if day == 0 {
			continue // done reports it
		}
		for _, item := range days.list(name, true) {
			h, ok := r.file.hours(item)
			if !ok {
				continue
			}
			ranges := week[day]
			if last := len(ranges) - 1; last >= 0 && h.Start < ranges[last].End {
				r.file.fault(item.line, "%s overlaps %s or is out of order", h, ranges[last])
			}
			week[day] = append(ranges, h)
			lines = append(lines, hoursLine{item.line, day, h})
		}
	}
	days.done()
	return week, lines
}

// hours reads one {start, end}.
func (f *seedFile) hours(n *node) (Hours, bool) {
	r := f.record(n)
	if r == nil {
		return Hours{}, false
	}
	start, okStart := r.clock("start")
	end, okEnd := r.clock("end")
	r.done()
	h := Hours{start, end}
	if !okStart || !okEnd {
		return h, false
	}
	if err := h.validate(); err != nil {
		f.fault(n.line, "%s", err)
		return h, false
	}
	return h, true
}

// clock reads HH:MM.
func (r *record) clock(key string) (ClockTime, bool) {
	text := r.text(key)
	if text == "" {
		return 0, false
	}
	c, err := ParseClock(text)
	if err != nil {
		r.wrong(key, "an hour between 00:00 and 24:00, written HH:MM")
	}
	return c, err == nil
}
