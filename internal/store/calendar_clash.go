package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// clashesSQL are the confirmed appointments ahead of a calendar's users that an
// event of somebody else lies on, and that the team has not heard of together
// with it. All of them are looked at with every read, not only those of events
// that changed: a hold may be paid after the event was read.
const clashesSQL = `
	WITH fresh AS (
		INSERT INTO calendar_clashes (salon_id, calendar_id, event_id, appointment_id, told_at)
		SELECT DISTINCT $1::uuid, $2, k.external_id, a.id, $3::timestamptz
		FROM blocks k
		JOIN busy_segments g ON g.stylist_id = k.stylist_id AND g.during && k.during AND g.active
		JOIN appointments a ON a.id = g.appointment_id AND a.status = 'confirmed' AND a.starts_at > $3
		WHERE k.source = '` + blockSource + `' AND k.stylist_id IN (` + usersSQL + `) AND upper(k.during) > $3
		ON CONFLICT DO NOTHING
		RETURNING event_id, appointment_id
	)
	SELECT ` + appointmentColumns + `, lower(k.during), upper(k.during)
	FROM fresh f
	JOIN appointments a ON a.id = f.appointment_id
	JOIN customers c ON c.id = a.customer_id
	JOIN blocks k ON k.stylist_id = a.stylist_id AND k.source = '` + blockSource + `' AND k.external_id = f.event_id
	ORDER BY a.starts_at, a.id, f.event_id`

// clash is busy time on an appointment.
type clash struct {
	appointment salon.Appointment
	during      salon.Interval
}

// tellClashes tells the team, once per event and appointment, of busy time that
// lies on appointments. They stand: whether the stylist can come, she knows.
func (a *applying) tellClashes(ctx context.Context) error {
	rows, err := a.store.db(ctx).Query(ctx, clashesSQL, a.SalonID, a.ID, a.now)
	if err != nil {
		return fail("looking for busy time on appointments", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (one clash, err error) {
		one.appointment, err = scanAppointmentAnd(row, &one.during.Start, &one.during.End)
		return one, err
	})
	if err != nil {
		return fail("looking for busy time on appointments", err)
	}
	for _, one := range list {
		if err := a.store.AddNotice(ctx, a.shop.NoticeOfClash(one.appointment, one.during, a.now)); err != nil {
			return err
		}
	}
	return nil
}
