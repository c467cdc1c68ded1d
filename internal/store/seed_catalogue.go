package store

import (
	"context"
	"encoding/json"
	"fmt"

	"atrevete/internal/salon"
)

func (w *seeder) writeServices(ctx context.Context) error {
	var slugs []string
	for i, one := range w.seed.Services {
		phases := []byte("[]")
		if len(one.Phases) > 0 {
			var err error
			if phases, err = json.Marshal(one.Phases); err != nil {
				return fmt.Errorf("writing the phases of %s: %w", one.Slug, err)
			}
		}
		id, err := w.upsertNamed(ctx, "services", one.Slug, `
			INSERT INTO services AS t (id, salon_id, slug, name, category, group_name, duration_minutes, price_cents,
				requires_deposit, description, aliases, phases, position)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (salon_id, slug) DO UPDATE SET name = excluded.name, category = excluded.category,
				group_name = excluded.group_name, duration_minutes = excluded.duration_minutes, price_cents = excluded.price_cents,
				requires_deposit = excluded.requires_deposit, description = excluded.description, aliases = excluded.aliases,
				phases = excluded.phases, position = excluded.position, active = true, updated_at = now()
			WHERE (t.name, t.category, t.group_name, t.duration_minutes, t.price_cents, t.requires_deposit, t.description,
					t.aliases, t.phases, t.position, t.active) IS DISTINCT FROM
				(excluded.name, excluded.category, excluded.group_name, excluded.duration_minutes, excluded.price_cents,
					excluded.requires_deposit, excluded.description, excluded.aliases, excluded.phases, excluded.position, true)
			RETURNING id, xmax = 0`,
			NewID(), w.salon, one.Slug, one.Name, one.Category, one.Group, one.Minutes, one.Price,
			one.Deposit, one.Description, texts(one.Aliases), phases, i)
		if err != nil {
			return err
		}
		w.services[one.Slug] = id
		slugs = append(slugs, one.Slug)
	}
	return w.remove(ctx, `UPDATE services SET active = false, updated_at = now()
		WHERE salon_id = $1 AND active AND slug <> ALL($2)`, w.salon, texts(slugs))
}

func (w *seeder) writePacks(ctx context.Context) error {
	var slugs []string
	for i, one := range w.seed.Packs {
		id, err := w.upsertNamed(ctx, "packs", one.Slug, `
			INSERT INTO packs AS t (id, salon_id, slug, name, category, duration_minutes, price_cents, requires_deposit,
				description, aliases, position)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (salon_id, slug) DO UPDATE SET name = excluded.name, category = excluded.category,
				duration_minutes = excluded.duration_minutes, price_cents = excluded.price_cents,
				requires_deposit = excluded.requires_deposit, description = excluded.description, aliases = excluded.aliases,
				position = excluded.position, active = true, updated_at = now()
			WHERE (t.name, t.category, t.duration_minutes, t.price_cents, t.requires_deposit, t.description, t.aliases, t.position, t.active)
				IS DISTINCT FROM (excluded.name, excluded.category, excluded.duration_minutes, excluded.price_cents,
					excluded.requires_deposit, excluded.description, excluded.aliases, excluded.position, true)
			RETURNING id, xmax = 0`,
			NewID(), w.salon, one.Slug, one.Name, one.Category, one.Minutes, one.Price, one.Deposit,
			one.Description, texts(one.Aliases), i)
		if err != nil {
			return err
		}
		if err := w.writeParts(ctx, id, one.Parts); err != nil {
			return err
		}
		slugs = append(slugs, one.Slug)
	}
	return w.remove(ctx, `UPDATE packs SET active = false, updated_at = now()
		WHERE salon_id = $1 AND active AND slug <> ALL($2)`, w.salon, texts(slugs))
}

