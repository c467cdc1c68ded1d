package dialog

import (
	"strings"
	"unicode/utf8"

	"atrevete/internal/salon"
)

// SplitName cuts a full name: compound first names stay together, the rest is
// the surname.
func SplitName(words []string) Person {
	n := 1
	if len(words) > 1 {
		switch first, second := salon.Fold(words[0]), salon.Fold(words[1]); {
		case len(words) >= 3 && first == "maria" && nameParticle(second): // María del Mar, María de los Ángeles
			n = 3
			if len(words) > 4 && nameParticle(salon.Fold(words[2])) {
				n = 4
			}
		case CompoundFirst(first, second):
			n = 2
		}
	}
	n = min(n, len(words))
	return Person{First: TitleName(strings.Join(words[:n], " ")), Last: TitleName(strings.Join(words[n:], " "))}
}

// nameParticle reports whether a folded word joins names: "de la Fuente".
func nameParticle(w string) bool {
	switch w {
	case "de", "del", "la", "las", "los", "y", "i":
		return true
	}
	return false
}

// CompoundFirst knows the usual double first names.
func CompoundFirst(first, second string) bool {
	b := salon.Fold(second)
	switch salon.Fold(first) {
	case "maria", "mari":
		switch b {
		case "jose", "carmen", "angeles", "luisa", "teresa", "isabel", "dolores", "pilar", "jesus", "elena", "cristina", "rosa", "antonia", "victoria", "mar", "eugenia",
			"paz", "nieves", "belen", "fernanda", "cruz", "soledad", "concepcion", "inmaculada", "mercedes", "lourdes", "rosario", "angel", "del", "amparo", "esther", "sol", "reyes", "luz", "josefa", "francisca", "trinidad", "asuncion", "ana", "jesusa", "consuelo", "montserrat":
			return true
		}
	case "ana":
		return b == "maria" || b == "isabel" || b == "belen" || b == "rosa" || b == "cristina" || b == "lucia" || b == "paula" || b == "victoria"
	case "jose":
		return b == "luis" || b == "maria" || b == "antonio" || b == "manuel" || b == "miguel" || b == "angel" || b == "ramon" || b == "ignacio" || b == "carlos" || b == "javier" || b == "francisco" || b == "enrique"
	case "juan":
		return b == "carlos" || b == "jose" || b == "antonio" || b == "manuel" || b == "pablo" || b == "luis" || b == "francisco" || b == "ramon" || b == "miguel" || b == "ignacio"
	case "luis", "miguel", "victor", "francisco", "manuel", "pedro", "carlos":
		return b == "miguel" || b == "angel" || b == "manuel" || b == "javier" || b == "jose" || b == "maria" || b == "alberto" || b == "antonio"
	case "rosa", "laura", "carmen", "eva", "marta", "sara", "julia", "elena", "luz", "lucia", "sofia", "paula", "clara", "alba":
		return b == "maria" || b == "mari"
	}
	return false
}

// surnameOf is what a profile says besides the first name when it reads like a
// surname: "Torres", "de la Fuente", but no initials, trades or places of work.
func surnameOf(last string) string {
	words := strings.Fields(last)
	if len(words) == 0 || len(words) > 4 {
		return ""
	}
	for i, w := range words {
		folded := salon.Fold(w)
		if nameParticle(folded) && folded != "y" && i < len(words)-1 {
			continue
		}
		if !isName(w) || utf8.RuneCountInString(w) < 3 || tradeWord(folded) {
			return ""
		}
	}
	return last
}

// tradeWord knows what people put behind their first name that is no surname.
func tradeWord(w string) bool {
	switch w {
	case "fisio", "pintor", "pintora", "fontanero", "electricista", "abogada", "abogado", "coach", "yoga", "foto", "fotos", "fotografia", "nueva", "nuevo",
		"uni", "cole", "gym", "vecina", "vecino", "amiga", "amigo", "barcelona", "bcn", "madrid", "sevilla", "valencia", "bilbao", "malaga", "espana":
		return true
	}
	return false
}
