package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// assistantRow is how salons.assistant holds salon.Assistant.
type assistantRow struct {
	Name          string `json:"name"`
	Role          string `json:"role"`
	FormOfAddress string `json:"form_of_address"`
	MaxEmojis     int    `json:"max_emojis_per_reply"`
	Introduction  string `json:"introduction"`
}

func queueSalon(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(`SELECT slug, name, timezone, currency, locale, address, maps_url, phone, assistant,
			coalesce(privacy_notice = '', false), coalesce(privacy_notice, ''), privacy_url
		FROM salons WHERE id = $1`, shop.ID).QueryRow(func(row pgx.Row) error {
		var zone string
		var assistant assistantRow
		err := row.Scan(&shop.Slug, &shop.Name, &zone, &shop.Currency, &shop.Locale, &shop.Address,
			&shop.MapsURL, &shop.Phone, &assistant, &shop.Privacy.Off, &shop.Privacy.Text, &shop.Privacy.URL)
		if err != nil {
			return err //nolint:wrapcheck // readSalon says what was read
		}
		shop.Assistant = salon.Assistant(assistant)
		if shop.Location, err = time.LoadLocation(zone); err != nil {
			return fmt.Errorf("time zone of salon %s: %w", shop.Slug, err)
		}
		return nil
	})
}

func queueTeam(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(`SELECT id, slug, name, aliases, categories, color, calendar_id, email
		FROM stylists WHERE salon_id = $1 AND active ORDER BY position, slug`, shop.ID).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			one := salon.Stylist{Hours: salon.WeekHours{}}
			err := rows.Scan(&one.ID, &one.Slug, &one.Name, &one.Aliases, &one.Categories, &one.Color, &one.CalendarID, &one.Email)
			if err != nil {
				return err //nolint:wrapcheck // readSalon says what was read
			}
			shop.Team = append(shop.Team, one)
		}
		return rows.Err()
	})
}

// queueHours runs after queueTeam: the stylists' hours go to the team.
func queueHours(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(`SELECT stylist_id, weekday, extract(epoch FROM starts_at)::integer / 60, extract(epoch FROM ends_at)::integer / 60
		FROM working_hours WHERE salon_id = $1 ORDER BY weekday, starts_at`, shop.ID).Query(func(rows pgx.Rows) error {
		week := map[salon.ID]salon.WeekHours{"": shop.Opening}
		for _, one := range shop.Team {
			week[one.ID] = one.Hours
		}
		for rows.Next() {
			var stylist salon.ID
			var weekday int
			var hours salon.Hours
			if err := rows.Scan(&stylist, &weekday, &hours.Start, &hours.End); err != nil {
				return err //nolint:wrapcheck // readSalon says what was read
			}
			if days, known := week[stylist]; known { // unknown: of a stylist who left
				days[weekday] = append(days[weekday], hours)
			}
		}
		return rows.Err()
	})
}

func queueServices(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(`SELECT id, slug, name, category, group_name, duration_minutes, price_cents, requires_deposit,
			description, aliases, phases
		FROM services WHERE salon_id = $1 AND active ORDER BY position, slug`, shop.ID).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var one salon.Service
			var phases []byte
			err := rows.Scan(&one.ID, &one.Slug, &one.Name, &one.Category, &one.Group, &one.Minutes, &one.Price, &one.Deposit,
				&one.Description, &one.Aliases, &phases)
			if err != nil {
				return err //nolint:wrapcheck // readSalon says what was read
			}
			if err := json.Unmarshal(phases, &one.Phases); err != nil {
				return fmt.Errorf("phases of service %s: %w", one.Slug, err)
			}
			shop.Catalogue.Services = append(shop.Catalogue.Services, one)
		}
		return rows.Err()
	})
}

func queuePacks(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(`SELECT p.id, p.slug, p.name, p.category, p.duration_minutes, p.price_cents, p.requires_deposit,
			p.description, p.aliases,
			ARRAY(SELECT ps.service_id FROM pack_services ps WHERE ps.pack_id = p.id ORDER BY ps.position)
		FROM packs p WHERE p.salon_id = $1 AND p.active ORDER BY p.position, p.slug`, shop.ID).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var one salon.Pack
			err := rows.Scan(&one.ID, &one.Slug, &one.Name, &one.Category, &one.Minutes, &one.Price, &one.Deposit,
				&one.Description, &one.Aliases, &one.Services)
			if err != nil {
				return err //nolint:wrapcheck // readSalon says what was read
			}
			shop.Catalogue.Packs = append(shop.Catalogue.Packs, one)
		}
		return rows.Err()
	})
}

func queuePolicies(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(`SELECT key, value FROM policies WHERE salon_id = $1`, shop.ID).Query(func(rows pgx.Rows) error {
		values := map[string]int{}
		for rows.Next() {
			var key string
			var value int
			if err := rows.Scan(&key, &value); err != nil {
				return err //nolint:wrapcheck // readSalon says what was read
			}
			values[key] = value
		}
		// A value that makes no sense was written by hand: its default holds, the
		// salon stays open.
		shop.Policies, _ = salon.PoliciesFrom(values)
		return rows.Err()
	})
}

func queueFAQs(batch *pgx.Batch, shop *salon.Salon) {
	batch.Queue(`SELECT slug, topic, questions, answer FROM faqs WHERE salon_id = $1 ORDER BY position, slug`, shop.ID).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var one salon.FAQ
			if err := rows.Scan(&one.Slug, &one.Topic, &one.Questions, &one.Answer); err != nil {
				return err //nolint:wrapcheck // readSalon says what was read
			}
			shop.FAQs = append(shop.FAQs, one)
		}
		return rows.Err()
	})
}
