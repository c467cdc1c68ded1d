package store_test

import (
	"context"
	"testing"

	"atrevete/internal/salon"
)

// await lets the customer of a fresh conversation wait for a person.
func (h *shop) await(at string) salon.ID {
	h.t.Helper()
	_, conversation := h.customer("Laura")
	h.exec(`UPDATE conversations SET owner = 'human' WHERE id = $1`, conversation)
	h.exec(`INSERT INTO notices (conversation_id, kind, reason, text, created_at) VALUES ($1, 'handover', 'complaint', 'Motivo: queja.', $2)`, conversation, h.at(at))
	if err := h.AwaitStaff(context.Background(), h.snap, conversation, h.at(at)); err != nil {
		h.t.Fatal(err)
	}
	return conversation
}

const waitSQL = `SELECT to_char(staff_due_at AT TIME ZONE 'Europe/Madrid', 'DD HH24:MI'), to_char(opening_at AT TIME ZONE 'Europe/Madrid', 'DD HH24:MI') FROM conversations WHERE id = $1`

func TestTheTeamIsToldAgainWithTheReason(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	id := h.await("2026-10-06 11:00")
	h.want(`("06 11:30",)`, waitSQL, id)
	for range 3 {
		h.sweep(h.at("2026-10-06 11:30"))
	}
	h.want(`(handover,t,complaint,"Segundo aviso: espera respuesta del equipo desde las 11:00.`+"\n"+`Motivo: queja.")`,
		`SELECT kind, urgent, reason, text FROM notices WHERE conversation_id = $1 AND text LIKE 'Segundo%'`, id)
	h.want(`(,)`, waitSQL, id)
	h.want(``, `SELECT id FROM inbox`)
}

func TestAnAnswerThatIsStillToBeReadStopsTheSecondNotice(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	id := h.await("2026-10-06 11:00")
	stored, err := h.StoreInbound(t.Context(), []salon.Inbound{{
		Source: salon.SourceChatwoot, Kind: salon.InboundOwner, Owner: salon.OwnerHuman, Answered: true, ExternalID: "message:1:7", ConversationID: id,
	}})
	if err != nil || len(stored) != 1 {
		t.Fatal(stored, err)
	}
	h.sweep(h.at("2026-10-06 12:00"))
	h.want(`("06 11:30",)`, waitSQL, id)
	if err := h.StaffAnswered(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	h.exec(`UPDATE inbox SET processed_at = now()`)
	h.sweep(h.at("2026-10-06 12:00"))
	h.want(`(,)`, waitSQL, id)
	h.want(`(1)`, `SELECT count(*) FROM notices`)
}

func TestAClosureThatComesUpPutsTheOpeningOff(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	id := h.await("2026-10-06 21:00")
	h.want(`("07 09:30","07 09:00")`, waitSQL, id)
	h.exec(`INSERT INTO closures (starts_on, ends_on, reason) VALUES ('2026-10-07', '2026-10-07', 'Obras')`)
	h.sweep(h.at("2026-10-07 09:00"))
	h.want(`("08 09:30","08 09:00")`, waitSQL, id)
	h.want(``, `SELECT id FROM inbox`)
	for range 2 {
		if told := h.sweep(h.at("2026-10-08 09:00")); len(told) > 1 {
			t.Errorf("told %v", told)
		}
	}
	h.want(`(timer)`, `SELECT source FROM inbox WHERE conversation_id = $1`, id)
	h.want(`("08 09:30",)`, waitSQL, id)
	h.exec(`INSERT INTO closures (starts_on, ends_on, reason) VALUES ('2026-10-08', '2026-10-08', 'Obras')`)
	h.sweep(h.at("2026-10-08 09:30")) // closed after all: the team has time, and she was told once
	h.want(`("09 09:30",)`, waitSQL, id)
}
