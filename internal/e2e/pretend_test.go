package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/web"
)

// pretend is a salon behind hand-written fakes: it shows the pages any state
// without a conversation that leads there.
type pretend struct {
	mu      sync.Mutex
	shop    *salon.Salon
	now     time.Time
	owner   salon.Owner
	lines   []salon.ChatLine
	links   map[string]salon.PaymentLink
	taken   []salon.Appointment
	replies map[string]salon.ChatLine // by what the visitor wrote
	seen    map[string]bool           // messages that were accepted
	broken  bool                      // nothing can be stored or read
	live    []chan salon.LiveEvent
	begin   error
	cut     func() // breaks every connection
}

// opens is a week of the same hours, Tuesday to Friday.
func opens(ranges ...salon.Hours) salon.WeekHours {
	return salon.WeekHours{2: ranges, 3: ranges, 4: ranges, 5: ranges}
}

func newPretend(t *testing.T) *pretend {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	long, short := opens(salon.Hours{Start: 600, End: 900}, salon.Hours{Start: 960, End: 1200}), opens(salon.Hours{Start: 600, End: 840})
	w := &pretend{
		now: time.Date(2026, 10, 6, 18, 20, 0, 0, loc), owner: salon.OwnerAssistant, seen: map[string]bool{},
		links: map[string]salon.PaymentLink{}, replies: map[string]salon.ChatLine{},
		shop: &salon.Salon{
			ID: "s", Name: "Atrévete Peluquería", Address: "Calle de la Constitución, 5, Alcobendas", Location: loc,
			Assistant: salon.Assistant{Name: "Maite"}, Policies: salon.Policies{DepositPercent: 20, RefundThresholdHours: 24},
			Catalogue: salon.Catalogue{
				Services: []salon.Service{
					{ID: "corte", Name: "Corte"},
					{ID: "cejas", Name: "Depilación de cejas"},
					{ID: "color", Name: "Cultura de Color"},
					{ID: "mani", Name: "Manicura permanente + bioterapia"},
				},
				Packs: []salon.Pack{{ID: "pack", Name: "Pack Mechas + Corte"}},
			},
			Team: []salon.Stylist{
				{ID: "pilar", Name: "Pilar", Hours: long},
				{ID: "marta", Name: "Marta", Hours: long},
				{ID: "ana", Name: "Ana", Hours: long},
				{ID: "harol", Name: "Harol", Hours: short},
				{ID: "victor", Name: "Víctor", Hours: long},
				{ID: "rosa", Name: "Rosa María", Hours: short},
			},
		},
	}
	return w
}

