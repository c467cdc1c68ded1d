package chatwoot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// WhatsApp's limits of a menu; Chatwoot neither counts nor truncates, and what
// is over them fails later, unseen.
const (
	maxButtons     = 3
	maxButtonTitle = 20
	maxRows        = 10
	maxRowTitle    = 24
	maxMenuBody    = 1024
)

// Pages of messages that Find looks through, 20 messages each.
const findPages = 10

// outgoingMessage is the body of a new message. source_id is never set: such a
// message counts as having come from the channel and is not sent.
type outgoingMessage struct {
	Content           string          `json:"content"`
	MessageType       string          `json:"message_type"`
	Private           bool            `json:"private"`
	ContentType       string          `json:"content_type,omitempty"`
	ContentAttributes map[string]any  `json:"content_attributes,omitempty"`
	TemplateParams    *templateParams `json:"template_params,omitempty"`
}

// templateParams names an approved template and fills its variables. Chatwoot
// sends that and nothing else; content is what its own pages show.
type templateParams struct {
	Name      string          `json:"name"`
	Category  string          `json:"category"`
	Language  string          `json:"language"`
	Processed processedParams `json:"processed_params"`
}

// processedParams are a template's variables by number, from "1".
type processedParams struct {
	Body map[string]string `json:"body"`
}

// item is one option of a menu; other keys are refused.
type item struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// storedMessage is what the API answers about a message.
type storedMessage struct {
	ID                number `json:"id"`
	ContentAttributes struct {
		OutboxID words `json:"outbox_id"`
	} `json:"content_attributes"`
}

// Send posts a text, a menu or a private note with our outbox id on it. The
// receipt means stored, not delivered: a failure may follow as a webhook.
func (c *Channel) Send(ctx context.Context, m salon.Outbound) (salon.Receipt, error) {
	if m.Kind == salon.OutboundOpen {
		return salon.Receipt{}, fmt.Errorf("chatwoot send message: a hand-off is no message: %w", channel.ErrPermanent)
	}
	var answer storedMessage
	err := c.do(ctx, call{
		op: "send message", method: http.MethodPost, path: pathOf(m.ExternalConversation, "/messages"),
		token: c.cfg.BotToken, body: compose(m), answer: &answer,
	})
	if err != nil {
		return salon.Receipt{}, err
	}
	if answer.ID == 0 {
		return salon.Receipt{}, fmt.Errorf("chatwoot send message: answer without id: %w", channel.ErrUnknown)
	}
	return salon.Receipt{ExternalID: answer.ID.String()}, nil
}

// compose writes the body of a message. A menu that WhatsApp would refuse
// becomes a text with its titles, which can be answered in words.
func compose(m salon.Outbound) outgoingMessage {
	body := outgoingMessage{
		Content:           m.Text,
		MessageType:       string(outgoing),
		Private:           m.Kind == salon.OutboundNote || m.Kind == salon.OutboundOpen,
		ContentAttributes: map[string]any{"outbox_id": string(m.ID)},
	}
	if m.Template != nil && !body.Private {
		body.Content, body.TemplateParams = m.Template.Text, paramsOf(m.Template)
		return body
	}
	if body.Private || len(m.Options) == 0 {
		return body
	}
	if !fitsMenu(m) {
		for _, o := range m.Options {
			body.Content += "\n• " + o.Title
		}
		return body
	}
	items := make([]item, 0, len(m.Options))
	for _, o := range m.Options {
		items = append(items, item(o))
	}
	body.ContentType = "input_select"
	body.ContentAttributes["items"] = items
	return body
}

func paramsOf(t *salon.FilledTemplate) *templateParams {
	params := &templateParams{Name: t.Name, Category: t.Category, Language: t.Language, Processed: processedParams{Body: map[string]string{}}}
	for n, value := range t.Values {
		params.Processed.Body[strconv.Itoa(n+1)] = value
	}
	return params
}

// fitsMenu reports whether WhatsApp would show the options: few, short, unique.
func fitsMenu(m salon.Outbound) bool {
	longest := maxRowTitle
	if len(m.Options) <= maxButtons {
		longest = maxButtonTitle
	}
	if len(m.Options) > maxRows || m.Text == "" || utf8.RuneCountInString(m.Text) > maxMenuBody {
		return false
	}
	seen := make(map[string]bool, len(m.Options))
	for _, o := range m.Options {
		title := strings.TrimSpace(o.Title)
		if title == "" || utf8.RuneCountInString(title) > longest || o.Value == "" || seen[title] {
			return false
		}
		seen[title] = true
	}
	return true
}

// Find looks for a message of ours among the latest of its conversation, from
// the newest back. Listing messages needs a person's token: without one the
// error carries channel.ErrNoLook besides channel.ErrUnknown, and only the echo
// of the message can tell.
func (c *Channel) Find(ctx context.Context, m salon.Outbound) (salon.Receipt, error) {
	if c.cfg.AgentToken == "" {
		return salon.Receipt{}, fmt.Errorf("chatwoot find message: no agent token: %w: %w", channel.ErrUnknown, channel.ErrNoLook)
	}
	path := pathOf(m.ExternalConversation, "/messages")
	query := ""
	for range findPages {
		var answer struct {
			Payload []storedMessage `json:"payload"`
		}
		err := c.do(ctx, call{
			op: "find message", method: http.MethodGet, path: path + query,
			token: c.cfg.AgentToken, answer: &answer,
		})
		if err != nil {
			return salon.Receipt{}, looking(err)
		}
		oldest := number(0)
		for _, found := range answer.Payload {
			if strings.EqualFold(string(found.ContentAttributes.OutboxID), string(m.ID)) {
				return salon.Receipt{ExternalID: found.ID.String()}, nil
			}
			if oldest == 0 || found.ID < oldest {
				oldest = found.ID
			}
		}
		if oldest == 0 {
			break
		}
		query = "?before=" + oldest.String()
	}
	return salon.Receipt{}, fmt.Errorf("chatwoot find message: %w", salon.ErrNotFound)
}

// looking turns the failure of a look into channel.ErrUnknown: whatever went
// wrong, we still do not know about the message.
func looking(err error) error {
	if errors.Is(err, channel.ErrUnknown) {
		return err
	}
	return fmt.Errorf("%w: %s", channel.ErrUnknown, err.Error())
}
