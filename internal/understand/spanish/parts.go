package spanish

import (
	"slices"

	"atrevete/internal/dialog"
)

// maxParts is how many bookings one message can ask for.
const maxParts = 4

// separate numbers the values of several bookings asked for in one message:
// "corte el jueves y mechas el viernes" is booking 1 and booking 2. Values
// belong together that follow each other; a service after a day begins the
// next booking, and so does a day after a service where days come first.
func (b *burst) separate(in []dialog.Command) []dialog.Command {
	if b.asked(dialog.PersonMap, dialog.SlotPick, dialog.SlotSingle) || b.corrected() {
		return in
	}
	services, dated := 0, map[string]bool{}
	first := dialog.SlotName("")
	for _, c := range in {
		switch {
		case c.Kind == dialog.Start && c.Scenario != dialog.ScenarioBook, c.Remove, c.Replace, c.Negated:
			return in
		case bookable(c):
			services++
		case dayOf(c):
			dated[c.When.From.String()] = true
		default:
			continue
		}
		if first == "" && c.Kind == dialog.Set {
			first = c.Slot
		}
	}
	if services < 2 || len(dated) < 2 || services != len(dated) || services > maxParts {
		return in
	}
	out := slices.Clone(in)
	part, seen := 1, map[bool]bool{}
	for n := range out {
		c := &out[n]
		isDay := dayOf(*c)
		if !isDay && !bookable(*c) {
			if c.Kind == dialog.Set && c.Slot != dialog.SlotOwnName && c.Slot != dialog.SlotCount {
				c.Part = part
			}
			continue
		}
		if seen[isDay] {
			part++
			seen = map[bool]bool{}
		}
		seen[isDay] = true
		c.Part = part
	}
	if part != services {
		return in
	}
	return out
}

func bookable(c dialog.Command) bool {
	return c.Kind == dialog.Set && (c.Slot == dialog.SlotServices || c.Slot == dialog.SlotPack)
}

func dayOf(c dialog.Command) bool {
	return c.Kind == dialog.Set && c.Slot == dialog.SlotDays && c.When != nil && c.When.HasDay() && c.When.From == c.When.To && c.When.Alternative == nil
}

// recurring adds to a wish for a series ("una cita cada mes", "todos los
// viernes") that it is one: the rest of it is arranged by a person.
func (b *burst) recurring(in []dialog.Command) []dialog.Command {
	if !b.series() {
		return in
	}
	started := slices.ContainsFunc(in, func(c dialog.Command) bool { return c.Kind == dialog.Start && c.Scenario == dialog.ScenarioBook })
	if !started {
		if !b.idle() || slices.ContainsFunc(in, func(c dialog.Command) bool { return c.Kind == dialog.Ask || c.Kind == dialog.Start }) {
			return in
		}
		in = append([]dialog.Command{{Kind: dialog.Start, Scenario: dialog.ScenarioBook, Text: b.text}}, in...)
	}
	return append(in, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicUnknown, Option: HintRecurring, Text: b.text})
}

// series reports whether the line asks for the same at regular intervals.
func (b *burst) series() bool {
	if b.has("cada cuanto", "cada cuantas", "cada cuantos", "cada vez") {
		return false
	}
	if b.has("todos los meses", "todas las semanas", "una vez al mes", "una vez por semana", "mensualmente", "semanalmente", "dos veces al mes", "cita mensual", "cita fija", "hora fija", "cita semanal") {
		return true
	}
	for i := range b.toks {
		if b.is(i, "cada") {
			j := i + 1
			if _, n, ok := b.number(j); ok {
				j = n
			}
			if unitWord(b.at(j)) >= days || weekdayWord(b.at(j)) != 0 {
				return true
			}
		}
		if b.is(i, "todos", "todas") && b.is(i+1, "los", "las") && weekdayWord(b.at(i+2)) != 0 {
			return true
		}
	}
	return false
}
