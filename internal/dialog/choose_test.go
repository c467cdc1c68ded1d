package dialog_test

import (
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func TestChoosingAmongOffers(t *testing.T) {
	t.Parallel()
	second, first := []string{"provisional 11-27 12:30 marta corte"}, []string{"provisional 11-27 10:30 pilar corte"}
	for name, c := range map[string]struct {
		says []dialog.Command
		want []string
	}{
		"a number":                    {[]dialog.Command{pick(2)}, second},
		"the last":                    {[]dialog.Command{pick(-1)}, second},
		"an hour":                     {[]dialog.Command{at("12:30")}, second},
		"a stylist":                   {[]dialog.Command{with("marta")}, second},
		"yes and an hour":             {[]dialog.Command{yes(), at("12:30")}, second},
		"an hour and a stylist":       {[]dialog.Command{at("10:30"), with("pilar")}, first},
		"anything":                    {[]dialog.Command{whatever()}, first},
		"a choice by stylist":         {[]dialog.Command{{Kind: dialog.Choose, Stylist: "stylist:marta"}}, second},
		"a choice by hour":            {[]dialog.Command{{Kind: dialog.Choose, When: &dialog.When{At: clock("12:30")}}}, second},
		"another hour that is free":   {[]dialog.Command{at("17:00")}, []string{"provisional 11-27 17:00 marta corte"}},
		"a choice of a new hour":      {[]dialog.Command{{Kind: dialog.Choose, When: &dialog.When{Kind: dialog.WhenTime, At: clock("17:00")}}}, []string{"provisional 11-27 17:00 marta corte"}},
		"no, and an hour":             {[]dialog.Command{no(), at("17:00")}, []string{"provisional 11-27 17:00 marta corte"}},
		"the same day and hour":       {[]dialog.Command{on("2026-11-27"), at("12:30")}, second},
		"the hour, then the same day": {[]dialog.Command{at("12:30"), on("2026-11-27")}, second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			offered(t).say(c.says...).hears("5,24 €").appointments(c.want...).waits(dialog.PayWait)
		})
	}
}

func TestWhatChoosesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says  []dialog.Command
		hears []string
	}{
		"yes":                        {[]dialog.Command{yes()}, []string{"10:30", "12:30"}},
		"the third of two":           {[]dialog.Command{pick(3)}, []string{"2", "10:30", "12:30"}},
		"the hour of another":        {[]dialog.Command{at("10:30"), with("marta")}, []string{"10:30 es con Pilar", "12:30"}},
		"the first, of another":      {[]dialog.Command{pick(1), with("marta")}, []string{"10:30 es con Pilar", "12:30"}},
		"the last, of another":       {[]dialog.Command{pick(-1), with("pilar")}, []string{"12:30 es con Marta", "10:30"}},
		"an hour asked about":        {[]dialog.Command{asked(at("17:00"))}, []string{"17:00", "Marta", "18:30", "not", "5,24 €"}},
		"a part asked about":         {[]dialog.Command{asked(from("14:00"))}, []string{"17:00", "18:30"}},
		"an hour that is not free":   {[]dialog.Command{at("11:00")}, []string{"11:00", "10:30", "12:30"}},
		"an option we never offered": {[]dialog.Command{{Kind: dialog.Choose, Option: "dead"}}, []string{"ya no", "10:30", "12:30"}},
		"no, another day":            {[]dialog.Command{no(), on("2026-11-26")}, []string{"jueves 26", "10:00", "11:30"}},
		"no, somebody else":          {[]dialog.Command{no(), with("ana")}, []string{"18:30", "Ana", "not", "10:30"}},
		"better with somebody":       {[]dialog.Command{rather(with("marta"))}, []string{"12:30", "17:00", "not", "Pilar"}},
		"not with somebody":          {[]dialog.Command{notWith(with("pilar"))}, []string{"12:30", "not", "Pilar"}},
		"a stylist not offered":      {[]dialog.Command{{Kind: dialog.Choose, Stylist: "stylist:ana"}}, []string{"18:30", "Ana"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			offered(t).say(c.says...).hears(c.hears...).appointments()
		})
	}
}

func TestTappedOptions(t *testing.T) {
	t.Parallel()
	p := offered(t)
	p.say(p.option("Vie 27 · 12:30 Marta")).hears("5,24 €").appointments(heldRow)

	p = offered(t) // an option of an older list of the same draft is still good
	old := p.option("Vie 27 · 10:30 Pilar")
	p.say(p.option("Otras horas")).hears("17:00", "18:30")
	p.say(old).hears("10:30", "Pilar", "5,24 €")
}

