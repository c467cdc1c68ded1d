package web_test

import (
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
)

func TestTheDaysDrawingShowsWhatFits(t *testing.T) {
	t.Parallel()
	at := func(w *world, id, who string, hour, minute, minutes int) {
		w.links[id] = salon.PaymentLink{Booking: salon.Booking{Appointments: []salon.Appointment{{
			ID: salon.ID(id), StylistID: "marta", Minutes: minutes, Status: salon.Confirmed,
			Customer: salon.Customer{FirstName: who}, Visit: salon.Visit{Services: []salon.ID{"corte", "secado"}},
			Start: time.Date(2026, 10, 9, hour, minute, 0, 0, w.shop.Location),
		}}}}
	}
	cases := map[string]struct {
		prepare     func(*world)
		has, hasNot []string
	}{
		"an hour: hour, name and services":       {func(w *world) { at(w, "x", "Eva", 16, 0, 60) }, []string{`>16:00 Eva<`, `>Corte +<`, `>Secado<`, `aria-label="16:00–17:00 · Eva · Corte + Secado"`}, nil},
		"a quarter: hour and name":               {func(w *world) { at(w, "x", "Eva", 16, 0, 15) }, []string{`>16:00 Eva<`}, []string{`>Corte +<`}},
		"five minutes: no words, still a title":  {func(w *world) { at(w, "x", "Eva", 16, 0, 5) }, []string{`<title>16:00–16:05 · Eva`}, []string{`>16:00 Eva<`}},
		"two at once stand side by side":         {func(w *world) { at(w, "x", "Eva", 16, 0, 60); at(w, "y", "Sol", 16, 30, 60) }, []string{`x="3%" y="371" width="46.5%"`, `x="50.5%" y="401" width="46.5%"`}, nil},
		"one after the other have the width":     {func(w *world) { at(w, "x", "Eva", 16, 0, 30); at(w, "y", "Sol", 16, 30, 30) }, []string{`x="3%" y="371" width="94%"`, `x="3%" y="401" width="94%"`}, []string{`46.5%`}},
		"markup in a name is only text":          {func(w *world) { at(w, "x", "<b>Eva", 16, 0, 60) }, []string{`16:00 &lt;b&gt;Eva`}, []string{`<b>Eva`}},
		"a block that begins before the opening": {func(w *world) { at(w, "x", "Eva", 8, 0, 150) }, []string{`y="11" width="94%" height="28"`}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			delete(w.links, "tok")
			c.prepare(w)
			page := ask(t, w.handler(t, true), http.MethodGet, "/chat/day?date=2026-10-09", "", nil).Body.String()
			plain := strings.ReplaceAll(page, "&#43;", "+")
			for _, want := range c.has {
				if !strings.Contains(plain, want) {
					t.Errorf("no %s in\n%s", want, plain)
				}
			}
			for _, bad := range c.hasNot {
				if strings.Contains(plain, bad) {
					t.Errorf("%s in\n%s", bad, html.UnescapeString(plain))
				}
			}
		})
	}
}
