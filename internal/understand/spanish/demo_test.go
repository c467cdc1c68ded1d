package spanish

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
)

// demoSalon is the demonstration salon with slugs for ids.
func demoSalon(t testing.TB) *salon.Salon {
	t.Helper()
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatalf("demo salon: %v", faults)
	}
	s, err := parsed.Salon(func(_, slug string) salon.ID { return salon.ID(slug) })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sketch writes a command the way the phrase tables do.
func sketch(c dialog.Command) string {
	var b strings.Builder
	b.WriteString(string(c.Kind))
	part := func(name, value string) {
		if value != "" {
			b.WriteString(" " + name + value)
		}
	}
	part("", string(c.Scenario))
	part("", string(c.Slot))
	part("", string(c.Topic))
	part("", string(c.Reason))
	part("", join(c.Services))
	if len(c.Candidates) > 0 {
		part("?", join(c.Candidates))
	}
	part("", string(c.Pack))
	part("", string(c.Stylist))
	if c.Person != nil {
		part("", "("+c.Person.First+"|"+c.Person.Last+"|"+c.Person.Relation+")")
	}
	if c.Number != 0 {
		part("", fmt.Sprint(c.Number))
	}
	part("=", c.Option)
	if c.Ordinal != 0 {
		part("#", fmt.Sprint(c.Ordinal))
	}
	if c.When != nil {
		part("", sketchWhen(*c.When))
	}
	for _, f := range []struct {
		on   bool
		name string
	}{{c.Any, "any"}, {c.Remove, "remove"}, {c.Replace, "replace"}, {c.Negated, "not"}} {
		if f.on {
			part("", f.name)
		}
	}
	if c.Place > 0 {
		part("place", fmt.Sprint(c.Place))
	}
	if c.Part > 0 {
		part("part", fmt.Sprint(c.Part))
	}
	return b.String()
}

func join(ids []salon.ID) string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return strings.Join(out, "+")
}

// sketchWhen writes 1127 for a day, 1127-1203 for a range, @17:00 an hour,
// >=, <= bounds of the start, ends<= the end.
func sketchWhen(w dialog.When) string {
	var b strings.Builder
	day := func(d salon.Date) string { return fmt.Sprintf("%02d%02d", int(d.Month), d.Day) }
	if w.HasDay() {
		b.WriteString(day(w.From))
		if w.From != w.To && !w.OpenEnd {
			b.WriteString("-" + day(w.To))
		}
		if w.OpenEnd {
			b.WriteString("-…")
		}
	}
	for _, p := range []struct {
		sign string
		at   salon.ClockTime
	}{{"@", w.At}, {">=", w.Earliest}, {"<=", w.Latest}, {"ends", w.EndBy}} {
		if p.at != 0 {
			b.WriteString(p.sign + p.at.String())
		}
	}
	for _, f := range []struct {
		on   bool
		name string
	}{{w.LatestFirst, "!late"}, {w.Soonest, "!soon"}, {w.Past, "!past"}, {w.Mismatch, "!mismatch"}} {
		if f.on {
			b.WriteString(f.name)
		}
	}
	if w.Alternative != nil {
		b.WriteString("|" + sketchWhen(*w.Alternative))
	}
	return b.String()
}

func sketches(commands []dialog.Command) string {
	var out []string
	for _, c := range commands {
		out = append(out, sketch(c))
	}
	return strings.Join(out, "; ")
}

// at reads "2026-11-25 11:00" in Madrid.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return when
}
