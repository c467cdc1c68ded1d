package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func TestALinkShowsWhatIsPaid(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	link, err := h.PaymentLink(t.Context(), b.LinkToken)
	if err != nil || link.Void || link.Booking.ID != b.ID || link.Customer.FirstName != "Laura" || link.Salon.Slug != "prueba" {
		t.Errorf("%+v, %v", link, err)
	}
	if _, err := h.PaymentLink(t.Context(), "unknown"); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("an unknown link: %v", err)
	}
}

func TestASessionIsPersistedBeforeTheProviderIsCalledAndKeptUntilItEnds(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	ends := time.Now().Add(31 * time.Minute).Truncate(time.Millisecond)
	open := func(later time.Duration) salon.CheckoutSession {
		t.Helper()
		c, err := h.OpenSession(t.Context(), b.LinkToken, "stripe", h.now, ends.Add(later))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := open(0)
	if first.Attempt != 1 || first.Amount != 524 || !first.ExpiresAt.Equal(ends) || first.Status != "open" || first.SessionID != "" {
		t.Errorf("%+v", first)
	}
	if again := open(time.Minute); again.ID != first.ID || !again.ExpiresAt.Equal(ends) {
		t.Errorf("the retry asks for something else: %+v", again)
	}
	if err := h.SessionCreated(t.Context(), first.ID, "cs_1", "https://pay.example/cs_1"); err != nil {
		t.Fatal(err)
	}
	if again := open(0); again.ID != first.ID || again.URL != "https://pay.example/cs_1" || again.SessionID != "cs_1" {
		t.Errorf("%+v", again)
	}
	if err := h.EndSession(t.Context(), first.ID, "expired"); err != nil {
		t.Fatal(err)
	}
	second := open(0)
	if second.Attempt != 2 || second.ID == first.ID {
		t.Errorf("%+v", second)
	}
	h.exec(`UPDATE checkout_sessions SET expires_at = now() - interval '1 second' WHERE id = $1`, second.ID)
	if third := open(0); third.Attempt != 3 {
		t.Errorf("an ended session was kept: %+v", third)
	}
	if list, err := h.OpenSessions(t.Context(), b.ID); err != nil || len(list) != 1 || list[0].Attempt != 3 {
		t.Errorf("open: %+v, %v", list, err)
	}
	for _, err := range []error{
		h.SessionCreated(t.Context(), store.NewID(), "x", "x"), h.EndSession(t.Context(), store.NewID(), "expired"),
	} {
		if !errors.Is(err, salon.ErrNotFound) {
			t.Errorf("an unknown session: %v", err)
		}
	}
}

func TestTwoImpatientTapsMakeOneSession(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	ids := make(chan salon.ID, 8)
	for range cap(ids) {
		go func() {
			c, err := h.OpenSession(context.Background(), b.LinkToken, "stripe", h.now, time.Now().Add(time.Hour))
			if err != nil {
				t.Error(err)
			}
			ids <- c.ID
		}()
	}
	first := <-ids
	for range cap(ids) - 1 {
		if next := <-ids; next != first {
			t.Errorf("sessions %s and %s", first, next)
		}
	}
}

func TestAReplacedOrReleasedLinkOpensNothingAndItsSessionsAreEnded(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	if _, err := h.OpenSession(t.Context(), b.LinkToken, "stripe", h.now, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	next, err := h.ReplaceLink(t.Context(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.want(`(1)`, `SELECT count(*) FROM river_job WHERE args->'job'->>'kind' = 'expire_session' AND args->'job'->>'booking_id' = $1`, string(b.ID))
	conflict := func(what, token string, now time.Time) {
		t.Helper()
		if _, err := h.OpenSession(t.Context(), token, "stripe", now, time.Now().Add(time.Hour)); !errors.Is(err, salon.ErrConflict) {
			t.Errorf("%s: %v", what, err)
		}
	}
	conflict("replaced", b.LinkToken, h.now)
	conflict("hold over, timer late", next.LinkToken, b.HoldExpiresAt)
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.now); err != nil {
		t.Fatal(err)
	}
	conflict("released", next.LinkToken, h.now)
	h.want(`(2)`, `SELECT count(*) FROM river_job WHERE args->'job'->>'kind' = 'expire_session'`)
	if _, err := h.OpenSession(t.Context(), "unknown", "stripe", h.now, time.Now()); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("an unknown link: %v", err)
	}
}

func TestNoticesAreReadWithTheirAddressAndMarkedOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	n := salon.Notice{ID: store.NewID(), SalonID: h.snap.ID, StylistID: h.stylist("ana"), Kind: salon.NoticeNew, Urgent: true, Text: "Hola", CreatedAt: h.now}
	if err := h.AddNotice(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	got, err := h.Notice(t.Context(), n.ID)
	if err != nil || got.Email != "ana@salon.example" || got.Text != "Hola" || !got.CreatedAt.Equal(h.now) || got.Via != "" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, via := range []string{"email", "private_note"} {
		if err := h.NoticeDelivered(t.Context(), n.ID, via); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := h.Notice(t.Context(), n.ID); got.Via != "email" {
		t.Errorf("via %q", got.Via)
	}
	if _, err := h.Notice(t.Context(), store.NewID()); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("an unknown notice: %v", err)
	}
	if err := h.NoticeDelivered(t.Context(), store.NewID(), "email"); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("an unknown notice: %v", err)
	}
	if err := h.AddNotice(t.Context(), salon.Notice{SalonID: h.snap.ID, StylistID: store.NewID()}); err == nil {
		t.Error("a notice for nobody was accepted")
	}
}
