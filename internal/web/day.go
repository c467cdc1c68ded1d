package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// Geometry of the day's drawing, in SVG units.
const (
	dayGutter  = 40 // hours at the left
	dayTop     = 34 // names on top
	dayColumn  = 92
	dayPerHour = 56
	dayPad     = 3
)

// dayPage is the salon's day as a drawing: one column per stylist, one block
// per appointment.
type dayPage struct {
	Date       time.Time
	Prev, Next salon.Date
	Today      bool
	Closed     string
	Width      int
	Height     int
	Hours      []dayHour
	Columns    []dayColumnView
	Blocks     []dayBlock
	Held       int
	Confirmed  int
	NowY       int // 0: not shown
}

type dayHour struct {
	Y     int
	Label string
}

type dayColumnView struct {
	X, Width, Middle int
	Name             string
	Work             []dayStretch
}

type dayStretch struct{ Y, Height int }

type dayBlock struct {
	X, Y, Width, Height int
	Class               string // held, confirmed, mine, blocked
	Title               string
	Lines               []string
	LineY               []int
}

// maxClosedDays bounds the search for the next open day.
const maxClosedDays = 14

// showDay draws one day; the page swaps it in place. Without a date it is the
// day of the visitor's next appointment, else the next day the salon opens.
func (s *Server) showDay(w http.ResponseWriter, r *http.Request) {
	shop, err := s.Store.FirstSalon(r.Context())
	if err != nil {
		s.fail(w, r, "salon could not be read", err)
		return
	}
	now := s.Clock().In(shop.Location)
	mine := s.customerOf(r)
	var plan salon.DayPlan
	if asked := r.URL.Query().Get("date"); asked != "" {
		day, bad := salon.ParseDate(asked)
		if bad != nil {
			http.Error(w, "La fecha debe ser AAAA-MM-DD.", http.StatusBadRequest)
			return
		}
		plan, err = s.Store.DayPlan(r.Context(), day)
	} else {
		plan, err = s.interestingDay(r.Context(), shop, now, mine)
	}
	if err != nil {
		s.fail(w, r, "day could not be read", err)
		return
	}
	s.render(w, r, http.StatusOK, "day", "day", drawDay(shop, plan, now, mine))
}

// interestingDay chooses the day a visitor most likely wants to see.
func (s *Server) interestingDay(ctx context.Context, shop *salon.Salon, now time.Time, mine salon.ID) (salon.DayPlan, error) {
	if !mine.Empty() {
		upcoming, err := s.Store.Upcoming(ctx, mine, now)
		if err != nil {
			return salon.DayPlan{}, fmt.Errorf("read upcoming appointments: %w", err)
		}
		if len(upcoming) > 0 {
			return s.plan(ctx, salon.DateOf(upcoming[0].Start.In(shop.Location)))
		}
	}
	today := salon.DateOf(now)
	for i := range maxClosedDays {
		plan, err := s.plan(ctx, today.AddDays(i))
		if err != nil {
			return plan, err
		}
		over := i == 0 && len(plan.Hours) > 0 && salon.ClockOf(now) >= plan.Hours[len(plan.Hours)-1].End
		if len(plan.Hours) > 0 && !over {
			return plan, nil
		}
	}
	return s.plan(ctx, today)
}

func (s *Server) plan(ctx context.Context, day salon.Date) (salon.DayPlan, error) {
	plan, err := s.Store.DayPlan(ctx, day)
	if err != nil {
		return plan, fmt.Errorf("read day %s: %w", day, err)
	}
	return plan, nil
}

// customerOf returns the visitor's customer, so that their own appointment
// stands out; empty when there is none.
func (s *Server) customerOf(r *http.Request) salon.ID {
	who := visitor(r)
	if who == "" {
		return ""
	}
	c, err := s.Store.FindConversation(r.Context(), salon.SourceSandbox, who)
	if err != nil {
		if !errors.Is(err, salon.ErrNotFound) {
			s.Log.WarnContext(r.Context(), "visitor's conversation could not be read", "err", err)
		}
		return ""
	}
	return c.CustomerID
}

