package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

const (
	// reconcileStale is how long a comparison may give no sign of life before it counts as abandoned.
	reconcileStale = 15 * time.Minute
	// reconcileRetry is how long after a failed comparison the next is tried.
	reconcileRetry = 10 * time.Minute
)

// ClaimReconciliation begins a comparison of a kind if it is due: none was begun
// after since (both by the product's clock), none is running, and there is
// something to compare. With force only one that is running prevents it.
// salon.ErrBusy: one is running. An empty id: not due.
func (s *Store) ClaimReconciliation(ctx context.Context, kind salon.ReconcileKind, now, since time.Time, force bool) (salon.ID, error) {
	var id salon.ID
	err := s.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.db(ctx).Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('atrevete.reconciliation'))`); err != nil {
			return fail("taking turns at reconciliation", err)
		}
		_, err := s.db(ctx).Exec(ctx, `
			UPDATE reconciliations SET status = 'failed', finished_at = now(), error = 'abandoned: its process ended'
			WHERE kind = $1 AND status = 'running' AND beat_at < now() - $2::interval`, kind, reconcileStale)
		if err != nil {
			return fail("closing abandoned reconciliations", err)
		}
		var running, due bool
		err = s.db(ctx).QueryRow(ctx, `
			SELECT EXISTS (SELECT 1 FROM reconciliations WHERE kind = $1 AND status = 'running'),
				NOT EXISTS (SELECT 1 FROM reconciliations WHERE kind = $1
					AND (status = 'done' AND due_at > $2 OR status = 'failed' AND started_at > now() - $3::interval))
				AND (EXISTS (SELECT 1 FROM checkout_sessions) OR EXISTS (SELECT 1 FROM payments))`,
			kind, since, reconcileRetry).Scan(&running, &due)
		switch {
		case err != nil:
			return fail("looking for reconciliations", err)
		case running && force:
			return fmt.Errorf("a reconciliation is running: %w", salon.ErrBusy)
		case running, !due && !force:
			return nil
		}
		id = NewID()
		_, err = s.db(ctx).Exec(ctx, `INSERT INTO reconciliations (id, kind, due_at) VALUES ($1, $2, $3)`, id, kind, now)
		return fail("beginning a reconciliation", err)
	})
	if err != nil {
		return "", fmt.Errorf("claiming a reconciliation: %w", err)
	}
	return id, nil
}

// BeatReconciliation is a sign of life of a comparison that takes long.
func (s *Store) BeatReconciliation(ctx context.Context, id salon.ID) error {
	tag, err := s.db(ctx).Exec(ctx, `UPDATE reconciliations SET beat_at = now() WHERE id = $1 AND status = 'running'`, id)
	return oneRow("keeping a reconciliation alive", tag.RowsAffected(), err)
}

// FinishReconciliation keeps the report of a comparison; with a fault it failed.
func (s *Store) FinishReconciliation(ctx context.Context, id salon.ID, report salon.ReconcileReport, fault error) error {
	body, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("writing a reconciliation's report: %w", err)
	}
	status, words := "done", ""
	if fault != nil {
		status, words = "failed", clean(fault.Error())
	}
	tag, err := s.db(ctx).Exec(ctx, `
		UPDATE reconciliations SET status = $2, finished_at = now(), report = $3, findings = $4, error = $5
		WHERE id = $1`, id, status, body, report.Count(), words)
	return oneRow("finishing a reconciliation", tag.RowsAffected(), err)
}

// LastReconciliation reads the latest finished comparison of a kind, without
// those that failed. salon.ErrNotFound.
func (s *Store) LastReconciliation(ctx context.Context, kind salon.ReconcileKind) (salon.Reconciliation, error) {
	var r salon.Reconciliation
	var body []byte
	err := s.db(ctx).QueryRow(ctx, `
		SELECT id, kind, status, started_at, finished_at, error, report FROM reconciliations
		WHERE kind = $1 AND status = 'done' ORDER BY started_at DESC, id DESC LIMIT 1`, kind).Scan(
		&r.ID, &r.Kind, &r.Status, &r.StartedAt, instant{&r.FinishedAt}, &r.Error, &body)
	if err != nil {
		return r, fail("reading a reconciliation", err)
	}
	if err := json.Unmarshal(body, &r.Report); err != nil {
		return r, fmt.Errorf("reading a reconciliation's report: %w", err)
	}
	return r, nil
}

// WaitingSessions lists checkouts of a provider that may still be open there and
// were made longer ago than age of real time, by id, after the given one.
func (s *Store) WaitingSessions(ctx context.Context, provider string, age time.Duration, after salon.ID, limit int) ([]salon.CheckoutSession, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT `+sessionColumns+` FROM checkout_sessions
		WHERE status = 'open' AND provider = $1 AND created_at <= now() - $2::interval AND ($3::uuid IS NULL OR id > $3)
		ORDER BY id LIMIT $4`, provider, age, after, limit)
	if err != nil {
		return nil, fail("listing waiting sessions", err)
	}
	list, err := pgx.CollectRows(rows, scanSession)
	return list, fail("listing waiting sessions", err)
}

// QueueRefunds queues jobs for the refunds that are due and that no job has in
// hand, because its tries are used up or it was lost. It returns how many.
func (s *Store) QueueRefunds(ctx context.Context, age time.Duration) (int, error) {
	queued := 0
	err := s.InTx(ctx, func(ctx context.Context) error {
		rows, err := s.db(ctx).Query(ctx, `
			SELECT `+refundColumns+` FROM refunds r
			WHERE status = 'due' AND updated_at <= now() - $1::interval AND NOT EXISTS (
				SELECT 1 FROM river_job j WHERE j.kind = $2 AND j.finalized_at IS NULL
				AND j.args->'job'->>'kind' = $3 AND j.args->'job'->>'provider_ref' = r.payment_ref
				AND coalesce((j.args->'job'->>'target')::bigint, 0) = r.target_cents)
			ORDER BY created_at, id FOR UPDATE OF r SKIP LOCKED`, age, JobArgs{}.Kind(), salon.JobRefund)
		if err != nil {
			return fail("listing refunds that nobody makes", err)
		}
		list, err := pgx.CollectRows(rows, scanRefund)
		if err != nil {
			return fail("listing refunds that nobody makes", err)
		}
		for _, r := range list {
			if err := s.AddJob(ctx, refundJob(r)); err != nil {
				return err
			}
		}
		queued = len(list)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("queueing refunds: %w", err)
	}
	return queued, nil
}

// Balances reads the payments of a provider that came in since an instant of
// real time.
func (s *Store) Balances(ctx context.Context, provider string, since time.Time) ([]salon.Balance, error) {
	rows, err := s.db(ctx).Query(ctx, balanceSQL+` AND p.provider = $1 AND p.created_at >= $2 ORDER BY p.created_at, p.id`, provider, since)
	if err != nil {
		return nil, fail("listing balances", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[salon.Balance])
	return list, fail("listing balances", err)
}

// SessionKnown reports whether a provider's session is one we keep.
func (s *Store) SessionKnown(ctx context.Context, provider, sessionID string) (bool, error) {
	_, err := s.CheckoutSession(ctx, provider, sessionID)
	if errors.Is(err, salon.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
