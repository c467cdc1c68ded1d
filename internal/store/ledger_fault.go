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
