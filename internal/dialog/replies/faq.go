package replies

import "atrevete/internal/salon"

// Answer resolves the placeholders of an answer the salon has written, so that
// no figure exists twice. One that is unknown is left out: seeding has refused
// it long before, and a customer gets the rest.
func Answer(s *salon.Salon, answer string) string {
	text, _ := salon.RenderFAQ(s, salon.FAQ{Answer: answer}) // the fault is seeding's to tell
	return text
}
