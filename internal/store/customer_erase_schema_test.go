package store_test

import (
	"slices"
	"strings"
	"testing"
)

// erasedColumns are emptied, or go with their row, when a person is erased.
const erasedColumns = `
	audit_log: after before
	checkout_sessions: url
	conversation_history: message_content message_role
	conversations: contact_email contact_id contact_name contact_phone contact_source_id state
	customer_contacts: channel contact_id source_id
	customers: email first_name last_name notes phone
	inbox: payload
	notices: text
	outbox: body facts failure_words last_error options
	turns: commands rules slots utterances words
	waitlist: visit`

// keptColumns stay, each for its reason.
var keptColumns = map[string]string{
	"a closed set, or a name of ours": `
		appointments: attendance status
		audit_log: action object_type
		blocks: source
		bookings: payment_status
		calendar_accounts: fault
		calendar_links: state
		calendar_proposals: kind status
		calendars: fault
		channel_polls: channel
		checkout_sessions: provider status
		chores: name
		closures: source
		conversations: channel owner polled_status
		inbox: kind source
		notices: kind reason via
		outbox: about appointment_status failure_code kind status tried via
		payments: currency kind provider
		bookings: deposit_provider
		reconciliations: kind status
		refunds: provider status
		turns: outcome
		waitlist: status
		waitlist_offers: outcome`,
	"a thread, message or event by its number, so that nothing is handled twice": `
		blocks: external_id
		calendar_clashes: calendar_id event_id
		calendar_links: calendar_id etag event_id hash
		conversations: external_id
		inbox: external_id
		outbox: delivered external_id`,
	"a reference to money, which tax law wants kept": `
		bookings: deposit_ref link_token
		checkout_sessions: link_token session_id
		payment_links: token
		payments: payment_ref provider_ref session_id
		refunds: payment_ref`,
	"what a neighbour said of our call: a code and its own ids, not what we sent": `
		calendar_accounts: last_error
		calendar_links: last_error
		calendars: last_error
		channel_polls: last_error
		reconciliations: error
		refunds: last_error`,
	"counts and references, no names": `
		chores: report
		reconciliations: report`,
	"machinery": `
		calendar_accounts: account lease_worker
		calendar_channels: calendar_id id resource token_hash
		calendars: calendar_id sync_token
		conversations: lease_worker`,
	"the team's own": `
		audit_log: actor
		calendar_proposals: decided_by
		sessions: data token
		staff: email name password_hash role
		stylists: aliases calendar_id categories color email name slug`,
	"the salon's own": `
		blocks: reason
		closures: details reason
		faqs: answer questions slug topic
		message_templates: body category kind language name parameters
		packs: aliases category description name slug
		policies: key
		salons: address assistant currency locale maps_url name phone privacy_notice privacy_url slug timezone
		services: aliases category description group_name name phases slug`,
}

// Whoever adds a column that can hold words decides here, and in the erasure,
// what becomes of it when a customer is erased. River's tables are not ours: its
// jobs hold ids, and it deletes those that are done.
func TestEveryColumnOfWordsIsErasedOrKeptForAReason(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	there := list[string](t, s, `
		SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
		JOIN information_schema.tables b ON b.table_schema = c.table_schema AND b.table_name = c.table_name AND b.table_type = 'BASE TABLE'
		WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'river%' AND c.table_name <> 'goose_db_version'
			AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea')`)
	decided := map[string]string{}
	decide := func(columns, what string) {
		for line := range strings.Lines(columns) {
			table, names, _ := strings.Cut(line, ":")
			for name := range strings.FieldsSeq(names) {
				column := strings.TrimSpace(table) + "." + name
				if before, twice := decided[column]; twice {
					t.Errorf("%s is %q and %q", column, before, what)
				}
				if !slices.Contains(there, column) {
					t.Errorf("%s is listed and is not a column of words", column)
				}
				decided[column] = what
			}
		}
	}
	decide(erasedColumns, "erased")
	for reason, columns := range keptColumns {
		decide(columns, reason)
	}
	for _, column := range there {
		if decided[column] == "" {
			t.Errorf("%s: does it go when a customer is erased (internal/store/customer_erase*.go, docs/privacy.md), or why does it stay? Say so here", column)
		}
	}
}
