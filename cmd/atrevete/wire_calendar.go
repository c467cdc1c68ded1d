package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"atrevete/internal/calendar/google"
	"atrevete/internal/job"
	"atrevete/internal/store"
	"atrevete/internal/telemetry"
)

// googleHook is where Google sends hints.
const googleHook = "/webhook/google"

// googleConfigured: there is a key to speak with.
func (c Config) googleConfigured() bool { return c.GoogleServiceAccountJSON != "" }

// googleKey reads GOOGLE_SERVICE_ACCOUNT_JSON, which holds the key or names its file.
func (c Config) googleKey() (google.Key, error) {
	raw := strings.TrimSpace(c.GoogleServiceAccountJSON)
	if !strings.HasPrefix(raw, "{") {
		content, err := os.ReadFile(raw)
		if err != nil {
			return google.Key{}, errors.New("is neither a key nor the path of a file that can be read")
		}
		raw = string(content)
	}
	return google.ParseKey([]byte(raw))
}

// checkCalendar returns what is wrong with the variables of the calendars.
func (c Config) checkCalendar() Faults {
	f := checkURL("GOOGLE_CALENDAR_API_URL", c.GoogleCalendarAPIURL)
	if !c.googleConfigured() {
		return f
	}
	if _, err := c.googleKey(); err != nil {
		f = append(f, fmt.Sprintf("GOOGLE_SERVICE_ACCOUNT_JSON %v: give the JSON file of the service account's key, or its path", err))
	}
	return f
}

// wireCalendars connects Google Calendar, if there is a key.
func (w *wiring) wireCalendars() error {
	if !w.cfg.googleConfigured() {
		return nil
	}
	key, err := w.cfg.googleKey()
	if err != nil {
		return fmt.Errorf("GOOGLE_SERVICE_ACCOUNT_JSON %w", err)
	}
	client, err := google.New(google.Config{Key: key, APIURL: w.cfg.GoogleCalendarAPIURL, Location: w.cfg.location()})
	if err != nil {
		return fmt.Errorf("connecting Google Calendar: %w", err)
	}
	o := job.CalendarOptions{
		Store: w.store, Calendar: client, Clock: w.clock, Worker: w.worker(), NewID: store.NewID, Secret: rand.Text,
		Metrics: job.NewCalendarCounts(w.metrics.Registry()), Log: w.log,
	}
	if strings.HasPrefix(w.cfg.PublicURL, "https://") { // Google sends hints nowhere else
		o.Watch = w.cfg.PublicURL + googleHook
	}
	w.calendars = job.NewCalendars(o)
	return nil
}

// calendarCheck shows in /health how the calendars are; without them the
// process serves all the same.
func (h *house) calendarCheck() (telemetry.Check, bool) {
	key, err := h.cfg.googleKey()
	if !h.cfg.googleConfigured() || err != nil {
		return telemetry.Check{}, false
	}
	return telemetry.Check{Name: "google", Run: func(ctx context.Context) error {
		found, err := h.store.CalendarHealth(ctx, key.Email, h.clock())
		if err != nil {
			return err
		}
		if problem := found.Problem(); problem != "" {
			return calendarProblem(problem)
		}
		return nil
	}}, true
}

// calendarProblem is an error that /health shows in its own words.
type calendarProblem string

// Error says what is wrong.
func (p calendarProblem) Error() string { return "google calendar: " + string(p) }

// Detail is what anybody may read.
func (p calendarProblem) Detail() string { return string(p) }

// location is TIMEZONE, which was checked at the start.
func (c Config) location() *time.Location {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}
