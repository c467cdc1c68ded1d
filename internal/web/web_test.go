package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
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

func TestTheDepositPageSaysWhatIsPaidAndWhenItCannotBe(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		prepare        func(*world)
		method, target string
		status         int
		has, hasNot    []string
		location       string
	}{
		"payable": {
			target: "/pay/tok", status: 200,
			has: []string{"Laura, te guardamos la hora", "Mechas + Corte", "viernes 9 de octubre, de 12:30 a 13:30, con Marta", "80,00 €", "Pagar 16,00 €", "18:56", "más de 24 horas"},
		},
		"less than a day away": {
			prepare: func(w *world) { w.now = w.links["tok"].Booking.Appointments[0].Start.Add(-24 * time.Hour); extend(w) },
			target:  "/pay/tok", status: 200, has: []string{"no se devuelve"}, hasNot: []string{"más de 24 horas"},
		},
		"back from the checkout": {target: "/pay/tok?vuelta=1", status: 200, has: []string{"comprobando tu pago", `http-equiv="refresh"`}},
		"paid": {
			prepare: func(w *world) {
				w.change("tok", func(l *salon.PaymentLink) { l.Booking.Payment = salon.PaymentConfirmed })
			},
			target: "/pay/tok", status: 200, has: []string{"Tu cita está confirmada", "16,00 €"}, hasNot: []string{"Pagar"},
		},
		"hold over":   {prepare: func(w *world) { w.now = w.now.Add(26 * time.Minute) }, target: "/pay/tok", status: 410, has: []string{"ya no sirve"}},
		"replaced":    {prepare: func(w *world) { w.change("tok", func(l *salon.PaymentLink) { l.Void = true }) }, target: "/pay/tok", status: 410},
		"unknown":     {target: "/pay/otro", status: 404, has: []string{"No encontramos este enlace"}},
		"to checkout": {method: "POST", target: "/pay/tok", status: 303, location: "https://checkout.example/tok"},
		"paid twice": {
			prepare: func(w *world) {
				w.change("tok", func(l *salon.PaymentLink) { l.Booking.Payment = salon.PaymentConfirmed })
			},
			method: "POST", target: "/pay/tok", status: 303, location: "/pay/tok",
		},
		"too late to pay": {prepare: func(w *world) { w.now = w.now.Add(time.Hour) }, method: "POST", target: "/pay/tok", status: 410},
		"released while asking": {
			prepare: func(w *world) { w.begin = func(string) (string, error) { return "", salon.ErrConflict } },
			method:  "POST", target: "/pay/tok", status: 410,
		},
		"provider down": {
			prepare: func(w *world) { w.begin = func(string) (string, error) { return "", errors.New("boom: card sk_live") } },
			method:  "POST", target: "/pay/tok", status: 503, has: []string{"No se te ha cobrado nada", "18:56"}, hasNot: []string{"boom"},
		},
		"database down": {prepare: func(w *world) { w.storeErr = errors.New("secret dsn") }, target: "/pay/tok", status: 500, hasNot: []string{"dsn"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if c.prepare != nil {
				c.prepare(w)
			}
			if c.method == "" {
				c.method = http.MethodGet
			}
			rec := httptest.NewRecorder()
			w.handler(t, true).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), c.method, c.target, nil))
			if rec.Code != c.status {
				t.Fatalf("status %d, want %d\n%s", rec.Code, c.status, rec.Body)
			}
			if got := rec.Header().Get("Location"); got != c.location {
				t.Errorf("sent to %q, want %q", got, c.location)
			}
			text := html.UnescapeString(strings.Join(strings.Fields(rec.Body.String()), " "))
			for _, want := range c.has {
				if !strings.Contains(text, want) {
					t.Errorf("page lacks %q\n%s", want, text)
				}
			}
			for _, bad := range c.hasNot {
				if strings.Contains(text, bad) {
					t.Errorf("page has %q", bad)
				}
			}
		})
	}
}

func extend(w *world) {
	w.change("tok", func(l *salon.PaymentLink) { l.Booking.HoldExpiresAt = w.now.Add(time.Minute) })
}

func TestTheChatExistsOnlyInTheSandbox(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/chat", "/chat/lines", "/chat/day", "/"} {
		rec := httptest.NewRecorder()
		newWorld(t).handler(t, false).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if rec.Code != http.StatusNotFound {
			t.Errorf("%s answered %d outside the sandbox", path, rec.Code)
		}
	}
}

