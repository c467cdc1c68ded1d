package salon

import (
	"strings"
	"time"
)

// slotIDLen is how many characters an opaque slot id has: 64 bits, five each.
const slotIDLen = 13

// slots writes out what was found. The ids share one string, because a search
// may find thousands.
func (f *finder) slots() []Slot {
	if len(f.found) == 0 {
		return nil
	}
	visit := hashVisit(f.query.Plan.Visit)
	seeds := make([]uint64, len(f.workers))
	for i, w := range f.workers {
		seeds[i] = hashText(visit, string(w.id))
	}
	var ids strings.Builder
	ids.Grow(slotIDLen * len(f.found))
	for _, one := range f.found {
		id := slotID(seeds[one.worker], one.minute)
		ids.Write(id[:])
	}
	text := ids.String()
	out := make([]Slot, len(f.found))
	for i, one := range f.found {
		out[i] = Slot{
			ID:        text[i*slotIDLen : (i+1)*slotIDLen],
			StylistID: f.workers[one.worker].id,
			Start:     time.Unix(int64(one.minute)*60, 0).In(f.salon.Location),
			Minutes:   f.query.Plan.Minutes,
		}
	}
	return out
}

// hashVisit gives equal visits equal numbers.
func hashVisit(v Visit) uint64 {
	h := hashText(14695981039346656037, string(v.Pack))
	for _, id := range v.Services {
		h = hashText(h, string(id))
	}
	return h
}

// hashText continues a 64-bit FNV-1a hash; a final zero keeps "a","bc" apart from "ab","c".
func hashText(h uint64, s string) uint64 {
	const prime = 1099511628211
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	return h * prime
}

// slotID mixes seed and minute (splitmix64) into 13 letters and digits.
func slotID(seed uint64, m minute) (id [slotIDLen]byte) {
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	x := seed + uint64(m)*0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	x ^= x >> 31
	for i := range id {
		id[i] = alphabet[x&31]
		x >>= 5
	}
	return id
}
