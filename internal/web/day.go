package web

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"atrevete/internal/salon"
)

// Geometry of the day's drawing: heights in pixels, columns and what is in
// them in percent, so that the drawing fills whatever width there is.
const (
	dayTop     = 10
	dayPerHour = 60
	dayLine    = 13 // height of a line of text
	dayWords   = 12 // characters that fit in a line
	dayMargin  = 3  // percent of a column left free at both sides of a block
)

// dayPage is the salon's day as a drawing: one column per stylist, one block
// per appointment.
type dayPage struct {
	Date       time.Time
	Prev, Next salon.Date
	Today      bool
	Closed     string
	Height     int
	Hours      []dayHour
	Columns    []dayColumn
	Held       int
	Confirmed  int
	NowY       int // 0: not shown
}

type dayHour struct {
	Y     int
	Label string
}

type dayColumn struct {
	X, Width float64
	Name     string
	Work     []dayStretch
	Blocks   []dayBlock
}

type dayStretch struct{ Y, Height int }

type dayBlock struct {
	X, Width  float64 // percent of the column
	Y, Height int
	Class     string // held, confirmed, mine, blocked
	Title     string
	Lines     []dayText
	until     int // lower edge, before rounding to what can be seen
}

type dayText struct {
	Y    int // inside the block
	Text string
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
	page := dayPage{
		Date: plan.Date.At(12*60, shop.Location), Prev: plan.Date.AddDays(-1), Next: plan.Date.AddDays(1),
		Today: plan.Date == salon.DateOf(now), Closed: plan.Closed,
	}
	if len(plan.Hours) == 0 && page.Closed == "" {
		page.Closed = "El salón cierra este día."
	}
	if page.Closed != "" {
		return page
	}
	first, last := plan.Hours[0].Start, plan.Hours[len(plan.Hours)-1].End
	first -= first % 60
	y := func(c salon.ClockTime) int { return dayTop + int(min(max(c, first), last)-first)*dayPerHour/60 }
	page.Height = y(last) + dayTop
	for h := first; h <= last; h += 60 {
		page.Hours = append(page.Hours, dayHour{Y: y(h), Label: h.String()})
	}
	if c := salon.ClockOf(now); page.Today && c >= first && c <= last {
		page.NowY = y(c)
	}
	width := 100 / float64(max(len(plan.Stylists), 1))
	for i, stylist := range plan.Stylists {
		column := dayColumn{X: percent(float64(i) * width), Width: percent(width), Name: stylist.Name}
		for _, h := range stylist.Hours[plan.Date.Weekday()] {
			column.Work = append(column.Work, dayStretch{Y: y(h.Start), Height: y(h.End) - y(h.Start)})
		}
		for _, b := range plan.Blocks[stylist.ID] {
			from, to := clampDay(b, plan.Date, shop.Location)
			column.add(newBlock(y(from), y(to), "blocked", "Bloqueado", ""))
		}
		for _, a := range plan.Appointments {
			if a.StylistID == stylist.ID {
				column.add(page.appointment(shop, a, y, mine))
			}
		}
		page.Columns = append(page.Columns, column)
	}
	return page
}

// percent keeps two decimals, enough for a column.
func percent(x float64) float64 { return math.Round(x*100) / 100 }

// add puts a block into a column. While colour works a stylist may serve
// somebody else, so blocks may overlap: then they stand side by side.
func (c *dayColumn) add(b dayBlock) {
	b.X, b.Width = dayMargin, 100-2*dayMargin
	for i := range c.Blocks {
		other := &c.Blocks[i]
		if b.Y >= other.until || other.Y >= b.until {
			continue
		}
		const half = 50 - dayMargin - 0.5
		b.Width = half
		if other.Width > half {
			other.Width = half
		}
		if other.X == dayMargin {
			b.X = 50.5
		}
	}
	c.Blocks = append(c.Blocks, b)
}

// appointment draws one appointment and counts it.
func (p *dayPage) appointment(shop *salon.Salon, a salon.Appointment, y func(salon.ClockTime) int, mine salon.ID) dayBlock {
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
	names := strings.Join(shop.Catalogue.Names(a.Visit), " + ")
	hours := clock(start) + "–" + clock(end)
	b := newBlock(y(salon.ClockOf(start)), y(salon.ClockOf(end)), class, clock(start)+" "+a.Customer.FirstName, names)
	b.Title = strings.Join([]string{hours, a.Customer.FirstName, names}, " · ")
	return b
}

// newBlock makes a rectangle with a heading and as much of the text as fits.
func newBlock(top, bottom int, class, heading, text string) dayBlock {
	b := dayBlock{Y: top + 1, Height: max(bottom-top-2, 6), Class: class, Title: heading, until: bottom}
	if b.Height < dayLine-1 {
		return b
	}
	b.Lines = append([]dayText{{Text: heading}}, wrap(text)...)
	b.Lines = b.Lines[:min(max((b.Height-3)/dayLine, 1), len(b.Lines))]
	for i := range b.Lines {
		b.Lines[i].Y = (i+1)*dayLine - 1
	}
	if b.Height < 2*dayLine {
		b.Lines[0].Y = b.Height/2 + 4 // alone, in the middle
	}
	return b
}

// wrap breaks a text between words; a word that is longer than a line is
// clipped by the block's edge.
func wrap(text string) []dayText {
	var lines []dayText
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		if last >= 0 && utf8.RuneCountInString(lines[last].Text)+1+utf8.RuneCountInString(word) <= dayWords {
			lines[last].Text += " " + word
			continue
		}
		lines = append(lines, dayText{Text: word})
	}
	return lines
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