// visit opens the chat and returns the visitor's cookie.
func visit(t *testing.T, h http.Handler) *http.Cookie {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/chat", nil))
	if rec.Code != http.StatusOK {
		t.Fatalf("chat answered %d: %s", rec.Code, rec.Body)
	}
	cookies := rec.Result().Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("cookie is %v", cookies)
	}
	return cookies[0]
}

func ask(t *testing.T, h http.Handler, method, target, body string, cookie *http.Cookie, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if cookie != nil {
		r.AddCookie(cookie)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

func TestAVisitorsMessageReachesTheInboxOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.handler(t, true)
	cookie := visit(t, h)
	for range 2 {
		rec := ask(t, h, http.MethodPost, "/chat/messages", `{"id":"m1","text":" Hola ","reply_to":"o7","name":"✨Sof✨"}`, cookie)
		if rec.Code != http.StatusOK {
			t.Fatalf("post answered %d: %s", rec.Code, rec.Body)
		}
	}
	if len(w.accepted) != 1 {
		t.Fatalf("%d rows stored, want 1", len(w.accepted))
	}
	got := w.accepted[0]
	if got.Source != salon.SourceSandbox || got.Text != "Hola" || got.InReplyTo != "o7" || got.Contact.Name != "✨Sof✨" ||
		got.ExternalConversation != cookie.Value || got.Contact.SourceID != cookie.Value || !got.ReceivedAt.Equal(w.now) {
		t.Errorf("stored %+v", got)
	}
}

func TestWhatCannotBeAMessageIsRefusedInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.handler(t, true)
	cookie := visit(t, h)
	cases := map[string]struct {
		body   string
		cookie *http.Cookie
		status int
	}{
		"empty":          {`{"id":"1","text":"  "}`, cookie, 400},
		"no id":          {`{"text":"hola"}`, cookie, 400},
		"not JSON":       {`hola`, cookie, 400},
		"too long":       {`{"id":"1","text":"` + strings.Repeat("a", 4001) + `"}`, cookie, 400},
		"huge":           {`{"id":"1","text":"` + strings.Repeat("a", 40000) + `"}`, cookie, 400},
		"no cookie":      {`{"id":"1","text":"hola"}`, nil, 401},
		"foreign cookie": {`{"id":"1","text":"hola"}`, &http.Cookie{Name: "atrevete_chat", Value: "../../../../etc/passwd!"}, 401},
	}
	for name, c := range cases {
		rec := ask(t, h, http.MethodPost, "/chat/messages", c.body, c.cookie)
		if rec.Code != c.status {
			t.Errorf("%s: answered %d, want %d", name, rec.Code, c.status)
		}
		var answer struct{ Error string }
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || answer.Error == "" {
			t.Errorf("%s: no words: %s", name, rec.Body)
		}
	}
	w.inboxErr = errors.New("database down")
	if rec := ask(t, h, http.MethodPost, "/chat/messages", `{"id":"1","text":"hola"}`, cookie); rec.Code != http.StatusInternalServerError {
		t.Errorf("database down: answered %d", rec.Code)
	}
	if rec := ask(t, h, http.MethodPost, "/chat/messages", `{"id":"1","text":"hola"}`, cookie, "Sec-Fetch-Site", "cross-site"); rec.Code != http.StatusForbidden {
		t.Errorf("post from another site: answered %d", rec.Code)
	}
	if len(w.accepted) != 0 {
		t.Errorf("%d rows stored", len(w.accepted))
	}
}

func TestLinesComeInOrderAndOnlyNewOnes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.handler(t, true)
	cookie := visit(t, h)
	w.lines = []salon.ChatLine{
		{ID: "1", Mine: true, Text: "hola", At: w.now},
		{ID: "2", Text: "¡Hola!", Options: []salon.Option{{Title: "Sí", Value: "x"}}, At: w.now.Add(time.Second)},
	}
	var answer struct {
		Lines []struct {
			ID, Text, Day, Time string
			Mine                bool
			Options             []string
		}
	}
	rec := ask(t, h, http.MethodGet, "/chat/lines?after=1", "", cookie)
	if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Lines) != 1 || answer.Lines[0].ID != "2" || answer.Lines[0].Day != "martes 6 de octubre" || answer.Lines[0].Time != "18:30" || answer.Lines[0].Options[0] != "Sí" {
		t.Errorf("lines are %+v", answer.Lines)
	}
	if rec := ask(t, h, http.MethodGet, "/chat/lines", "", nil); rec.Code != http.StatusUnauthorized {
		t.Errorf("without cookie: %d", rec.Code)
	}
}

