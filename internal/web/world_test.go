package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/web"
)

// madrid is where the salon of these tests lives.
func madrid(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// world is a salon with one held booking, behind hand-written fakes.
type world struct {
	mu       sync.Mutex
	shop     *salon.Salon
	now      time.Time
	links    map[string]salon.PaymentLink
	lines    []salon.ChatLine
	accepted []salon.Inbound
	live     chan salon.LiveEvent
	begin    func(token string) (string, error)
	inboxErr error
	storeErr error
}

func newWorld(t *testing.T) *world {
	loc := madrid(t)
	shop := &salon.Salon{
		ID: "s", Name: "Atrévete Peluquería", Address: "Calle de la Constitución 5", Location: loc,
		Assistant: salon.Assistant{Name: "Maite"}, Policies: salon.Policies{DepositPercent: 20, RefundThresholdHours: 24},
		Catalogue: salon.Catalogue{
			Services: []salon.Service{{ID: "corte", Name: "Corte"}, {ID: "secado", Name: "Secado"}},
			Packs:    []salon.Pack{{ID: "pack", Name: "Mechas + Corte"}},
		},
		Team: []salon.Stylist{
			{ID: "marta", Name: "Marta", Hours: salon.WeekHours{5: {{Start: 600, End: 900}, {Start: 960, End: 1200}}}},
			{ID: "ana", Name: "Ana", Hours: salon.WeekHours{5: {{Start: 600, End: 840}}}},
		},
	}
	w := &world{shop: shop, now: time.Date(2026, 10, 6, 18, 30, 0, 0, loc), live: make(chan salon.LiveEvent, 4), links: map[string]salon.PaymentLink{}}
	w.begin = func(token string) (string, error) { return "https://checkout.example/" + token, nil }
	booking := salon.Booking{
		ID: "b", CustomerID: "c", Deposit: 1600, Payment: salon.PaymentPending, LinkToken: "tok",
		HoldExpiresAt: w.now.Add(26 * time.Minute),
		Appointments: []salon.Appointment{{
			ID: "a", CustomerID: "c", StylistID: "marta", Visit: salon.Visit{Pack: "pack"}, Minutes: 60, Price: 8000,
			Start: time.Date(2026, 10, 9, 12, 30, 0, 0, loc), Status: salon.Provisional,
		}},
	}
	w.links["tok"] = salon.PaymentLink{Token: "tok", Booking: booking, Customer: salon.Customer{ID: "c", FirstName: "Laura"}, Salon: shop}
	return w
}

func (w *world) change(token string, f func(*salon.PaymentLink)) {
	link := w.links[token]
	f(&link)
	w.links[token] = link
}

func (w *world) PaymentLink(_ context.Context, token string) (salon.PaymentLink, error) {
	if w.storeErr != nil {
		return salon.PaymentLink{}, w.storeErr
	}
	link, ok := w.links[token]
	if !ok {
		return link, salon.ErrNotFound
	}
	return link, nil
}

func (w *world) FindConversation(_ context.Context, _, external string) (salon.Conversation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.accepted) == 0 {
		return salon.Conversation{}, salon.ErrNotFound
	}
	return salon.Conversation{ID: "conv", ExternalID: external, CustomerID: "c"}, nil
}

func (w *world) ChatLines(_ context.Context, _ string, after salon.ID) ([]salon.ChatLine, error) {
	for i, l := range w.lines {
		if l.ID == after {
			return w.lines[i+1:], nil
		}
	}
	return w.lines, nil
}

func (w *world) DayPlan(_ context.Context, day salon.Date) (salon.DayPlan, error) {
	plan := salon.DayPlan{Date: day, Stylists: w.shop.Team, Blocks: map[salon.ID][]salon.Interval{}}
	if day.Weekday() == 7 {
		plan.Closed = "Los domingos cerramos."
		return plan, nil
	}
	plan.Hours = []salon.Hours{{Start: 600, End: 1200}}
	for _, link := range w.links {
		for _, a := range link.Booking.Appointments {
			if salon.DateOf(a.Start) == day {
				plan.Appointments = append(plan.Appointments, a)
			}
		}
	}
	slices.SortFunc(plan.Appointments, func(a, b salon.Appointment) int { return a.Start.Compare(b.Start) })
	plan.Blocks["ana"] = []salon.Interval{{Start: day.At(660, w.shop.Location), End: day.At(720, w.shop.Location)}}
	return plan, nil
}

func (w *world) Upcoming(context.Context, salon.ID, time.Time) ([]salon.Appointment, error) {
	return w.links["tok"].Booking.Appointments, nil
}

func (w *world) FirstSalon(context.Context) (*salon.Salon, error) { return w.shop, w.storeErr }

func (w *world) Begin(_ context.Context, token string) (string, error) { return w.begin(token) }

func (w *world) Accept(_ context.Context, in salon.Inbound) (salon.Stored, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.inboxErr != nil {
		return salon.Stored{}, w.inboxErr
	}
	for _, old := range w.accepted {
		if old.ExternalID == in.ExternalID {
			return salon.Stored{Conversation: "conv"}, nil
		}
	}
	w.accepted = append(w.accepted, in)
	return salon.Stored{Conversation: "conv", Fresh: true}, nil
}

func (w *world) Subscribe(context.Context, salon.ID) (<-chan salon.LiveEvent, error) {
	return w.live, nil
}

func (w *world) handler(t *testing.T, sandbox bool) http.Handler {
	t.Helper()
	server, err := web.New(web.Config{Sandbox: sandbox}, web.Parts{
		Store: w, Cashier: w, Inbox: w, Live: w, Clock: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server.Handler()
}
