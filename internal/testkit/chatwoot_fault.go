package testkit

import (
	"net/http"
)

// ChatwootFault is one misbehaviour, used up once per request it meets.
type ChatwootFault struct {
	On     string // send, find, standing, status, labels, erase; empty: any
	Times  int    // how often; 0: once
	Before func() // called before the request is looked at: the world changes in between

	AfterWork bool // the request takes effect first, then the answer goes wrong
	Status    int  // answer with this status: 429, 500, 502, 422 …
	Body      string
	Drop      bool // break the connection instead of answering
	Hang      bool // never answer: the caller must give up
	Repeat    bool // the message is stored twice, as Chatwoot itself sometimes does
}

// Misbehave makes the next fitting requests go wrong.
func (c *Chatwoot) Misbehave(f ChatwootFault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	c.faults = append(c.faults, &f)
}

// Calm forgets the faults that are still to come.
func (c *Chatwoot) Calm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = nil
}

// Down makes every request fail until it is up again.
func (c *Chatwoot) Down(down bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = down
}

// fault finds the first one for a request and uses it up.
func (c *Chatwoot) fault(op string) ChatwootFault {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down {
		return ChatwootFault{Status: http.StatusServiceUnavailable}
	}
	for _, f := range c.faults {
		if f.Times > 0 && (f.On == "" || f.On == op) {
			f.Times--
			return *f
		}
	}
	return ChatwootFault{}
}

// spoils reports whether the fault replaces the answer.
func (f ChatwootFault) spoils() bool { return f.Status != 0 || f.Drop || f.Hang }

// answer spoils it and returns the status sent, 0 for none.
func (f ChatwootFault) answer(w http.ResponseWriter, r *http.Request, closing <-chan struct{}) int {
	switch {
	case f.Hang:
		select {
		case <-r.Context().Done():
		case <-closing:
		}
		panic(http.ErrAbortHandler)
	case f.Drop:
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.Status)
	body := f.Body
	if body == "" {
		body = `{"error":"pretend fault"}`
	}
	_, _ = w.Write([]byte(body))
	return f.Status
}
