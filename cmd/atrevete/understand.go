package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/understand/spanish"
)

// maxPhraseBytes is the longest line that `understand` reads.
const maxPhraseBytes = 1 << 20

func understandCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "understand",
		Short: "Show what the rules make of phrases: JSON lines in, JSON lines out, no database",
		Long: `Reads JSON lines {"text": …, "at": RFC 3339 (default now), "catalogue": seed folder (default the demo salon)}
from standard input and writes one JSON line for each: what was understood, and the times that were read,
by the salon's wall clock, the one it would act on first at the beginning.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p := phrasebook{engine: spanish.New(), salons: map[string]*salon.Salon{}, cmd: cmd}
			return p.run(cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}

// phrase is one line of input.
type phrase struct {
	Text      string    `json:"text"`
	At        time.Time `json:"at"`
	Catalogue string    `json:"catalogue"`
}

// understood is one line of output.
type understood struct {
	Text     string           `json:"text"`
	Commands []dialog.Command `json:"commands"`
	When     []spanish.Shown  `json:"when"`
}

// phrasebook reads phrases against salons, each loaded once.
type phrasebook struct {
	engine *spanish.Engine
	salons map[string]*salon.Salon
	cmd    *cobra.Command
}

func (p phrasebook) run(in io.Reader, out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxPhraseBytes)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		answer, err := p.read(lines.Bytes())
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := encoder.Encode(answer); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading standard input: %w", err)
	}
	return nil
}

func (p phrasebook) read(line []byte) (understood, error) {
	asked := phrase{At: time.Now()}
	if err := json.Unmarshal(line, &asked); err != nil {
		return understood{}, fmt.Errorf(`write {"text": "…", "at": "2026-11-24T10:00:00+01:00"} (%w)`, err)
	}
	shop, err := p.salon(asked.Catalogue)
	if err != nil {
		return understood{}, err
	}
	commands, when := p.engine.Explain(dialog.View{Salon: shop, Now: asked.At.In(shop.Location)}, asked.Text)
	answer := understood{Text: asked.Text, Commands: commands, When: when}
	if commands == nil {
		answer.Commands = []dialog.Command{}
	}
	if when == nil {
		answer.When = []spanish.Shown{}
	}
	return answer, nil
}

// salon loads a seed folder, or the demo salon. Rows are known by their slug,
// so that the output reads well.
func (p phrasebook) salon(dir string) (*salon.Salon, error) {
	if shop, ok := p.salons[dir]; ok {
		return shop, nil
	}
	parsed, err := p.parse(dir)
	if err != nil {
		return nil, err
	}
	shop, err := parsed.Salon(func(_, slug string) salon.ID { return salon.ID(slug) })
	if err != nil {
		return nil, fmt.Errorf("building the salon: %w", err)
	}
	p.salons[dir] = shop
	return shop, nil
}

func (p phrasebook) parse(dir string) (salon.Seed, error) {
	if dir != "" {
		return readSeed(p.cmd, dir)
	}
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		return salon.Seed{}, fmt.Errorf("reading the demo salon: %w", faults[0])
	}
	return parsed, nil
}
