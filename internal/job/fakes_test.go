package job_test

import (
	"context"
	"fmt"
	"sync"

	"atrevete/internal/channel"
	"atrevete/internal/job"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// memory is a store of one booking that remembers what was written.
type memory struct {
	job.Store
	booking  salon.Booking
	sessions []salon.CheckoutSession
	ended    map[salon.ID]string
	refund   salon.Refund // in force whatever its key
	refunded salon.Money
	recorded []string
	notices  []salon.Notice
	slow     int // times the team heard that a refund takes long
	balance  salon.Balance
	notice   salon.Notice
	talk     salon.Conversation
	fail     error
}

func (m *memory) Booking(context.Context, salon.ID) (salon.Booking, error) { return m.booking, m.fail }

func (m *memory) OpenSessions(context.Context, salon.ID) ([]salon.CheckoutSession, error) {
	return m.sessions, m.fail
}

func (m *memory) EndSession(_ context.Context, id salon.ID, status string) error {
	if m.ended == nil {
		m.ended = map[salon.ID]string{}
	}
	m.ended[id] = status
	return m.fail
}

func (m *memory) RefundedOf(context.Context, string, string) (salon.Money, error) {
	return m.refunded, m.fail
}

func (m *memory) RecordRefund(_ context.Context, booking salon.ID, provider, ref, paymentRef string, amount, _ salon.Money) error {
	m.recorded = append(m.recorded, fmt.Sprintf("%s %s %s %s %d", booking, provider, ref, paymentRef, amount))
	m.refunded += amount
	return m.fail
}

func (m *memory) Refund(_ context.Context, provider, paymentRef string, target salon.Money) (salon.Refund, error) {
	r := m.refund
	if r.Amount == 0 {
		return salon.Refund{}, salon.ErrNotFound
	}
	r.BookingID, r.Provider, r.PaymentRef = m.booking.ID, provider, paymentRef
	if target > 0 {
		r.Amount += target - r.Target // parts of one payment
		r.Target = target
	}
	return r, m.fail
}

func (m *memory) RefundTried(_ context.Context, _ salon.Refund, fault string, anew bool) error {
	m.refund.LastError = fault
	if anew {
		m.refund.Attempt++
	}
	return m.fail
}

func (m *memory) FailRefund(_ context.Context, _ salon.Refund, fault string) error {
	m.refund.Status, m.refund.LastError = salon.RefundFailed, fault
	return m.fail
}

func (m *memory) SlowRefund(context.Context, salon.Refund) error {
	m.slow++
	return m.fail
}

func (m *memory) Balance(context.Context, string, string) (salon.Balance, error) {
	if m.balance.Paid == 0 {
		return salon.Balance{}, salon.ErrNotFound
	}
	return m.balance, m.fail
}

func (m *memory) AddNotice(_ context.Context, n salon.Notice) error {
	m.notices = append(m.notices, n)
	return m.fail
}

func (m *memory) Notice(_ context.Context, id salon.ID) (salon.Notice, error) {
	if m.notice.ID != id {
		return salon.Notice{}, salon.ErrNotFound
	}
	return m.notice, nil
}

func (m *memory) NoticeDelivered(_ context.Context, _ salon.ID, via string) error {
	if m.notice.Via == "" {
		m.notice.Via = via
	}
	return m.fail
}

func (m *memory) Conversation(context.Context, salon.ID) (salon.Conversation, error) {
	return m.talk, nil
}

// till is a payment provider whose answers are set; it keeps refunds by key as a real one does.
type till struct {
	payment.Checkout
	expireErr   error
	expired     []string
	session     payment.Session
	lie         int // this many refunds are done but answered with a fault
	refundErr   error
	status      string
	made        []payment.Refund // what the provider lists
	charge      payment.Charge
	chargeErr   error
	refunds     map[string]payment.RefundRequest
	refundCalls int
}

func (t *till) Provider() string { return "stripe" }

func (t *till) Expire(_ context.Context, id string) error {
	t.expired = append(t.expired, id)
	return t.expireErr
}

func (t *till) Retrieve(context.Context, string) (payment.Session, error) { return t.session, nil }

func (t *till) Refund(_ context.Context, r payment.RefundRequest) (payment.Refund, error) {
	t.refundCalls++
	if t.refundErr != nil {
		return payment.Refund{}, t.refundErr
	}
	if t.refunds == nil {
		t.refunds = map[string]payment.RefundRequest{}
	}
	t.refunds[r.IdempotencyKey] = r
	if t.lie > 0 {
		t.lie--
		return payment.Refund{}, fmt.Errorf("connection reset: %w", payment.ErrRetry)
	}
	status := t.status
	if status == "" {
		status = "succeeded"
	}
	return payment.Refund{Ref: "re_of_" + r.IdempotencyKey, Status: status}, nil
}

func (t *till) Refunds(context.Context, string) ([]payment.Refund, error) { return t.made, nil }

// books is a till that keeps accounts.
type books struct {
	payment.Books
	*till
}

func (b books) Charge(context.Context, string) (payment.Charge, error) { return b.charge, b.chargeErr }

// board is a channel that keeps what was posted; lose makes it post and fail.
type board struct {
	channel.Channel
	posted []salon.Outbound
	refuse error
	lose   bool
}

func (b *board) Send(_ context.Context, m salon.Outbound) (salon.Receipt, error) {
	if b.refuse != nil {
		return salon.Receipt{}, b.refuse
	}
	b.posted = append(b.posted, m)
	if b.lose {
		return salon.Receipt{}, fmt.Errorf("timeout: %w", channel.ErrUnknown)
	}
	return salon.Receipt{ExternalID: "1"}, nil
}

func (b *board) Find(_ context.Context, m salon.Outbound) (salon.Receipt, error) {
	for _, one := range b.posted {
		if one.ID == m.ID && one.ExternalConversation == m.ExternalConversation {
			return salon.Receipt{ExternalID: "1"}, nil
		}
	}
	return salon.Receipt{}, salon.ErrNotFound
}

// post is a mailer that fails while fail is set.
type post struct {
	sent []job.Mail
	fail error
}

func (p *post) Send(_ context.Context, m job.Mail) error {
	if p.fail == nil {
		p.sent = append(p.sent, m)
	}
	return p.fail
}

// box keeps what was reported.
type box struct{ in []salon.Inbound }

func (b *box) Accept(_ context.Context, in salon.Inbound) (salon.Stored, error) {
	b.in = append(b.in, in)
	return salon.Stored{Fresh: true}, nil
}

// tally counts outcomes.
type tally struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *tally) JobDone(kind salon.JobKind, outcome string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[string(kind)+" "+outcome]++
}

func (c *tally) TimerFired(kind salon.TimerKind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen["timer "+string(kind)]++
}
