package spanish

import "atrevete/internal/salon"

// part is a part of the day: a range of starts, never an hour.
type part struct {
	name             string
	earliest, latest salon.ClockTime // of the start; zero: open
	endBy            salon.ClockTime
	latestFirst      bool
	today            bool // "esta tarde"
	yesterday        bool
	mer              meridiem
	shown            salon.Hours // nominal bounds, for display
}

const hour = salon.ClockTime(60)

// The parts of the day as the salon's conversations use them.
func partNamed(name string) part {
	switch name {
	case "manana":
		return part{name: "por la mañana", latest: 14*hour - 1, mer: morning, shown: salon.Hours{Start: 8 * hour, End: 14 * hour}}
	case "tarde":
		return part{name: "por la tarde", earliest: 14 * hour, mer: afternoon, shown: salon.Hours{Start: 14 * hour, End: 20 * hour}}
	case "noche":
		return part{name: "por la noche", earliest: 20 * hour, mer: night, shown: salon.Hours{Start: 20 * hour, End: 24 * hour}}
	case "madrugada":
		return part{name: "de madrugada", latest: 6*hour - 1, mer: dawn, shown: salon.Hours{End: 6 * hour}}
	case "mediodia":
		return part{name: "a mediodía", earliest: 12 * hour, latest: 15*hour - 1, mer: noon, shown: salon.Hours{Start: 12 * hour, End: 15 * hour}}
	case "primera":
		return part{name: "a primera hora", latest: 11*hour - 1, shown: salon.Hours{Start: 8 * hour, End: 11 * hour}}
	case "ultima":
		return part{name: "a última hora", earliest: 18 * hour, latestFirst: true, shown: salon.Hours{Start: 18 * hour, End: 21 * hour}}
	case "ultimamanana":
		return part{name: "a última hora de la mañana", earliest: 12 * hour, latest: 14*hour - 1, latestFirst: true, shown: salon.Hours{Start: 12 * hour, End: 14 * hour}}
	case "iniciodia":
		return part{name: "a primera hora", latest: 11*hour - 1, shown: salon.Hours{Start: 6 * hour, End: 11 * hour}}
	case "temprano":
		return part{name: "a primera hora", latest: 11*hour - 1, shown: salon.Hours{Start: 4 * hour, End: 11 * hour}}
	case "mitaddia":
		return part{name: "a mitad del día", earliest: 11 * hour, latest: 16*hour - 1, shown: salon.Hours{Start: 11 * hour, End: 16 * hour}}
	case "finaldia":
		return part{name: "al final del día", earliest: 17 * hour, latestFirst: true, shown: salon.Hours{Start: 17 * hour, End: 21 * hour}}
	case "plenatarde":
		return part{name: "en plena tarde", earliest: 15 * hour, latest: 17*hour - 1, mer: afternoon, shown: salon.Hours{Start: 15 * hour, End: 17 * hour}}
	case "primeranoche":
		return part{name: "a primera hora de la noche", earliest: 19 * hour, mer: night, shown: salon.Hours{Start: 19 * hour, End: 22 * hour}}
	case "tardedenoche":
		return part{name: "por la noche", earliest: 21 * hour, mer: night, shown: salon.Hours{Start: 21 * hour, End: 24 * hour}}
	case "primeratarde":
		return part{name: "a primera hora de la tarde", earliest: 14 * hour, latest: 17*hour - 1, shown: salon.Hours{Start: 14 * hour, End: 17 * hour}}
	case "mediamanana":
		return part{name: "a media mañana", earliest: 10*hour + 30, latest: 12*hour + 30, shown: salon.Hours{Start: 10*hour + 30, End: 13 * hour}}
	case "mediatarde":
		return part{name: "a media tarde", earliest: 16 * hour, latest: 18*hour + 30, shown: salon.Hours{Start: 16 * hour, End: 19 * hour}}
	case "antescomer":
		return part{name: "antes de comer", endBy: 14 * hour, shown: salon.Hours{Start: 8 * hour, End: 14 * hour}}
	case "despuescomer":
		return part{name: "después de comer", earliest: 15 * hour, shown: salon.Hours{Start: 15 * hour, End: 20 * hour}}
	case "despuestrabajo":
		return part{name: "después del trabajo", earliest: 18 * hour, shown: salon.Hours{Start: 18 * hour, End: 21 * hour}}
	case "tardenoche":
		return part{name: "por la tarde", earliest: 18 * hour, mer: night, shown: salon.Hours{Start: 18 * hour, End: 21 * hour}}
	}
	return part{}
}

