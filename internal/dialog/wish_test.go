package dialog_test

import (
	"slices"
	"testing"

	"atrevete/internal/dialog"
)

func TestServicesChangeHalfWay(t *testing.T) {
	t.Parallel()
	extra := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), wants("peinado-extra"), on("2026-12-12")).hears("70 min", "10:00", "10:45", "Víctor")
	}
	extra(t).say(no(), wants("peinado")).hears("40 min", "17,50 €", "10:00", "11:00", "not", "10:45")
	extra(t).say(rather(wants("corte"))).hears("26,20 €", "10:00", "11:00")
	p := begin(t, laura).say(book(), wants("corte", "peinado", "secado"), on("2026-12-12")).hears("85 min", "51,90 €")
	p.say(without(wants("secado"))).hears("80 min", "43,70 €")
	p.say(rather(wants("corte"))).hears("40 min", "26,20 €")
	p.say(wants("secado")).hears("45 min", "34,40 €")
	p.say(without(wants("corte", "secado"))).waits(dialog.ServiceAsk)
	p.say(wants("corte")).hears("sábado 12", "10:00") // the day was kept
	p = offered(t)
	p.say(rather(oneOf("infoactivo-sensitivo", "infoactivo-fuerza"))).hears("1.", "2.").waits(dialog.ServicePick)
}

func TestServiceAsk(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), on("2026-11-27")).waits(dialog.ServiceAsk)
	}
	p := ask(t)
	p.say(yes()).hears("peluquería", "estética").waits(dialog.ServiceAsk)
	p.say(pick(1)).waits(dialog.ServiceAsk)
	p.say(faq("parking")).hears("aparcamiento", "?").waits(dialog.ServiceAsk)
	p.say(more()).waits(dialog.ServiceAsk)
	p.say(wants("corte")).hears("10:30", "12:30")
	ask(t).say(no()).hears("no se te ha cobrado").waits("")
	ask(t).say(wants("no-such-service")).waits(dialog.ServiceAsk)
}

func TestServicePick(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), oneOf("corte", "peinado"), on("2026-11-27")).
			hears("1. Corte", "26,20 €", "2. Peinado", "17,50 €").waits(dialog.ServicePick)
	}
	ask(t).say(pick(2)).hears("17,50 €", "10:30")
	ask(t).say(wants("corte")).hears("26,20 €", "10:30")
	p := ask(t)
	p.say(p.option("Peinado")).hears("17,50 €")
	p = ask(t)
	p.say(yes()).hears("1. Corte").waits(dialog.ServicePick)
	p.say(whatever()).hears("1. Corte").waits(dialog.ServicePick)
	p.say(no()).hears("peluquería").waits(dialog.ServiceAsk)
	begin(t, laura).say(book(), oneOf("nothing", "nowhere")).waits(dialog.ServiceAsk)
	begin(t, laura).say(dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioBook, Services: services("corte")}, on("2026-11-27")).hears("10:30")
}

func TestPack(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), wants("mechas"), on("2026-12-12")).hears("62,50 €", "80,00 €", "8,70 €").waits(dialog.PackOffer)
	}
	visit := func(p *play) []string {
		var got []string
		for _, id := range p.draft().Visit.Services {
			got = append(got, string(id))
		}
		return append(got, string(p.draft().Visit.Pack))
	}
	for name, c := range map[string]struct {
		says []dialog.Command
		want []string
	}{
		"yes":                   {[]dialog.Command{yes()}, []string{"pack:mechas-corte"}},
		"its name":              {[]dialog.Command{pack("mechas-corte")}, []string{"pack:mechas-corte"}},
		"its other service":     {[]dialog.Command{wants("corte")}, []string{"pack:mechas-corte"}},
		"yes and the service":   {[]dialog.Command{yes(), wants("mechas")}, []string{"pack:mechas-corte"}},
		"no":                    {[]dialog.Command{no()}, []string{"service:mechas", ""}},
		"only the one":          {[]dialog.Command{rather(wants("mechas"))}, []string{"service:mechas", ""}},
		"no, only the one":      {[]dialog.Command{no(), rather(wants("mechas"))}, []string{"service:mechas", ""}},
		"yes, but only the one": {[]dialog.Command{yes(), rather(wants("mechas"))}, []string{"service:mechas", ""}},
		"no, something else":    {[]dialog.Command{no(), wants("peinado")}, []string{"service:peinado", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := ask(t).say(c.says...)
			if got := visit(p); !slices.Equal(got, c.want) {
				t.Errorf("visit %q, want %q", got, c.want)
			}
			p.hears("12 de diciembre", "10:00", "not", "te ahorras")
		})
	}
	p := ask(t)
	p.say(pick(2)).waits(dialog.PackOffer)
	p.say(faq("parking")).hears("aparcamiento", "80,00 €").waits(dialog.PackOffer)
	p.say(yes(), rather(on("2026-11-28"))).hears("60 min", "sábado 28", "sábado 12") // 60 minutes do not fit on the 28th
	// both services asked for: the pack is offered too; and it opens up again
	p = begin(t, laura).say(book(), wants("mechas", "corte"), on("2026-12-12")).hears("80,00 €", "Mechas", "Corte").waits(dialog.PackOffer)
	p.say(yes()).waits(dialog.SlotPick)
	p.say(without(wants("corte"))).hears("62,50 €", "not", "te ahorras")
	begin(t, laura).say(book(), pack("mechas-corte"), on("2026-12-12")).hears("80,00 €", "10:00").waits(dialog.SlotPick)
	begin(t, laura).say(book(), pack("no-such-pack"), on("2026-12-12")).waits(dialog.ServiceAsk)
	begin(t, laura).say(book(), dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices, Pack: "pack:mechas-corte"}, on("2026-12-12")).waits(dialog.SlotPick)
}

