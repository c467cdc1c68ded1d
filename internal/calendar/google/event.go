package google

import (
	"time"

	"atrevete/internal/salon"
)

// Names of the private properties we leave in our events.
const (
	propAppointment = "atrevete_appointment"
	propBooking     = "booking_id"
	propHash        = "hash"
	propStart       = "atrevete_start"
	propEnd         = "atrevete_end"
)

// Colours of Google's event palette.
const (
	colorYellow = "5"  // banana
	colorGreen  = "10" // basil
)

// event is an event as the API writes it.
type event struct {
	ID           string `json:"id,omitempty"`
	Etag         string `json:"etag,omitempty"`
	Status       string `json:"status,omitempty"`
	Summary      string `json:"summary,omitempty"`
	ColorID      string `json:"colorId,omitempty"`
	Transparency string `json:"transparency,omitempty"`
	Visibility   string `json:"visibility,omitempty"`
	EventType    string `json:"eventType,omitempty"`
	Start        *when  `json:"start,omitempty"`
	End          *when  `json:"end,omitempty"`
	Attendees    []struct {
		Self     bool   `json:"self"`
		Response string `json:"responseStatus"`
	} `json:"attendees,omitempty"`
	Reminders  *reminders  `json:"reminders,omitempty"`
	Properties *properties `json:"extendedProperties,omitempty"`
}

// when is an instant or, for all-day events, a date. A patch must say that the
// other is not there.
type when struct {
	Date     *string `json:"date"`
	DateTime string  `json:"dateTime,omitempty"`
	TimeZone string  `json:"timeZone,omitempty"`
}

type reminders struct {
	UseDefault bool `json:"useDefault"`
}

type properties struct {
	Private map[string]string `json:"private,omitempty"`
}

// written is what we write of an event: its time only if it has one.
func written(e salon.CalendarEvent, zone *time.Location) event {
	w := event{
		ID: e.ID, Status: "confirmed", Summary: e.Title, ColorID: colorGreen,
		Transparency: "opaque", Visibility: "private", Reminders: &reminders{},
	}
	if e.Tentative {
		w.Status = "tentative"
	}
	if e.Color == salon.ColorProvisional {
		w.ColorID = colorYellow
	}
	if !e.During.Start.IsZero() {
		w.Start, w.End = at(e.During.Start, zone), at(e.During.End, zone)
	}
	if m := e.Mark; m != nil {
		w.Properties = &properties{Private: map[string]string{
			propAppointment: string(m.AppointmentID), propBooking: string(m.BookingID), propHash: m.Hash,
			propStart: m.During.Start.UTC().Format(time.RFC3339), propEnd: m.During.End.UTC().Format(time.RFC3339),
		}}
	}
	return w
}

func at(t time.Time, zone *time.Location) *when {
	return &when{DateTime: t.In(zone).Format(time.RFC3339), TimeZone: zone.String()}
}

// read is an event in the words of the domain. zone is where its days begin.
func (w event) read(zone *time.Location) salon.CalendarEvent {
	e := salon.CalendarEvent{
		ID: w.ID, Version: w.Etag, Deleted: w.Status == "cancelled", Tentative: w.Status == "tentative", Title: w.Summary,
		Free: w.Transparency == "transparent" || w.EventType == "workingLocation" || w.EventType == "birthday",
		Mark: w.mark(),
	}
	for _, one := range w.Attendees {
		e.Free = e.Free || (one.Self && one.Response == "declined")
	}
	switch w.ColorID {
	case colorYellow:
		e.Color = salon.ColorProvisional
	case colorGreen:
		e.Color = salon.ColorConfirmed
	}
	e.During = salon.Interval{Start: w.Start.instant(zone), End: w.End.instant(zone)}
	return e
}

// instant is when w is: its instant, or the midnight that begins its date. Zero:
// it says nothing that can be read.
func (w *when) instant(zone *time.Location) time.Time {
	if w == nil {
		return time.Time{}
	}
	if w.Date != nil && w.DateTime == "" {
		d, err := salon.ParseDate(*w.Date)
		if err != nil {
			return time.Time{}
		}
		return d.At(0, zone)
	}
	t, err := time.Parse(time.RFC3339, w.DateTime)
	if err != nil {
		return time.Time{}
	}
	return t
}

// mark reads what we left in an event; nil: it is not ours, or no longer says so.
func (w event) mark() *salon.CalendarMark {
	if w.Properties == nil {
		return nil
	}
	p := w.Properties.Private
	start, err := time.Parse(time.RFC3339, p[propStart])
	if err != nil || p[propAppointment] == "" {
		return nil
	}
	end, err := time.Parse(time.RFC3339, p[propEnd])
	if err != nil {
		return nil
	}
	return &salon.CalendarMark{
		AppointmentID: salon.ID(p[propAppointment]), BookingID: salon.ID(p[propBooking]), Hash: p[propHash],
		During: salon.Interval{Start: start, End: end},
	}
}