// dayPart reads a part of the day at i.
func (r *reader) dayPart(i int) (*part, int) {
	if name, n := r.phrasePart(i); name != "" {
		p := partNamed(name)
		return &p, n
	}
	if r.at(i) == "anoche" {
		p := partNamed("noche")
		p.yesterday = true
		return &p, i + 1
	}
	if thisWord(r.at(i)) || r.at(i) == "toda" && r.at(i+1) == "la" {
		j := i + 1
		if r.at(j) == "la" || r.at(j) == "misma" {
			j++
		}
		if m := r.at(j); m == "tarde" || m == "noche" || m == "manana" || m == "madrugada" || m == "mediodia" {
			p := partNamed(m)
			p.today = thisWord(r.at(i))
			return &p, j + 1
		}
		return nil, i
	}
	if r.is(i, "tarde", "noche") && (weekdayWord(r.at(i-1)) != 0 || r.isNumber(i-1) && weekdayWord(r.at(i-2)) != 0 || r.is(i-1, "hoy")) && !r.is(i-2, "mas") {
		p := partNamed(r.at(i))
		return &p, i + 1
	}
	if r.is(i, "una", "alguna", "cualquier", "otra") && r.is(i+1, "tarde", "manana", "noche") && (r.at(i) != "otra" || r.at(i+1) != "manana") {
		p := partNamed(r.at(i + 1))
		return &p, i + 2
	}
	j := i
	for n := 0; n < 2 && r.is(j, "por", "en", "de", "a", "para", "durante", "sobre", "plena"); n++ {
		j++
	}
	led := j > i
	if r.at(j) == "la" || r.at(j) == "las" {
		led = true
		j++
	}
	switch r.at(j) {
	case "tardes", "mananas", "noches":
		if !led || r.is(i-1, "buenas") || r.at(j-1) != "las" {
			return nil, i
		}
		p := partNamed(r.at(j)[:len(r.at(j))-1])
		return &p, j + 1
	case "tarde", "noche", "manana", "madrugada":
		if !led || j == i || r.at(j) == "manana" && r.at(j-1) != "la" && !(r.at(j-1) == "de" && weekdayWord(r.at(j-2)) != 0) || r.is(j-1, "a", "de") && r.at(j) == "tarde" && r.at(j-1) == "a" {
			return nil, i
		}
		name := r.at(j)
		if r.at(j) == "tarde" && (r.at(j+1) == "noche" || r.at(j+2) == "noche" && r.is(j+1, "-", "/")) {
			p := partNamed("tardenoche")
			return &p, j + 2
		}
		p := partNamed(name)
		return &p, j + 1
	}
	return nil, i
}

// phrasePart reads the set phrases.
func (r *reader) phrasePart(i int) (name string, next int) {
	j := i
	if r.is(j, "a", "al", "en", "de", "por", "sobre", "para") {
		j++
	}
	if r.is(j, "el", "la", "las", "lo") {
		j++
	}
	if n, ok := r.matchAny(j, "mediodia", "medio dia", "media dia"); ok {
		return "mediodia", n
	}
	if n, ok := r.matchAny(j, "media manana"); ok {
		return "mediamanana", n
	}
	if n, ok := r.matchAny(j, "media tarde"); ok {
		return "mediatarde", n
	}
	if n, ok := r.matchAny(j, "primera hora", "primeras horas", "primerisima hora"); ok {
		return r.firstHour(n)
	}
	if n, ok := r.matchAny(j, "ultima hora", "ultimas horas"); ok {
		if k, hit := r.matchAny(n, "de la manana", "por la manana"); hit {
			return "ultimamanana", k
		}
		if k, hit := r.matchAny(n, "de la tarde", "por la tarde", "del dia"); hit {
			n = k
		}
		return "ultima", n
	}
	if n, ok := r.matchAny(i, "antes de comer", "antes de la comida", "antes del almuerzo", "antes de almorzar", "antes del mediodia"); ok {
		return "antescomer", n
	}
	if n, ok := r.matchAny(i, "despues de comer", "despues de la comida", "tras la comida", "despues de almorzar", "despues del mediodia", "a la hora de la siesta"); ok {
		return "despuescomer", n
	}
	if n, ok := r.matchAny(i, "despues del trabajo", "despues de trabajar", "al salir del trabajo", "al salir de trabajar", "cuando salga del trabajo", "cuando salga de trabajar"); ok {
		return "despuestrabajo", n
	}
	return r.edgePart(i)
}

