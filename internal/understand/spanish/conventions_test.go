package spanish

import (
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// TestWeekdayOfToday: a weekday said on that day is today while it can be
// booked, next week when it is too late, or when today was just refused.
func TestWeekdayOfToday(t *testing.T) {
	t.Parallel()
	engine := New()
	shop := demoSalon(t)
	refused := stateAsking(t, dialog.SlotPick)
	today := salon.Date{Year: 2026, Month: 11, Day: 25}
	refused.Stack[0].Draft.When = &dialog.When{Kind: dialog.WhenDate, From: today, To: today}
	for _, c := range []struct {
		name, now, text string
		state           dialog.State
		want            salon.Date
	}{
		{"today is still bookable", "2026-11-25 11:00", "el miércoles", dialog.State{}, today},
		{"the salon is about to close", "2026-11-25 19:30", "el miércoles", dialog.State{}, today.AddDays(7)},
		{"that hour is over", "2026-11-25 15:00", "el miércoles a las 11", dialog.State{}, today.AddDays(7)},
		{"today was just refused", "2026-11-25 11:00", "no, el miércoles", refused, today.AddDays(7)},
	} {
		t.Run(c.name, func(t *testing.T) {
			view := dialog.View{Salon: shop, Now: at(t, c.now)}
			for _, got := range engine.Understand(view, c.state, []dialog.Message{{Text: c.text}}) {
				if got.When != nil && got.When.From != c.want {
					t.Errorf("got %s, want %s", got.When.From, c.want)
				}
			}
		})
	}
}

// TestAdjectiveCorrectsTheService: "quería decir corto" changes the length of
// what is being arranged.
func TestAdjectiveCorrectsTheService(t *testing.T) {
	t.Parallel()
	engine := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	state := stateAsking(t, dialog.SlotPick)
	state.Stack[0].Draft.Visit = salon.Visit{Services: []salon.ID{"peinado-extra"}}
	got := sketches(engine.Understand(view, state, []dialog.Message{{Text: "perdona, quería decir corto"}}))
	if got != "set services peinado replace" {
		t.Errorf("got %s", got)
	}
}

// TestHoursComeFromTheSalon: an hour is read inside the opening hours given.
func TestHoursComeFromTheSalon(t *testing.T) {
	t.Parallel()
	engine := New()
	early := salon.WeekHours{}
	for d := 1; d <= 5; d++ {
		early[d] = []salon.Hours{{Start: 7 * 60, End: 12 * 60}}
	}
	got := engine.ParseWhen("mañana a las 8", Frame{Now: at(t, "2026-11-25 11:00"), Opening: early})
	if len(got) != 1 || got[0].When.At.String() != "8:00" {
		t.Errorf("a salon open from 7 to 12: got %v", got)
	}
	got = engine.ParseWhen("mañana a las 5", Frame{Now: at(t, "2026-11-25 11:00")})
	if len(got) != 1 || got[0].When.At.String() != "17:00" {
		t.Errorf("usual hours: got %v", got)
	}
}
