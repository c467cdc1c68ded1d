package transcript_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"atrevete/internal/dialog"
	"atrevete/internal/testkit/transcript"
)

// Setups of the shared world: somebody new, the known customer, the same with
// one and with two appointments.
const (
	newcomer = "include november.world\ncustomer new \"Laura\" +34600000101\n"
	nobody   = "include november.world\ncustomer new \"✨✨\" +34600000102\n"
	laura    = "include november.world\ncustomer known \"Laura Gómez\" +34600000100\n"
	withOne  = laura + "appointment confirmed 2026-12-03 12:00 pilar corte\n"
	withTwo  = withOne + "appointment confirmed 2026-12-05 9:00 rosa depilacion-de-cejas\n"
	full     = "clock 2026-11-25 11:00\ncustomer known \"Laura Gómez\" +34600000100\ntaken 2026-11-25 2027-02-23\n"
	dueSoon  = laura + "appointment confirmed 2026-11-25 11:30 pilar corte\n"
)

// way is how a conversation comes to wait for something.
type way struct {
	question dialog.QuestionID
	setup    string
	words    []string
}

// ways lead to the open questions of the specification, 1.7.
func ways() []way {
	return []way{
		{dialog.NameCheck, newcomer, []string{"quiero un corte el viernes"}},
		{dialog.NameAsk, nobody, []string{"quiero un corte el viernes"}},
		{dialog.ServiceAsk, laura, []string{"quiero cita"}},
		{dialog.ServicePick, laura, []string{"un infoactivo"}},
		{dialog.PackOffer, laura, []string{"quiero mechas el sábado 12"}},
		{dialog.ConsultOffer, laura, []string{"no sé si óleos o barro gol, ¿cuál me recomiendas?"}},
		{dialog.SplitOffer, laura, []string{"quiero mechas y manicura"}},
		{dialog.PersonMap, laura, []string{"corte y peinado para mí y mi hija el viernes"}},
		{dialog.GuestName, laura, []string{"un corte para mi madre el viernes"}},
		{dialog.StylistPref, newcomer, []string{"quiero un corte el viernes", "sí"}},
		{dialog.DateAsk, laura, []string{"quiero un corte"}},
		{dialog.DateWhich, laura, []string{"un corte la semana que viene"}},
		{dialog.SlotPick, laura, []string{"un corte el viernes"}},
		{dialog.SlotSingle, laura, []string{"un corte con Pilar el jueves a partir de las 5"}},
		{dialog.SurnameAsk, newcomer, []string{"un corte con Marta el viernes a las 5", "sí"}},
		{dialog.PayWait, laura, []string{"un corte con Marta el viernes a las 5"}},
		{dialog.ReleaseSure, laura, []string{"un corte con Marta el viernes a las 5", "no"}},
		{dialog.ApptPick, withTwo, []string{"quiero cambiar la cita"}},
		{dialog.CancelSure, withOne, []string{"quiero cancelar mi cita"}},
		{dialog.LateOptions, dueSoon, []string{"no puedo ir, cancela mi cita"}},
		{dialog.DelayRelay, dueSoon, []string{"llego 20 minutos tarde"}},
		{dialog.LateOrNot, dueSoon, []string{"no llego"}},
		{dialog.BookOffer, laura, []string{"¿cuánto cuesta un corte?"}},
		{dialog.WaitOffer, full, []string{"un corte el viernes"}},
		{dialog.PersonOffer, laura, []string{"¿tenéis máquina de café?"}},
	}
}

// open plays a way and returns the world that waits.
func open(t *testing.T, w way) *transcript.Imagined {
	t.Helper()
	november, err := os.ReadFile("../transcripts/november.world")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"november.world": {Data: november}, "way.chat": {Data: []byte("# way\n" + w.setup + "\nC «x»\n")}}
	parsed, err := transcript.Parse(files, "way.chat")
	if err != nil {
		t.Fatal(err)
	}
	setup, err := parsed.Setup()
	if err != nil {
		t.Fatal(err)
	}
	world, err := transcript.NewImagined()
	if err != nil {
		t.Fatal(err)
	}
	if err := world.Prepare(setup); err != nil {
		t.Fatal(err)
	}
	for _, words := range w.words {
		say(t, world, words)
	}
	if q := world.State().Question; q == nil || q.ID != w.question {
		t.Fatalf("waits for %+v, want %s\n%s", q, w.question, strings.Join(world.Rules, "\n"))
	}
	return world
}

func say(t *testing.T, world *transcript.Imagined, words string) {
	t.Helper()
	if err := world.Say(words); err != nil {
		t.Fatal(err)
	}
}

// TestEveryQuestionHasAWayOut: whatever is being asked, a customer can drop it
// in words, and can have a person.
func TestEveryQuestionHasAWayOut(t *testing.T) {
	t.Parallel()
	for _, w := range ways() {
		t.Run(string(w.question), func(t *testing.T) {
			t.Parallel()
			world := open(t, w)
			before, err := world.Facts()
			if err != nil {
				t.Fatal(err)
			}
			say(t, world, "quiero hablar con una persona")
			after, err := world.Facts()
			if err != nil {
				t.Fatal(err)
			}
			if after.HandOver != string(dialog.ReasonManualRequest) {
				t.Errorf("no person came: %q", after.HandOver)
			}
			if len(after.Bookings) != len(before.Bookings) {
				t.Errorf("bookings came or went: %d, then %d", len(before.Bookings), len(after.Bookings))
			}
			if w.question == dialog.NameCheck || w.question == dialog.NameAsk {
				return // nothing is being arranged yet
			}
			world = open(t, w)
			say(t, world, "déjalo")
			if q := world.State().Question; q != nil && q.ID == w.question && len(world.State().Stack) > 0 {
				t.Errorf("it cannot be left\n%s", strings.Join(world.Rules, "\n"))
			}
			left, err := world.Facts()
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range left.Bookings {
				for _, a := range b.Appointments {
					if a.Status == "cancelled" {
						t.Error("leaving cancelled an appointment")
					}
				}
			}
		})
	}
}

// TestWordsThatSayNothingChangeNothing: what is being arranged survives a
// question, a greeting, thanks and nonsense, to the last value.
func TestWordsThatSayNothingChangeNothing(t *testing.T) {
	t.Parallel()
	for _, w := range ways() {
		switch w.question {
		case dialog.NameCheck, dialog.NameAsk, dialog.GuestName, dialog.SurnameAsk, dialog.ConsultOffer, dialog.WaitOffer, dialog.PersonOffer, dialog.BookOffer:
			continue // an answer of any words, or nothing arranged
		}
		t.Run(string(w.question), func(t *testing.T) {
			t.Parallel()
			for _, words := range []string{"¿hay parking?", "hola", "gracias", "asdfgh"} {
				world := open(t, w)
				before := arranged(t, world)
				say(t, world, words)
				if after := arranged(t, world); after != before {
					t.Errorf("%q changed what is being arranged\nfrom %s\n  to %s", words, before, after)
				}
			}
		})
	}
}

// arranged writes what a customer has settled so far: people, services, day,
// stylist, slot.
func arranged(t *testing.T, world *transcript.Imagined) string {
	t.Helper()
	var out []any
	for _, f := range world.State().Stack {
		d := f.Draft
		out = append(out, f.Scenario, d.Visit, d.Stylist, d.NotStylists, d.When, d.Chosen, d.For, d.Party, d.About, d.Candidates, len(d.Offers), d.BookingID)
	}
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