func TestAVisitorCanGiveTheConversationBackToTheAssistant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.handler(t, true)
	if rec := ask(t, h, http.MethodPost, "/chat/hand-back", "", nil); rec.Code != http.StatusUnauthorized {
		t.Errorf("without cookie: %d", rec.Code)
	}
	cookie := visit(t, h)
	if rec := ask(t, h, http.MethodPost, "/chat/hand-back", "", cookie); rec.Code != http.StatusOK {
		t.Fatalf("answered %d", rec.Code)
	}
	got := w.accepted[0]
	if got.Kind != salon.InboundOwner || got.Owner != salon.OwnerAssistant || got.ExternalConversation != cookie.Value {
		t.Errorf("stored %+v", got)
	}
	if rec := ask(t, h, http.MethodPost, "/chat/restart", "", cookie); rec.Code != http.StatusSeeOther || rec.Result().Cookies()[0].Value == cookie.Value {
		t.Error("starting again did not give a new visitor")
	}
}

func TestTheDayShowsHoldsConfirmationsAndBlocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.handler(t, true)
	page := html.UnescapeString(ask(t, h, http.MethodGet, "/chat/day?date=2026-10-09", "", nil).Body.String())
	for _, want := range []string{"viernes 9 de octubre", `class="block held"`, `class="block blocked"`, "12:30–13:30", "Mechas + Corte", "1 a la espera del anticipo", `data-date="2026-10-08"`} {
		if !strings.Contains(page, want) {
			t.Errorf("day lacks %q", want)
		}
	}
	if page := ask(t, h, http.MethodGet, "/chat/day?date=2026-10-11", "", nil).Body.String(); !strings.Contains(page, "Los domingos cerramos.") {
		t.Error("a closed day does not say so")
	}
	if rec := ask(t, h, http.MethodGet, "/chat/day?date=mañana", "", nil); rec.Code != http.StatusBadRequest {
		t.Errorf("a wrong date answered %d", rec.Code)
	}
	cookie := visit(t, h)
	ask(t, h, http.MethodPost, "/chat/messages", `{"id":"m1","text":"Hola"}`, cookie)
	if page := ask(t, h, http.MethodGet, "/chat/day", "", cookie).Body.String(); !strings.Contains(page, `class="block held mine"`) {
		t.Error("the visitor's own day is not the one shown first")
	}
}

func TestEventsReachTheBrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := httptest.NewServer(w.handler(t, true))
	defer server.Close()
	cookie := visit(t, w.handler(t, true))
	if _, err := w.Accept(t.Context(), salon.Inbound{ExternalID: "1"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/chat/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	w.live <- salon.LiveEvent{Kind: "typing"}
	var got strings.Builder
	buf := make([]byte, 256)
	for !strings.Contains(got.String(), `"typing"`) {
		n, err := response.Body.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			t.Fatalf("stream ended with %v after %q", err, got.String())
		}
	}
	for _, kind := range []string{"hello", "message", "typing"} {
		if !strings.Contains(got.String(), `data: {"kind":"`+kind+`"}`) {
			t.Errorf("no %s in %q", kind, got.String())
		}
	}
}

func TestEveryPageForbidsInlineCodeAndOtherHosts(t *testing.T) {
	t.Parallel()
	h := newWorld(t).handler(t, true)
	for _, path := range []string{"/chat", "/pay/tok", "/pay/otro", "/chat/day"} {
		rec := ask(t, h, http.MethodGet, path, "", nil)
		if policy := rec.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy is %q", path, policy)
		}
		body := rec.Body.String()
		for _, bad := range []string{" style=", "onclick=", "<script>", "<style", "{{", "<no value>"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s contains %q", path, bad)
			}
		}
		for _, address := range strings.Split(body, `"/static/`)[1:] {
			name, _, _ := strings.Cut(address, `"`)
			if asset := ask(t, h, http.MethodGet, "/static/"+name, "", nil); asset.Code != http.StatusOK || !strings.Contains(asset.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("asset %s answered %d", name, asset.Code)
			}
		}
	}
}