func TestMoreOffersThenOtherDays(t *testing.T) {
	t.Parallel()
	p := offered(t)
	p.say(more()).hears("17:00", "Marta", "18:30", "Ana", "not", "10:30")
	p.say(more()).hears("19:15", "Víctor").waits(dialog.SlotSingle)
	p.say(no()).hears("no me quedan más horas", "sábado 28", "10:00", "Víctor", "miércoles 2")
	// a day picks among offers on several days, by date or by weekday
	thursday := dialog.When{Kind: dialog.WhenDate, From: date("2026-11-25"), To: date("2026-11-25"), Weekday: true}
	p.say(when(thursday)).hears("miércoles 2 de diciembre", "10:30", "5,24 €")

	p = begin(t, laura).say(book(), wants("corte"), on("2026-11-27"), with("marta")).hears("12:30", "17:00")
	p.say(more()).hears("jueves 3", "10:00", "Marta", "not", "Pilar")
}

func TestSingleOffer(t *testing.T) {
	t.Parallel()
	single := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), wants("corte"), on("2026-11-26"), from("17:00"), with("pilar")).
			hears("17:00", "17:40", "Pilar").waits(dialog.SlotSingle)
	}
	single(t).say(yes()).hears("17:00", "5,24 €").appointments("provisional 11-26 17:00 pilar corte")
	single(t).say(pick(1)).appointments("provisional 11-26 17:00 pilar corte")
	single(t).say(yes(), with("ana")).appointments() // "vale, pero con Ana"
	single(t).say(yes(), more()).appointments()      // "sí, pero ¿más tarde?"
	single(t).say(yes(), rather(on("2026-11-28"))).hears("sábado 28").appointments()
	single(t).say(pick(2)).hears("Solo te había propuesto una", "17:00").waits(dialog.SlotSingle)
	p := single(t)
	p.say(greet()).hears("17:00").waits(dialog.SlotSingle)
}

func TestDigressionsKeepTheOffers(t *testing.T) {
	t.Parallel()
	p := offered(t)
	before := p.draft()
	p.say(faq("parking")).hears("aparcamiento público", "10:30", "12:30").waits(dialog.SlotPick)
	p.say(about(dialog.TopicPrice, "barro-gold")).hears("48,00 €", "40 min", "10:30", "12:30")
	p.say(about(dialog.TopicDuration)).hears("40 min", "26,20 €", "10:30")
	p.say(about(dialog.TopicServices)).hears("peluquería", "estética", "10:30")
	p.say(about(dialog.TopicStylists)).hears("Rosa", "Harol", "10:30")
	p.say(about(dialog.TopicUnknown)).hears("persona del equipo", "10:30")
	p.say(faq("nothing-like-it")).hears("persona del equipo", "10:30")
	p.say(about(dialog.TopicAppointments)).hears("ninguna cita", "10:30")
	p.say(thank()).hears("10:30", "12:30")
	p.say(chat(dialog.TopicSmallTalk)).hears("10:30", "12:30")
	p.say(chat(dialog.TopicInjection)).hears("10:30", "12:30", "not", "descuento")
	p.say(chat(dialog.TopicRobot)).hears("Maite", "persona del equipo")
	p.say(chat(dialog.TopicForeign)).hears("Spanish", "10:30")
	p.say(chat(dialog.TopicInsult)).hears("10:30", "not", "persona del equipo")
	p.say(chat(dialog.TopicInsult)).hears("persona del equipo")
	p.say(wordless(dialog.TopicVoice)).hears("audio", "10:30", "not", "persona del equipo")
	p.say(wordless(dialog.TopicVoice)).hears("audio", "persona del equipo")
	p.say(wordless(dialog.TopicPhoto)).hears("foto", "10:30")
	p.say(wordless(dialog.TopicLocation)).hears("Calle de la Constitución 5", "10:30")
	p.say(wordless(dialog.TopicSticker)).hears("10:30").waits(dialog.SlotPick)
	p.say(book()).hears("10:30", "12:30")
	if after := p.draft(); len(after.Offers) != len(before.Offers) || after.Visit.Services[0] != before.Visit.Services[0] {
		t.Errorf("the draft changed: %+v", after)
	}
	p.say(pick(2)).appointments(heldRow)
}

