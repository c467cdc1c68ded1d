package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// healthcheckTimeout is below the container's own health check timeout, so that
// the reason is printed.
const healthcheckTimeout = 4 * time.Second

func healthcheckCommand() *cobra.Command {
	var agent bool
	cmd := &cobra.Command{
		Use:   "healthcheck",
		Short: "Ask a running api (or agent) on this machine whether it is well",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, _ := loadConfig(0) // other variables' faults are not this command's business
			addr, path := cfg.HTTPAddr, "/health"
			if agent {
				addr, path = cfg.AgentHTTPAddr, "/readyz"
			}
			return askHealth(cmd.Context(), addr, path)
		},
	}
	cmd.Flags().BoolVar(&agent, "agent", false, "ask the agent (AGENT_HTTP_ADDR) instead of the api (HTTP_ADDR)")
	return cmd
}

// askHealth is nil when the process listening on addr answers 200.
func askHealth(ctx context.Context, addr, path string) error {
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	address := "http://" + dialable(addr) + path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("asking %s: %w", address, err)
	}
	client := &http.Client{Transport: &http.Transport{Proxy: nil}}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("no answer, is it running? %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s: see its log", address, res.Status)
	}
	return nil
}

// dialable turns a listening address into one to connect to: every address
// becomes loopback.
func dialable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
