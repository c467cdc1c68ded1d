package spanish

import (
	"slices"
	"strings"
	"testing"

	"atrevete/internal/dialog"
)

// TestAWordMeansOnlyServicesThatAreCalledSo: a word shared by several services
// lists those that have it in a name or alias, and no other: "corte" never
// lists colour. "Recogido" is nobody's name and lists what dresses the hair.
func TestAWordMeansOnlyServicesThatAreCalledSo(t *testing.T) {
	t.Parallel()
	shop := demoSalon(t)
	engine := New()
	lex := engine.lexicon(shop)
	for word, ids := range lex.shared {
		for _, id := range ids {
			s := lex.services[id]
			called := strings.Join(plainWords(s.Name+" "+strings.Join(s.Aliases, " ")), " ")
			if word == "recogido" || word == "semirecogido" {
				called = strings.ReplaceAll(called, "peinado", word)
			}
			if !strings.Contains(called, strings.TrimSuffix(strings.Fields(word)[0], "s")) {
				t.Errorf("%q lists %s, which is not called so", word, s.Name)
			}
		}
	}
	for _, s := range shop.Catalogue.Services {
		got := engine.Understand(dialog.View{Salon: shop, Now: at(t, "2026-11-25 11:00")}, dialog.State{}, []dialog.Message{{Text: s.Name}})
		named := slices.ContainsFunc(got, func(c dialog.Command) bool { return slices.Contains(c.Services, s.ID) })
		if !named {
			t.Errorf("its own name does not mean %s: %s", s.Name, sketches(got))
		}
	}
}

// TestGreetingsAreNoPartOfTheSearch: what is polite around a wish changes
// nothing about what is wished for.
func TestGreetingsAreNoPartOfTheSearch(t *testing.T) {
	t.Parallel()
	engine := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	wishes := func(text string) string {
		var out []dialog.Command
		for _, c := range engine.Understand(view, dialog.State{}, []dialog.Message{{Text: text}}) {
			if c.Kind == dialog.Start || c.Kind == dialog.Set {
				out = append(out, c)
			}
		}
		return sketches(out)
	}
	for _, plain := range []string{"corte", "un infoactivo", "mechas", "color", "un tratamiento", "manicura", "corte de niños"} {
		want := wishes(plain)
		for _, polite := range []string{"hola, " + plain, "buenas tardes! " + plain + " por favor", "hola buenos días, quería " + plain + ", gracias", plain + " 😊"} {
			if got := wishes(polite); got != want {
				t.Errorf("%q\n got %s\nwant %s", polite, got, want)
			}
		}
	}
}
