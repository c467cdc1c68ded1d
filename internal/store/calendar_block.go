package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// Blocks of outside calendars. What an event is about is not copied: a calendar
// may hold what the team should not read.
const (
	blockSource = "google"
	blockReason = "Ocupada (Google Calendar)"
)

// usersSQL are the stylists whose calendar it is.
const usersSQL = `SELECT id FROM stylists WHERE salon_id = $1 AND calendar_id = $2 AND active`

// vanishingBlocks counts the blocks ahead that a read would remove, and those
// there are.
func (a *applying) vanishingBlocks(ctx context.Context, gone []string) (vanishing, known int, err error) {
	err = a.store.db(ctx).QueryRow(ctx, `
		SELECT count(DISTINCT external_id) FILTER (WHERE CASE WHEN $5 THEN external_id <> ALL($4) AND during && tstzrange($6, $7)
				ELSE external_id = ANY($4) OR split_part(external_id, '_', 1) = ANY($4) END),
			count(DISTINCT external_id)
		FROM blocks WHERE source = '`+blockSource+`' AND stylist_id IN (`+usersSQL+`) AND upper(during) > $3`,
		a.SalonID, a.ID, a.now, a.ids(gone), a.full(), a.Window.Start, a.Window.End).Scan(&vanishing, &known)
	return vanishing, known, fail("counting blocks", err)
}

// ids are those that are there when everything was read, else those that are gone.
func (a *applying) ids(gone []string) []string {
	if !a.full() {
		return notNil(gone)
	}
	ids := []string{}
	for _, e := range a.Events {
		ids = append(ids, e.ID)
	}
	return ids
}

// notNil gives an array that SQL compares with, even of nothing.
func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// applyBlocks makes the blocks what the events of others are.
func (a *applying) applyBlocks(ctx context.Context, others []salon.CalendarEvent, gone []string) error {
	batch := &pgx.Batch{}
	free := []string{}
	for _, e := range others {
		if e.Free || !e.During.Start.Before(e.During.End) {
			free = append(free, e.ID)
			continue
		}
		batch.Queue(`
			INSERT INTO blocks (salon_id, stylist_id, during, reason, source, external_id)
			SELECT $1, u.id, tstzrange($3, $4), '`+blockReason+`', '`+blockSource+`', $5 FROM (`+usersSQL+`) u
			ON CONFLICT (stylist_id, source, external_id) WHERE external_id IS NOT NULL
			DO UPDATE SET during = excluded.during WHERE blocks.during <> excluded.during`,
			a.SalonID, a.ID, e.During.Start, e.During.End, e.ID)
	}
	made := batch.Len()
	batch.Queue(`
		DELETE FROM blocks WHERE source = '`+blockSource+`' AND stylist_id IN (`+usersSQL+`) AND external_id = ANY($3)`, a.SalonID, a.ID, free)
	if !a.braked {
		batch.Queue(`
			DELETE FROM blocks WHERE source = '`+blockSource+`' AND stylist_id IN (`+usersSQL+`)
			AND CASE WHEN $4 THEN external_id <> ALL($3) AND during && tstzrange($5, $6)
				ELSE external_id = ANY($3) OR split_part(external_id, '_', 1) = ANY($3) END`,
			a.SalonID, a.ID, a.ids(gone), a.full(), a.Window.Start, a.Window.End)
	}
	if a.full() { // what is long over is of no use
		batch.Queue(`DELETE FROM blocks WHERE source = '`+blockSource+`' AND stylist_id IN (`+usersSQL+`) AND upper(during) <= $3`,
			a.SalonID, a.ID, a.Window.Start)
	}
	results := a.store.db(ctx).SendBatch(ctx, batch)
	for i := range batch.Len() {
		tag, err := results.Exec()
		if err != nil {
			_ = results.Close() // the same error again
			return fail("writing blocks", err)
		}
		if i < made {
			a.out.Blocked += int(tag.RowsAffected())
		} else {
			a.out.Unblocked += int(tag.RowsAffected())
		}
	}
	if err := results.Close(); err != nil {
		return fmt.Errorf("writing blocks: %w", err)
	}
	return nil
}
