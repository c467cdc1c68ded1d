package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// conversationColumns are those scanConversation reads, of a table named c.
const conversationColumns = `c.id, coalesce(c.salon_id, default_salon()), c.channel, c.external_id, c.customer_id,
	c.contact_id, c.contact_source_id, c.contact_name, c.contact_phone, c.owner, c.state, c.version, c.last_inbound_at, c.privacy_notice_at, c.awaiting_since`

const conversationSQL = `SELECT ` + conversationColumns + ` FROM conversations c WHERE c.id = $1`

func scanConversation(row pgx.Row) (salon.Conversation, error) {
	var c salon.Conversation
	err := row.Scan(&c.ID, &c.SalonID, &c.Channel, &c.ExternalID, &c.CustomerID,
		&c.Contact.ID, &c.Contact.SourceID, &c.Contact.Name, &c.Contact.Phone, &c.Owner, &c.State, &c.Version,
		instant{&c.LastInboundAt}, instant{&c.NoticeAt}, instant{&c.AwaitingSince})
	return c, err //nolint:wrapcheck // the caller says what was read
}

// Conversation reads one conversation with its state. salon.ErrNotFound.
func (s *Store) Conversation(ctx context.Context, id salon.ID) (salon.Conversation, error) {
	c, err := scanConversation(s.db(ctx).QueryRow(ctx, conversationSQL, id))
	return c, fail("reading a conversation", err)
}

// FindConversation finds a conversation by its channel and external id; among
// salons, the first one's. salon.ErrNotFound.
func (s *Store) FindConversation(ctx context.Context, channel, externalID string) (salon.Conversation, error) {
	c, err := scanConversation(s.db(ctx).QueryRow(ctx,
		`SELECT `+conversationColumns+` FROM conversations c WHERE c.channel = $1 AND c.external_id = $2
		ORDER BY c.salon_id IS DISTINCT FROM default_salon(), c.created_at LIMIT 1`, channel, externalID))
	return c, fail("finding a conversation", err)
}

const leaseSQL = `
WITH taken AS (
	UPDATE conversations SET lease_token = lease_token + 1, lease_until = clock_timestamp() + $3::interval, lease_worker = $2
	WHERE id = $1 AND (lease_until IS NULL OR lease_until <= clock_timestamp())
	RETURNING lease_token, lease_until
)
SELECT t.lease_token IS NOT NULL, coalesce(t.lease_token, 0), t.lease_until, c.lease_until IS NOT NULL, (
	SELECT count(*) FROM inbox i WHERE i.conversation_id = $1 AND i.kind = 'message' AND i.stored_at > now() - interval '1 minute')
FROM conversations c LEFT JOIN taken t ON true WHERE c.id = $1`

// Take leases the conversation to one worker for ttl of real time, in a
// transaction of its own, and reads what a turn begins with, all in one round
// trip. salon.ErrBusy: somebody else has it; salon.ErrNotFound.
func (s *Store) Take(ctx context.Context, conversation salon.ID, worker string, ttl time.Duration) (salon.Taken, error) {
	out := salon.Taken{Lease: salon.Lease{ConversationID: conversation}}
	var taken bool
	batch := &pgx.Batch{}
	batch.Queue(leaseSQL, conversation, worker, ttl).QueryRow(func(row pgx.Row) error {
		return row.Scan(&taken, &out.Lease.Token, instant{&out.Lease.Until}, &out.BrokenOff, &out.Recent)
	})
	batch.Queue(conversationSQL, conversation).QueryRow(func(row pgx.Row) error {
		var err error
		out.Conversation, err = scanConversation(row)
		return err
	})
	batch.Queue(pendingSQL, conversation).Query(func(rows pgx.Rows) error {
		var err error
		out.Rows, err = collectPending(rows, conversation)
		return err
	})
	switch err := s.pool.SendBatch(ctx, batch).Close(); {
	case err != nil:
		return salon.Taken{}, fail("leasing a conversation", err)
	case !taken:
		return salon.Taken{}, fmt.Errorf("leasing a conversation: %w", salon.ErrBusy)
	}
	return out, nil
}

// Unlease gives a lease back without a turn committed; harmless when it was
// lost. The conversation counts as broken off for whoever takes it next.
func (s *Store) Unlease(ctx context.Context, lease salon.Lease) error {
	_, err := s.db(ctx).Exec(ctx, `UPDATE conversations SET lease_until = clock_timestamp() WHERE id = $1 AND lease_token = $2`,
		lease.ConversationID, lease.Token)
	return fail("giving a lease back", err)
}

// SetOwner records who owns a conversation as the channel told us. A turn that
// read the other owner can then not commit: it is run again.
func (s *Store) SetOwner(ctx context.Context, conversation salon.ID, owner salon.Owner) error {
	_, err := s.db(ctx).Exec(ctx, `UPDATE conversations SET owner = $2, version = version + 1, updated_at = now()
		WHERE id = $1 AND owner <> $2`, conversation, owner)
	return fail("recording a conversation's owner", err)
}
