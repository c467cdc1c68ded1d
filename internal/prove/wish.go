package prove

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"atrevete/internal/salon"
)

// wish is something that can be booked, and who does it.
type wish struct {
	visit salon.Visit
	plan  salon.Plan
	team  []salon.Stylist
}

// wishesOf lists every service and pack that somebody does.
func wishesOf(shop *salon.Salon) []wish {
	var visits []salon.Visit
	for _, one := range shop.Catalogue.Services {
		visits = append(visits, salon.Visit{Services: []salon.ID{one.ID}})
	}
	for _, one := range shop.Catalogue.Packs {
		visits = append(visits, salon.Visit{Pack: one.ID})
	}
	var list []wish
	for _, visit := range visits {
		plan, err := shop.Catalogue.Plan(visit)
		if err != nil {
			continue
		}
		team := slices.DeleteFunc(slices.Clone(shop.Team), func(one salon.Stylist) bool { return !one.Does(plan.Category) })
		if len(team) > 0 {
			list = append(list, wish{visit, plan, team})
		}
	}
	return list
}

// daysAhead is how far customers of a storm look: near enough to meet.
const daysAhead = 21

// anySlot is a start somebody might ask for: within a stylist's hours, free or not.
func (s *storm) anySlot(r *rand.Rand, w wish) (salon.Slot, bool) {
	one := w.team[r.IntN(len(w.team))]
	day := salon.DateOf(s.clock.Now().In(s.salon.Location)).AddDays(r.IntN(min(daysAhead, s.salon.Policies.MaxDaysAhead)))
	hours := one.Hours.On(day.Weekday())
	if len(hours) == 0 {
		return salon.Slot{}, false
	}
	shift := hours[r.IntN(len(hours))]
	grid := s.salon.Policies.SlotGridMinutes
	steps := (int(shift.End-shift.Start) - w.plan.Minutes) / grid
	if steps < 0 {
		return salon.Slot{}, false
	}
	at := shift.Start + salon.ClockTime(grid*r.IntN(steps+1))
	return salon.Slot{StylistID: one.ID, Start: day.At(at, s.salon.Location), Minutes: w.plan.Minutes}, true
}

// prize is one free start that everybody wants at this moment.
type prize struct {
	stylist salon.ID
	start   time.Time
	wishes  []wish // what that stylist does
	tries   atomic.Int64
	gone    atomic.Bool
}

// prizes hands out the prize of the moment and looks for another when it is gone.
type prizes struct {
	now     atomic.Pointer[prize]
	looking sync.Mutex
}

// wanted is a start at the prize, or overlapping it. False: there is none at the moment.
func (s *storm) wanted(r *rand.Rand) (wish, salon.Slot, *prize, bool) {
	p := s.prizes.now.Load()
	if p == nil || p.gone.Load() || p.tries.Add(1) > int64(4*s.Workers) {
		return wish{}, salon.Slot{}, nil, false
	}
	w := p.wishes[r.IntN(len(p.wishes))]
	start := p.start
	if r.IntN(10) < 3 {
		start = start.Add(time.Duration((1+r.IntN(3))*s.salon.Policies.SlotGridMinutes) * time.Minute * time.Duration(1-2*r.IntN(2)))
	}
	return w, salon.Slot{StylistID: p.stylist, Start: start, Minutes: w.plan.Minutes}, p, true
}

// doneBy lists what a stylist does.
func (s *storm) doneBy(stylist salon.ID) []wish {
	return slices.DeleteFunc(slices.Clone(s.wishes), func(w wish) bool {
		return !slices.ContainsFunc(w.team, func(one salon.Stylist) bool { return one.ID == stylist })
	})
}
