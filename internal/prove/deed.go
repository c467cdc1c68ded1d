package prove

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"atrevete/internal/salon"
)

// deed is something that happens at an instant of the product's time.
type deed func(ctx context.Context, r *rand.Rand) error

// deeds is what is still to happen, in order of time.
type deeds struct {
	mu   sync.Mutex
	list deedHeap
}

type planned struct {
	at time.Time
	do deed
}

// deedHeap is a heap.Interface.
type deedHeap []planned

func (h deedHeap) Len() int           { return len(h) }
func (h deedHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h deedHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push appends.
func (h *deedHeap) Push(x any) {
	if one, ok := x.(planned); ok {
		*h = append(*h, one)
	}
}

// Pop removes the last.
func (h *deedHeap) Pop() any {
	last := len(*h) - 1
	one := (*h)[last]
	*h = (*h)[:last]
	return one
}

func (d *deeds) add(at time.Time, do deed) {
	d.mu.Lock()
	defer d.mu.Unlock()
	heap.Push(&d.list, planned{at, do})
}

// next gives what is due.
func (d *deeds) next(now time.Time) (deed, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.list) == 0 || d.list[0].at.After(now) {
		return nil, false
	}
	one, _ := heap.Pop(&d.list).(planned)
	return one.do, true
}

// last gives the next, due or not.
func (d *deeds) last() (deed, time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.list) == 0 {
		return nil, time.Time{}, false
	}
	one, _ := heap.Pop(&d.list).(planned)
	return one.do, one.at, true
}

// pool is a bag of bookings from which any may be taken.
type pool struct {
	mu  sync.Mutex
	ids []salon.ID
}

// maxPool bounds it: the oldest make room.
const maxPool = 20_000

func (p *pool) add(id salon.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ids = append(p.ids, id); len(p.ids) > maxPool {
		p.ids = p.ids[1:]
	}
}

// any draws one; with take it is removed.
func (p *pool) any(r *rand.Rand, take bool) (salon.ID, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.ids) == 0 {
		return "", false
	}
	n := r.IntN(len(p.ids))
	id := p.ids[n]
	if take {
		p.ids[n] = p.ids[len(p.ids)-1]
		p.ids = p.ids[:len(p.ids)-1]
	}
	return id, true
}
