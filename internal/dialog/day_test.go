package dialog_test

import (
	"testing"

	"atrevete/internal/dialog"
)

func TestDays(t *testing.T) {
	t.Parallel()
	last := func(w dialog.When) dialog.When { w.From, w.To = date("2026-11-27"), date("2026-11-27"); return w }
	for name, c := range map[string]struct {
		says  []dialog.Command
		hears []string
		waits dialog.QuestionID
	}{
		"none":                  {nil, []string{"día", "not", "10:30"}, dialog.DateAsk},
		"an hour without a day": {[]dialog.Command{at("17:00")}, []string{"día"}, dialog.DateAsk},
		"the latest first":      {[]dialog.Command{when(last(dialog.When{Earliest: clock("18:00"), LatestFirst: true}))}, []string{"19:15", "18:30"}, dialog.SlotPick},
		"a part":                {[]dialog.Command{on("2026-11-27"), until("13:59")}, []string{"10:30", "12:30"}, dialog.SlotPick},
		"over by":               {[]dialog.Command{when(last(dialog.When{EndBy: clock("14:00")}))}, []string{"10:30", "12:30"}, dialog.SlotPick},
		"a week":                {[]dialog.Command{on("2026-11-30", "2026-12-06")}, []string{"miércoles 2", "jueves 3", "viernes 4", "sábado 5", "not", "martes 1"}, dialog.DateWhich},
		"the weekend":           {[]dialog.Command{on("2026-11-28", "2026-11-29")}, []string{"domingo 29", "sábado 28", "10:00", "13:00"}, dialog.SlotPick},
		"as soon as possible":   {[]dialog.Command{when(dialog.When{Soonest: true})}, []string{"miércoles 25", "16:30", "18:00"}, dialog.SlotPick},
		"past":                  {[]dialog.Command{on("2026-11-23")}, []string{"ya ha pasado"}, dialog.DateAsk},
		"past, as understood":   {[]dialog.Command{when(dialog.When{Past: true, From: date("2026-11-20"), To: date("2026-11-20")})}, []string{"ya ha pasado"}, dialog.DateAsk},
		"too far":               {[]dialog.Command{on("2027-06-01")}, []string{"martes 23 de febrero"}, dialog.DateAsk},
		"closed":                {[]dialog.Command{on("2026-11-29")}, []string{"domingo", "miércoles 2", "10:30", "jueves 3", "10:00"}, dialog.SlotPick},
		"a holiday":             {[]dialog.Command{on("2026-12-08")}, []string{"festivo", "miércoles 9", "jueves 10", "not", "Inmaculada"}, dialog.SlotPick},
		"full":                  {[]dialog.Command{on("2026-12-01")}, []string{"completo", "miércoles 2", "jueves 3"}, dialog.SlotPick},
		"a full range":          {[]dialog.Command{on("2026-11-30", "2026-12-01")}, []string{"esas fechas", "miércoles 2", "jueves 3"}, dialog.SlotPick},
		"an hour not free":      {[]dialog.Command{on("2026-11-27"), at("18:00"), with("marta")}, []string{"18:00", "17:00", "18:30"}, dialog.SlotPick},
		"an hour closed":        {[]dialog.Command{on("2026-11-27"), at("22:00")}, []string{"10:00", "20:00", "10:30", "12:30"}, dialog.SlotPick},
		"closed, of somebody":   {[]dialog.Command{on("2026-11-27"), at("03:00"), with("harol")}, []string{"10:00", "20:00", "10:30"}, dialog.SlotPick},
		"an hour too near":      {[]dialog.Command{on("2026-11-25"), at("11:30")}, []string{"60 min", "16:30", "18:00"}, dialog.SlotPick},
		"a part after closing":  {[]dialog.Command{on("2026-11-28"), from("14:00")}, []string{"14:00", "10:00", "13:00"}, dialog.SlotPick},
		"a part without room":   {[]dialog.Command{on("2026-11-26"), from("18:00")}, []string{"por la tarde", "16:00", "17:00"}, dialog.SlotPick},
		"a part, of somebody":   {[]dialog.Command{on("2026-11-27"), until("13:59"), with("ana")}, []string{"con Ana", "18:30"}, dialog.SlotPick},
		"too late in the day":   {[]dialog.Command{on("2026-11-25"), until("11:00")}, []string{"16:30"}, dialog.SlotPick},
		"over by, too early":    {[]dialog.Command{on("2026-11-26"), when(dialog.When{EndBy: clock("10:15")})}, []string{"10:00", "11:30"}, dialog.SlotPick},
		"a stylist away":        {[]dialog.Command{on("2026-12-04"), with("pilar")}, []string{"Pilar no está disponible", "viernes 4", "12:00", "Ana", "jueves 10", "11:00"}, dialog.SlotPick},
		"a stylist off":         {[]dialog.Command{on("2026-11-27"), with("harol")}, []string{"Harol no está disponible", "viernes 27", "10:30", "miércoles 2", "11:30"}, dialog.SlotPick},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin(t, laura).say(append([]dialog.Command{book(), wants("corte")}, c.says...)...).
				hears(c.hears...).waits(c.waits).appointments()
		})
	}
}

