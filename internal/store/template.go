package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// Template gives the salon's template for a kind of message. salon.ErrNotFound.
func (s *Store) Template(ctx context.Context, salonID salon.ID, kind salon.MessageKind) (salon.Template, error) {
	shop, err := s.Snapshot(ctx, salonID)
	if err != nil {
		return salon.Template{}, err
	}
	t, ok := shop.Template(kind)
	if !ok {
		return salon.Template{}, fmt.Errorf("template for %q: %w", kind, salon.ErrNotFound)
	}
	return t, nil
}

// StoredTemplates lists the templates as they were written, right or wrong: the
// set-up check looks at them. A snapshot has only those that are right.
func (s *Store) StoredTemplates(ctx context.Context, salonID salon.ID) ([]salon.Template, error) {
	rows, err := s.db(ctx).Query(ctx, templatesSQL, salonID)
	if err != nil {
		return nil, fail("reading templates", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[salon.Template])
	return list, fail("reading templates", err)
}

const templatesSQL = `SELECT kind, name, category, language, body, parameters FROM message_templates WHERE salon_id = $1 ORDER BY kind`

// queueTemplates reads the templates of a snapshot. One that was written wrong by
// hand is left out, and the default of its kind holds.
func queueTemplates(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(templatesSQL, shop.ID).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[salon.Template])
		if err != nil {
			return err //nolint:wrapcheck // readSalon says what was read
		}
		list = slices.DeleteFunc(list, func(t salon.Template) bool { return t.Check() != nil })
		shop.Templates = salon.WithDefaultTemplates(list)
		return nil
	})
}

// writeTemplates makes the templates what the files say; files that say nothing
// leave them alone.
func (w *seeder) writeTemplates(ctx context.Context) error {
	if w.seed.Templates == nil {
		return nil
	}
	var kinds []string
	for _, one := range w.seed.Templates {
		_, err := w.upsert(ctx, `
			INSERT INTO message_templates AS t (salon_id, kind, name, category, language, body, parameters)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (salon_id, kind) DO UPDATE SET name = excluded.name, category = excluded.category,
				language = excluded.language, body = excluded.body, parameters = excluded.parameters, updated_at = now()
			WHERE (t.name, t.category, t.language, t.body, t.parameters) IS DISTINCT FROM
				(excluded.name, excluded.category, excluded.language, excluded.body, excluded.parameters)
			RETURNING salon_id, xmax = 0`,
			w.salon, one.Kind, one.Name, one.Category, one.Language, one.Body, texts(one.Parameters))
		if err != nil {
			return err
		}
		kinds = append(kinds, string(one.Kind))
	}
	return w.remove(ctx, `DELETE FROM message_templates WHERE salon_id = $1 AND kind <> ALL($2)`, w.salon, texts(kinds))
}
