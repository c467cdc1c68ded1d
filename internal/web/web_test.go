package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
)

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
		"back from the checkout": {target: "/pay/tok?vuelta=1", status: 200, has: []string{"comprobando tu pago", `content="3; url=?vuelta=2"`, "No he llegado a pagar"}},
		"back for a minute":      {target: "/pay/tok?vuelta=20", status: 200, has: []string{"tardando más de lo normal"}, hasNot: []string{"refresh"}},
		"back too late, the report still on its way": {
			prepare: func(w *world) { w.now = w.now.Add(time.Hour) }, target: "/pay/tok?vuelta=1", status: 200,
			has: []string{"comprobando tu pago"}, hasNot: []string{"cobrado nada", "No he llegado"},
		},
		"too late, nothing came": {prepare: func(w *world) { w.now = w.now.Add(time.Hour) }, target: "/pay/tok?vuelta=20", status: 410},
		"confirmed between two reads": {
			prepare: func(w *world) {
				w.change("tok", func(l *salon.PaymentLink) { l.Booking.Appointments[0].Status = salon.Confirmed })
			},
			target: "/pay/tok", status: 200, has: []string{"comprobando tu pago"}, hasNot: []string{"cobrado nada"},
		},
		"refunded": {
			prepare: func(w *world) {
				w.change("tok", func(l *salon.PaymentLink) { l.Booking.Payment, l.Void = salon.PaymentRefunded, true })
			},
			target: "/pay/tok", status: 410, has: []string{"devuelto los 16,00 €"}, hasNot: []string{"cobrado nada"},
		},
		"paid": {
			prepare: func(w *world) {
				w.change("tok", func(l *salon.PaymentLink) { l.Booking.Payment = salon.PaymentConfirmed })
			},
			target: "/pay/tok", status: 200, has: []string{"Tu cita está confirmada", "16,00 €"}, hasNot: []string{"Pagar"},
		},
		"cancelled in time": {
			prepare: func(w *world) { cancel(w, salon.PaymentConfirmed) },
			target:  "/pay/tok", status: 410, has: []string{"Esta cita está cancelada", "Te estamos devolviendo tu anticipo"}, hasNot: []string{"No se te ha cobrado"},
		},
		"cancelled late": {
			prepare: func(w *world) { cancel(w, salon.PaymentForfeited) },
			target:  "/pay/tok", status: 410, has: []string{"Esta cita está cancelada", "24 horas de antelación o menos"}, hasNot: []string{"No se te ha cobrado"},
		},
		"paying what is cancelled": {prepare: func(w *world) { cancel(w, salon.PaymentConfirmed) }, method: "POST", target: "/pay/tok", status: 410},
		"hold over":                {prepare: func(w *world) { w.now = w.now.Add(26 * time.Minute) }, target: "/pay/tok", status: 410, has: []string{"ya no sirve"}},
		"replaced":                 {prepare: func(w *world) { w.change("tok", func(l *salon.PaymentLink) { l.Void = true }) }, target: "/pay/tok", status: 410},
		"unknown":                  {target: "/pay/otro", status: 404, has: []string{"No encontramos este enlace"}},
		"to checkout":              {method: "POST", target: "/pay/tok", status: 303, location: "https://checkout.example/tok"},
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

func cancel(w *world, payment salon.PaymentStatus) {
	w.change("tok", func(l *salon.PaymentLink) {
		l.Booking.Payment = payment
		l.Booking.Appointments[0].Status = salon.Cancelled
	})
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
