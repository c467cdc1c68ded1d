package replies

import (
	"strings"
	"unicode"
)

// isEmoji reports whether a character is a picture, not a letter or a sign of
// ordinary writing.
func isEmoji(r rune) bool {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF, r == 0x2B50, r == 0x2B55, r == 0x231A, r == 0x23F0, r == 0x23F3:
		return true
	}
	return false
}

// joins reports whether a character only changes the look of the picture before it.
func joins(r rune) bool {
	return r == 0xFE0F || r == 0x200D || (r >= 0x1F3FB && r <= 0x1F3FF)
}

// CountEmojis counts the pictures in a text.
func CountEmojis(s string) int {
	n := 0
	for _, r := range s {
		if isEmoji(r) && !joins(r) {
			n++
		}
	}
	return n
}

// limitEmojis keeps the first n pictures of a message and drops the rest, with
// the blank before them.
func limitEmojis(s string, n int) string {
	if CountEmojis(s) <= n {
		return s
	}
	var out strings.Builder
	dropping := false
	for _, r := range s {
		switch {
		case joins(r):
			if !dropping {
				out.WriteRune(r)
			}
			continue
		case isEmoji(r):
			n--
			if dropping = n < 0; dropping {
				trimmed := strings.TrimRightFunc(out.String(), func(r rune) bool { return unicode.IsSpace(r) && r != '\n' })
				out.Reset()
				out.WriteString(trimmed)
				continue
			}
		default:
			dropping = false
		}
		out.WriteRune(r)
	}
	return out.String()
}
