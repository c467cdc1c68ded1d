package prove

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"atrevete/internal/salon"
)

// Who writes during a storm, and how much.
const (
	talkers        = 4
	threadsEach    = 12
	messagesOf     = 200 // one message for so many attempts
	leastMessages  = 200
	streamOfTalker = 0x7a1c
)

// openings are what customers say when nothing was asked.
func openings() []string {
	return []string{
		"hola", "quiero un corte", "quiero un corte mañana por la tarde", "mechas el viernes", "hola, quería pedir cita para manicura",
		"¿abrís los sábados?", "cuánto cuesta un tinte", "quiero cambiar mi cita", "quiero cancelar mi cita", "qué citas tengo",
		"Laura", "Torres", "sí", "no", "la primera", "cualquiera me va bien", "por la mañana", "el jueves", "depilarme las cejas", "gracias",
		"no me va el enlace", "déjalo", "¿dónde estáis?", "un corte para mi hija Lucía", "la segunda",
	}
}

// thread is a conversation a talker writes in.
type thread struct {
	id       salon.ID // empty before the first message
	external string
	sequence int64
}

// talk writes to the assistant in conversations of its own, in bursts, repeating
// and reordering what it sends as webhooks do, until its share is sent.
func (s *storm) talk(ctx context.Context, c *crew, n int) error {
	r := rand.New(rand.NewPCG(s.Seed, streamOfTalker+uint64(n))) //nolint:gosec // not a secret
	threads := make([]thread, threadsEach)
	for i := range threads {
		threads[i].external = fmt.Sprintf("talk-%d-%d", n, i)
	}
	share := max(leastMessages, s.Attempts/messagesOf) / talkers
	for sent := 0; sent < share && ctx.Err() == nil; {
		// No faster than the workers fight, so that both go on for the whole storm.
		if float64(sent)/float64(share) > float64(s.clock.attempts.Load())/float64(s.Attempts) {
			pause(ctx, burstQuiet)
			continue
		}
		t := &threads[r.IntN(len(threads))]
		burst := 1 + r.IntN(3)
		rows := make([]salon.Inbound, 0, burst+1)
		for range burst {
			t.sequence++
			rows = append(rows, s.message(r, t, n))
		}
		if r.IntN(4) == 0 {
			rows = append(rows, rows[r.IntN(len(rows))])
			s.count.repeats.Add(1)
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		for _, row := range rows {
			s.say(ctx, c, t, row)
		}
		sent += burst
		s.followLink(ctx, r, t)
	}
	return ctx.Err()
}

// say sends one message until somebody confirms that it is stored.
func (s *storm) say(ctx context.Context, c *crew, t *thread, row salon.Inbound) {
	for ctx.Err() == nil {
		stored, err := c.inbox.Accept(ctx, row)
		if err != nil {
			pause(ctx, breath)
			continue
		}
		t.id = stored.Conversation
		if stored.Fresh {
			s.count.messages.Add(1)
		}
		s.mu.Lock()
		s.sent = append(s.sent, row.ExternalID)
		s.mu.Unlock()
		return
	}
}

// message is what a customer writes next: what she was offered, else anything.
func (s *storm) message(r *rand.Rand, t *thread, n int) salon.Inbound {
	in := salon.Inbound{
		Source: channelName, ExternalID: fmt.Sprintf("%s-%d", t.external, t.sequence), Kind: salon.InboundMessage, Sequence: t.sequence,
		ExternalConversation: t.external, Contact: salon.Contact{ID: t.external, SourceID: t.external, Name: fmt.Sprintf("Laura %d", n)},
		ReceivedAt: s.clock.Now(), SentAt: s.clock.Now(),
	}
	all := openings()
	in.Text = all[r.IntN(len(all))]
	if last, ok := s.post.latest(t.id); ok && r.IntN(4) > 0 {
		switch {
		case len(last.Options) > 0:
			in.Text, in.InReplyTo = last.Options[r.IntN(len(last.Options))].Title, "post:"+string(last.ID)
		case strings.Contains(last.Text, "1. "):
			in.Text = "la primera"
		case strings.Contains(last.Text, "apellido"):
			in.Text = "Torres"
		case strings.Contains(last.Text, "nombre"), strings.Contains(last.Text, "te llamas"):
			in.Text = "Laura"
		}
	}
	return in
}

// followLink pays what the assistant asks for, now and then.
func (s *storm) followLink(ctx context.Context, r *rand.Rand, t *thread) {
	last, ok := s.post.latest(t.id)
	if !ok || r.IntN(2) == 0 {
		return
	}
	if _, rest, found := strings.Cut(last.Text, publicURL+"/pay/"); found {
		s.note(ctx, s.pay(ctx, r, strings.Fields(rest)[0], 0))
	}
}
