package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"atrevete/internal/salon"
)

// chatOptions is how `atrevete chat` was called.
type chatOptions struct {
	why  bool
	at   string // RFC 3339; empty: ATREVETE_CLOCK, else now
	name string // of the profile
	dir  string
}

func chatCommand() *cobra.Command {
	var o chatOptions
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk to Maite in the terminal, on a real database; --why explains every turn",
		Long: `A conversation with Maite over DATABASE_URL, or over the private database of ` + "`atrevete up`" + ` (which must not be running).
Every line you write is a message. What else can be written:

  /pagar          pays the link that is pending, through the pretend checkout
  /reloj +25m     moves the clock on and runs what became due (also /reloj 2026-11-24T18:00:00+01:00)
  /devolver       hands the conversation back to Maite when a person had taken over
  /salir          ends (so does the end of the input)`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runChat(cmd.Context(), o, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&o.why, "why", false, "under each reply: words, commands, rules, slots weighed, utterances")
	cmd.Flags().StringVar(&o.at, "at", "", "start the clock there, as in 2026-11-24T10:00:00+01:00")
	cmd.Flags().StringVar(&o.name, "name", "", "the name your profile shows")
	cmd.Flags().StringVar(&o.dir, "data", ".atrevete", "folder of the private database and the log")
	return cmd
}

// runChat is the product in one process, as in `up`, with the terminal in
// place of the web chat.
func runChat(ctx context.Context, o chatOptions, in io.Reader, out io.Writer) error {
	cfg, err := chatConfig(o)
	if err != nil {
		return err
	}
	if o.dir, err = filepath.Abs(o.dir); err != nil {
		return fmt.Errorf("finding the data folder: %w", err)
	}
	listener, err := listen(ctx, "HTTP_ADDR", cfg.HTTPAddr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // harmless once served
	cfg.PublicURL = "http://" + listener.Addr().String()
	logTo, err := openLog(o.dir)
	if err != nil {
		return err
	}
	defer func() { _ = logTo.Close() }()
	if err := cfg.keepSecrets(filepath.Join(o.dir, secretsFile)); err != nil {
		return err
	}
	servers := &servers{dir: o.dir, log: slog.New(slog.NewJSONHandler(logTo, nil))}
	defer servers.stop()
	if err := servers.start(ctx, &cfg, io.Discard); err != nil {
		return stoppedEarly(ctx, err)
	}
	h, err := openHouse(ctx, cfg, "chat", logTo)
	if err != nil {
		return stoppedEarly(ctx, err)
	}
	defer h.close()
	if err := h.prepare(ctx); err != nil {
		return stoppedEarly(ctx, err)
	}
	clock := &movable{from: h.clock}
	h.clock = clock.now
	w, err := wire(h, listener)
	if err != nil {
		return err
	}
	handler, err := w.apiHandler()
	if err != nil {
		return err
	}
	stages := append([]stage{{serve(listener, handler, h.log)}, w.intake()}, w.work()...)
	stages = append(stages, stage{w.inboxPart()}, servers.stage())
	terminal := newTerminal(o, w, clock, out)
	return untilClosed(ctx, func(ctx context.Context) error { return runStages(ctx, h.log, stages...) },
		func(ctx context.Context) error { return terminal.talk(ctx, in) })
}

// chatConfig is the configuration of a chat: the sandbox, an HTTP server that
// only this machine reaches, no waiting for more messages.
func chatConfig(o chatOptions) (Config, error) {
	if o.at != "" {
		if _, err := time.Parse(time.RFC3339, o.at); err != nil {
			return Config{}, fmt.Errorf("--at %s must be a time such as 2026-11-24T10:00:00+01:00", o.at)
		}
	}
	cfg, err := loadConfig(0)
	if err != nil {
		return cfg, err
	}
	if !cfg.sandbox() {
		return cfg, errors.New("chat needs the sandbox: set SANDBOX=true, and another ATREVETE_ENV than production")
	}
	if o.at != "" {
		cfg.Clock = o.at
	}
	cfg.HTTPAddr, cfg.TurnQuietMS = "127.0.0.1:0", 0
	return cfg, nil
}

// untilClosed runs the process until the talk is over, and the talk until the
// process ends.
func untilClosed(ctx context.Context, process, talk func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- process(ctx)
		stop()
	}()
	said := talk(ctx)
	stop()
	if err := <-ended; err != nil {
		return err
	}
	if errors.Is(said, context.Canceled) {
		return nil
	}
	return said
}

// movable is a clock that /reloj moves on.
type movable struct {
	from  salon.Clock
	ahead atomic.Int64 // nanoseconds
}

func (m *movable) now() time.Time { return m.from().Add(time.Duration(m.ahead.Load())) }

// move sets the clock by "+25m" or to an RFC 3339 time; it never goes back.
func (m *movable) move(to string) error {
	var by time.Duration
	var err error
	if rest, relative := strings.CutPrefix(to, "+"); relative {
		by, err = time.ParseDuration(rest)
	} else {
		var at time.Time
		at, err = time.Parse(time.RFC3339, to)
		by = at.Sub(m.now())
	}
	switch {
	case err != nil:
		return errors.New("escribe, por ejemplo, /reloj +25m o /reloj 2026-11-24T18:00:00+01:00")
	case by < 0:
		return errors.New("el reloj no va hacia atrás")
	}
	m.ahead.Add(int64(by))
	return nil
}
