package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// LedgerFaults lists every cent that nobody can explain: for each payment that
// came in, what is not given back, about to be given back, forfeited, carried to
// another booking or kept for a visit that stands; and every booking whose
// status says something about money that the ledger does not. Empty when all is
// well. A refund that is under way, or that failed and waits for people, is
// explained: see OpenRefunds.
func (s *Store) LedgerFaults(ctx context.Context) ([]salon.LedgerFault, error) {
	rows, err := s.db(ctx).Query(ctx, `SELECT booking_id, provider, ref, cents::bigint, fault FROM ledger_faults ORDER BY booking_id, ref, fault`)
	if err != nil {
		return nil, fail("checking the ledger", err)
	}
	faults, err := pgx.CollectRows(rows, pgx.RowToStructByPos[salon.LedgerFault])
	return faults, fail("checking the ledger", err)
}

// balanceSQL reads balances; a condition on payments p follows.
const balanceSQL = `
	SELECT p.booking_id, p.provider, p.provider_ref, p.amount_cents, r.returned, r.rows, greatest(p.created_at, r.last), now()
	FROM payments p CROSS JOIN LATERAL (
		SELECT coalesce(sum(CASE kind WHEN 'refund' THEN amount_cents WHEN 'refund_failed' THEN -amount_cents END), 0)::bigint AS returned,
			count(*)::int AS rows, max(created_at) AS last
		FROM payments m WHERE m.provider = p.provider AND m.payment_ref = p.provider_ref) r
	WHERE p.kind = 'deposit_paid'`

// Balance reads what became of one payment. salon.ErrNotFound: it is not in the
// ledger.
func (s *Store) Balance(ctx context.Context, provider, paymentRef string) (salon.Balance, error) {
	rows, err := s.db(ctx).Query(ctx, balanceSQL+` AND p.provider = $1 AND p.provider_ref = $2`, provider, paymentRef)
	if err != nil {
		return salon.Balance{}, fail("reading a balance", err)
	}
	b, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[salon.Balance])
	return b, fail("reading a balance", err)
}
