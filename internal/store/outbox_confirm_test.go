package store_test

import (
	"slices"
	"strings"
	"testing"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// followUp is what became of an outbox row.
type followUp struct {
	Status, About, Via, Code, Words, Delivered string
	Tried                                      []string
}

func outboxRow(t testing.TB, s *store.Store, where string, args ...any) (f followUp) {
	t.Helper()
	err := s.Pool().QueryRow(t.Context(), `SELECT status, about, coalesce(via, ''), coalesce(failure_code, ''), coalesce(failure_words, ''),
		coalesce(delivered, ''), tried FROM outbox WHERE `+where, args...).Scan(&f.Status, &f.About, &f.Via, &f.Code, &f.Words, &f.Delivered, &f.Tried)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func countRows(t testing.TB, s *store.Store, sql string, args ...any) (n int) {
	t.Helper()
	if err := s.Pool().QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func reminder() salon.Outbound {
	return salon.Outbound{
		Kind: salon.OutboundText, Text: "Te recuerdo tu cita", Fact: true, About: salon.MessageReminder,
		Facts: map[string]string{salon.FactFirstName: "Carmen"},
	}
}

// TestAFailureByReceiptTakesTheNextWayOnce: by its cause, a message that WhatsApp
// did not deliver goes out by another way, once, or staff are told.
func TestAFailureByReceiptTakesTheNextWayOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		message  salon.Outbound
		report   string
		mail     string
		code     string
		tried    []string // of the message that mends it; nil: there is none
		notices  int
		noticeIs string
	}{
		"window closed, a template is left":    {reminder(), "131047: Re-engagement message", "", "131047", []string{"text"}, 0, ""},
		"not delivered, nothing is left":       {reminder(), "131026: Message undeliverable", "", "131026", nil, 1, "131026"},
		"not delivered, mail is left":          {reminder(), "131049: healthy ecosystem", "ana@example.org", "131049", []string{"text", "template"}, 0, ""},
		"an answer that was not delivered":     {text("¿A qué hora?"), "131026: Message undeliverable", "ana@example.org", "131026", nil, 1, "¿A qué hora?"},
		"a template that does not exist":       {reminder(), "Template not found or invalid template name", "ana@example.org", "", []string{"template", "text"}, 1, "plantilla"},
		"she stopped such messages":            {reminder(), "131050: user has stopped marketing", "ana@example.org", "131050", nil, 1, "131050"},
		"a note that failed is nobody's worry": {salon.Outbound{Kind: salon.OutboundNote, Text: "nota"}, "131026", "", "131026", nil, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := openSalon(t)
			thread := newConversation(t, s, "42")
			exec(t, s, `UPDATE conversations SET contact_email = $1`, c.mail)
			id := owe(t, s, thread, c.message)[0]
			d := claim(t, s, thread)
			if d.About != c.message.About || d.Facts[salon.FactFirstName] != c.message.Facts[salon.FactFirstName] || d.Email != c.mail {
				t.Errorf("claimed %+v", d)
			}
			settle(t, s, salon.Delivery{ID: id, Status: "sent", ExternalID: "7001", Via: salon.WayText})
			for range 2 { // the report may come twice
				if err := s.ConfirmOutbox(t.Context(), salon.Delivery{ID: id, Status: "failed", ExternalID: "7001", Error: c.report}); err != nil {
					t.Fatal(err)
				}
			}
			if r := outboxRow(t, s, `id = $1`, id); r.Status != "failed" || r.Code != c.code || r.Words == "" {
				t.Errorf("row %+v", r)
			}
			mended := countRows(t, s, `SELECT count(*) FROM outbox WHERE replaces = $1`, id)
			if (c.tried != nil) != (mended == 1) {
				t.Fatalf("%d rows mend it", mended)
			}
			if c.tried != nil {
				r := outboxRow(t, s, `replaces = $1`, id)
				slices.Sort(r.Tried)
				slices.Sort(c.tried)
				if r.Status != "pending" || r.About != string(c.message.About) || !slices.Equal(r.Tried, c.tried) {
					t.Errorf("mended by %+v, want tried %v", r, c.tried)
				}
			}
			if n := countRows(t, s, `SELECT count(*) FROM notices WHERE kind = 'undelivered' AND outbox_id = $1 AND text LIKE '%' || $2 || '%'`, id, c.noticeIs); n != c.notices {
				t.Errorf("%d notices", n)
			}
			if n := countRows(t, s, `SELECT count(*) FROM river_job`); n != c.notices {
				t.Errorf("%d jobs", n)
			}
		})
	}
}

