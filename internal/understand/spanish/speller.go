package spanish

import (
	"math/bits"
	"strings"
)

// speller repairs chat spellings and typos. It is built once per salon and
// never changes afterwards.
type speller struct {
	*vocabulary
	own     map[string]struct{} // the salon's words and the key words
	sounds  map[string]string   // phonetic key → word; "" when two words share it
	targets [24][]target        // words worth repairing to, by length
}

type target struct {
	word string
	mask uint32 // letters it has
}

// newSpeller knows the shared vocabulary, the key words and those given (names
// of services and of the team), folded.
func newSpeller(v *vocabulary, words []string) *speller {
	s := &speller{vocabulary: v, own: make(map[string]struct{}, 700), sounds: make(map[string]string, 900)}
	for w := range strings.FieldsSeq(keyWords) {
		s.addTarget(w)
	}
	for _, w := range words {
		s.addTarget(w)
	}
	return s
}

// right reports whether a folded word needs no repair.
func (s *speller) right(w string) bool {
	if _, ok := s.own[w]; ok {
		return true
	}
	_, ok := s.known[w]
	return ok
}

func (s *speller) addTarget(w string) {
	if _, have := s.own[w]; have {
		return
	}
	s.own[w] = struct{}{}
	if len(w) < 4 || len(w) >= len(s.targets) {
		return
	}
	s.targets[len(w)] = append(s.targets[len(w)], target{word: w, mask: letterMask(w)})
	key := soundKey(w)
	if other, taken := s.sounds[key]; taken && other != w {
		s.sounds[key] = ""
		return
	}
	s.sounds[key] = w
}

// repair sets norm of every word token.
func (s *speller) repair(l *line) {
	budget := maxRepaired
	for i := range l.toks {
		t := &l.toks[i]
		if t.kind != wordToken {
			continue
		}
		t.norm = chatWord(t.raw)
		if t.raw == "unas" && (i > 0 && (l.toks[i-1].raw == "las" || l.toks[i-1].raw == "mis") || i+1 < len(l.toks) && strings.HasPrefix(l.toks[i+1].raw, "permanente")) {
			t.norm = nail + "s" // written without ñ
		}
		if w := besides(l, i); w != "" {
			t.norm, t.repaired = w, true
			continue
		}
		if t.norm != t.raw || len(t.raw) < 4 || len(t.raw) > 20 || t.blocked {
			continue
		}
		if s.right(t.raw) {
			continue
		}
		if budget--; budget < 0 {
			continue
		}
		if w := s.nearest(t.raw, t.capital && i > 0 && l.toks[i-1].kind == wordToken); w != "" {
			t.norm, t.repaired = w, true
		}
	}
}

// besides repairs a word that only its neighbour explains: "y curto" is "y
// cuarto", "cuato cuesta" is "cuánto cuesta".
func besides(l *line, i int) string {
	w := l.toks[i].raw
	if w == "cuarto" && i > 0 && l.toks[i-1].raw == "las" {
		return "cuatro"
	}
	if len(w) < 4 || len(w) > 7 {
		return ""
	}
	if i > 0 && (l.toks[i-1].raw == "y" || l.toks[i-1].raw == "menos") && i > 1 {
		if _, _, hour := l.number(i - 2); hour {
			for _, full := range [...]string{"cuarto", "media"} {
				if w != full && w != "cuatro" && editDistance(w, full, 1) <= 1 {
					return full
				}
			}
		}
	}
	if i+1 < len(l.toks) && w != "cuanto" && w != "cuanta" && w != "cuarto" && w != "cuatro" {
		switch l.toks[i+1].raw {
		case "cuesta", "cuestan", "vale", "valen", "dura", "duran", "tarda", "es", "cobrais", "costaria":
			if editDistance(w, "cuanto", 1) <= 1 {
				return "cuanto"
			}
		}
	}
	return ""
}

