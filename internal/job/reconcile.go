package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// ReconcileStore is what comparisons read and keep.
type ReconcileStore interface {
	// ClaimReconciliation begins a comparison that is due; empty: not due. salon.ErrBusy: one is running (with force).
	ClaimReconciliation(ctx context.Context, kind salon.ReconcileKind, now, since time.Time, force bool) (salon.ID, error)
	BeatReconciliation(ctx context.Context, id salon.ID) error
	FinishReconciliation(ctx context.Context, id salon.ID, report salon.ReconcileReport, fault error) error
	// LastReconciliation reads the latest that was done. salon.ErrNotFound.
	LastReconciliation(ctx context.Context, kind salon.ReconcileKind) (salon.Reconciliation, error)
	// FirstSalon tells the zone of the night and who is told.
	FirstSalon(ctx context.Context) (*salon.Salon, error)
	WaitingSessions(ctx context.Context, provider string, age time.Duration, after salon.ID, limit int) ([]salon.CheckoutSession, error)
	SessionKnown(ctx context.Context, provider, sessionID string) (bool, error)
	BookingOfPayment(ctx context.Context, fact salon.PaymentFact) (salon.ID, error)
	Balances(ctx context.Context, provider string, since time.Time) ([]salon.Balance, error)
	QueueRefunds(ctx context.Context, age time.Duration) (int, error)
	OpenRefunds(ctx context.Context) ([]salon.Refund, error)
	LedgerFaults(ctx context.Context) ([]salon.LedgerFault, error)
}

// ReconcileMetrics counts comparisons: outcomes are done and failed.
type ReconcileMetrics interface {
	Reconciled(kind, outcome string, findings int, unexplained int64)
}

const (
	reconcileLook = 30 * time.Second // how often it is asked whether one is due
	// pendingEvery is how often what waits is compared, by the product's clock.
	pendingEvery = time.Hour
	// nightHour is when everything is compared, in the salon's zone.
	nightHour = 4
	// booksWindow is how far back a full comparison looks: a refund can fail a month after it was taken.
	booksWindow = 35 * 24 * time.Hour
	// undeliveredWindow is how far back lost reports are asked for: providers keep them for 30 days.
	undeliveredWindow = 29 * 24 * time.Hour
	// reconcilePause keeps us far below providers' rate limits: at most ten requests a second.
	reconcilePause = 100 * time.Millisecond
	reconcilePage  = 100
	finishTimeout  = 5 * time.Second
)

// Reconciler compares our ledger with the payment providers: hourly what waits,
// every night everything. Several processes may run one; each comparison is made
// by one of them, and a row in the database says when the next is due.
type Reconciler struct {
	Store    ReconcileStore
	Effects  *Effects
	Clock    salon.Clock // the product's time: when comparisons are due
	RealTime salon.Clock // providers' time
	Metrics  ReconcileMetrics
	Log      *slog.Logger
	Pause    time.Duration // between requests; zero: a tenth of a second
	Patience time.Duration // how old something is before we ask about it ourselves; zero: ten minutes
}

