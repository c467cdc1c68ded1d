package sim

import (
	"math/rand/v2"
	"strings"
)

// say expands a phrasing: "[a|b|]" is one of its alternatives (they nest),
// "{x}" the value of x. Blanks that are left over go.
func say(r *rand.Rand, phrasing string, values ...string) string {
	text := expand(r, phrasing)
	for i := 0; i+1 < len(values); i += 2 {
		text = strings.ReplaceAll(text, "{"+values[i]+"}", values[i+1])
	}
	text = strings.Join(strings.Fields(text), " ")
	for _, mark := range []string{",", ".", "?", "!"} {
		text = strings.ReplaceAll(text, " "+mark, mark)
	}
	return text
}

// expand resolves the alternatives of a phrasing, innermost first.
func expand(r *rand.Rand, s string) string {
	for {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return s
		}
		begin := strings.LastIndexByte(s[:end], '[')
		if begin < 0 {
			return s
		}
		s = s[:begin] + pick(r, strings.Split(s[begin+1:end], "|")) + s[end+1:]
	}
}

// pick is one of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// chance is true once in a while: of a hundred times, percent.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }
