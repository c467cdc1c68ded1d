package chatwoot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"atrevete/internal/channel"
)

// event is a webhook body. In message events ID, Sender and the like are the
// message's and Conversation is a snapshot; in conversation events the body is
// the conversation itself.
type event struct {
	Event   words  `json:"event"`
	ID      number `json:"id"`
	Account struct {
		ID number `json:"id"`
	} `json:"account"`
	Inbox struct {
		ID number `json:"id"`
	} `json:"inbox"`

	MessageType       direction    `json:"message_type"`
	Private           flag         `json:"private"`
	Content           words        `json:"content"`
	ContentType       words        `json:"content_type"`
	ContentAttributes attributes   `json:"content_attributes"`
	AdditionalAttrs   additional   `json:"additional_attributes"`
	CreatedAt         moment       `json:"created_at"`
	Sender            person       `json:"sender"`
	Conversation      conversation `json:"conversation"`
	Attachments       []attachment `json:"attachments"`

	conversationFields
	Changed json.RawMessage `json:"changed_attributes"`
}

// conversation is the snapshot inside a message event.
type conversation struct {
	ID number `json:"id"`
	conversationFields
}

// conversationFields is what a conversation shows of itself, at the root or inside a message.
type conversationFields struct {
	InboxID      number `json:"inbox_id"`
	Status       words  `json:"status"`
	UpdatedAt    moment `json:"updated_at"`
	ContactInbox struct {
		ContactID number `json:"contact_id"`
		SourceID  words  `json:"source_id"`
	} `json:"contact_inbox"`
	Messages []struct {
		ID     number `json:"id"`
		Status words  `json:"status"`
	} `json:"messages"`
	Meta struct {
		Sender       person  `json:"sender"`
		Assignee     *person `json:"assignee"`
		AssigneeType words   `json:"assignee_type"`
	} `json:"meta"`
}

// newest is the id of the newest message in the snapshot, 0 when there is none.
func (c conversationFields) newest() number {
	if len(c.Messages) == 0 {
		return 0
	}
	return c.Messages[0].ID
}

// person is a contact (no type), a user or an agent bot.
type person struct {
	ID    number `json:"id"`
	Type  words  `json:"type"`
	Name  words  `json:"name"`
	Phone words  `json:"phone_number"`
}

// attributes is what Chatwoot and we hang on a message.
type attributes struct {
	InReplyTo      number `json:"in_reply_to"`
	Unsupported    flag   `json:"is_unsupported"`
	ExternalEcho   flag   `json:"external_echo"`
	ExternalError  words  `json:"external_error"`
	AutomationRule number `json:"automation_rule_id"`
	OutboxID       words  `json:"outbox_id"` // ours
}

// additional is what campaigns leave on their messages.
type additional struct {
	CampaignID number `json:"campaign_id"`
}

// attachment is a file or a place.
type attachment struct {
	FileType   words `json:"file_type"`
	URL        words `json:"data_url"`
	Transcript words `json:"transcribed_text"`
}

// decode reads a webhook body. A field of an unexpected type counts as
// missing; only what is no JSON object at all is malformed.
func decode(body []byte) (event, error) {
	var e event
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '{' {
		return e, fmt.Errorf("decode webhook: not a JSON object: %w", channel.ErrMalformed)
	}
	err := json.Unmarshal(body, &e)
	var wrongType *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &wrongType) {
		return e, fmt.Errorf("decode webhook: %w: %w", channel.ErrMalformed, err)
	}
	return e, nil
}

// changed reports whether the event's list of changes names a key. known is
// false when the build does not tell what changed. The list holds one-key
// objects; a single object is read too.
func (e event) changed(keys ...string) (hit, known bool) {
	var list []map[string]json.RawMessage
	if json.Unmarshal(e.Changed, &list) != nil {
		var one map[string]json.RawMessage
		if json.Unmarshal(e.Changed, &one) != nil {
			return false, false
		}
		list = append(list, one)
	}
	if len(list) == 0 || list[0] == nil {
		return false, false
	}
	for _, change := range list {
		for _, key := range keys {
			if _, ok := change[key]; ok {
				return true, true
			}
		}
	}
	return false, true
}
