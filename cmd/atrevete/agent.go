package main

import (
	"context"
	"net/http"
	"os"

	"github.com/spf13/cobra"
)

func agentCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "agent",
		Short: "Run conversations, deliver messages, fire timers; health and metrics on AGENT_HTTP_ADDR",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runAgent(cmd.Context()) },
	}
}

func runAgent(ctx context.Context) error {
	cfg, err := loadConfig(needDatabase | needRedis)
	if err != nil {
		return err
	}
	cfg.fillSecrets()
	listener, err := listen(ctx, "AGENT_HTTP_ADDR", cfg.AgentHTTPAddr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // harmless once served
	h, err := openHouse(ctx, cfg, "agent", os.Stderr)
	if err != nil {
		return stoppedEarly(ctx, err)
	}
	defer h.close()
	if err := h.awaitSchema(ctx, schemaPatience); err != nil {
		return stoppedEarly(ctx, err)
	}
	w, err := wire(h, listener)
	if err != nil {
		return err
	}
	probes := http.NewServeMux()
	h.health(w.checks()...).Register(probes, h.metrics)
	h.log.Info("agent is up", "address", listener.Addr().String(), "version", version, "sandbox", cfg.sandbox())
	stages := append([]stage{{serve(listener, probes, h.log)}}, w.work()...)
	return runStages(ctx, h.log, append(stages, stage{w.inboxPart()})...)
}
