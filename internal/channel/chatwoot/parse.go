package chatwoot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// Statuses of a conversation and other words of Chatwoot.
const (
	statusPending   = "pending"
	statusOpen      = "open"
	statusSnoozed   = "snoozed"
	statusResolved  = "resolved"
	statusFailed    = "failed" // of a message
	statusDelivered = "delivered"
	statusRead      = "read"
	typeUser        = "user"
	typeAgentBot    = "agentbot" // assignee_type, lower-cased
)

// Parse authenticates a webhook and says what it means for us. At most one
// Inbound comes of it; none for what does not concern us. channel.ErrUnauthorized,
// channel.ErrMalformed.
func (c *Channel) Parse(header http.Header, body []byte) ([]salon.Inbound, error) {
	if err := c.verify(header, body); err != nil {
		return nil, err
	}
	e, err := decode(body)
	if err != nil {
		return nil, err
	}
	if !c.ours(e) {
		return nil, nil
	}
	var in salon.Inbound
	var relevant bool
	switch e.Event {
	case "message_created":
		in, relevant, err = c.messageCreated(e)
	case "message_updated":
		in, relevant = c.messageUpdated(e)
	case "conversation_status_changed", "conversation_opened", "conversation_resolved":
		in, relevant = c.conversationChanged(e)
	case "conversation_updated":
		in, relevant = c.conversationUpdated(e)
	}
	if err != nil || !relevant {
		return nil, err
	}
	in.Source = salon.SourceChatwoot
	if in.ExternalID == "" {
		in.ExternalID = eventID(header, body, e)
	}
	return []salon.Inbound{in}, nil
}

// ours reports whether the event belongs to the configured account and inbox.
// What an event does not say is not held against it.
func (c *Channel) ours(e event) bool {
	if c.cfg.AccountID != 0 && e.AccountID != 0 && int64(e.AccountID) != c.cfg.AccountID {
		return false
	}
	if c.cfg.InboxID == 0 {
		return true
	}
	for _, inbox := range []number{e.RootInboxID, e.root.InboxID, e.Conversation.InboxID} {
		if inbox != 0 {
			return int64(inbox) == c.cfg.InboxID
		}
	}
	return true
}

// messageCreated tells apart the customer, ourselves and staff.
func (c *Channel) messageCreated(e event) (salon.Inbound, bool, error) {
	in := salon.Inbound{
		ExternalID:           c.messageID(e),
		Sequence:             int64(e.ID),
		ExternalConversation: e.Conversation.ID.String(),
		SentAt:               e.CreatedAt.Time,
	}
	outbox := ourID(e)
	switch {
	case e.MessageType == "":
		return in, false, nil // activity, or a kind we do not know
	case e.ID == 0 || e.Conversation.ID == 0:
		return in, false, fmt.Errorf("decode webhook: message without id or conversation: %w", channel.ErrMalformed)
	case e.MessageType != incoming && !outbox.Empty():
		in.Kind, in.OutboxID, in.ExternalMessage = salon.InboundEcho, outbox, e.ID.String()
		return in, true, nil
	case bool(e.Private):
		return in, false, nil
	case e.MessageType == incoming:
		fillMessage(&in, e)
		return in, true, nil
	case e.MessageType == outgoing && byPerson(e):
		in.Kind, in.Owner, in.Answered = salon.InboundOwner, salon.OwnerHuman, true
		return in, true, nil
	}
	return in, false, nil // another bot, an automation, a campaign
}

// byPerson reports whether a member of staff wrote an outgoing message, in
// Chatwoot or on the phone. Campaigns and automations carry a sender's name
// but nobody is there to talk.
func byPerson(e event) bool {
	if e.CampaignID != 0 || e.ContentAttributes.AutomationRule != 0 {
		return false
	}
	return strings.EqualFold(string(e.Sender.Type), typeUser) || bool(e.ContentAttributes.ExternalEcho)
}

