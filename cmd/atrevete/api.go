package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"
)

func apiCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "api",
		Short: "Serve webhooks, deposit pages, health and (sandbox) the web chat on HTTP_ADDR",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runAPI(cmd.Context()) },
	}
}

func runAPI(ctx context.Context) error {
	cfg, err := loadConfig(needDatabase | needRedis | needSecrets)
	if err != nil {
		return err
	}
	cfg.fillSecrets()
	listener, err := listen(ctx, "HTTP_ADDR", cfg.HTTPAddr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // harmless once served
	h, err := openHouse(ctx, cfg, "api", os.Stderr)
	if err != nil {
		return stoppedEarly(ctx, err)
	}
	defer h.close()
	if err := h.prepare(ctx); err != nil {
		return stoppedEarly(ctx, err)
	}
	w, err := wire(h, listener)
	if err != nil {
		return err
	}
	handler, err := w.apiHandler()
	if err != nil {
		return err
	}
	h.log.Info("api is up", "address", listener.Addr().String(), "version", version, "sandbox", cfg.sandbox())
	return runStages(ctx, h.log,
		stage{serve(listener, handler, h.log)},
		w.intake(), stage{w.inboxPart()})
}

// stoppedEarly turns the error of a start that was interrupted into none.
func stoppedEarly(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
