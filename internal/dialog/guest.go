package dialog

import (
	"slices"
	"strconv"
	"strings"

	"atrevete/internal/salon"
)

// The relations that are not somebody else.
const (
	relationWriter = "yo"
	relationAll    = "todos"
)

// guest is the row of somebody the writer books for; nil for the writer. One
// without a name is called by what she is to the writer: "Hija de Julia". nth
// tells several apart of whom nothing is known.
func (t *turn) guest(p *Person, nth int) *salon.Guest {
	if p == nil {
		return nil
	}
	if p.First != "" {
		return &salon.Guest{FirstName: p.First, LastName: p.Last}
	}
	what := p.Relation
	if what == "" {
		what = "acompañante"
		if nth > 1 {
			what += " " + strconv.Itoa(nth)
		}
	}
	return &salon.Guest{FirstName: capital(t.ofWriter(spelled(what)))}
}

// ofWriter is "hija de Julia".
func (t *turn) ofWriter(what string) string {
	if first := t.firstName(); first != "" {
		return what + " de " + first
	}
	return what
}

// whoIs is how to speak of a person to the writer: "ti", "tu hija", "Lucía".
func (t *turn) whoIs(p *Person) string {
	switch {
	case p == nil:
		return "ti"
	case p.First != "":
		return strings.TrimSpace(p.First + " " + p.Last)
	case p.Relation != "":
		return "tu " + spelled(p.Relation)
	}
	return "tu acompañante"
}

// visitor is whoIs for a row: "Hija de Julia" is spoken of as "tu hija".
func (t *turn) visitor(c salon.Customer) string {
	if what, ok := strings.CutSuffix(c.FirstName, " de "+t.firstName()); ok && c.LastName == "" && t.firstName() != "" {
		return "tu " + strings.ToLower(what)
	}
	return c.FullName()
}

// spelled gives relations, which understanding folds, their accents.
func spelled(relation string) string {
	switch relation {
	case "tia":
		return "tía"
	case "tio":
		return "tío"
	case "cunada":
		return "cuñada"
	case "cunado":
		return "cuñado"
	case "companera":
		return "compañera"
	case "nina":
		return "niña"
	case "nino":
		return "niño"
	case "bebe":
		return "bebé"
	}
	return relation
}

// fitting swaps a service for the one the salon has for such a person: a
// "Corte" for a husband is the "Corte caballero", for a girl of six the "Corte
// niña". What has no such counterpart stays.
func (t *turn) fitting(p *Person, ids []salon.ID) []salon.ID {
	kind := kindOf(p)
	if kind == "" {
		return ids
	}
	out := slices.Clone(ids)
	for i, id := range ids {
		s, ok := t.view.Salon.Catalogue.Service(id)
		if !ok {
			continue
		}
		word, _, _ := strings.Cut(salon.Fold(s.Name), " ")
		for _, other := range t.view.Salon.Catalogue.Services {
			if salon.Fold(other.Name) == word+" "+kind && other.Category == s.Category {
				out[i] = other.ID
			}
		}
	}
	return out
}

// The ages up to which the salon's services for babies and children are meant.
const (
	babyAge  = 2
	childAge = 12
)

// kindOf is the word in the catalogue's names that fits a person: "caballero",
// "nino", "nina", "bebe", or none.
func kindOf(p *Person) string {
	if p == nil {
		return ""
	}
	boy := slices.Contains([]string{"hijo", "nieto", "sobrino", "nino", "primo", "hermano", "nene", "peque"}, p.Relation)
	switch {
	case p.Relation == "bebe" || (p.Age > 0 && p.Age <= babyAge):
		return "bebe"
	case p.Relation == "nina" || (p.Age > 0 && p.Age <= childAge && !boy):
		return "nina"
	case p.Relation == "nino" || (p.Age > 0 && p.Age <= childAge):
		return "nino"
	case slices.Contains([]string{"marido", "esposo", "novio", "padre", "hermano", "abuelo", "suegro", "tio", "primo", "cunado", "sobrino", "yerno"}, p.Relation):
		return "caballero"
	}
	return ""
}
