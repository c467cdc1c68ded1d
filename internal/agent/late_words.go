package agent

import (
	"context"
	"fmt"
	"slices"

	"atrevete/internal/salon"
)

// joinLateWords puts the words of a voice note that came in a row of their own
// into the note, when both wait: the note then has its words from the start.
// Their row stays next to it and is processed with it.
func joinLateWords(rows []salon.Inbound) []salon.Inbound {
	late := map[string][]salon.Inbound{} // by the note they amend
	notes := map[string]bool{}
	for _, r := range rows {
		if r.Amends == "" {
			notes[r.Source+" "+r.ExternalID] = true
		} else {
			key := r.Source + " " + r.Amends
			late[key] = append(late[key], r)
		}
	}
	if len(late) == 0 {
		return rows
	}
	joined := make([]salon.Inbound, 0, len(rows))
	for _, r := range rows {
		if r.Amends != "" {
			if !notes[r.Source+" "+r.Amends] {
				joined = append(joined, r)
			}
			continue
		}
		words := late[r.Source+" "+r.ExternalID]
		if len(words) > 0 && r.Wordless() {
			r.Attachments = slices.Clone(words[0].Attachments)
		}
		joined = append(joined, r)
		for _, w := range words {
			w.Merged = true
			joined = append(joined, w)
		}
	}
	return joined
}

// counts reports whether a row is something to answer. Of a voice note and its
// words, which come in two rows and in any order, one does.
func (t *turn) counts(ctx context.Context, r salon.Inbound) (bool, error) {
	var counts bool
	var err error
	switch {
	case r.Merged:
		return false, nil
	case r.Amends != "":
		if counts, err = t.agent.Store.LateWordsCount(ctx, r); err == nil && !counts {
			t.rules = append(t.rules, "words of a voice note came too late")
		}
	case r.Wordless():
		counts, err = t.agent.Store.WordsCame(ctx, r)
		counts = !counts
	default:
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the other half of a voice note: %w", err)
	}
	return counts, nil
}
