package chatwoot

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"atrevete/internal/channel"
)

// event is a webhook body. In message events ID, Sender and the like are the
// message's and Conversation is a snapshot; in conversation events the body is
// the conversation itself.
type event struct {
	Event             words
	ID                number
	AccountID         number
	RootInboxID       number
	MessageType       direction
	Private           flag
	Content           words
	ContentType       words
	ContentAttributes attributes
	CampaignID        number
	CreatedAt         moment
	Sender            person
	Conversation      conversation
	Attachments       []attachment
	Changed           []byte // changed_attributes, as it came

	root conversation // in conversation events
}

// conversation is what a conversation shows of itself. Its ID is set only
// inside a message event.
type conversation struct {
	ID           number
	InboxID      number
	Status       words
	UpdatedAt    moment
	ActiveAt     moment
	Last         number // newest message that is no activity
	ContactID    number
	SourceID     words
	Messages     []listed
	Contact      person
	Assignee     number // 0: nobody
	Silent       bool   // staff switched the assistant off here
	AssigneeType words
}

// listed is a message in a conversation's list.
type listed struct {
	ID     number
	Status words
}

// newest is the id of the newest message in the snapshot, 0 when there is none.
func (c conversation) newest() number {
	if len(c.Messages) == 0 {
		return 0
	}
	return c.Messages[0].ID
}

// person is a contact (no type), a user or an agent bot.
type person struct {
	ID    number
	Type  words
	Name  words
	Phone words
	Email words
}

// attributes is what Chatwoot and we hang on a message.
type attributes struct {
	InReplyTo      number
	Unsupported    flag
	ExternalEcho   flag
	ExternalError  words
	AutomationRule number
	OutboxID       words // ours
}

// attachment is a file or a place.
type attachment struct {
	FileType   words
	URL        words
	Transcript words
}

// decode reads a webhook body. A field of an unexpected type counts as
// missing; only what is no JSON object at all is malformed.
func decode(body []byte) (event, error) {
	var e event
	s := &scanner{data: body}
	if !s.document(func(key []byte) { e.field(s, key) }) {
		return e, fmt.Errorf("decode webhook: not a JSON object: %w", channel.ErrMalformed)
	}
	return e, nil
}

// field reads one key of the root.
func (e *event) field(s *scanner, key []byte) {
	switch string(key) {
	case "event":
		s.into(&e.Event)
	case "id":
		s.into(&e.ID)
	case "account":
		readID(s, &e.AccountID)
	case "inbox":
		readID(s, &e.RootInboxID)
	case "message_type":
		s.into(&e.MessageType)
	case "private":
		s.into(&e.Private)
	case "content":
		s.into(&e.Content)
	case "content_type":
		s.into(&e.ContentType)
	case "content_attributes":
		e.ContentAttributes.read(s)
	case "additional_attributes":
		s.object(func(key []byte) {
			if string(key) == "campaign_id" {
				s.into(&e.CampaignID)
				return
			}
			s.skip()
		})
	case "created_at":
		s.into(&e.CreatedAt)
	case "sender":
		e.Sender.read(s)
	case "conversation":
		s.object(func(key []byte) { e.Conversation.field(s, key) })
	case "attachments":
		e.Attachments = nil
		s.array(func() { e.Attachments = append(e.Attachments, readAttachment(s)) })
	case "changed_attributes":
		e.Changed = s.raw()
	default:
		e.root.field(s, key)
	}
}

// field reads one key of a conversation.
func (c *conversation) field(s *scanner, key []byte) {
	switch string(key) {
	case "id":
		s.into(&c.ID)
	case "inbox_id":
		s.into(&c.InboxID)
	case "status":
		s.into(&c.Status)
	case "updated_at":
		s.into(&c.UpdatedAt)
	case "last_activity_at":
		s.into(&c.ActiveAt)
	case "last_non_activity_message":
		readID(s, &c.Last)
	case "contact_inbox":
		s.object(func(key []byte) {
			switch string(key) {
			case "contact_id":
				s.into(&c.ContactID)
			case "source_id":
				s.into(&c.SourceID)
			default:
				s.skip()
			}
		})
	case "labels":
		c.Silent = false
		s.array(func() {
			var label words
			s.into(&label)
			c.Silent = c.Silent || label == SilentLabel
		})
	case "messages":
		c.Messages = nil
		s.array(func() { c.Messages = append(c.Messages, readListed(s)) })
	case "meta":
		s.object(func(key []byte) {
			switch string(key) {
			case "sender":
				c.Contact.read(s)
			case "assignee":
				readID(s, &c.Assignee)
			case "assignee_type":
				s.into(&c.AssigneeType)
			default:
				s.skip()
			}
		})
	default:
		s.skip()
	}
}

// read reads a person.
func (p *person) read(s *scanner) {
	s.object(func(key []byte) {
		switch string(key) {
		case "id":
			s.into(&p.ID)
		case "type":
			s.into(&p.Type)
		case "name":
			s.into(&p.Name)
		case "phone_number":
			s.into(&p.Phone)
		case "email":
			s.into(&p.Email)
		default:
			s.skip()
		}
	})
}

// read reads content_attributes.
func (a *attributes) read(s *scanner) {
	s.object(func(key []byte) {
		switch string(key) {
		case "in_reply_to":
			s.into(&a.InReplyTo)
		case "is_unsupported":
			s.into(&a.Unsupported)
		case "external_echo":
			s.into(&a.ExternalEcho)
		case "external_error":
			s.into(&a.ExternalError)
		case "automation_rule_id":
			s.into(&a.AutomationRule)
		case "outbox_id":
			s.into(&a.OutboxID)
		default:
			s.skip()
		}
	})
}

func readListed(s *scanner) (m listed) {
	s.object(func(key []byte) {
		switch string(key) {
		case "id":
			s.into(&m.ID)
		case "status":
			s.into(&m.Status)
		default:
			s.skip()
		}
	})
	return m
}

func readAttachment(s *scanner) (a attachment) {
	s.object(func(key []byte) {
		switch string(key) {
		case "file_type":
			s.into(&a.FileType)
		case "data_url":
			s.into(&a.URL)
		case "transcribed_text":
			s.into(&a.Transcript)
		default:
			s.skip()
		}
	})
	return a
}

// readID reads the id of an object.
func readID(s *scanner, id *number) {
	*id = 0
	s.object(func(key []byte) {
		if string(key) == "id" {
			s.into(id)
			return
		}
		s.skip()
	})
}

// unsilenced reports whether the event's list of changes says that the silent
// label was there before and is not any more.
func (e event) unsilenced() bool {
	var list []map[string]struct {
		Before []string `json:"previous_value"`
		After  []string `json:"current_value"`
	}
	var wrongType *json.UnmarshalTypeError
	if err := json.Unmarshal(e.Changed, &list); err != nil && !errors.As(err, &wrongType) {
		return false
	}
	for _, change := range list {
		if labels, ok := change["label_list"]; ok {
			return slices.Contains(labels.Before, SilentLabel) && !slices.Contains(labels.After, SilentLabel)
		}
	}
	return false
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
