package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func TestStoreInboundKeepsEachMessageOnce(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	batch := []salon.Inbound{
		message("1", "a", "hola"), message("2", "b", "buenas"), message("1", "a", "hola"), message("1", "c", "quiero mechas"),
	}
	stored, err := s.StoreInbound(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	if fresh := freshness(stored); fresh != "yes yes no yes" {
		t.Errorf("fresh: %s", fresh)
	}
	if stored[0].Conversation != stored[2].Conversation || stored[0].Conversation != stored[3].Conversation || stored[0].Conversation == stored[1].Conversation {
		t.Errorf("conversations: %v", stored)
	}
	again, err := s.StoreInbound(t.Context(), []salon.Inbound{batch[3], message("2", "d", "¿hay sitio?"), batch[1]})
	if err != nil {
		t.Fatal(err)
	}
	if fresh := freshness(again); fresh != "no yes no" {
		t.Errorf("fresh again: %s", fresh)
	}
	if again[0].Conversation != stored[0].Conversation || again[1].Conversation != stored[1].Conversation {
		t.Errorf("conversations: %v, then %v", stored, again)
	}
	if n := query[int](t, s, `SELECT count(*) FROM inbox WHERE salon_id = $1`, shop.ID); n != 4 {
		t.Errorf("%d rows", n)
	}
	if none, err := s.StoreInbound(t.Context(), nil); err != nil || none != nil {
		t.Errorf("an empty batch: %v, %v", none, err)
	}
}

func freshness(stored []salon.Stored) string {
	var words []string
	for _, one := range stored {
		words = append(words, map[bool]string{true: "yes", false: "no"}[one.Fresh])
	}
	return strings.Join(words, " ")
}

func TestStoreInboundIsReadBackWhole(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	in := salon.Inbound{
		Source: salon.SourceChatwoot, ExternalID: "1:8123", Kind: salon.InboundMessage, Sequence: 8123, ExternalConversation: "42",
		Contact: salon.Contact{ID: "55", SourceID: "ES.X", Name: "Lola 💇", Phone: "+34600111222"}, Text: "la de Marta",
		Attachments: []salon.Attachment{{Kind: "audio", URL: "https://chat.example/9", Transcript: "hola"}},
		InReplyTo:   "8100", SentAt: at, ReceivedAt: at.Add(time.Second), Owner: salon.OwnerAssistant,
		Payment: &salon.PaymentFact{BookingID: "b", Amount: 5, At: at},
	}
	stored, err := s.StoreInbound(t.Context(), []salon.Inbound{in})
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.PendingInbound(t.Context(), stored[0].Conversation)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d rows, %v", len(list), err)
	}
	in.ID, in.SalonID, in.ConversationID = list[0].ID, shop.ID, stored[0].Conversation
	if fmt.Sprintf("%+v", list[0].Payment) != fmt.Sprintf("%+v", in.Payment) {
		t.Errorf("payment %+v", list[0].Payment)
	}
	in.Payment, list[0].Payment = nil, nil
	if got, want := fmt.Sprintf("%+v", list[0]), fmt.Sprintf("%+v", in); got != want {
		t.Errorf("read back\n%s, want\n%s", got, want)
	}
	c, err := s.Conversation(t.Context(), stored[0].Conversation)
	if err != nil || c.Contact != in.Contact || c.ExternalID != "42" || c.Owner != salon.OwnerAssistant || c.SalonID != shop.ID {
		t.Errorf("conversation %+v, %v", c, err)
	}
}

func TestStoreInboundSurvivesWhatTextCannotHold(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	in := message("1", "a\x00b", "ho\x00la \xff")
	in.Contact.Name = "Lo\x00la"
	stored, err := s.StoreInbound(t.Context(), []salon.Inbound{in, message("2", "ok", strings.Repeat("á", 70000))})
	if err != nil || freshness(stored) != "yes yes" {
		t.Fatalf("%v, %v", stored, err)
	}
	list, err := s.PendingInbound(t.Context(), stored[0].Conversation)
	if err != nil || list[0].Text != "hola \uFFFD" {
		t.Errorf("%+v, %v", list, err)
	}
	if long, err := s.PendingInbound(t.Context(), stored[1].Conversation); err != nil || len(long[0].Text) != 140000 {
		t.Errorf("the long one: %v", err)
	}
}

func TestStoreInboundFindsTheConversationOfAPayment(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	thread := newConversation(t, s, "42")
	booking, _, err := appointmentByHand(t, s, shop, shop.Team[0].ID, "[2026-12-01 10:00+01, 2026-12-01 11:00+01)")
	if err != nil {
		t.Fatal(err)
	}
	exec(t, s, `UPDATE bookings SET conversation_id = $2 WHERE id = $1`, booking, thread)
	event := func(id string, booking salon.ID) salon.Inbound {
		return salon.Inbound{
			Source: salon.SourceStripe, ExternalID: id, Kind: salon.InboundPayment,
			Payment: &salon.PaymentFact{BookingID: booking, Kind: salon.FactPaid, Amount: 1250},
		}
	}
	given := event("evt_3", "")
	given.ConversationID = thread
	stored, err := s.StoreInbound(t.Context(), []salon.Inbound{event("evt_1", booking), event("evt_2", "not ours"), given, event("evt_1", booking)})
	if err != nil {
		t.Fatal(err)
	}
	if stored[0].Conversation != thread || stored[2].Conversation != thread || freshness(stored) != "yes yes yes no" {
		t.Errorf("stored %v, thread %s", stored, thread)
	}
	if lost := stored[1].Conversation; lost.Empty() || lost == thread {
		t.Errorf("a payment of nobody's booking is kept apart, not in %s", lost)
	}
}

func TestStoreInboundByManyAtOnceLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	const workers, batches, messages = 8, 10, 20
	var together errgroup.Group
	fresh := make([]int, workers)
	for w := range workers {
		together.Go(func() error {
			for b := range batches {
				var batch []salon.Inbound
				for m := range messages {
					in := message(fmt.Sprint("t", m%7), fmt.Sprint(b, "-", m), "hola")
					in.Contact.Name = fmt.Sprint("Lola ", w) // contacts change all the time, too
					batch = append(batch, in)
				}
				if w%2 == 0 {
					slices.Reverse(batch) // whoever comes the other way round must not deadlock
				}
				stored, err := s.StoreInbound(t.Context(), batch)
				if err != nil {
					return err
				}
				for _, one := range stored {
					if one.Fresh {
						fresh[w]++
					}
				}
			}
			return nil
		})
	}
	if err := together.Wait(); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range fresh {
		sum += n
	}
	if rows := query[int](t, s, `SELECT count(*) FROM inbox`); rows != batches*messages || sum != rows {
		t.Errorf("%d rows, %d answers said fresh, %d messages", rows, sum, batches*messages)
	}
	if n := query[int](t, s, `SELECT count(*) FROM conversations`); n != 7 {
		t.Errorf("%d conversations", n)
	}
}

func TestAKnownConversationIsNotWritten(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	newConversation(t, s, "1")
	before := query[string](t, s, `SELECT xmin::text || ctid::text || xmax::text FROM conversations`)
	in := message("1", "second", "hola")
	in.Contact.Name = "" // not told: stays
	if _, err := s.StoreInbound(t.Context(), []salon.Inbound{in}); err != nil {
		t.Fatal(err)
	}
	if after := query[string](t, s, `SELECT xmin::text || ctid::text || xmax::text FROM conversations`); after != before {
		t.Error("the row was written or locked for nothing")
	}
	in = message("1", "third", "hola")
	in.Contact.Name = "Lola R."
	if _, err := s.StoreInbound(t.Context(), []salon.Inbound{in}); err != nil {
		t.Fatal(err)
	}
	if name := query[string](t, s, `SELECT contact_name FROM conversations`); name != "Lola R." {
		t.Errorf("the contact is %q", name)
	}
}

func TestPendingInboundOrdersEachSourceByItsSequence(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "1") // "hola", without a sequence: by arrival
	var batch []salon.Inbound
	for _, n := range []int64{30, 10, 20} {
		in := message("1", fmt.Sprint(n), fmt.Sprint(n))
		in.Sequence = n
		batch = append(batch, in)
	}
	timer := salon.Inbound{Source: salon.SourceTimer, ExternalID: "t", Kind: salon.InboundTimer, ConversationID: thread, Text: "timer"}
	batch = slices.Insert(batch, 1, timer)
	if _, err := s.StoreInbound(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	list, err := s.PendingInbound(t.Context(), thread)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, in := range list {
		words = append(words, in.Text)
	}
	if got := strings.Join(words, " "); got != "hola 10 timer 20 30" {
		t.Errorf("order: %s", got)
	}
	exec(t, s, `UPDATE inbox SET stored_at = stored_at - interval '2 minutes' WHERE external_id = '10'`)
	if taken, err := s.Take(t.Context(), thread, "worker", time.Minute); err != nil || taken.Recent != 3 || len(taken.Rows) != len(list) {
		t.Errorf("%d messages in the last minute, %d rows, %v", taken.Recent, len(taken.Rows), err)
	}
}

func TestWaitingListsTheOldestFirst(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	var threads []salon.ID
	for _, name := range []string{"1", "2", "3"} {
		threads = append(threads, newConversation(t, s, name))
	}
	if ids, err := s.Waiting(t.Context(), time.Minute, 10); err != nil || len(ids) != 0 {
		t.Errorf("nobody waits for a minute yet: %v, %v", ids, err)
	}
	for i, thread := range threads {
		exec(t, s, `UPDATE inbox SET stored_at = now() - $2::interval WHERE conversation_id = $1`, thread, time.Duration(i+2)*time.Minute)
	}
	exec(t, s, `UPDATE inbox SET processed_at = now() WHERE conversation_id = $1`, threads[1])
	ids, err := s.Waiting(t.Context(), time.Minute, 10)
	if err != nil || !slices.Equal(ids, []salon.ID{threads[2], threads[0]}) {
		t.Errorf("%v, %v", ids, err)
	}
	if ids, err := s.Waiting(t.Context(), 0, 1); err != nil || len(ids) != 1 {
		t.Errorf("limited: %v, %v", ids, err)
	}
	backlog, err := s.Backlog(t.Context())
	if err != nil || backlog.InboxRows != 2 || backlog.InboxAge < 4*time.Minute {
		t.Errorf("backlog %+v, %v", backlog, err)
	}
}

func TestARowForAConversationThatIsGoneStoresNothing(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "1")
	lost := message("1", "lost", "hola")
	lost.ConversationID = store.NewID()
	known := message("1", "known", "hola")
	known.ConversationID = thread
	if _, err := s.StoreInbound(t.Context(), []salon.Inbound{known, lost}); !isNotFound(err) {
		t.Errorf("stored with %v", err)
	}
	if n := query[int](t, s, `SELECT count(*) FROM inbox WHERE external_id IN ('lost', 'known')`); n != 0 {
		t.Errorf("%d rows of the batch are there", n)
	}
	stored, err := s.StoreInbound(t.Context(), []salon.Inbound{known})
	if err != nil || len(stored) != 1 || stored[0].Conversation != thread || !stored[0].Fresh {
		t.Errorf("alone: %+v, %v", stored, err)
	}
}