// Run makes the comparisons that are due until ctx ends. Faults are logged; a
// comparison that failed is tried again after some minutes.
func (r *Reconciler) Run(ctx context.Context) error {
	tick := time.NewTicker(reconcileLook)
	defer tick.Stop()
	for {
		if err := r.RunDue(ctx); err != nil && ctx.Err() == nil {
			r.Log.ErrorContext(ctx, "reconciliation failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// RunDue makes the comparisons that are due now, the full one first.
func (r *Reconciler) RunDue(ctx context.Context) error {
	shop, err := r.Store.FirstSalon(ctx)
	if errors.Is(err, salon.ErrNotFound) {
		return nil // nothing is set up yet
	}
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	now := r.Clock()
	var faults []error
	for _, one := range []struct {
		kind  salon.ReconcileKind
		since time.Time
	}{{salon.ReconcileFull, lastNight(now, shop.Location)}, {salon.ReconcilePending, now.Add(-pendingEvery)}} {
		id, err := r.Store.ClaimReconciliation(ctx, one.kind, now, one.since, false)
		if err == nil && !id.Empty() {
			_, err = r.compare(ctx, id, one.kind)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("reconcile %s: %w", one.kind, err))
		}
	}
	return errors.Join(faults...)
}

// lastNight is the latest moment at which a full comparison became due.
func lastNight(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	night := time.Date(local.Year(), local.Month(), local.Day(), nightHour, 0, 0, 0, zone)
	if night.After(now) {
		night = time.Date(local.Year(), local.Month(), local.Day()-1, nightHour, 0, 0, 0, zone)
	}
	return night.Add(-time.Nanosecond) // one that began at that very moment counts
}

// Now makes a comparison whether due or not. salon.ErrBusy: one is running.
func (r *Reconciler) Now(ctx context.Context, kind salon.ReconcileKind) (salon.ReconcileReport, error) {
	now := r.Clock()
	id, err := r.Store.ClaimReconciliation(ctx, kind, now, now, true)
	if err != nil {
		return salon.ReconcileReport{}, fmt.Errorf("reconcile: %w", err)
	}
	return r.compare(ctx, id, kind)
}

// compare makes a claimed comparison and keeps its report, also when it was cut
// short.
func (r *Reconciler) compare(ctx context.Context, id salon.ID, kind salon.ReconcileKind) (report salon.ReconcileReport, err error) {
	before, missing := r.Store.LastReconciliation(ctx, kind)
	run := &reconcileRun{Reconciler: r, id: id, report: &report}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reconciliation panicked: %v\n%s", p, debug.Stack())
		}
		err = r.finish(ctx, id, kind, report, err)
	}()
	if err = run.everything(ctx, kind); err != nil {
		return report, err
	}
	if errors.Is(missing, salon.ErrNotFound) || missing == nil && !sameFindings(before.Report, report) {
		err = r.tell(ctx, report)
	}
	return report, err
}

// finish keeps the report even when ctx is over: the process is stopping.
func (r *Reconciler) finish(ctx context.Context, id salon.ID, kind salon.ReconcileKind, report salon.ReconcileReport, fault error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTimeout)
	defer cancel()
	outcome := "done"
	if fault != nil {
		outcome = "failed"
	}
	if r.Metrics != nil {
		r.Metrics.Reconciled(string(kind), outcome, report.Count(), int64(report.Unexplained))
	}
	r.Log.InfoContext(ctx, "reconciled", "kind", kind, "outcome", outcome, "sessions", report.Sessions, "charges", report.Charges,
		"payments_found", report.PaymentsFound, "refunds_found", report.RefundsFound, "findings", report.Count())
	return errors.Join(fault, r.Store.FinishReconciliation(ctx, id, report, fault))
}

// tell lets the team know of findings, once until they change.
func (r *Reconciler) tell(ctx context.Context, report salon.ReconcileReport) error {
	if report.Count() == 0 {
		return nil
	}
	shop, err := r.Store.FirstSalon(ctx)
	if err != nil {
		return fmt.Errorf("tell of findings: %w", err)
	}
	if err := r.Effects.Store.AddNotice(ctx, shop.NoticeOfFindings(report, r.Clock())); err != nil {
		return fmt.Errorf("tell of findings: %w", err)
	}
	return nil
}

// sameFindings reports whether two reports ask people for the same.
func sameFindings(a, b salon.ReconcileReport) bool {
	if a.Count() != b.Count() {
		return false
	}
	for i := range a.Findings {
		if a.Findings[i] != b.Findings[i] {
			return false
		}
	}
	return true
}

// wait lets the provider rest between two requests; an error: ctx is over.
func (r *Reconciler) wait(ctx context.Context) error {
	pause := r.Pause
	if pause == 0 {
		pause = reconcilePause
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("stopped: %w", ctx.Err())
	case <-timer.C:
		return nil
	}
}

// patience is how long, in real time, a provider's own report may take before we ask.
func (r *Reconciler) patience() time.Duration {
	if r.Patience == 0 {
		return reportPatience
	}
	return r.Patience
}

// booksOf gives the provider's accounts, if it keeps any.
func booksOf(c payment.Checkout) (payment.Books, bool) {
	books, keeps := c.(payment.Books)
	return books, keeps
}