// drawDay lays a day out. now decides the line of the present hour.
func drawDay(shop *salon.Salon, plan salon.DayPlan, now time.Time, mine salon.ID) dayPage {
	noon := plan.Date.At(12*60, shop.Location)
	page := dayPage{
		Date: noon, Prev: plan.Date.AddDays(-1), Next: plan.Date.AddDays(1),
		Today: plan.Date == salon.DateOf(now), Closed: plan.Closed,
	}
	if len(plan.Hours) == 0 {
		if page.Closed == "" {
			page.Closed = "El salón cierra este día."
		}
		return page
	}
	first, last := plan.Hours[0].Start, plan.Hours[len(plan.Hours)-1].End
	first -= first % 60
	y := func(c salon.ClockTime) int { return dayTop + int(c-first)*dayPerHour/60 }
	page.Width = dayGutter + dayColumn*len(plan.Stylists)
	page.Height = y(last) + 12
	for h := first; h <= last; h += 60 {
		page.Hours = append(page.Hours, dayHour{Y: y(h), Label: h.String()})
	}
	if c := salon.ClockOf(now); page.Today && c >= first && c <= last {
		page.NowY = y(c)
	}
	for i, stylist := range plan.Stylists {
		x := dayGutter + i*dayColumn
		column := dayColumnView{X: x, Width: dayColumn, Middle: x + dayColumn/2, Name: stylist.Name}
		for _, h := range stylist.Hours[plan.Date.Weekday()] {
			column.Work = append(column.Work, dayStretch{Y: y(h.Start), Height: y(h.End) - y(h.Start)})
		}
		page.Columns = append(page.Columns, column)
		for _, b := range plan.Blocks[stylist.ID] {
			from, to := clampDay(b, plan.Date, shop.Location)
			page.Blocks = append(page.Blocks, newBlock(x, y(from), y(to), "blocked", "Bloqueado"))
		}
		for _, a := range plan.Appointments {
			if a.StylistID == stylist.ID {
				page.addAppointment(shop, a, x, y, mine)
			}
		}
	}
	return page
}

// addAppointment draws one appointment and counts it.
func (p *dayPage) addAppointment(shop *salon.Salon, a salon.Appointment, x int, y func(salon.ClockTime) int, mine salon.ID) {
	class := "confirmed"
	if a.Status == salon.Provisional {
		class = "held"
		p.Held++
	} else {
		p.Confirmed++
	}
	if !mine.Empty() && (a.CustomerID == mine) {
		class += " mine"
	}
	start, end := a.Start.In(shop.Location), a.End().In(shop.Location)
	names := strings.Join(visitNames(shop, a.Visit), " + ")
	p.Blocks = append(p.Blocks, newBlock(x, y(salon.ClockOf(start)), y(salon.ClockOf(end)), class,
		clock(start)+"–"+clock(end), a.Customer.FirstName, names))
}

// newBlock makes a rectangle with as many lines of text as fit.
func newBlock(x, top, bottom int, class string, lines ...string) dayBlock {
	b := dayBlock{
		X: x + dayPad, Y: top + 1, Width: dayColumn - 2*dayPad, Height: max(bottom-top-2, 6),
		Class: class, Title: strings.Join(lines, " · "),
	}
	const lineHeight, perLine = 13, 14
	for _, l := range lines {
		if l == "" || (len(b.Lines)+1)*lineHeight > b.Height {
			continue
		}
		if runes := []rune(l); len(runes) > perLine {
			l = string(runes[:perLine-1]) + "…"
		}
		b.Lines = append(b.Lines, l)
		b.LineY = append(b.LineY, b.Y+len(b.Lines)*lineHeight-2)
	}
	return b
}

// clampDay cuts an interval to one day's wall clock.
func clampDay(i salon.Interval, day salon.Date, loc *time.Location) (from, to salon.ClockTime) {
	start, end := i.Start.In(loc), i.End.In(loc)
	from, to = 0, 24*60
	if salon.DateOf(start) == day {
		from = salon.ClockOf(start)
	}
	if salon.DateOf(end) == day {
		to = salon.ClockOf(end)
	}
	return from, to
}
