package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"atrevete/internal/salon"
)

// rollbackTimeout bounds the ROLLBACK of a transaction whose context is over.
const rollbackTimeout = 5 * time.Second

// txKey is where InTx keeps the transaction in the context.
type txKey struct{}

// querier is what queries run on: the pool, or the transaction in the context.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// db gives the transaction of the context, else the pool.
func (s *Store) db(ctx context.Context) querier {
	if tx, ok := txFrom(ctx); ok {
		return tx
	}
	return s.pool
}

// txFrom gives the transaction InTx put in the context.
func txFrom(ctx context.Context) (pgx.Tx, bool) {
	tx, ok := ctx.Value(txKey{}).(pgx.Tx)
	return tx, ok
}

// InTx runs fn in one transaction, which store methods called with fn's context
// take part in. An error or a panic of fn rolls it back. Inside another InTx it
// joins that one. It retries nothing.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if _, ok := txFrom(ctx); ok {
		return fn(ctx)
	}
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	defer rollback(ctx, tx) // after Commit it does nothing
	if err := fn(context.WithValue(ctx, txKey{}, tx)); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("committing a transaction: %w", domainError(err))
	}
	return nil
}

// inSavepoint runs fn inside the transaction of the context such that an error
// of fn undoes what fn did and leaves the transaction usable. Without a
// transaction it is InTx.
func (s *Store) inSavepoint(ctx context.Context, fn func(ctx context.Context) error) error {
	outer, ok := txFrom(ctx)
	if !ok {
		return s.InTx(ctx, fn)
	}
	inner, err := outer.Begin(ctx)
	if err != nil {
		return fmt.Errorf("setting a savepoint: %w", err)
	}
	defer rollback(ctx, inner)
	if err := fn(context.WithValue(ctx, txKey{}, inner)); err != nil {
		return err
	}
	if err := inner.Commit(ctx); err != nil {
		return fmt.Errorf("releasing a savepoint: %w", domainError(err))
	}
	return nil
}

// rollback ends a transaction that was not committed, also when its context is
// over: pgx would close the connection otherwise.
func rollback(ctx context.Context, tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	_ = tx.Rollback(ctx) // pgx.ErrTxClosed after a commit; else the connection is gone, and so is the transaction
}

// PostgreSQL's error codes that mean something to the caller.
const (
	codeUnique          = "23505"
	codeExclusion       = "23P01"
	codeDeadlock        = "40P01"
	codeUndefinedTable  = "42P01"
	codeInvalidPassword = "28P01"
	codeInvalidAuth     = "28000"
	codeNoDatabase      = "3D000"
)

// domainError adds the domain's error to a driver's error where there is one;
// errors.Is finds both.
func domainError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%w (%w)", salon.ErrNotFound, err)
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	switch pg.Code {
	case codeExclusion:
		return fmt.Errorf("%w (%w)", salon.ErrSlotTaken, err)
	case codeUnique:
		return fmt.Errorf("%w (%w)", salon.ErrDuplicate, err)
	}
	return err
}

// fail wraps an error of the driver with what was being done; nil stays nil.
func fail(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, domainError(err))
}

// hopeless reports whether waiting for the server will not help: it answers and
// refuses us.
func hopeless(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == codeInvalidPassword || pg.Code == codeInvalidAuth || pg.Code == codeNoDatabase
}
