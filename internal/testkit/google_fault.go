package testkit

import (
	"net/http"
)

// GoogleFault is one misbehaviour, used up once per request it meets.
type GoogleFault struct {
	On       string // token, insert, get, update, delete, list, watch, stop; empty: any but token
	Calendar string // empty: any
	Times    int    // how often; 0: once
	Before   func() // called before the request is looked at: the world changes in between

	AfterWork bool   // the request takes effect first, then the answer goes wrong
	Status    int    // answer with this status
	Reason    string // of the error: rateLimitExceeded …
	Pause     string // Retry-After
	Drop      bool   // break the connection instead of answering
	Hang      bool   // never answer: the caller must give up
}

// Misbehave makes the next fitting requests go wrong.
func (g *Google) Misbehave(f GoogleFault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	g.faults = append(g.faults, &f)
}

// Weather decides about every request that meets no other fault; nil: fine.
func (g *Google) Weather(forecast func(op, calendar string) GoogleFault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.weather = forecast
}

// fault finds the first one for a request and uses it up.
func (g *Google) fault(op, calendar string) GoogleFault {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, f := range g.faults {
		fits := f.On == op || (f.On == "" && op != "token")
		if f.Times > 0 && fits && (f.Calendar == "" || f.Calendar == calendar) {
			f.Times--
			return *f
		}
	}
	if g.weather != nil {
		return g.weather(op, calendar)
	}
	return GoogleFault{}
}

// spoils reports whether the fault replaces the answer.
func (f GoogleFault) spoils() bool { return f.Status != 0 || f.Drop || f.Hang }

// spoil breaks the connection, or lets the caller wait, or sets headers.
func (f GoogleFault) spoil(w http.ResponseWriter, r *http.Request, closing <-chan struct{}) {
	if f.Hang {
		select {
		case <-r.Context().Done():
		case <-closing:
		}
	}
	if f.Hang || f.Drop {
		panic(http.ErrAbortHandler)
	}
	if f.Pause != "" {
		w.Header().Set("Retry-After", f.Pause)
	}
}