// nearest finds the word meant, or "". proper: it looks like a proper name,
// which is repaired by sound only.
func (s *speller) nearest(w string, proper bool) string {
	if right := squeeze(w); right != w {
		if full := chatWord(right); full != right {
			return full
		}
		if s.right(right) {
			return right
		}
	}
	if hit := s.sounds[soundKey(w)]; hit != "" {
		return hit
	}
	if proper || len(w) < 5 && !strings.ContainsAny(w, "kwxz") && len(w) < 4 {
		return ""
	}
	limit := 1
	if len(w) >= 8 {
		limit = 2
	}
	best, bestCost, ties := "", limit+1, 0
	mask := letterMask(w)
	for n := max(4, len(w)-limit); n <= len(w)+limit && n < len(s.targets); n++ {
		for _, t := range s.targets[n] {
			if bits.OnesCount32(mask^t.mask) > 2*limit {
				continue
			}
			cost := editDistance(w, t.word, bestCost)
			if cost > limit || len(w) == 4 && (n == 4 || t.word[0] != w[0]) {
				continue
			}
			if t.word[0] != w[0] && (cost > 1 || len(t.word) == len(w) && t.word[1] == w[1]) {
				continue // people rarely miss the first letter
			}
			switch {
			case cost < bestCost:
				best, bestCost, ties = t.word, cost, 0
			case cost == bestCost && t.word != best && len(best) == len(w)+1 && n != len(w)+1:
				// a letter left out is likelier than one mistaken
			case cost == bestCost && t.word != best && n == len(w)+1 && len(best) != n:
				best, ties = t.word, 0
			case cost == bestCost && t.word != best:
				ties++
				if t.word[0] == w[0] && best[0] != w[0] {
					best, ties = t.word, 0
				}
			}
		}
	}
	if ties > 0 {
		return ""
	}
	return best
}

// squeeze says doubled letters once ("graciass", "siii").
func squeeze(w string) string {
	var b strings.Builder
	for k := range len(w) {
		if k > 0 && w[k] == w[k-1] && w[k] != 'l' && w[k] != 'r' {
			continue
		}
		b.WriteByte(w[k])
	}
	return b.String()
}

func letterMask(w string) uint32 {
	var m uint32
	for k := range len(w) {
		if c := w[k]; c >= 'a' && c <= 'z' {
			m |= 1 << (c - 'a')
		}
	}
	return m
}

// editDistance is the Damerau–Levenshtein distance (adjacent letters may swap),
// given up above limit. Words are ASCII and shorter than 24.
func editDistance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	var rows [3][25]int
	for j := 0; j <= len(b) && j < 25; j++ {
		rows[0][j] = j
	}
	if len(a) > 24 || len(b) > 24 {
		return limit + 1
	}
	for i := 1; i <= len(a); i++ {
		prev, cur, before := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
		cur[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			v := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				v = min(v, before[j-2]+1)
			}
			cur[j] = v
			least = min(least, v)
		}
		if least > limit {
			return limit + 1
		}
	}
	return rows[len(a)%3][len(b)]
}

// soundKey writes a folded word as it sounds in Spain, so that "kiero" and
// "quiero", "mexas" and "mechas", "ueco" and "hueco" meet.
func soundKey(w string) string {
	var b [32]byte
	n := 0
	put := func(c byte) {
		if n < len(b) && (n == 0 || b[n-1] != c) {
			b[n] = c
			n++
		}
	}
	at := func(k int) byte {
		if k < len(w) {
			return w[k]
		}
		return 0
	}
	for k := 0; k < len(w); k++ {
		next := at(k + 1)
		soft := next == 'e' || next == 'i'
		switch c := w[k]; c {
		case 'h':
		case 'c':
			switch {
			case next == 'h':
				put('X')
				k++
			case soft:
				put('s')
			default:
				put('k')
			}
		case 'x':
			put('X')
		case 'q':
			put('k')
			if next == 'u' {
				k++
			}
		case 'z':
			put('s')
		case 'v':
			put('b')
		case 'w':
			put('g')
			put('u')
		case 'y':
			put('i')
		case 'l':
			if next == 'l' {
				put('i')
				k++
			} else {
				put('l')
			}
		case 'g':
			switch {
			case soft:
				put('j')
			case next == 'u' && (at(k+2) == 'e' || at(k+2) == 'i'):
				put('g')
				k++
			default:
				put('g')
			}
		default:
			put(c)
		}
	}
	return string(b[:n])
}