// fillMessage takes over what a customer sent.
func fillMessage(in *salon.Inbound, e event) {
	in.Kind = salon.InboundMessage
	in.Text = string(e.Content)
	in.InReplyTo = e.ContentAttributes.InReplyTo.String()
	in.Unsupported = bool(e.ContentAttributes.Unsupported)
	in.Contact = contactOf(e)
	in.Owner = impliedOwner(e.Conversation)
	for _, a := range e.Attachments {
		in.Attachments = append(in.Attachments, salon.Attachment{
			Kind:       attachmentKind(e.ContentType, a.FileType),
			URL:        string(a.URL),
			Transcript: string(a.Transcript),
		})
	}
}

// contactOf is who wrote: the contact with the source id of this inbox. The
// root's sender counts, the snapshot's helps out.
func contactOf(e event) salon.Contact {
	sender := e.Sender
	if sender.ID == 0 {
		sender = e.Conversation.Contact
	}
	if sender.ID == 0 {
		sender.ID = e.Conversation.ContactID
	}
	return salon.Contact{
		ID:       sender.ID.String(),
		SourceID: string(e.Conversation.SourceID),
		Name:     string(sender.Name),
		Phone:    e164(string(sender.Phone)),
		Email:    address(string(sender.Email)),
	}
}

// impliedOwner is the owner that a message's snapshot proves. Open and snoozed
// conversations are people's. A pending one proves nothing: staff may have
// answered without changing its status, so what we know stays.
func impliedOwner(c conversation) salon.Owner {
	switch {
	case c.Silent, c.Status == statusOpen, c.Status == statusSnoozed:
		return salon.OwnerHuman
	}
	return ""
}

// messageUpdated reads the delivery status of a message of ours, or the words of
// a customer's voice note.
func (c *Channel) messageUpdated(e event) (salon.Inbound, bool) {
	if e.MessageType == incoming {
		return c.transcribed(e)
	}
	outbox := ourID(e)
	if outbox.Empty() {
		return salon.Inbound{}, false
	}
	return salon.Inbound{
		Kind:                 salon.InboundReceipt,
		Sequence:             int64(e.ID),
		ExternalConversation: e.Conversation.ID.String(),
		OutboxID:             outbox,
		ExternalMessage:      e.ID.String(),
		Failure:              failure(e),
		Delivered:            delivered(e),
		SentAt:               e.CreatedAt.Time,
	}, true
}

// transcribed reads what a voice note says, which Chatwoot tells some time after
// the note. Every later update of the note repeats it: they are duplicates.
func (c *Channel) transcribed(e event) (salon.Inbound, bool) {
	in := salon.Inbound{
		Sequence:             int64(e.ID),
		ExternalConversation: e.Conversation.ID.String(),
		SentAt:               e.CreatedAt.Time,
		Amends:               c.messageID(e),
	}
	fillMessage(&in, e)
	in.ExternalID = in.Amends + ":transcript"
	return in, e.ID != 0 && e.Conversation.ID != 0 && !bool(e.Private) && in.Spoken() != ""
}

// messageID identifies a message, whatever event tells of it.
func (c *Channel) messageID(e event) string {
	return "message:" + itoa(c.account(e)) + ":" + e.ID.String()
}

// failure is why a message was not delivered, empty when it was or still may be.
func failure(e event) string {
	if reason := string(e.ContentAttributes.ExternalError); reason != "" {
		return reason
	}
	for _, m := range e.Conversation.Messages { // the snapshot may show another message
		if m.ID == e.ID && m.Status == statusFailed {
			return "delivery failed"
		}
	}
	return ""
}

// delivered is delivered or read when the snapshot says so of this very message.
func delivered(e event) string {
	for _, m := range e.Conversation.Messages {
		if m.ID == e.ID && (m.Status == statusDelivered || m.Status == statusRead) {
			return string(m.Status)
		}
	}
	return ""
}

