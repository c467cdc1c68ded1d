package sim

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"atrevete/internal/salon"
)

// hand is how somebody types.
type hand struct {
	typos     int  // percent of messages with a mistyped word
	noAccents bool // never writes an accent
	noMarks   bool // never opens a question, never ends a sentence
	lower     bool
	chat      bool // q, xa, porfa
	emoji     int  // percent of messages with an emoji
}

func newHand(r *rand.Rand, register register) hand {
	h := hand{typos: 3, emoji: 8}
	switch {
	case register == formal:
		h.typos, h.emoji = 1, 0
	case chance(r, 15):
		h = hand{typos: 30, noAccents: true, noMarks: true, lower: true, chat: chance(r, 50), emoji: 10}
	case chance(r, 50):
		h.noAccents, h.noMarks, h.lower = true, true, chance(r, 70)
	}
	return h
}

// write is a text as this hand types it. Words of the kept texts stay as they are.
func (h hand) write(r *rand.Rand, text string, keep ...string) string {
	if h.noMarks {
		text = strings.NewReplacer("¿", "", "¡", "").Replace(text)
		text = strings.TrimRight(text, ".")
	}
	kept := map[string]bool{}
	for _, one := range keep {
		for _, word := range strings.Fields(salon.Fold(one)) {
			kept[word] = true
		}
	}
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = h.word(r, w, kept[strings.Trim(salon.Fold(w), ".,;:!?¿¡")])
	}
	if chance(r, h.typos) {
		mistype(r, words, kept)
	}
	text = strings.Join(words, " ")
	if chance(r, h.emoji) {
		text += " " + pick(r, []string{"😊", "🙏", "😘", "💇‍♀️", "🥰", "☺️", "👌"})
	}
	return text
}

func (h hand) word(r *rand.Rand, w string, name bool) string {
	if h.lower && !name {
		w = strings.ToLower(w)
	}
	if h.noAccents && !name {
		w = plain(w)
	}
	if h.chat {
		short := map[string]string{"que": "q", "para": "xa", "también": "tb", "tambien": "tb", "por": "x", "porque": "xq", "bueno": "bno"}
		if s, ok := short[w]; ok && chance(r, 50) {
			w = s
		}
	}
	return w
}

// plain drops accents but keeps ñ and the case.
func plain(w string) string {
	return strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u",
		"Á", "A", "É", "E", "Í", "I", "Ó", "O", "Ú", "U").Replace(w)
}

// mistype spoils one long word as thumbs do: a letter lost, doubled, or two swapped.
func mistype(r *rand.Rand, words []string, kept map[string]bool) {
	var long []int
	for i, w := range words {
		if len([]rune(w)) >= 6 && !kept[strings.Trim(salon.Fold(w), ".,;:!?¿¡")] && strings.IndexFunc(w, notLetter) < 0 {
			long = append(long, i)
		}
	}
	if len(long) == 0 {
		return
	}
	i := pick(r, long)
	letters := []rune(words[i])
	at := 1 + r.IntN(len(letters)-2)
	switch r.IntN(3) {
	case 0:
		letters = append(letters[:at], letters[at+1:]...)
	case 1:
		letters = append(letters[:at], append([]rune{letters[at]}, letters[at:]...)...)
	default:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	}
	words[i] = string(letters)
}

func notLetter(c rune) bool { return !unicode.IsLetter(c) }