func (r *reader) firstHour(n int) (string, int) {
	if k, hit := r.matchAny(n, "de la tarde", "por la tarde"); hit {
		return "primeratarde", k
	}
	if k, hit := r.matchAny(n, "de la noche", "por la noche"); hit {
		return "primeranoche", k
	}
	if k, hit := r.matchAny(n, "de la manana", "por la manana"); hit {
		return "temprano", k
	}
	if k, hit := r.matchAny(n, "del dia"); hit {
		n = k
	}
	return "primera", n
}

func (r *reader) edgePart(i int) (string, int) {
	if r.is(i, "temprano") && r.is(i-1, "o") && r.is(i-2, "tarde") {
		return "", i // "tarde o temprano"
	}
	if n, ok := r.matchAny(i, "pronto por la manana", "pronto en la manana", "prontito por la manana", "por la manana pronto"); ok {
		return "temprano", n
	}
	if n, ok := r.matchAny(i, "al inicio del dia", "al principio del dia", "a principio del dia", "al empezar el dia", "al comenzar el dia", "al comienzo del dia"); ok {
		return "iniciodia", n
	}
	if n, ok := r.matchAny(i, "en plena tarde", "a plena tarde", "plena tarde"); ok {
		return "plenatarde", n
	}
	if n, ok := r.matchAny(i, "temprano por la manana", "temprano en la manana", "muy temprano por la manana", "al amanecer", "por la manana temprano", "temprano", "tempranito", "nada mas abrir", "cuando abrais", "a la hora de abrir"); ok {
		return "primera", n
	}
	if n, ok := r.matchAny(i, "al final del dia", "al acabar el dia", "a final del dia", "al terminar el dia", "a finales del dia"); ok {
		return "finaldia", n
	}
	if n, ok := r.matchAny(i, "lo mas tarde posible", "lo ultimo que tengas",
		"lo mas tarde que tengas", "antes de cerrar", "al cierre", "a la hora de cerrar", "la ultima hora que tengas"); ok {
		return "ultima", n
	}
	if n, ok := r.matchAny(i, "a mitad del dia", "en medio del dia"); ok {
		return "mitaddia", n
	}
	if n, ok := r.matchAny(i, "durante la comida", "a la hora de comer", "a la hora de la comida"); ok {
		return "mediodia", n
	}
	if n, ok := r.matchAny(i, "pronto por la tarde", "temprano por la tarde", "temprano en la tarde", "por la tarde pronto", "por la tarde temprano", "prontito por la tarde"); ok {
		return "primeratarde", n
	}
	if n, ok := r.matchAny(i, "temprano en la noche", "temprano por la noche", "por la noche pronto", "pronto por la noche", "por la noche temprano"); ok {
		return "primeranoche", n
	}
	if n, ok := r.matchAny(i, "tarde por la noche", "tarde en la noche", "por la noche tarde"); ok {
		return "tardedenoche", n
	}
	if n, ok := r.matchAny(i, "al anochecer", "al caer la noche"); ok {
		return "noche", n
	}
	if n, ok := r.matchAny(i, "ultima hora de la tarde", "al atardecer", "al caer la tarde", "tarde en la tarde", "por la tarde tarde", "ultima de la tarde", "tarde noche"); ok {
		return "tardenoche", n
	}
	if n, ok := r.matchAny(i, "tarde en la manana", "tarde por la manana", "a finales de la manana", "al final de la manana"); ok {
		return "ultimamanana", n
	}
	return "", i
}
