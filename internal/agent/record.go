package agent

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// record is what the turn commits besides its actions.
func (t *turn) record() (salon.TurnRecord, error) {
	t.state.LastTurn = t.agent.Clock()
	t.countReplies()
	state, err := json.Marshal(t.state)
	if err != nil {
		return salon.TurnRecord{}, fmt.Errorf("%w: write state: %w", errPoison, err)
	}
	why, err := t.why()
	if err != nil {
		return salon.TurnRecord{}, fmt.Errorf("%w: explain turn: %w", errPoison, err)
	}
	return salon.TurnRecord{
		ID: t.id, ConversationID: t.conversation.ID, Lease: t.lease, Version: t.conversation.Version,
		State: state, Owner: t.owner, CustomerID: t.customer.ID, Rows: t.rows,
		SilenceAt: t.silenceAt(), Outbox: t.outbox(), Noticed: len(t.replies) > 0 && t.noticed(), Why: why, StartedAt: t.began, EndedAt: t.agent.Clock(),
	}, nil
}

// noticed reports whether the privacy notice is among what is said.
func (t *turn) noticed() bool {
	return slices.ContainsFunc(t.spoken(), func(u dialog.Utterance) bool { return u.ID == dialog.SayPrivacyNotice })
}

// silenceAt is when to miss a customer who may not come. While people answer it
// is theirs to notice.
func (t *turn) silenceAt() time.Time {
	if t.owner == salon.OwnerHuman {
		return time.Time{}
	}
	return t.state.SilenceDue()
}

// outbox lists what this turn owes, in order: the replies, then the hand-over.
func (t *turn) outbox() []salon.Outbound {
	var out []salon.Outbound
	add := func(o salon.Outbound) {
		o.ID, o.ConversationID = t.agent.NewID(), t.conversation.ID
		o.Channel, o.ExternalConversation = t.conversation.Channel, t.conversation.ExternalID
		o.CreatedAt = t.agent.Clock()
		out = append(out, o)
	}
	for _, r := range t.replies {
		kind := salon.OutboundText
		if len(r.Options) > 0 {
			kind = salon.OutboundMenu
		}
		// The last words before a hand-over go out although a person owns the conversation by then.
		add(salon.Outbound{Kind: kind, Text: r.Text, Options: r.Options, Fact: r.Fact || t.handOff != nil, About: r.About, Facts: r.Facts, Of: t.told})
	}
	if t.handOff != nil {
		add(salon.Outbound{Kind: salon.OutboundOpen, Text: t.handOff.Summary, Fact: true})
	}
	return out
}

// why explains the turn to a person.
func (t *turn) why() (salon.TurnWhy, error) {
	why := salon.TurnWhy{Outcome: t.outcome}
	for _, part := range []struct {
		into  *[]byte
		value any
	}{
		{&why.Words, t.messages},
		{&why.Commands, t.commands},
		{&why.Rules, t.rules},
		{&why.Slots, t.weighed},
		{&why.Utterances, t.say},
	} {
		raw, err := json.Marshal(part.value)
		if err != nil {
			return why, fmt.Errorf("marshal: %w", err)
		}
		*part.into = raw
	}
	return why, nil
}