func TestOpeningQuestions(t *testing.T) {
	t.Parallel()
	open := func(day string) dialog.Command {
		return dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicOpenOn, When: &dialog.When{Kind: dialog.WhenDate, From: date(day), To: date(day)}}
	}
	begin(t, laura).say(open("2026-11-28")).hears("sábado 28 de noviembre", "9:00", "14:00", "not", "?").waits("")
	p := begin(t, laura).say(open("2026-12-08")).hears("martes 8 de diciembre", "festivo", "miércoles 9 de diciembre").waits(dialog.BookOffer)
	p.say(yes()).waits(dialog.ServiceAsk)
	p = begin(t, laura).say(open("2026-12-08")).hears("festivo").waits(dialog.BookOffer)
	p.say(no()).hears("not", "?").waits("")
	p = offered(t)
	p.say(open("2026-11-29")).hears("domingo 29", "10:30", "12:30").waits(dialog.SlotPick)
	begin(t, laura).say(book(), wants("corte"), on("2026-11-27"), open("2026-11-28")).
		hears("9:00", "10:30", "12:30").waits(dialog.SlotPick)
	begin(t, laura).say(about(dialog.TopicOpenOn)).hears("martes a viernes", "10:00", "20:00")
}

func TestStylistPreference(t *testing.T) {
	t.Parallel()
	asks := func(t *testing.T) *play {
		t.Helper()
		p := begin(t, newcomer)
		p.say(book(), wants("corte"), on("2026-11-27"))
		return p.say(yes()).hears("viernes 27", "Pilar", "Marta", "Ana", "Víctor", "not", "Rosa", "Harol").waits(dialog.StylistPref)
	}
	first := []string{"10:30", "Pilar", "12:30", "Marta"}
	asks(t).say(pick(1)).hears(first...).waits(dialog.SlotPick)
	asks(t).say(whatever()).hears(first...)
	asks(t).say(anybody()).hears(first...)
	asks(t).say(no()).hears(first...)
	asks(t).say(pick(3)).hears("18:30", "Ana").waits(dialog.SlotSingle)
	asks(t).say(with("marta")).hears("12:30", "17:00", "not", "Pilar")
	asks(t).say(dialog.Command{Kind: dialog.Choose, Stylist: "stylist:marta"}).hears("12:30", "17:00", "not", "Pilar")
	p := asks(t)
	p.say(p.option("La primera libre")).hears(first...)
	p = asks(t)
	p.say(p.option("Víctor")).hears("19:15")
	p = asks(t)
	p.say(yes()).hears("¿", "Pilar", "Marta").waits(dialog.StylistPref)
	p.say(pick(9)).waits(dialog.StylistPref)
	p.say(faq("parking")).hears("aparcamiento", "Pilar", "primera").waits(dialog.StylistPref)
	// a part of the day, or a known customer: not asked
	p = begin(t, newcomer)
	p.say(book(), wants("corte"), on("2026-11-27"), from("14:00"))
	p.say(yes()).hears("17:00", "18:30").waits(dialog.SlotPick)
}

func TestOffersAreCheckedAgainWhenTaken(t *testing.T) {
	t.Parallel()
	p := offered(t).take("marta", "2026-11-27 12:30")
	p.say(pick(2)).hears("12:30 con Marta", "10:30", "Pilar", "17:00", "not", "5,24 €").waits(dialog.SlotPick).appointments()
	p.say(pick(1)).hears("10:30", "5,24 €")

	// a start that is too near by now is gone as well
	p = begin(t, laura).say(book(), wants("corte"), on("2026-11-25")).hears("16:30", "18:00")
	p.after(4*time.Hour + 45*time.Minute)
	p.say(pick(1)).hears("18:00", "Víctor", "not", "5,24 €").appointments()

	// an exact hour that went: the reason is not given twice
	p = begin(t, newcomer)
	p.say(book(), wants("corte"), on("2026-11-27"), at("17:00"), with("marta"))
	p.say(yes()).waits(dialog.SurnameAsk)
	p.take("marta", "2026-11-27 17:00")
	p.say(named("", "Gil")).hears("se", "17:00", "12:30", "not", "no están libres", "no hay hueco").waits(dialog.SlotSingle)
}

func TestPreferredStylistGetsTheExactHour(t *testing.T) {
	t.Parallel()
	p := begin(t, laura+"\nfree 2026-12-15 ana 12:00-12:40\nfree 2026-12-15 marta 12:00-12:40")
	p.say(book(), wants("corte"), on("2026-12-15"), at("12:00")).hears("12:00", "5,24 €")
	if d := p.draft(); d.Chosen == nil || d.Chosen.Slot.StylistID == salon.ID("") {
		t.Errorf("nothing chosen: %+v", d)
	}
}
