package agent

import (
	"context"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Store is what a turn needs of the database. Methods called inside InTx take
// part in its transaction, which travels in the context (ADR 0002).
type Store interface {
	// Take leases the conversation to one worker in a short transaction of its own, and reads what a turn begins with.
	// salon.ErrBusy: somebody else has it.
	Take(ctx context.Context, conversation salon.ID, worker string, ttl time.Duration) (salon.Taken, error)
	// Unlease gives it back; harmless when it was lost.
	Unlease(ctx context.Context, lease salon.Lease) error
	// Waiting lists conversations with unprocessed inbox rows older than age (real time), oldest first.
	Waiting(ctx context.Context, age time.Duration, limit int) ([]salon.ID, error)

	// PendingInbound lists the unprocessed inbox rows of a conversation: by Sequence within a source, else by arrival.
	PendingInbound(ctx context.Context, conversation salon.ID) ([]salon.Inbound, error)
	// Customer reads a customer; the zero Customer and salon.ErrNotFound when there is none.
	Customer(ctx context.Context, id salon.ID) (salon.Customer, error)
	// CustomerOfContact finds the customer a channel contact belongs to (contact id + source id, else phone). salon.ErrNotFound.
	CustomerOfContact(ctx context.Context, salonID salon.ID, channel string, contact salon.Contact) (salon.Customer, error)
	// LearnPhone gives a customer without phone the one that the channel tells now, and joins her with the row
	// that has it when both are one person.
	LearnPhone(ctx context.Context, c salon.Conversation) (salon.Customer, error)
	// Agenda reads what the book has for a customer: what is ahead or under way, its bookings, her last visit. One round trip.
	Agenda(ctx context.Context, customer salon.ID, now time.Time) (dialog.Agenda, error)
	// MenuOption resolves a tapped title to our option value; inReplyTo is the external id of our menu (may be empty). salon.ErrNotFound.
	MenuOption(ctx context.Context, conversation salon.ID, inReplyTo, title string) (string, error)
	// LateWordsCount reports whether the words of a voice note that came later are still to be answered: it is not stored
	// itself, or was answered without them and neither side has said anything since.
	LateWordsCount(ctx context.Context, words salon.Inbound) (bool, error)
	// WordsCame reports whether the words of a voice note were read before the note.
	WordsCame(ctx context.Context, note salon.Inbound) (bool, error)

	// InTx runs fn in one transaction. It retries nothing.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error

	// Occupancy reads what is taken on days [from, to] for the salon's stylists, fresh. except: a booking whose own segments do not count.
	Occupancy(ctx context.Context, salonID salon.ID, from, to salon.Date, except salon.ID) (salon.Occupancy, error)
	// Hold inserts the booking with its appointments and busy segments; the exclusion constraint decides.
	// salon.ErrSlotTaken leaves the transaction usable (savepoint). now is the product's clock.
	Hold(ctx context.Context, snapshot *salon.Salon, r salon.BookingRequest, now time.Time) (salon.Booking, error)
	// MoveAppointment gives a confirmed appointment a new slot. salon.ErrSlotTaken, salon.ErrConflict (it is not what was
	// read): nothing changed and the transaction is usable.
	MoveAppointment(ctx context.Context, snapshot *salon.Salon, by salon.By, m dialog.Move, now time.Time) (dialog.MoveResult, error)
	// CancelAppointments cancels all items on the stated terms, or none: TermsChanged, or salon.ErrConflict.
	CancelAppointments(ctx context.Context, snapshot *salon.Salon, by salon.By, c dialog.CancelAppointments, now time.Time) (dialog.CancelResult, error)
	// NoteAppointment records attendance and delays and tells the stylist if asked to.
	NoteAppointment(ctx context.Context, snapshot *salon.Salon, by salon.By, n dialog.Note, now time.Time) error
	// JoinWaitlist writes the customer down for a freed slot, once for the same wish.
	JoinWaitlist(ctx context.Context, salonID salon.ID, by salon.By, w dialog.JoinWaitlist, now time.Time) error
	// DeclineOffer gives back a slot kept for somebody on the waiting list; nothing happens when it is not kept any more.
	DeclineOffer(ctx context.Context, booking salon.ID, now time.Time) error
	// StopMessages notes that a customer wants no messages that are not needed.
	StopMessages(ctx context.Context, customer salon.ID, now time.Time) error
	// Booking reads a booking with its appointments.
	Booking(ctx context.Context, id salon.ID) (salon.Booking, error)
	// ReleaseBooking ends a pending hold: appointments become expired, segments inactive, the link void.
	// salon.ErrConflict: it is not pending any more.
	ReleaseBooking(ctx context.Context, id salon.ID, now time.Time) (salon.Booking, error)
	// ReplaceLink voids the link in force and makes a new one; the hold's end stays.
	ReplaceLink(ctx context.Context, id salon.ID) (salon.Booking, error)
	// ApplyPayment records a payment fact in the ledger and moves the booking accordingly, idempotently.
	ApplyPayment(ctx context.Context, snapshot *salon.Salon, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error)
	// SaveCustomer creates or completes the conversation's customer.
	SaveCustomer(ctx context.Context, c salon.Conversation, change dialog.CustomerChange) (salon.Customer, error)
	// DropOutbox drops the unsent replies of a conversation that a person has taken over (facts stay). It returns how many.
	DropOutbox(ctx context.Context, conversation salon.ID) (int, error)
	// AwaitStaff notes that the customer waits for a person from now on: the team is told again when nobody answers.
	AwaitStaff(ctx context.Context, snapshot *salon.Salon, conversation salon.ID, now time.Time) error
	// StaffAnswered ends that: a person wrote, or it is Maite's again.
	StaffAnswered(ctx context.Context, conversation salon.ID) error
	// AddNotice queues a notice to a stylist or the team (a job in the same transaction).
	AddNotice(ctx context.Context, n salon.Notice) error
	// AddJob queues an outside effect (a River job) in the same transaction.
	AddJob(ctx context.Context, job salon.Job) error

	// CommitTurn ends a turn inside InTx: new state and owner WHERE version and lease token match
	// (salon.ErrConflict otherwise), inbox rows processed, outbox rows, the turns row.
	CommitTurn(ctx context.Context, t TurnRecord) error
}

// TurnRecord is everything one turn commits besides its actions.
type TurnRecord = salon.TurnRecord

// Intake delivers hints: it calls handle with each announced conversation until
// ctx ends. Hints may repeat, come late or never.
type Intake interface {
	Consume(ctx context.Context, stream, group, consumer string, handle func(ctx context.Context, conversation salon.ID) error) error
}

// Snapshots gives the salon's data, at most five seconds old.
type Snapshots interface {
	Snapshot(ctx context.Context, salonID salon.ID) (*salon.Salon, error)
}

// Understander reads a burst in the light of the state.
type Understander interface {
	Understand(ctx context.Context, view dialog.View, state dialog.State, messages []dialog.Message) ([]dialog.Command, error)
}

// Replier turns utterances into words. seed chooses among variants and is
// stable for a turn.
type Replier interface {
	Render(view dialog.View, seed string, say []dialog.Utterance) ([]dialog.Reply, error)
}

// Hints carries what may be lost: announcements, checkpoints, live events.
type Hints interface {
	Announce(ctx context.Context, stream string, conversation salon.ID) error
	SaveCheckpoint(ctx context.Context, conversation salon.ID, checkpoint []byte) error
	Checkpoint(ctx context.Context, conversation salon.ID) ([]byte, error) // salon.ErrNotFound
	Publish(ctx context.Context, conversation salon.ID, event salon.LiveEvent) error
}
