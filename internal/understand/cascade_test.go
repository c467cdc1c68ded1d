package understand_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/understand"
)

func view(t *testing.T) dialog.View {
	t.Helper()
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	s, err := parsed.Salon(func(_, slug string) salon.ID { return salon.ID(slug) })
	if err != nil {
		t.Fatal(err)
	}
	return dialog.View{Salon: s, Now: time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)}
}

func kinds(commands []dialog.Command) []dialog.CommandKind {
	var out []dialog.CommandKind
	for _, c := range commands {
		out = append(out, c.Kind)
	}
	return out
}

func TestAWrittenTitleIsThatOption(t *testing.T) {
	t.Parallel()
	state := dialog.State{Question: &dialog.Question{ID: dialog.SlotPick, Options: []dialog.Choice{{ID: "a", Title: "Vie 27 10:30 Pilar"}, {ID: "b", Title: "Vie 27 12:30 Marta"}}}}
	got, err := understand.New().Understand(context.Background(), view(t), state, []dialog.Message{{Text: "vie 27 12:30 marta"}})
	if err != nil || len(got) != 1 || got[0].Kind != dialog.Choose || got[0].Option != "b" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestATappedOptionNeedsNoWords(t *testing.T) {
	t.Parallel()
	got, err := understand.New().Understand(context.Background(), view(t), dialog.State{}, []dialog.Message{{Option: "x", Text: "Otras horas"}})
	if err != nil || len(got) != 1 || got[0].Option != "x" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestMessagesWithoutWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		message dialog.Message
		want    []dialog.CommandKind
		topic   dialog.Topic
	}{
		{"voice note without transcript", dialog.Message{Attachments: []salon.Attachment{{Kind: "audio"}}}, []dialog.CommandKind{dialog.NoWords}, dialog.TopicVoice},
		{"voice note with transcript", dialog.Message{Attachments: []salon.Attachment{{Kind: "audio", Transcript: "hola"}}}, []dialog.CommandKind{dialog.Greet}, ""},
		{"photo alone", dialog.Message{Attachments: []salon.Attachment{{Kind: "image"}}}, []dialog.CommandKind{dialog.NoWords}, dialog.TopicPhoto},
		{"photo with caption", dialog.Message{Text: "hola", Attachments: []salon.Attachment{{Kind: "image"}}}, []dialog.CommandKind{dialog.Greet}, ""},
		{"location", dialog.Message{Attachments: []salon.Attachment{{Kind: "location"}}}, []dialog.CommandKind{dialog.NoWords}, dialog.TopicLocation},
		{"unsupported", dialog.Message{Unsupported: true}, []dialog.CommandKind{dialog.NoWords}, dialog.TopicSticker},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := understand.New().Understand(context.Background(), view(t), dialog.State{}, []dialog.Message{c.message})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", kinds(got), c.want)
			}
			for i := range c.want {
				if got[i].Kind != c.want[i] {
					t.Errorf("got %v, want %v", kinds(got), c.want)
				}
			}
			if c.topic != "" && got[0].Topic != c.topic {
				t.Errorf("topic %s, want %s", got[0].Topic, c.topic)
			}
		})
	}
}

type scripted struct {
	says []dialog.Command
	err  error
	n    int
}

func (m *scripted) Commands(context.Context, dialog.View, dialog.State, []dialog.Message, []dialog.Command) ([]dialog.Command, error) {
	m.n++
	return m.says, m.err
}

func TestAModelIsAskedOnlyAboutWhatRulesCannotRead(t *testing.T) {
	t.Parallel()
	model := &scripted{says: []dialog.Command{{Kind: dialog.Affirm}}}
	u := understand.NewWithModel(model)
	if _, err := u.Understand(context.Background(), view(t), dialog.State{}, []dialog.Message{{Text: "corte el viernes"}}); err != nil || model.n != 0 {
		t.Errorf("asked %d times about a clear wish (%v)", model.n, err)
	}
	got, err := u.Understand(context.Background(), view(t), dialog.State{}, []dialog.Message{{Text: "asdfgh"}})
	if err != nil || model.n != 1 || len(got) != 1 || got[0].Kind != dialog.Affirm {
		t.Errorf("got %v after %d questions (%v)", kinds(got), model.n, err)
	}
}

func TestAModelCannotNameWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]dialog.Command{
		"an unknown service": {Kind: dialog.Set, Slot: dialog.SlotServices, Services: []salon.ID{"tattoo"}},
		"an unknown stylist": {Kind: dialog.Set, Slot: dialog.SlotStylist, Stylist: "nobody"},
		"an unknown option":  {Kind: dialog.Choose, Option: "free"},
		"an unknown kind":    {Kind: "refund"},
	} {
		got, err := understand.NewWithModel(&scripted{says: []dialog.Command{said}}).Understand(context.Background(), view(t), dialog.State{}, []dialog.Message{{Text: "asdfgh"}})
		if err != nil || len(got) != 1 || got[0].Kind != dialog.Unclear {
			t.Errorf("%s: got %v, %v", name, kinds(got), err)
		}
	}
	got, err := understand.NewWithModel(&scripted{err: errors.New("down")}).Understand(context.Background(), view(t), dialog.State{}, []dialog.Message{{Text: "asdfgh"}})
	if err != nil || got[0].Kind != dialog.Unclear {
		t.Errorf("a model that is down: got %v, %v", kinds(got), err)
	}
}
