// Package replies holds the words: one set of templates per utterance in es/,
// rendered into the one message a turn sends. It decides nothing and knows no
// fact: names, prices and hours come with the utterances and the salon's data.
package replies

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

//go:embed es/*.tmpl
var files embed.FS

// separator joins the parts of a message that stand on their own.
const separator = "\n\n"

// Replies turns utterances into messages.
type Replies struct {
	variants map[dialog.UtteranceID][]*template.Template
}

// New loads the embedded words. The error names every utterance without words
// and every template without an utterance, all at once; it also runs each
// template on empty data, so that a misspelt field stops the start.
func New() (*Replies, error) {
	set, err := template.New("es").Option("missingkey=error").Funcs(functions()).ParseFS(files, "es/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("parse replies: %w", err)
	}
	return load(set, dialog.Lines())
}

func load(set *template.Template, lines []dialog.Line) (*Replies, error) {
	r := &Replies{variants: map[dialog.UtteranceID][]*template.Template{}}
	var faults []error
	used := map[string]bool{}
	for _, line := range lines {
		for n := 1; ; n++ {
			t := set.Lookup(string(line.ID) + "/" + strconv.Itoa(n))
			if t == nil {
				break
			}
			used[t.Name()] = true
			r.variants[line.ID] = append(r.variants[line.ID], t)
			if err := t.Execute(&bytes.Buffer{}, input{D: line.Data, Salon: &salon.Salon{}}); err != nil {
				faults = append(faults, fmt.Errorf("words of %s: %w", line.ID, err))
			}
		}
		if len(r.variants[line.ID]) == 0 {
			faults = append(faults, fmt.Errorf("utterance %s has no words", line.ID))
		}
	}
	for _, t := range set.Templates() {
		name := t.Name()
		if strings.Contains(name, "/") && !used[name] {
			faults = append(faults, fmt.Errorf("words %s belong to no utterance", name))
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return r, nil
}

// input is what a template sees: the utterance's data, and the salon for names.
type input struct {
	D     any
	Salon *salon.Salon
}

// Render joins the utterances into one message; none yields no message. seed
// chooses among variants: the same seed always says the same. The options of
// the last utterance that has some become the message's menu.
func (r *Replies) Render(view dialog.View, seed string, say []dialog.Utterance) ([]dialog.Reply, error) {
	if len(say) == 0 {
		return nil, nil
	}
	reply := dialog.Reply{}
	var text strings.Builder
	for i, u := range say {
		part, err := r.words(view, seed, u)
		if err != nil {
			return nil, err
		}
		if part == "" {
			continue
		}
		if text.Len() > 0 {
			text.WriteString(between(say[i-1].ID))
		}
		text.WriteString(part)
		if len(u.Options) > 0 {
			reply.Options = u.Options
		}
		reply.Fact = reply.Fact || u.Fact
		if kind := u.MessageKind(); kind != "" && reply.About == "" {
			reply.About, reply.Facts = kind, templateWords(view, u.TemplateFacts())
		}
		if u.Class != "" {
			reply.Class = u.Class
		}
	}
	if err := checkMenu(reply.Options); err != nil {
		return nil, err
	}
	reply.Text = limitEmojis(text.String(), maxEmojis(view.Salon))
	if reply.Text == "" {
		return nil, errors.New("nothing to say was rendered")
	}
	return []dialog.Reply{reply}, nil
}

// between joins a greeting to what follows on the same line.
func between(before dialog.UtteranceID) string {
	switch before {
	case dialog.SayGreetKnown, dialog.SayGreetBack, dialog.SayNameSettled, dialog.SayWelcome, dialog.SayIntroduce:
		return " "
	}
	return separator
}

// words renders one utterance in the variant the seed chooses.
func (r *Replies) words(view dialog.View, seed string, u dialog.Utterance) (string, error) {
	variants := r.variants[u.ID]
	if len(variants) == 0 {
		return "", fmt.Errorf("utterance %q has no words", u.ID)
	}
	var out bytes.Buffer
	t := variants[choose(seed, string(u.ID), len(variants))]
	if err := t.Execute(&out, input{D: resolve(view, u.Data), Salon: view.Salon}); err != nil {
		return "", fmt.Errorf("render %s: %w", u.ID, err)
	}
	return tidy(out.String()), nil
}

// resolve fills what only rendering can: the placeholders of the salon's answers.
func resolve(view dialog.View, data any) any {
	if faq, ok := data.(dialog.FAQData); ok {
		faq.Answer = Answer(view.Salon, faq.Answer)
		return faq
	}
	return data
}

// choose picks a variant by hash, so that a conversation reads the same again.
func choose(seed, id string, n int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(seed + "\x00" + id))
	return int(h.Sum32() % uint32(n)) //nolint:gosec // n is the small number of variants
}

// tidy removes what template actions leave behind: blanks at line ends, empty
// lines in a row.
func tidy(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// checkMenu refuses a menu the channels would cut or confuse.
func checkMenu(options []salon.Option) error {
	limit := 24
	if len(options) <= 3 {
		limit = 20
	}
	if len(options) > 10 {
		return fmt.Errorf("menu of %d options: at most 10", len(options))
	}
	for i, o := range options {
		if n := utf8.RuneCountInString(o.Title); n == 0 || n > limit {
			return fmt.Errorf("menu title %q has %d characters: at most %d", o.Title, n, limit)
		}
		if slices.ContainsFunc(options[:i], func(other salon.Option) bool { return salon.Fold(other.Title) == salon.Fold(o.Title) }) {
			return fmt.Errorf("menu title %q appears twice", o.Title)
		}
	}
	return nil
}

func maxEmojis(s *salon.Salon) int {
	if s == nil || s.Assistant.MaxEmojis == 0 {
		return 2
	}
	return s.Assistant.MaxEmojis
}
