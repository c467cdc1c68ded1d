package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// seedLock keeps two imports apart; the number is arbitrary.
const seedLock = 7283650918

// SeedReport says what an import changed.
type SeedReport struct {
	SalonID salon.ID
	Kinds   []SeedCount // in the order of import
}

// SeedCount counts the rows of one kind. Removed are rows the files no longer
// have: services, packs and stylists are retired (appointments may name them),
// others deleted.
type SeedCount struct {
	Kind                                 string
	Created, Updated, Unchanged, Removed int
}

// Changed reports whether the import wrote anything.
func (r SeedReport) Changed() bool {
	for _, k := range r.Kinds {
		if k.Created+k.Updated+k.Removed > 0 {
			return true
		}
	}
	return false
}

// String is one line a person can read: "services 73 created; …".
func (r SeedReport) String() string {
	var parts []string
	for _, k := range r.Kinds {
		part := k.Kind
		for _, one := range []struct {
			n    int
			word string
		}{{k.Created, "created"}, {k.Updated, "updated"}, {k.Removed, "removed"}, {k.Unchanged, "unchanged"}} {
			if one.n > 0 {
				part += fmt.Sprintf(" %d %s", one.n, one.word)
			}
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

// Empty reports whether there is no salon yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	_, err := s.firstSalonID(ctx)
	if errors.Is(err, salon.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// Seed imports a checked salon in one transaction. Rows are known by their
// slug and keep their ids, so a new import or a new name orphans nothing; the
// same import twice changes nothing; closures that staff added stay.
func (s *Store) Seed(ctx context.Context, seed salon.Seed) (SeedReport, error) {
	var report SeedReport
	err := s.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.db(ctx).Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(seedLock)); err != nil {
			return fail("locking to seed", err)
		}
		w := &seeder{db: s.db(ctx), seed: seed, services: map[string]salon.ID{}}
		for _, step := range []struct {
			kind string
			run  func(context.Context) error
		}{
			{"salon", w.writeSalon},
			{"stylists", w.writeTeam},
			{"hours", w.writeHours},
			{"services", w.writeServices},
			{"packs", w.writePacks},
			{"closures", w.writeClosures},
			{"policies", w.writePolicies},
			{"answers", w.writeFAQs},
			{"templates", w.writeTemplates},
		} {
			w.count = SeedCount{Kind: step.kind}
			if err := step.run(ctx); err != nil {
				return fmt.Errorf("seeding %s: %w", step.kind, domainError(err))
			}
			report.Kinds = append(report.Kinds, w.count)
		}
		report.SalonID = w.salon
		return nil
	})
	if err != nil {
		return SeedReport{}, err
	}
	s.cache.forget()
	return report, nil
}

// seeder is one import under way.
type seeder struct {
	db       querier
	seed     salon.Seed
	salon    salon.ID
	team     []salon.ID          // as seed.Team
	services map[string]salon.ID // by slug
	count    SeedCount           // of the step under way
}

// upsert runs an INSERT … ON CONFLICT DO UPDATE … WHERE something differs
// RETURNING id, xmax = 0, and counts what happened. The id is empty when nothing did.
func (w *seeder) upsert(ctx context.Context, sql string, args ...any) (salon.ID, error) {
	var id salon.ID
	var created bool
	err := w.db.QueryRow(ctx, sql, args...).Scan(&id, &created)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		w.count.Unchanged++
		return "", nil
	case err != nil:
		return "", err //nolint:wrapcheck // Seed says which step it was
	case created:
		w.count.Created++
	default:
		w.count.Updated++
	}
	return id, nil
}

// upsertNamed is upsert for a table of (salon_id, slug): it always gives the id.
func (w *seeder) upsertNamed(ctx context.Context, table, slug, sql string, args ...any) (salon.ID, error) {
	id, err := w.upsert(ctx, sql, args...)
	if err != nil || !id.Empty() {
		return id, err
	}
	err = w.db.QueryRow(ctx, `SELECT id FROM `+pgx.Identifier{table}.Sanitize()+` WHERE salon_id = $1 AND slug = $2`, w.salon, slug).Scan(&id)
	return id, err //nolint:wrapcheck // Seed says which step it was
}

// remove runs a statement that takes away what the files no longer have.
func (w *seeder) remove(ctx context.Context, sql string, args ...any) error {
	tag, err := w.db.Exec(ctx, sql, args...)
	w.count.Removed += int(tag.RowsAffected())
	return err
}

