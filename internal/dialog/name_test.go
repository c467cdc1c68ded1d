package dialog_test

import (
	"strings"
	"testing"

	"atrevete/internal/dialog"
)

func TestProfileName(t *testing.T) {
	t.Parallel()
	for profile, want := range map[string]string{
		"Laura": "Laura", "laura": "Laura", "LAURA GÓMEZ": "Laura Gómez", "María José Pérez": "María José Pérez", "Anne-Marie": "Anne-Marie",
		"María José": "María José", "Juan Carlos": "Juan Carlos", "laura torres": "Laura Torres", "Laura de la Fuente": "Laura de la Fuente", "Ana Pérez Gil": "Ana Pérez Gil",
		"Laura Fisio": "Laura", "Ana y Luis": "Ana", "Laura BCN": "Laura", "Marta T": "Marta", "María del Mar Soler": "María del Mar Soler",
		"Íñigo": "Íñigo", "Bo": "Bo", "Lucía_G": "Lucía", "Sofía R.": "Sofía", "  Carla  ": "Carla", "Chloé": "Chloé",
		"✨✨": "", ".": "", "": "", "💅Lu💅": "", "✨Sof✨": "", "Mamá ❤️": "", "Mama": "", "Peluquería Sol": "", "Uñas Mari": "",
		"L": "", "aaa": "", "Brt": "", "600112233": "", "Ana2": "", "Reformas Paco S.L.": "", "~": "", "-": "", "Cliente": "",
		"Sr. Pérez": "", "Rosa Nails": "", "@laura": "", "a.b": "", "uno dos tres cuatro cinco seis": "", "Bartolomeofernandodelascasas": "",
	} {
		person, ok := dialog.ProfileName(profile)
		got := strings.TrimSpace(person.First + " " + person.Last)
		if got != want || ok != (want != "") {
			t.Errorf("ProfileName(%q) = %q, %v; want %q", profile, got, ok, want)
		}
	}
}

