package replies

import (
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// TestEveryKindFillsItsTemplate: for each utterance that may have to go out as a
// template, the words for every variable that the kind promises are there.
func TestEveryKindFillsItsTemplate(t *testing.T) {
	t.Parallel()
	specs := map[salon.MessageKind][]string{}
	for _, spec := range salon.MessageSpecs() {
		specs[spec.Kind] = spec.Facts
	}
	for _, line := range dialog.Lines() {
		kind := dialog.Utterance{ID: line.ID}.MessageKind()
		if kind == "" {
			continue
		}
		for _, data := range samples()[line.ID] {
			words := templateWords(view(), dialog.Utterance{ID: line.ID, Data: data}.TemplateFacts())
			for _, name := range specs[kind] {
				if words[name] == "" {
					t.Errorf("%s (%s) does not know %q of %+v", line.ID, kind, name, data)
				}
			}
		}
	}
}