func TestTooLongForTheDay(t *testing.T) {
	t.Parallel()
	begin(t, laura).say(book(), wants("barro-gold", "agua-lluvia", "peinado-largo"), on("2026-11-27")).
		hears("110 min", "sábado 12 de diciembre", "10:00", "11:50").waits(dialog.SlotSingle)
	begin(t, laura).say(book(), wants("corte", "secado"), on("2026-11-27")).
		hears("45 min", "sábado 12 de diciembre", "10:00", "11:00").waits(dialog.SlotPick)
	begin(t, laura+"\ntaken 2026-12-12 2026-12-12\nworks victor sat closed").
		say(book(), wants("barro-gold", "agua-lluvia", "peinado-largo"), on("2026-11-27")).waits(dialog.DateAsk).
		hears("persona del equipo")
	begin(t, laura).say(book(), wants("barro-gold", "agua-lluvia", "peinado-largo", "cultura-de-color", "peinado-extra"), when(dialog.When{Soonest: true})).
		hears("persona del equipo").waits(dialog.DateAsk)
}

func TestWhichDay(t *testing.T) {
	t.Parallel()
	week := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), wants("corte"), on("2026-11-30", "2026-12-06")).waits(dialog.DateWhich)
	}
	third := []string{"jueves 3 de diciembre", "10:00", "18:00"}
	week(t).say(on("2026-12-03")).hears(third...)
	week(t).say(pick(2)).hears(third...)
	week(t).say(when(dialog.When{Kind: dialog.WhenDate, From: date("2026-11-26"), To: date("2026-11-26"), Weekday: true})).hears(third...)
	week(t).say(whatever()).hears("miércoles 2")
	p := week(t)
	p.say(p.option("Jueves 3 de diciembre")).hears(third...)
	p = week(t)
	p.say(yes()).hears("miércoles 2", "jueves 3").waits(dialog.DateWhich)
	p.say(pick(8)).hears("miércoles 2").waits(dialog.DateWhich)
	p.say(faq("parking")).hears("aparcamiento", "miércoles 2").waits(dialog.DateWhich)
	p.say(no()).hears("otra semana").waits(dialog.DateAsk)
	p.say(no()).hears("no se te ha cobrado").waits("")
	// another day than those named is simply a new wish; a part of the day too
	week(t).say(on("2026-11-27")).hears("viernes 27", "10:30")
	week(t).say(on("2026-12-03"), from("17:00")).hears("18:00", "Pilar").waits(dialog.SlotSingle)
}

func TestAskedForTheDay(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T) *play {
		t.Helper()
		return begin(t, laura).say(book(), wants("corte"), from("17:00")).waits(dialog.DateAsk)
	}
	p := ask(t)
	p.say(yes()).hears("día").waits(dialog.DateAsk)
	p.say(on("2026-11-27")).hears("17:00", "18:30") // the hour said before is kept
	ask(t).say(whatever()).hears("miércoles 25", "18:00")
	ask(t).say(pick(1)).hears("miércoles 25", "18:00")
	p = ask(t)
	p.say(pick(4)).waits(dialog.DateAsk)
	p.say(more()).waits(dialog.DateAsk)
	ask(t).say(no()).waits("").appointments()
}

func TestTwoReadingsOfADay(t *testing.T) {
	t.Parallel()
	next := dialog.When{Kind: dialog.WhenDate, From: date("2026-11-26"), To: date("2026-11-26")}
	other := dialog.When{Kind: dialog.WhenDate, From: date("2026-12-03"), To: date("2026-12-03")}
	next.Alternative = &other
	begin(t, laura).say(book(), wants("corte"), when(next)).
		hears("jueves 26 de noviembre", "10:00", "jueves 3 de diciembre").waits(dialog.SlotPick)

	full := dialog.When{Kind: dialog.WhenDate, From: date("2026-11-30"), To: date("2026-11-30")}
	full.Alternative = &dialog.When{Kind: dialog.WhenDate, From: date("2026-12-07"), To: date("2026-12-07")}
	begin(t, laura).say(book(), wants("corte"), when(full)).hears("miércoles 2").waits(dialog.SlotPick)

	mismatch := dialog.When{Kind: dialog.WhenDate, From: date("2026-11-26"), To: date("2026-11-26"), Mismatch: true}
	mismatch.Alternative = &dialog.When{Kind: dialog.WhenDate, From: date("2026-11-27"), To: date("2026-11-27")}
	p := begin(t, laura).say(book(), wants("corte"), when(mismatch)).
		hears("jueves 26", "o viernes 27", "not", "10:30").waits(dialog.DateWhich)
	p.say(pick(2)).hears("viernes 27", "10:30")
}

func TestStylistWhoCannot(t *testing.T) {
	t.Parallel()
	p := begin(t, laura).say(book(), wants("corte"), with("rosa"), on("2026-11-27")).
		hears("Rosa", "Pilar", "Marta", "Harol").waits(dialog.StylistPref)
	p.say(with("marta")).hears("12:30", "17:00")
	p = begin(t, laura).say(book(), wants("corte"), somebody("Lucas")).hears("Pilar", "Marta").waits(dialog.StylistPref)
	p.say(no()).waits(dialog.DateAsk)
	begin(t, laura).say(book(), wants("corte"), somebody("")).waits(dialog.StylistPref)
	// with the draft open: excluded, then wished for after all
	p = offered(t)
	p.say(notWith(with("marta"))).hears("10:30", "not", "Marta")
	p.say(rather(with("marta"))).hears("12:30", "17:00")
	p.say(notWith(with("marta"))).hears("not", "con Marta")
}

func TestHourNamedWhileOffersLieOnSeveralDays(t *testing.T) {
	t.Parallel()
	p := begin(t, laura).say(book(), wants("corte"), on("2026-11-29")).hears("miércoles 2", "jueves 3")
	p.say(at("12:00")).hears("día").waits(dialog.DateAsk)
	p.say(on("2026-12-09")).hears("miércoles 9", "12:00", "5,24 €")
}
