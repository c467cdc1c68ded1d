package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"atrevete/internal/inbox"
	"atrevete/internal/salon"
)

// reconcileOptions is how `atrevete reconcile` was called.
type reconcileOptions struct {
	full, last, json bool
}

func reconcileCommand() *cobra.Command {
	var o reconcileOptions
	cmd := &cobra.Command{
		Use:   "reconcile",
		Short: "Compare the ledger with the payment provider now, and print what was found",
		Long: `Compares our ledger with the payment provider, as the agent does every hour (what waits) and every night (--full: everything of the
last weeks, both ways), and prints the report. What the provider knows and we did not is put right by the agent, as if its report had come.

Findings are for people; the exit code is 1 when there are any. docs/runbook.md says what each of them means.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runReconcile(cmd.Context(), o, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&o.full, "full", false, "everything of the last weeks, both ways")
	cmd.Flags().BoolVar(&o.last, "last", false, "print the last report instead of comparing")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the report as JSON")
	return cmd
}

func runReconcile(ctx context.Context, o reconcileOptions, out io.Writer) error {
	cfg, err := loadConfig(needDatabase | needRedis)
	if err != nil {
		return err
	}
	cfg.fillSecrets()
	h, err := openHouse(ctx, cfg, "reconcile", os.Stderr)
	if err != nil {
		return err
	}
	defer h.close()
	kind := salon.ReconcilePending
	if o.full {
		kind = salon.ReconcileFull
	}
	report, err := reconcileReport(ctx, h, kind, o.last)
	if err != nil {
		return err
	}
	if o.json {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(report)
	} else {
		err = printReconciliation(out, report)
	}
	if err != nil {
		return fmt.Errorf("printing the report: %w", err)
	}
	if n := report.Report.Count(); n > 0 {
		return fmt.Errorf("%d findings: docs/runbook.md says what each of them means", n)
	}
	return nil
}

// reconcileReport compares now, or reads the last comparison.
func reconcileReport(ctx context.Context, h *house, kind salon.ReconcileKind, last bool) (salon.Reconciliation, error) {
	if !last {
		if err := reconcileNow(ctx, h, kind); err != nil {
			return salon.Reconciliation{}, err
		}
	}
	report, err := h.store.LastReconciliation(ctx, kind)
	if errors.Is(err, salon.ErrNotFound) {
		return report, errors.New("nothing has been compared yet: run it without --last")
	}
	if err != nil {
		return report, fmt.Errorf("reading the last report: %w", err)
	}
	return report, nil
}

// reconcileNow makes one comparison with the parts of an agent that it needs.
func reconcileNow(ctx context.Context, h *house, kind salon.ReconcileKind) error {
	w := &wiring{house: h, self: h.cfg.PublicURL, counts: inbox.NewMetrics(h.metrics.Registry())}
	w.inbox = inbox.New(inbox.Config{Clock: h.clock, Log: h.log, Metrics: w.counts, Meter: h.metrics}, h.store, h.hints)
	defer func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stageStopTimeout)
		defer cancel()
		_ = w.inbox.Close(limit) // what was accepted is committed; a late hint is found by the sweeper
	}()
	if err := w.wirePayments(); err != nil {
		return err
	}
	if err := w.wireJobs(); err != nil {
		return err
	}
	_, err := w.reconciler.Now(ctx, kind)
	if errors.Is(err, salon.ErrBusy) {
		return errors.New("a comparison is running: wait until it is done, or read the last one with --last")
	}
	if err != nil {
		return fmt.Errorf("comparing with the payment provider: %w", err)
	}
	return nil
}

// printReconciliation is the report for people.
func printReconciliation(out io.Writer, r salon.Reconciliation) error {
	p := r.Report
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "compared\t%s, %s (%s)\n", r.Kind, r.StartedAt.Local().Format(time.DateTime), r.FinishedAt.Sub(r.StartedAt).Round(time.Millisecond))
	for _, line := range []struct {
		name  string
		count int
	}{
		{"checkouts asked about", p.Sessions},
		{"checkouts ended", p.SessionsEnded},
		{"payments compared", p.Charges},
		{"payments we had not heard of", p.PaymentsFound},
		{"refunds we had not heard of", p.RefundsFound},
		{"reports that had not arrived", p.EventsFound},
		{"refunds under way", p.RefundsWaiting},
		{"refunds queued again", p.RefundsQueued},
		{"of other deployments", p.Foreign},
		{"findings", p.Count()},
	} {
		fmt.Fprintf(table, "%s\t%d\n", line.name, line.count)
	}
	fmt.Fprintf(table, "unexplained\t%s\n", p.Unexplained)
	for _, f := range p.Findings {
		fmt.Fprintf(table, "%s\t%s, booking %s, payment %s\n", f.Fault, f.Cents, f.BookingID, f.Ref)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
