package prove

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// channelName is the channel of all conversations of a storm.
const channelName = "prove"

// post is a channel in memory that keeps what was delivered, refuses now and
// then, and sometimes delivers without saying so.
type post struct {
	mu        sync.Mutex
	rand      *rand.Rand
	letters   map[salon.ID][]salon.Outbound // by conversation, in order of delivery
	delivered map[salon.ID]int              // by outbox id: how often
}

var _ channel.Channel = (*post)(nil)

const streamOfPost = 0x9057

func newPost(seed uint64) *post {
	return &post{
		rand:    rand.New(rand.NewPCG(seed, streamOfPost)), //nolint:gosec // not a secret
		letters: map[salon.ID][]salon.Outbound{}, delivered: map[salon.ID]int{},
	}
}

// Send delivers, most of the time.
func (p *post) Send(_ context.Context, m salon.Outbound) (salon.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch n := p.rand.IntN(100); {
	case n < 4:
		return salon.Receipt{}, fmt.Errorf("the post is busy: %w", channel.ErrRetry)
	case n < 6:
		return salon.Receipt{}, fmt.Errorf("the post did not answer: %w", channel.ErrUnknown)
	case n < 9:
		p.take(m)
		return salon.Receipt{}, fmt.Errorf("the post's answer was lost: %w", channel.ErrUnknown)
	}
	p.take(m)
	return salon.Receipt{ExternalID: "post:" + string(m.ID)}, nil
}

// take keeps a letter. The lock is held.
func (p *post) take(m salon.Outbound) {
	p.letters[m.ConversationID] = append(p.letters[m.ConversationID], m)
	p.delivered[m.ID]++
}

// Find looks for a letter.
func (p *post) Find(_ context.Context, m salon.Outbound) (salon.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.rand.IntN(100) < 3:
		return salon.Receipt{}, fmt.Errorf("the post is busy: %w", channel.ErrRetry)
	case p.delivered[m.ID] == 0:
		return salon.Receipt{}, fmt.Errorf("looking for a letter: %w", salon.ErrNotFound)
	}
	return salon.Receipt{ExternalID: "post:" + string(m.ID)}, nil
}

// Standing is the assistant's.
func (p *post) Standing(context.Context, string) (channel.Standing, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rand.IntN(100) < 2 {
		return channel.Standing{}, fmt.Errorf("the post is busy: %w", channel.ErrRetry)
	}
	return channel.Standing{Owner: salon.OwnerAssistant, Window: channel.WindowOpen}, nil
}

// HandOff delivers the summary, once.
func (p *post) HandOff(_ context.Context, m salon.Outbound) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Uncertain && p.delivered[m.ID] > 0 {
		return nil
	}
	if p.rand.IntN(100) < 4 {
		return fmt.Errorf("the post is busy: %w", channel.ErrRetry)
	}
	p.take(m)
	return nil
}

// latest is the last letter of a conversation to its customer.
func (p *post) latest(conversation salon.ID) (salon.Outbound, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.letters[conversation]
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Kind == salon.OutboundText || all[i].Kind == salon.OutboundMenu {
			return all[i], true
		}
	}
	return salon.Outbound{}, false
}
