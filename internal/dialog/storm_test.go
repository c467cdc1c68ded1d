package dialog_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Whatever customers say and whenever payments, timers and staff come in, the
// dialogue comes to rest, asks one thing at a time, never holds two slots for
// one wish, and never sells a stylist twice. The pretend salon checks purity.
func TestStorm(t *testing.T) {
	t.Parallel()
	vocabulary := func(p *play) []dialog.Command {
		commands := []dialog.Command{
			yes(), no(), more(), leave(), greet(), thank(), bye(), unclear(), whatever(), anybody(), book(),
			pick(1), pick(2), pick(-1), pick(5), wants("corte"), wants("mechas"), wants("secado"), wants("depilacion-de-cejas"),
			wants("consulta-gratuita-peluqueria"), rather(wants("peinado")), without(wants("corte")), oneOf("corte", "peinado"), pack("mechas-corte"),
			with("marta"), with("rosa"), rather(with("ana")), notWith(with("pilar")), somebody("Lucas"),
			on("2026-11-26"), on("2026-11-27"), rather(on("2026-12-12")), on("2026-11-29"), on("2026-11-30", "2026-12-06"), on("2026-11-01"), on("2027-11-01"),
			when(dialog.When{Soonest: true}), at("12:30"), at("17:00"), at("03:00"), asked(at("17:00")), from("14:00"), until("13:00"),
			named("Laura", ""), named("", "Gil"), rather(named("Lucía", "Ruiz")), faq("parking"), about(dialog.TopicPrice, "corte"), about(dialog.TopicPrice),
			about(dialog.TopicAppointments), about(dialog.TopicServices),
			{Kind: dialog.Ask, Topic: dialog.TopicOpenOn, When: on("2026-12-08").When},
			trouble(dialog.TopicPaymentTrouble), trouble(dialog.TopicPaymentClaim), chat(dialog.TopicInsult), wordless(dialog.TopicVoice),
			cancel(), everything(cancel()), notWith(cancel()), number(cancel(), 2), by(cancel(), "pilar"), move(), everything(move()), late(), notWith(late()),
			delay(5), everything(delay(20)), number(yes(), 1), number(no(), 2), everything(yes()), everything(no()), notWith(no()), whose(no(), "hija"), start(dialog.ScenarioConsult),
			{Kind: dialog.Choose, Option: "dead"},
		}
		if q := p.w.State().Question; q != nil {
			for _, o := range q.Options {
				commands = append(commands, dialog.Command{Kind: dialog.Choose, Option: o.ID}, dialog.Command{Kind: dialog.Choose, Option: o.ID})
			}
		}
		return commands
	}
	rapid.Check(t, func(rt *rapid.T) {
		setup := rapid.SampledFrom([]string{laura, newcomer, nameless, withA2, withA3}).Draw(rt, "setup")
		p := begin(rt, setup)
		for range rapid.IntRange(1, 14).Draw(rt, "turns") {
			switch rapid.IntRange(0, 19).Draw(rt, "event") {
			case 0:
				p.after(time.Duration(rapid.IntRange(1, 40).Draw(rt, "minutes")) * time.Minute)
			case 1:
				_ = p.w.Pay(rapid.Bool().Draw(rt, "first")) // there may be no link
			case 2:
				p.take("marta", "2026-11-27 12:30")
			case 3:
				p.check(p.w.Staff(rapid.SampledFrom([]string{"human", "assistant", "closed"}).Draw(rt, "staff")))
			case 4:
				p.after(time.Duration(rapid.IntRange(1, 100).Draw(rt, "hours")) * time.Hour)
			default:
				burst := rapid.SliceOfN(rapid.SampledFrom(vocabulary(p)), 1, 4).Draw(rt, "burst")
				p.say(burst...)
			}
			oneHoldAtMost(rt, p)
			if f := p.facts(); f.Owner == salon.OwnerHuman {
				p.check(p.w.Staff("assistant"))
			}
		}
	})
}

// oneHoldAtMost: every hold belongs to a draft, and no two drafts hold
// something at once.
func oneHoldAtMost(t *rapid.T, p *play) {
	drafts := 0
	for _, f := range p.w.State().Stack {
		if !f.Draft.BookingID.Empty() {
			drafts++
		}
	}
	if drafts > 1 {
		t.Fatalf("%d drafts hold something\n%s", drafts, strings.Join(p.w.Rules, "\n"))
	}
}