// writeParts makes a pack's services what the files say; a change counts as one
// of the pack's rows.
func (w *seeder) writeParts(ctx context.Context, pack salon.ID, slugs []string) error {
	parts := []salon.ID{}
	for _, slug := range slugs {
		id, known := w.services[slug]
		if !known {
			return fmt.Errorf("pack part %q: %w", slug, salon.ErrNotFound)
		}
		parts = append(parts, id)
	}
	tag, err := w.db.Exec(ctx, `
		INSERT INTO pack_services AS t (pack_id, service_id, position, salon_id)
		SELECT $1, g.id, g.nr - 1, $3 FROM unnest($2::uuid[]) WITH ORDINALITY AS g (id, nr)
		ON CONFLICT (pack_id, service_id) DO UPDATE SET position = excluded.position WHERE t.position <> excluded.position`,
		pack, parts, w.salon)
	if err != nil {
		return err
	}
	gone, err := w.db.Exec(ctx, `DELETE FROM pack_services WHERE pack_id = $1 AND service_id <> ALL($2)`, pack, parts)
	if err != nil {
		return err
	}
	if w.count.Unchanged > 0 && tag.RowsAffected()+gone.RowsAffected() > 0 {
		w.count.Unchanged--
		w.count.Updated++
	}
	return nil
}

// closureDetails is what a seeded closure knows besides its day and name.
type closureDetails struct {
	Scope     string     `json:"scope,omitempty"`
	MovedFrom salon.Date `json:"moved_from,omitzero"`
	ToConfirm bool       `json:"to_confirm,omitempty"`
}

func (w *seeder) writeClosures(ctx context.Context) error {
	days := []salon.Date{}
	for _, one := range w.seed.Closures {
		details, err := json.Marshal(closureDetails{one.Scope, one.MovedFrom, one.ToConfirm})
		if err != nil {
			return fmt.Errorf("writing closure %s: %w", one.Date, err)
		}
		_, err = w.upsert(ctx, `
			INSERT INTO closures AS t (id, salon_id, starts_on, ends_on, reason, source, details)
			VALUES ($1, $2, $3, $3, $4, 'seed', $5)
			ON CONFLICT (salon_id, starts_on) WHERE source = 'seed' DO UPDATE
				SET ends_on = excluded.ends_on, reason = excluded.reason, details = excluded.details
			WHERE (t.ends_on, t.reason, t.details) IS DISTINCT FROM (excluded.ends_on, excluded.reason, excluded.details)
			RETURNING id, xmax = 0`, NewID(), w.salon, one.Date, one.Name, details)
		if err != nil {
			return err
		}
		days = append(days, one.Date)
	}
	return w.remove(ctx, `DELETE FROM closures WHERE salon_id = $1 AND source = 'seed' AND starts_on <> ALL($2)`, w.salon, days)
}

// writePolicies writes what the file names and leaves the others alone: a policy
// without a row has its default.
func (w *seeder) writePolicies(ctx context.Context) error {
	values := w.seed.Policies.Map()
	for _, key := range salon.PolicyKeys() {
		if !w.seed.Given[key] {
			continue
		}
		_, err := w.upsert(ctx, `
			INSERT INTO policies AS t (salon_id, key, value) VALUES ($1, $2, $3)
			ON CONFLICT (salon_id, key) DO UPDATE SET value = excluded.value, updated_at = now() WHERE t.value <> excluded.value
			RETURNING salon_id, xmax = 0`, w.salon, key, values[key])
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *seeder) writeFAQs(ctx context.Context) error {
	var slugs []string
	for i, one := range w.seed.FAQs {
		_, err := w.upsert(ctx, `
			INSERT INTO faqs AS t (id, salon_id, slug, topic, questions, answer, position)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (salon_id, slug) DO UPDATE SET topic = excluded.topic, questions = excluded.questions,
				answer = excluded.answer, position = excluded.position, updated_at = now()
			WHERE (t.topic, t.questions, t.answer, t.position) IS DISTINCT FROM
				(excluded.topic, excluded.questions, excluded.answer, excluded.position)
			RETURNING id, xmax = 0`, NewID(), w.salon, one.Slug, one.Topic, texts(one.Questions), one.Answer, i)
		if err != nil {
			return err
		}
		slugs = append(slugs, one.Slug)
	}
	return w.remove(ctx, `DELETE FROM faqs WHERE salon_id = $1 AND slug <> ALL($2)`, w.salon, texts(slugs))
}