func (w *seeder) writeSalon(ctx context.Context) error {
	s := w.seed
	assistant, err := json.Marshal(assistantRow(s.Assistant))
	if err != nil {
		return fmt.Errorf("writing the assistant: %w", err)
	}
	w.salon, err = w.upsert(ctx, `
		INSERT INTO salons AS t (id, slug, name, timezone, currency, locale, address, maps_url, phone, assistant, privacy_notice, privacy_url)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, ''), $12)
		ON CONFLICT (slug) DO UPDATE SET name = excluded.name, timezone = excluded.timezone, currency = excluded.currency,
			locale = excluded.locale, address = excluded.address, maps_url = excluded.maps_url, phone = excluded.phone,
			assistant = excluded.assistant, privacy_notice = coalesce(excluded.privacy_notice, t.privacy_notice),
			privacy_url = coalesce(nullif(excluded.privacy_url, ''), t.privacy_url), updated_at = now()
		WHERE (t.name, t.timezone, t.currency, t.locale, t.address, t.maps_url, t.phone, t.assistant, t.privacy_notice, t.privacy_url) IS DISTINCT FROM
			(excluded.name, excluded.timezone, excluded.currency, excluded.locale, excluded.address, excluded.maps_url, excluded.phone, excluded.assistant,
			coalesce(excluded.privacy_notice, t.privacy_notice), coalesce(nullif(excluded.privacy_url, ''), t.privacy_url))
		RETURNING id, xmax = 0`,
		NewID(), s.Slug, s.Name, s.Timezone, s.Currency, s.Locale, s.Address, s.MapsURL, s.Phone, assistant, s.Privacy.Text, s.Privacy.URL)
	if err != nil {
		return err
	}
	if w.salon.Empty() {
		return w.db.QueryRow(ctx, `SELECT id FROM salons WHERE slug = $1`, s.Slug).Scan(&w.salon) //nolint:wrapcheck // Seed says which step it was
	}
	// What arrived before there was any salon belongs to the first one.
	for _, table := range []string{"conversations", "inbox"} {
		_, err := w.db.Exec(ctx, `UPDATE `+table+` SET salon_id = $1 WHERE salon_id IS NULL AND $1 = default_salon()`, w.salon)
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *seeder) writeTeam(ctx context.Context) error {
	var slugs []string
	for i, one := range w.seed.Team {
		id, err := w.upsertNamed(ctx, "stylists", one.Slug, `
			INSERT INTO stylists AS t (id, salon_id, slug, name, categories, aliases, color, calendar_id, email, position)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (salon_id, slug) DO UPDATE SET name = excluded.name, categories = excluded.categories,
				aliases = excluded.aliases, color = excluded.color, calendar_id = excluded.calendar_id, email = excluded.email,
				position = excluded.position, active = true, updated_at = now()
			WHERE (t.name, t.categories, t.aliases, t.color, t.calendar_id, t.email, t.position, t.active) IS DISTINCT FROM
				(excluded.name, excluded.categories, excluded.aliases, excluded.color, excluded.calendar_id, excluded.email, excluded.position, true)
			RETURNING id, xmax = 0`,
			NewID(), w.salon, one.Slug, one.Name, one.Categories, texts(one.Aliases), one.Color, one.CalendarID, one.Email, i)
		if err != nil {
			return err
		}
		w.team = append(w.team, id)
		slugs = append(slugs, one.Slug)
	}
	return w.remove(ctx, `UPDATE stylists SET active = false, updated_at = now()
		WHERE salon_id = $1 AND active AND slug <> ALL($2)`, w.salon, texts(slugs))
}

func (w *seeder) writeHours(ctx context.Context) error {
	if err := w.writeWeek(ctx, "", w.seed.Opening); err != nil {
		return err
	}
	for i, one := range w.seed.Team {
		if err := w.writeWeek(ctx, w.team[i], one.Hours); err != nil {
			return err
		}
	}
	return nil
}

// writeWeek makes the weekly hours of a stylist, or of the salon when stylist
// is empty, what the files say.
func (w *seeder) writeWeek(ctx context.Context, stylist salon.ID, week salon.WeekHours) error {
	const first, last = 1, 7 // ISO weekdays
	starts := []string{}
	for weekday := first; weekday <= last; weekday++ {
		for _, hours := range week[weekday] {
			from, to := clockText(hours.Start), clockText(hours.End)
			starts = append(starts, fmt.Sprintf("%d %s:00", weekday, from))
			_, err := w.upsert(ctx, `
				INSERT INTO working_hours AS t (id, salon_id, stylist_id, weekday, starts_at, ends_at)
				VALUES ($1, $2, $3, $4, $5::text::time, $6::text::time)
				ON CONFLICT (salon_id, stylist_id, weekday, starts_at) DO UPDATE SET ends_at = excluded.ends_at
				WHERE t.ends_at <> excluded.ends_at
				RETURNING id, xmax = 0`, NewID(), w.salon, stylist, weekday, from, to)
			if err != nil {
				return err
			}
		}
	}
	return w.remove(ctx, `DELETE FROM working_hours WHERE salon_id = $1 AND stylist_id IS NOT DISTINCT FROM $2
		AND weekday || ' ' || starts_at <> ALL($3)`, w.salon, stylist, starts)
}

// clockText renders a wall-clock time as PostgreSQL reads it.
func clockText(c salon.ClockTime) string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// texts is a list that is never NULL.
func texts(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