func TestHairAndBeautyApart(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), wants("corte", "depilacion-de-cejas"), on("2026-11-26"), with("rosa")).
			hears("Corte", "Depilación de cejas", "separad").waits(dialog.SplitOffer)
	}
	p := ask(t)
	p.say(yes()).hears("jueves 26", "10:00", "Marta", "11:30", "Ana", "not", "con Rosa")
	p.say(pick(1)).hears("5,24 €")
	p.pay().hears("confirmada", "Depilación de cejas", "Rosa", "7,00 €").waits(dialog.SlotPick)
	p.say(pick(1)).hears("1,40 €")
	p.pay().hears("confirmada").waits(dialog.Done)
	p.appointments("confirmed 11-26 10:00 marta corte", "confirmed 11-26 10:45 rosa depilacion-de-cejas") // she is in the other chair until 10:40

	ask(t).say(wants("corte")).hears("Rosa").waits(dialog.StylistPref)
	ask(t).say(wants("depilacion-de-cejas")).hears("7,00 €", "10:00", "Rosa")
	p = ask(t)
	p.say(p.option("Solo Depilación de…")).hears("7,00 €")
	p = ask(t)
	p.say(pick(2)).waits(dialog.StylistPref)
	p = ask(t)
	p.say(pick(7)).waits(dialog.SplitOffer)
	p.say(no()).hears("Corte o Depilación").waits(dialog.SplitOffer)
	p.say(thank()).waits(dialog.SplitOffer)
	// a stylist of hair is no wish for the beauty part
	p = begin(t, laura).say(book(), wants("corte", "depilacion-de-cejas"), on("2026-11-26"), with("ana"))
	p.say(yes()).hears("11:30", "Ana")
}

func TestPricesOfferABooking(t *testing.T) {
	t.Parallel()
	p := begin(t, laura).say(about(dialog.TopicPrice, "corte")).hears("26,20 €", "40 min").waits(dialog.BookOffer)
	p.say(about(dialog.TopicPrice, "barro-gold")).hears("48,00 €").waits(dialog.BookOffer)
	if n := len(p.w.State().Stack); n != 1 {
		t.Errorf("%d drafts", n)
	}
	p.say(faq("parking")).hears("aparcamiento", "?").waits(dialog.BookOffer)
	p.say(pick(1)).waits(dialog.DateAsk)
	p = begin(t, laura).say(about(dialog.TopicDuration, "corte", "secado")).hears("45 min", "34,40 €").waits(dialog.BookOffer)
	p.say(yes()).waits(dialog.DateAsk)
	begin(t, laura).say(dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicPrice, Pack: "pack:mechas-corte"}).hears("80,00 €").waits(dialog.BookOffer)
	begin(t, laura).say(dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicPrice, Candidates: services("corte", "peinado")}).hears("26,20 €", "17,50 €", "not", "En total").waits("")
	begin(t, laura).say(about(dialog.TopicPrice)).hears("servicio").waits("")
	begin(t, laura).say(about(dialog.TopicPrice, "barro-gold"), on("2026-12-12")).hears("48,00 €", "sábado 12").waits(dialog.SlotPick)
	p = begin(t, laura).say(book(), wants("mechas")).waits(dialog.PackOffer)
	p.say(yes()).waits(dialog.DateAsk)
	p.say(about(dialog.TopicPrice)).hears("80,00 €").waits(dialog.DateAsk)
	begin(t, laura).say(book()).say(about(dialog.TopicPrice)).hears("peluquería").waits(dialog.ServiceAsk)
	begin(t, laura).say(about(dialog.TopicServices)).hears("peluquería").waits("")
}
