package prove

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
)

// copied are the tables of a salon that a storm needs, each after those it
// refers to. What names or reaches a person is left out; see withheld.
func copied() []string {
	return []string{
		"salons", "stylists", "services", "packs", "pack_services", "working_hours", "closures", "blocks", "policies", "faqs",
		"customers", "bookings", "appointments", "appointment_services", "busy_segments", "payment_links", "payments", "refunds",
	}
}

// withheld are columns that stay behind: words, numbers and names of people, and
// links to tables that are not copied.
func withheld() map[string]string {
	return map[string]string{
		"customers":     "phone first_name last_name notes",
		"stylists":      "calendar_id email",
		"bookings":      "conversation_id",
		"payments":      "session_id",
		"payment_links": "",
		"blocks":        "reason external_id",
		"closures":      "details",
	}
}

// copySalon copies a salon from a database that others use into ours, in one
// read-only transaction: nothing is written there, and no lock held that anybody
// would notice.
func copySalon(ctx context.Context, source, target string) error {
	config, err := pgx.ParseConfig(source)
	if err != nil {
		return fmt.Errorf("reading the address of the salon's database: %w", err)
	}
	config.RuntimeParams["default_transaction_read_only"] = "on"
	config.RuntimeParams["application_name"] = stormApp
	from, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connecting to the salon's database: %w", err)
	}
	defer func() { _ = from.Close(context.WithoutCancel(ctx)) }()
	to, err := pgx.Connect(ctx, target)
	if err != nil {
		return fmt.Errorf("connecting to the private database: %w", err)
	}
	defer func() { _ = to.Close(context.WithoutCancel(ctx)) }()
	err = pgx.BeginTxFunc(ctx, from, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(read pgx.Tx) error {
		return pgx.BeginFunc(ctx, to, func(write pgx.Tx) error {
			// The order of rows that refer to each other does not matter while they are copied.
			if _, err := write.Exec(ctx, `SET LOCAL session_replication_role = replica`); err != nil {
				return fmt.Errorf("preparing the copy: %w", err)
			}
			for _, table := range copied() {
				if err := copyTable(ctx, read, write, table); err != nil {
					return err
				}
			}
			// Somewhere for the stylists' notices to go: nothing leaves the storm.
			if _, err := write.Exec(ctx, `UPDATE stylists SET email = slug || '@prove.invalid'`); err != nil {
				return fmt.Errorf("addressing the stylists: %w", err)
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("copying the salon: %w", err)
	}
	return nil
}

// copyTable copies the columns that both sides have.
func copyTable(ctx context.Context, read, write pgx.Tx, table string) error {
	theirs, err := columnsOf(ctx, read, table)
	if err != nil {
		return err
	}
	ours, err := columnsOf(ctx, write, table)
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for _, name := range ours {
		kept[name] = true
	}
	for _, name := range strings.Fields(withheld()[table]) {
		kept[name] = false
	}
	var columns []string
	for _, name := range theirs {
		if kept[name] {
			columns = append(columns, pgx.Identifier{name}.Sanitize())
		}
	}
	list, name := strings.Join(columns, ", "), pgx.Identifier{table}.Sanitize()
	if len(columns) == 0 {
		return fmt.Errorf("the salon's database has no table %s: is it a database of atrevete?", table)
	}
	through, in := io.Pipe()
	read1 := make(chan error, 1)
	go func() {
		_, err := read.Conn().PgConn().CopyTo(ctx, in, "COPY (SELECT "+list+" FROM "+name+") TO STDOUT")
		in.CloseWithError(err)
		read1 <- err
	}()
	_, err = write.Conn().PgConn().CopyFrom(ctx, through, "COPY "+name+" ("+list+") FROM STDIN")
	through.CloseWithError(err) // lets go of the reader when the writer gave up
	if failed := <-read1; failed != nil && err == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("copying %s: %w", table, err)
	}
	return nil
}

// columnsOf lists a table's columns; none: there is no such table.
func columnsOf(ctx context.Context, tx pgx.Tx, table string) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT attname::text FROM pg_attribute
		WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`, table)
	if err != nil {
		return nil, fmt.Errorf("listing the columns of %s: %w", table, err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("listing the columns of %s: %w", table, err)
	}
	return names, nil
}
