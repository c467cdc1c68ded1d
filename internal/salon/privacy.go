package salon

import (
	"encoding/json"
	"errors"
	"time"
)

// ErrUpcoming: somebody whose data are to be erased still has appointments.
var ErrUpcoming = errors.New("appointments are still ahead")

// SubjectQuery says about whom a request for personal data is: one of the fields
// besides SalonID is set.
type SubjectQuery struct {
	SalonID      ID
	ID           ID     // a customer's, or a conversation's
	Phone        string // E.164
	Channel      string // of Contact and Thread
	Contact      string // the channel's id of a contact
	Thread       string // the channel's id of a conversation
	Conversation ID     // ours
}

// Person is one customer as a search finds them.
type Person struct {
	ID            ID        `json:"id"`
	Name          string    `json:"name"`
	Phone         string    `json:"phone"`
	Contacts      []string  `json:"contacts"` // "chatwoot:55"
	Conversations int       `json:"conversations"`
	Appointments  int       `json:"appointments"`
	LastSeen      time.Time `json:"last_seen,omitzero"`
	Erased        time.Time `json:"erased,omitzero"`
}

// CustomerExport is everything that is held about one person, ready to be
// handed over. Every section is a JSON array of rows; docs/privacy.md explains
// them. Instants are objects with "utc" and the salon's "local" time.
type CustomerExport struct {
	MadeAt   time.Time       `json:"made_at"`
	Salon    string          `json:"salon"`
	Timezone string          `json:"timezone"`
	Found    map[string]int  `json:"found"` // rows per section
	Sections []ExportSection `json:"-"`
}

// ExportSection is one kind of what is held.
type ExportSection struct {
	Key  string
	Rows []json.RawMessage
}

// MarshalJSON writes the sections after the head, in their order.
func (e CustomerExport) MarshalJSON() ([]byte, error) {
	type head CustomerExport // without this method
	out, err := json.Marshal(head(e))
	if err != nil {
		return nil, err //nolint:wrapcheck // json names the method itself
	}
	out = out[:len(out)-1]
	for _, s := range e.Sections {
		rows := s.Rows
		if rows == nil {
			rows = []json.RawMessage{}
		}
		body, err := json.Marshal(rows)
		if err != nil {
			return nil, err //nolint:wrapcheck // as above
		}
		out = append(out, `,"`+s.Key+`":`...)
		out = append(out, body...)
	}
	return append(out, '}'), nil
}

// ErasureRequest asks that somebody's personal data be erased.
type ErasureRequest struct {
	SubjectQuery

	Actor  string // for the audit log: who did it, without personal data
	Cancel bool   // appointments ahead are cancelled and their deposits given back; else ErrUpcoming
	DryRun bool   // nothing is changed; the answer says what would be
	// KeepContacts leaves the contact in the channel: nobody asked, the data are only too old to keep.
	KeepContacts bool
}

// Erasure says what was erased, or would be.
type Erasure struct {
	Customers     int  // rows anonymised, guests included
	Guests        int  // of these: people who exist only as somebody's guests
	Conversations int  // that begin anew
	Already       bool // it had been done before; nothing was left
	Rows          []ErasedRows
	Upcoming      []UpcomingVisit // ahead: cancelled, or in the way
	Refunded      Money           // deposits that are being given back
	Payments      int             // rows of the ledger that stay, as the law asks, without a name
	Contacts      []string        // the channel is asked to delete, "chatwoot:55"
	Events        int             // of calendars whose text is taken out
}

// ErasedRows counts what was emptied or deleted of one table.
type ErasedRows struct {
	Table string
	Rows  int
}

// UpcomingVisit is an appointment ahead of somebody who wants to be erased.
type UpcomingVisit struct {
	ID       ID
	Start    time.Time
	Stylist  string
	Services []string
	Held     bool // unpaid
	Guest    bool // it is for somebody else
}

// Archived says what one run of the archive did.
type Archived struct {
	Conversations int `json:"conversations"`
	Added         int `json:"added"`   // lines the history lacked
	Removed       int `json:"removed"` // lines that were never sent
}

// Retained says what one night of retention erased.
type Retained struct {
	Messages      int `json:"messages"`      // lines of the history
	Traces        int `json:"traces"`        // rows whose words were emptied: received, sent, decisions, notices
	Customers     int `json:"customers"`     // not seen for long
	Conversations int `json:"conversations"` // of people who never became customers
}

// Cutoffs are the instants before which words, traces and people are too old to
// keep. Traces hold words too, so they never outlive them.
func (p Policies) Cutoffs(now time.Time) (words, traces, people time.Time) {
	words, traces = now.AddDate(0, 0, -p.MessageRetentionDays), now.AddDate(0, 0, -p.TraceRetentionDays)
	if words.After(traces) {
		traces = words
	}
	return words, traces, now.AddDate(0, -p.DataRetentionMonths, 0)
}