// conversationChanged reads who owns a conversation from its own status; the
// list of changes is missing in most builds.
func (c *Channel) conversationChanged(e event) (salon.Inbound, bool) {
	in := salon.Inbound{
		ExternalConversation: e.ID.String(),
		Sequence:             int64(e.root.newest()),
		SentAt:               e.root.UpdatedAt.Time,
	}
	switch e.root.Status {
	case statusPending:
		in.Kind, in.Owner = salon.InboundOwner, salon.OwnerAssistant
	case statusOpen, statusSnoozed:
		in.Kind, in.Owner = salon.InboundOwner, salon.OwnerHuman
	case statusResolved:
		in.Kind = salon.InboundClosed
	}
	if in.Kind == salon.InboundOwner && e.root.Silent {
		in.Owner = salon.OwnerHuman
	}
	return in, in.Kind != "" && e.ID != 0
}

// conversationUpdated acts only on a change of status, assignee or the silent label: the event
// also comes for labels, attributes and first replies, and a staff reply in a
// pending conversation must not be undone by the update it causes.
func (c *Channel) conversationUpdated(e event) (salon.Inbound, bool) {
	in, relevant := c.conversationChanged(e)
	if status, known := e.changed("status"); status || (!known && e.root.Status == statusOpen) {
		return in, relevant
	}
	if e.root.Status == statusPending && (e.root.Silent || e.unsilenced()) {
		return in, relevant // the switch of this conversation
	}
	assigned, _ := e.changed("assignee_id")
	byBot := strings.EqualFold(string(e.root.AssigneeType), typeAgentBot)
	if !assigned || byBot || e.root.Assignee == 0 || e.root.Status == statusResolved {
		return in, false
	}
	in.Kind, in.Owner = salon.InboundOwner, salon.OwnerHuman
	return in, relevant
}

// account is the account of an event; older releases leave it out.
func (c *Channel) account(e event) int64 {
	if e.AccountID != 0 {
		return int64(e.AccountID)
	}
	return c.cfg.AccountID
}

// ourID is the outbox id on a message, empty when it is not one of ours.
func ourID(e event) salon.ID {
	raw := string(e.ContentAttributes.OutboxID)
	if raw == "" {
		return ""
	}
	id, err := uuid.Parse(raw)
	if err != nil {
		return ""
	}
	return salon.ID(id.String())
}

// eventID identifies an event that is not a message: the attempts of one
// delivery share it, a later change of the same conversation does not. Without
// a delivery id the body, which holds the time of the change, stands in.
func eventID(header http.Header, body []byte, e event) string {
	delivery := header.Get(headerDelivery)
	if delivery == "" || len(delivery) > 100 {
		sum := sha256.Sum256(body)
		delivery = hex.EncodeToString(sum[:16])
	}
	return "event:" + delivery + ":" + string(e.Event)
}

// attachmentKind maps Chatwoot's file types to ours.
func attachmentKind(contentType, fileType words) string {
	if contentType == "sticker" {
		return "sticker"
	}
	switch fileType {
	case "image", "audio", "video", "location", "contact":
		return string(fileType)
	}
	return "file"
}

// address returns a mail address when it looks like one, else nothing.
func address(raw string) string {
	local, domain, found := strings.Cut(raw, "@")
	if !found || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(raw, " \t\r\n<>,;") || len(raw) > 254 {
		return ""
	}
	return raw
}

// e164 returns the number when it is one, else nothing. Spaces and dashes are
// left out.
func e164(raw string) string {
	if !strings.HasPrefix(raw, "+") {
		return ""
	}
	number := make([]byte, 1, 16)
	number[0] = '+'
	for _, r := range []byte(raw[1:]) {
		switch {
		case r == ' ' || r == '-':
		case r < '0' || r > '9' || len(number) == cap(number):
			return ""
		default:
			number = append(number, r)
		}
	}
	if len(number) < 8 || number[1] == '0' {
		return ""
	}
	return string(number)
}