func TestTitleName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"LUCÍA": "Lucía", "lucía garcía": "Lucía García", "McArthur": "McArthur", "de la fuente": "De la Fuente", "DE LA FUENTE": "De la Fuente",
		"anne-marie": "Anne-Marie", "o'connor": "O'Connor", "  ana   maría ": "Ana María", "": "",
	} {
		if got := dialog.TitleName(name); got != want {
			t.Errorf("TitleName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNameAnswers(t *testing.T) {
	t.Parallel()
	offers := []string{"10:30", "12:30"}
	asks := func(t *testing.T, setup string, q dialog.QuestionID) *play {
		t.Helper()
		return begin(t, setup).say(book(), wants("corte"), on("2026-11-27"), until("13:59")).
			hears("Maite", "not", "10:30").waits(q).customer("")
	}
	check := func(t *testing.T) *play { t.Helper(); return asks(t, newcomer, dialog.NameCheck) }
	ask := func(t *testing.T) *play { t.Helper(); return asks(t, nameless, dialog.NameAsk) }

	check(t).say(yes()).customer("Laura").hears(append(offers, "Laura")...)
	check(t).say(no(), named("lucía", "")).customer("Lucía").hears(offers...)
	check(t).say(named("Lucía", "García")).customer("Lucía García").hears(offers...)
	p := check(t)
	p.say(p.option("Sí, soy Laura")).customer("Laura").hears(offers...)
	p = check(t)
	p.say(no()).customer("").hears("not", "Laura", "10:30").waits(dialog.NameAsk)
	p.say(named("Lucía", "")).customer("Lucía").hears(offers...)
	p = check(t)
	p.say(wordless(dialog.TopicSticker)).hears("Laura").waits(dialog.NameCheck)
	p.say(yes(), asked(on("2026-11-28"))).hears("sábado 28", "10:00").customer("Laura")

	p = ask(t)
	p.say(yes()).waits(dialog.NameAsk).hears("no", "not", "10:30")
	p.say(unclear()).hears(offers...).customer("").waits(dialog.SlotPick)
	ask(t).say(no()).hears(offers...).customer("")
	ask(t).say(named("Rosa", "")).customer("Rosa").hears(offers...)
	p = ask(t)
	p.say(wordless(dialog.TopicSticker)).waits(dialog.NameAsk)
}

func TestIgnoredNameIsAskedWithTheSurname(t *testing.T) {
	t.Parallel()
	picked := func(t *testing.T) *play {
		t.Helper()
		p := begin(t, newcomer)
		p.say(greet()).hears("Maite", "Laura").waits(dialog.NameCheck)
		p.say(book(), wants("corte"), on("2026-11-27"), until("13:59")).hears("10:30", "12:30", "not", "Laura")
		return p.say(pick(1)).hears("nombre", "apellido").waits(dialog.SurnameAsk)
	}
	picked(t).say(named("Lucía", "García")).customer("Lucía García").hears("Lucía García", "5,24 €")
	picked(t).say(named("", "Lucía García")).customer("Lucía García").hears("5,24 €")
	p := picked(t)
	p.say(named("Lucía", "")).customer("Lucía").hears("apellido").waits(dialog.SurnameAsk)
	p.say(named("García", "López")).customer("Lucía García López").hears("5,24 €")
	p = picked(t) // never told: the booking still belongs to somebody
	p.say(yes()).waits(dialog.SurnameAsk)
	p.say(unclear()).hears("5,24 €", "not", "Cliente").waits(dialog.PayWait).customer("Laura")
	p = picked(t)
	p.say(no()).hears("5,24 €").waits(dialog.PayWait)
	// a name given in between counts
	p = begin(t, newcomer)
	p.say(greet())
	p.say(book(), wants("corte"), on("2026-11-27"), until("13:59"))
	p.say(named("Lucía", "")).customer("Lucía").hears("Lucía", "10:30")
}

func TestSurname(t *testing.T) {
	t.Parallel()
	asked := func(t *testing.T) *play {
		t.Helper()
		p := begin(t, newcomer)
		p.say(book(), wants("corte"), on("2026-11-27"), until("13:59"))
		p.say(yes())
		return p.say(pick(1)).hears("apellido").waits(dialog.SurnameAsk)
	}
	asked(t).say(named("", "gil")).customer("Laura Gil").hears("Laura Gil", "5,24 €")
	asked(t).say(named("gil", "")).customer("Laura Gil")
	asked(t).say(named("Laura", "Gil")).customer("Laura Gil")
	asked(t).say(named("Gil", "Ruiz")).customer("Laura Gil Ruiz")
	asked(t).say(rather(named("Lucía", "Ruiz"))).customer("Lucía Ruiz")
	p := asked(t)
	p.say(named("Laura", "")).hears("apellido").waits(dialog.SurnameAsk)
	p.say(pick(1)).hears("5,24 €").customer("Laura").waits(dialog.PayWait)
	p = asked(t)
	p.say(faq("parking")).hears("aparcamiento", "apellido").waits(dialog.SurnameAsk)
	p.say(unclear()).hears("apellido").waits(dialog.SurnameAsk)
	p.say(unclear()).hears("5,24 €").handedOver("")
	// still free to change the slot
	asked(t).say(at("12:30")).waits(dialog.SurnameAsk)
	p = asked(t)
	p.say(at("12:30"))
	p.say(named("", "Gil")).hears("12:30", "Marta").appointments(heldRow)
	p = asked(t)
	p.say(rather(on("2026-11-28"))).hears("sábado 28", "10:00").waits(dialog.SlotPick)
}

func TestKnownCustomersAreGreetedOnceAndRenamedOnlyWhenTheyAsk(t *testing.T) {
	t.Parallel()
	p := begin(t, laura)
	p.say(greet()).hears("Laura", "?", "not", "asistenta").waits("")
	p.say(named("Lucía", "")).customer("Laura Gómez")
	p.say(rather(named("Laura", "Gómez Ruiz"))).customer("Laura Gómez Ruiz").hears("Gómez Ruiz")
	p.say(rather(named("", "Ruiz"))).customer("Laura Ruiz")
	p = offered(t)
	p.say(rather(named("Laura María", ""))).customer("Laura María Gómez").hears("Laura María", "10:30")
	p.say(greet()).hears("10:30", "12:30").waits(dialog.SlotPick)
}

func TestFirstContactWithNothingToKeep(t *testing.T) {
	t.Parallel()
	p := begin(t, newcomer).say(greet()).waits(dialog.NameCheck)
	p.say(yes()).hears("Laura", "?").waits("")
	p = begin(t, newcomer)
	p.say(greet()).waits(dialog.NameCheck)
	p.say(unclear()).hears("?").waits("")
	p = begin(t, newcomer)
	p.say(greet())
	p.say(chat(dialog.TopicSmallTalk)).hears("citas")
	p = begin(t, newcomer)
	p.say(named("Laura", "Gil"), book(), wants("corte"), with("marta"), on("2026-11-27"), at("17:00")).
		hears("Maite", "17:00", "5,24 €", "not", "apellido").customer("Laura Gil")
}