// serve shows the pretend salon's pages.
func (w *pretend) serve(t *testing.T) string {
	t.Helper()
	server, err := web.New(web.Config{Sandbox: true}, web.Parts{
		Store: w, Cashier: w, Inbox: w, Live: w, Log: slog.New(slog.DiscardHandler),
		Clock: func() time.Time { return w.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server.Handler())
	w.cut = listener.CloseClientConnections
	t.Cleanup(func() {
		listener.CloseClientConnections()
		listener.Close()
	})
	return listener.URL
}

// book puts an appointment on Friday the 9th.
func (w *pretend) book(stylist salon.ID, hour, minute, minutes int, visit salon.Visit, status salon.AppointmentStatus, who string) salon.Appointment {
	a := salon.Appointment{
		ID: salon.ID(fmt.Sprint("a", len(w.taken))), CustomerID: salon.ID(who), Customer: salon.Customer{ID: salon.ID(who), FirstName: who},
		StylistID: stylist, Visit: visit, Minutes: minutes, Price: 8000, Status: status,
		Start: time.Date(2026, 10, 9, hour, minute, 0, 0, w.shop.Location),
	}
	w.taken = append(w.taken, a)
	return a
}

// busyFriday fills a day with all that can be in one.
func (w *pretend) busyFriday() {
	one := func(ids ...salon.ID) salon.Visit { return salon.Visit{Services: ids} }
	w.book("pilar", 10, 0, 40, one("corte"), salon.Confirmed, "Maximiliana")
	w.book("pilar", 10, 45, 15, one("cejas"), salon.Confirmed, "Eva")
	w.book("pilar", 11, 15, 50, one("color"), salon.Confirmed, "Beatriz")
	w.book("pilar", 11, 30, 40, one("corte"), salon.Provisional, "Julia")
	w.book("marta", 12, 30, 60, salon.Visit{Pack: "pack"}, salon.Confirmed, "Laura")
	w.book("ana", 16, 0, 90, one("corte", "color"), salon.Provisional, "Carmen")
	w.book("victor", 17, 0, 60, salon.Visit{Pack: "pack"}, salon.Provisional, "Laura")
	w.book("rosa", 11, 0, 90, one("mani"), salon.Confirmed, "Inés")
}

// held is a payment link for a held appointment.
func (w *pretend) held(token string) {
	a := w.book("marta", 12, 30, 60, salon.Visit{Pack: "pack"}, salon.Provisional, "Laura")
	w.links[token] = salon.PaymentLink{
		Token: token, Salon: w.shop, Customer: a.Customer,
		Booking: salon.Booking{
			ID: "b", CustomerID: a.CustomerID, Deposit: 1600, Payment: salon.PaymentPending, LinkToken: token,
			HoldExpiresAt: w.now.Add(30 * time.Minute), Appointments: []salon.Appointment{a},
		},
	}
}

// line adds a line to the conversation and tells the watching pages.
func (w *pretend) line(mine bool, text string, options ...string) salon.ChatLine {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.add(salon.ChatLine{Mine: mine, Text: text, Options: titles(options)})
}

func titles(words []string) []salon.Option {
	var out []salon.Option
	for _, title := range words {
		out = append(out, salon.Option{Title: title, Value: title})
	}
	return out
}

func (w *pretend) add(l salon.ChatLine) salon.ChatLine {
	l.ID = salon.ID(fmt.Sprintf("line-%03d", len(w.lines)+1))
	l.At = w.now
	w.lines = append(w.lines, l)
	w.tell("message")
	return l
}

func (w *pretend) tell(kind string) {
	for _, c := range w.live {
		select {
		case c <- salon.LiveEvent{Kind: kind}:
		default:
		}
	}
}

// set changes the pretend salon under its lock.
func (w *pretend) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

var errBroken = errors.New("the pretend database is down")

func (w *pretend) PaymentLink(_ context.Context, token string) (salon.PaymentLink, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, ok := w.links[token]
	if !ok {
		return link, salon.ErrNotFound
	}
	return link, nil
}

func (w *pretend) FindConversation(_ context.Context, _, external string) (salon.Conversation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken {
		return salon.Conversation{}, errBroken
	}
	return salon.Conversation{ID: "conv", ExternalID: external, CustomerID: "Laura", Owner: w.owner}, nil
}

func (w *pretend) ChatLines(_ context.Context, _ string, after salon.ID) ([]salon.ChatLine, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken {
		return nil, errBroken
	}
	for i, l := range w.lines {
		if l.ID == after {
			return append([]salon.ChatLine(nil), w.lines[i+1:]...), nil
		}
	}
	return append([]salon.ChatLine(nil), w.lines...), nil
}

func (w *pretend) DayPlan(_ context.Context, day salon.Date) (salon.DayPlan, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	plan := salon.DayPlan{Date: day, Stylists: w.shop.Team, Blocks: map[salon.ID][]salon.Interval{}}
	switch day.Weekday() {
	case 1, 7:
		return plan, nil
	}
	plan.Hours = []salon.Hours{{Start: 600, End: 1200}}
	for _, a := range w.taken {
		if salon.DateOf(a.Start) == day {
			plan.Appointments = append(plan.Appointments, a)
		}
	}
	plan.Blocks["ana"] = []salon.Interval{{Start: day.At(660, w.shop.Location), End: day.At(720, w.shop.Location)}}
	return plan, nil
}

func (w *pretend) Upcoming(context.Context, salon.ID, time.Time) ([]salon.Appointment, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var mine []salon.Appointment
	for _, a := range w.taken {
		if a.CustomerID == "Laura" {
			mine = append(mine, a)
		}
	}
	return mine, nil
}

func (w *pretend) FirstSalon(context.Context) (*salon.Salon, error) { return w.shop, nil }

func (w *pretend) Begin(_ context.Context, token string) (string, error) {
	return "https://checkout.example/" + token, w.begin
}

func (w *pretend) Accept(_ context.Context, in salon.Inbound) (salon.Stored, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken {
		return salon.Stored{}, errBroken
	}
	if w.seen[in.ExternalID] {
		return salon.Stored{Conversation: "conv"}, nil
	}
	w.seen[in.ExternalID] = true
	if in.Kind == salon.InboundOwner {
		w.owner = in.Owner
		w.tell("message")
		return salon.Stored{Conversation: "conv", Fresh: true}, nil
	}
	w.add(salon.ChatLine{Mine: true, Text: in.Text})
	if reply, ok := w.replies[in.Text]; ok {
		w.tell("typing")
		w.add(reply)
	}
	return salon.Stored{Conversation: "conv", Fresh: true}, nil
}

func (w *pretend) Subscribe(ctx context.Context, _ salon.ID) (<-chan salon.LiveEvent, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	events := make(chan salon.LiveEvent, 16)
	w.live = append(w.live, events)
	return events, nil
}
