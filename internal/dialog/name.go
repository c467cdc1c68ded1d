package dialog

import (
	"strings"
	"unicode"

	"atrevete/internal/salon"
)

// The longest first name we believe.
const maxNameRunes = 20

// notNames are words of profile names that name a shop, a family role or
// nobody at all (folded).
func notNames() map[string]bool {
	words := "mama papa mami papi madre padre abuela abuelo tia tio hija hijo amor cari carino vida " +
		"peluqueria salon estetica barberia belleza beauty unas nails hair spa clinica farmacia bar restaurante cafe " +
		"tienda taller moda inmobiliaria academia panaderia fruteria floristeria autoescuela gym fitness studio estudio " +
		"sl sa slu sociedad grupo servicios reformas transportes hotel boutique shop store oficial info contacto " +
		"cliente usuario user whatsapp movil telefono trabajo casa personal empresa privado admin test prueba " +
		"disponible ocupado ocupada hola nadie anonimo desconocido the yo solo soy sr sra srta don dona dr dra"
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// ProfileName reads a name out of the name of a profile, with its surname when
// that is there, too; false when the profile has none that a person could be
// called by: emojis, dots, initials, shops, "Mamá ❤️". Decorated names (✨Sof✨) are
// not trusted: better ask.
func ProfileName(profile string) (Person, bool) {
	profile = strings.TrimSpace(profile)
	if profile == "" || strings.ContainsFunc(profile, decorates) {
		return Person{}, false
	}
	words := strings.FieldsFunc(profile, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '_' })
	if len(words) == 0 || len(words) > 5 {
		return Person{}, false
	}
	unwanted := notNames()
	for _, w := range words {
		if unwanted[strings.Trim(salon.Fold(w), ".")] {
			return Person{}, false
		}
	}
	if !isName(words[0]) {
		return Person{}, false
	}
	p := SplitName(words)
	if first := strings.Fields(p.First); len(first) > 1 && !isName(first[len(first)-1]) {
		return Person{First: first[0]}, true
	}
	p.Last = surnameOf(p.Last)
	return p, true
}

// decorates reports whether a character has no place in a name as people write it.
func decorates(r rune) bool {
	switch {
	case unicode.IsLetter(r), unicode.IsSpace(r), strings.ContainsRune("-'’.,_", r):
		return false
	}
	return true
}

// isName reports whether a word could be a first name: letters, at least two
// and not all the same, with a vowel.
func isName(word string) bool {
	runes := []rune(word)
	if len(runes) < 2 || len(runes) > maxNameRunes {
		return false
	}
	folded := salon.Fold(word)
	if !strings.ContainsAny(folded, "aeiouy") || strings.Count(folded, folded[:1]) == len(folded) {
		return false
	}
	for i, r := range runes {
		edge := i == 0 || i == len(runes)-1
		if !unicode.IsLetter(r) && (edge || !strings.ContainsRune("-'’", r)) {
			return false
		}
	}
	return true
}

// TitleName writes a name with a capital, as its owner would: LAURA and laura
// become Laura; mixed case is left as it is.
func TitleName(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if name != strings.ToLower(name) && name != strings.ToUpper(name) {
		return name
	}
	runes := []rune(strings.ToLower(name))
	start := true
	for i, r := range runes {
		if start {
			runes[i] = unicode.ToUpper(r)
		}
		start = r == ' ' || r == '-' || r == '\'' || r == '’'
	}
	words := strings.Split(string(runes), " ")
	for i, w := range words {
		switch w {
		case "De", "Del", "La", "Las", "Los", "Y":
			if i > 0 {
				words[i] = strings.ToLower(w)
			}
		}
	}
	return strings.Join(words, " ")
}