// TestTheWayThatMendsMayFailToo: the chain ends, each link told in its row, staff
// once at its end.
func TestTheWayThatMendsMayFailToo(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	id := owe(t, s, thread, reminder())[0]
	claim(t, s, thread)
	settle(t, s, salon.Delivery{ID: id, Status: "sent", ExternalID: "7001", Via: salon.WayText})
	fails := func(external, report string) {
		if err := s.ConfirmOutbox(t.Context(), salon.Delivery{ExternalID: external, Status: "failed", Error: report}); err != nil {
			t.Fatal(err)
		}
	}
	fails("7001", "131047: Re-engagement message")
	second := claim(t, s, thread)
	if !slices.Equal(second.Tried, []salon.Way{salon.WayText}) || second.Text != "Te recuerdo tu cita" || !second.Fact {
		t.Fatalf("second %+v", second)
	}
	settle(t, s, salon.Delivery{ID: second.ID, Status: "sent", ExternalID: "7002", Via: salon.WayTemplate, Tried: second.Tried})
	fails("7002", "Template not found or invalid template name")
	if n := countRows(t, s, `SELECT count(*) FROM outbox`); n != 2 {
		t.Errorf("%d rows", n)
	}
	if n := countRows(t, s, `SELECT count(*) FROM notices WHERE kind = 'undelivered'`); n != 1 {
		t.Errorf("%d notices", n)
	}
}

func TestWhatCannotGoOutIsToldToStaffOnce(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	exec(t, s, `UPDATE conversations SET contact_name = 'Carmen Ortiz', contact_phone = '+34600000009'`)
	id := owe(t, s, thread, reminder())[0]
	claim(t, s, thread)
	end := salon.Delivery{ID: id, Status: "failed", Error: "no way", Failure: salon.Failure{Cause: salon.CauseWindow, Words: "Han pasado más de 24 horas."}}
	settle(t, s, end)
	settle(t, s, end)
	var words string
	if err := s.Pool().QueryRow(t.Context(), `SELECT text FROM notices WHERE kind = 'undelivered'`).Scan(&words); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Carmen Ortiz (+34600000009)", "24 horas", "Te recuerdo tu cita"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q does not say %q", words, want)
		}
	}
}

func TestTicksAreKept(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	id := owe(t, s, thread, text("hola"))[0]
	claim(t, s, thread)
	settle(t, s, salon.Delivery{ID: id, Status: "sent", ExternalID: "7001", Via: salon.WayText})
	for _, tick := range []string{"delivered", "read", "delivered", ""} { // in any order
		if err := s.ConfirmOutbox(t.Context(), salon.Delivery{ID: id, Status: "sent", ExternalID: "7001", Delivered: tick}); err != nil {
			t.Fatal(err)
		}
	}
	if r := outboxRow(t, s, `id = $1`, id); r.Delivered != "read" || r.Status != "sent" || r.Via != "text" {
		t.Errorf("row %+v", r)
	}
}

func TestTemplatesComeFromTheSalonsData(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	if _, err := s.Template(t.Context(), shop.ID, "nonsense"); !isNotFound(err) {
		t.Errorf("a kind that is none: %v", err)
	}
	exec(t, s, `UPDATE message_templates SET name = 'otra', body = 'Hola, {{1}}: te esperamos.', parameters = '{first_name}' WHERE kind = 'reminder'`)
	exec(t, s, `UPDATE message_templates SET body = 'acaba en {{1}}', parameters = '{amount}' WHERE kind = 'refund'`)
	exec(t, s, `DELETE FROM message_templates WHERE kind = 'absence'`)
	fresh, err := store.Open(t.Context(), s.Pool().Config().ConnString(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fresh.Close)
	for kind, name := range map[salon.MessageKind]string{
		salon.MessageReminder: "otra", salon.MessageRefund: "maite_devolucion", salon.MessageAbsence: "maite_cambio_equipo",
	} {
		if one, err := fresh.Template(t.Context(), shop.ID, kind); err != nil || one.Name != name {
			t.Errorf("%s: %+v %v", kind, one, err)
		}
	}
	if list, err := fresh.StoredTemplates(t.Context(), shop.ID); err != nil || salon.CheckTemplates(list) == nil {
		t.Errorf("the set-up check sees nothing wrong: %v", err)
	}
}
