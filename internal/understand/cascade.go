package understand

import (
	"context"
	"fmt"
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/understand/spanish"
)

// Model reads what the rules could not. It returns commands of the closed
// vocabulary; whatever does not fit the catalogue or the state is dropped here.
// An error only means that the rules' reading stands.
type Model interface {
	Commands(ctx context.Context, view dialog.View, state dialog.State, messages []dialog.Message, soFar []dialog.Command) ([]dialog.Command, error)
}

// Cascade is the agent's Understander.
type Cascade struct {
	rules *spanish.Engine
	model Model // nil: rules alone
}

// New returns a cascade of buttons and rules.
func New() *Cascade { return &Cascade{rules: spanish.New()} }

// NewWithModel also asks a model about bursts the rules cannot explain.
func NewWithModel(model Model) *Cascade { return &Cascade{rules: spanish.New(), model: model} }

// Understand reads a burst in the light of the state. It only fails when the
// context is over.
func (c *Cascade) Understand(ctx context.Context, view dialog.View, state dialog.State, messages []dialog.Message) ([]dialog.Command, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("understand burst: %w", err)
	}
	commands, rest := answered(state, messages)
	words, silent := worded(rest)
	if len(words) > 0 {
		commands = append(commands, c.rules.Understand(view, state, words)...)
	}
	if len(commands) == 0 || onlyUnclear(commands) && len(words) == 0 {
		commands = append(commands, silent...)
	} else {
		commands = append(commands, places(silent)...)
	}
	if c.model != nil && onlyUnclear(commands) && len(words) > 0 {
		if more, err := c.model.Commands(ctx, view, state, words, commands); err == nil {
			if valid := checked(view.Salon, state, more); len(valid) > 0 {
				return valid, nil
			}
		}
	}
	return commands, nil
}

// answered takes tapped options, and texts that repeat an option's title, out
// of the burst.
func answered(state dialog.State, messages []dialog.Message) (commands []dialog.Command, rest []dialog.Message) {
	for _, m := range messages {
		switch {
		case m.Option != "":
			commands = append(commands, dialog.Command{Kind: dialog.Choose, Option: m.Option, Text: m.Text})
			continue
		case state.Question != nil && len(messages) == 1:
			if o, ok := spanish.ExactOption(state.Question.Options, m.Text); ok {
				commands = append(commands, dialog.Command{Kind: dialog.Choose, Option: o.ID, Text: m.Text})
				continue
			}
		}
		rest = append(rest, m)
	}
	return commands, rest
}

// worded separates what has words (texts, captions, transcripts) from what has none.
func worded(messages []dialog.Message) (words []dialog.Message, silent []dialog.Command) {
	for _, m := range messages {
		text := strings.TrimSpace(m.Text)
		for _, a := range m.Attachments {
			if a.Kind == "audio" && strings.TrimSpace(a.Transcript) != "" {
				text = strings.TrimSpace(text + "\n" + a.Transcript)
			}
		}
		for _, a := range m.Attachments {
			if topic, ok := silentTopic(a, text); ok {
				silent = append(silent, dialog.Command{Kind: dialog.NoWords, Topic: topic, Text: text})
			}
		}
		if m.Unsupported && text == "" {
			silent = append(silent, dialog.Command{Kind: dialog.NoWords, Topic: dialog.TopicSticker})
		}
		if text != "" {
			m.Text = text
			words = append(words, m)
		}
	}
	return words, silent
}

func silentTopic(a salon.Attachment, text string) (dialog.Topic, bool) {
	switch a.Kind {
	case "audio":
		return dialog.TopicVoice, text == ""
	case "image":
		return dialog.TopicPhoto, true
	case "location":
		return dialog.TopicLocation, true
	}
	return dialog.TopicSticker, text == ""
}

// places keeps, beside words, only the location: a caption says what is wanted
// of a photo, and the message still shows that there is one.
func places(silent []dialog.Command) []dialog.Command {
	var kept []dialog.Command
	for _, c := range silent {
		if c.Topic == dialog.TopicLocation {
			kept = append(kept, c)
		}
	}
	return kept
}

func onlyUnclear(commands []dialog.Command) bool {
	for _, c := range commands {
		if c.Kind != dialog.Unclear {
			return false
		}
	}
	return true
}

// checked drops commands of a model that name what does not exist: a model can
// at most choose among things the customer may do anyway.
func checked(s *salon.Salon, state dialog.State, in []dialog.Command) []dialog.Command {
	var out []dialog.Command
	for _, c := range in {
		if permitted(s, state, c) {
			out = append(out, c)
		}
	}
	return out
}

func permitted(s *salon.Salon, state dialog.State, c dialog.Command) bool {
	switch c.Kind {
	case dialog.Start, dialog.Set, dialog.Affirm, dialog.Deny, dialog.Cancel, dialog.Ask, dialog.Greet, dialog.Thank,
		dialog.Bye, dialog.HandOff, dialog.More, dialog.Unclear, dialog.Chatter:
	case dialog.Choose:
		return c.Any || c.Ordinal != 0 || offered(state, c.Option)
	default:
		return false
	}
	if s == nil {
		return len(c.Services) == 0 && len(c.Candidates) == 0 && c.Pack.Empty() && c.Stylist.Empty()
	}
	for _, id := range append(append([]salon.ID{}, c.Services...), c.Candidates...) {
		if !hasService(s, id) {
			return false
		}
	}
	if !c.Stylist.Empty() {
		if _, ok := s.Stylist(c.Stylist); !ok {
			return false
		}
	}
	return c.Pack.Empty() || hasPack(s, c.Pack)
}

func offered(state dialog.State, option string) bool {
	if state.Question == nil || option == "" {
		return false
	}
	for _, o := range state.Question.Options {
		if o.ID == option {
			return true
		}
	}
	return false
}

func hasService(s *salon.Salon, id salon.ID) bool {
	for i := range s.Catalogue.Services {
		if s.Catalogue.Services[i].ID == id {
			return true
		}
	}
	return false
}

func hasPack(s *salon.Salon, id salon.ID) bool {
	for i := range s.Catalogue.Packs {
		if s.Catalogue.Packs[i].ID == id {
			return true
		}
	}
	return false
}
