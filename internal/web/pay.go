package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"atrevete/internal/salon"
)

// payPage is what the deposit page shows.
type payPage struct {
	Salon       *salon.Salon
	Sandbox     bool
	Customer    string
	Visits      []payVisit
	Total       salon.Money
	Deposit     salon.Money
	Percent     int
	Deadline    time.Time
	RefundHours int
	Refundable  bool // more than RefundHours remain until the first start
	Paid        bool
	Refunded    bool
	Returned    bool // back from the checkout, the provider's report not in yet
	Again       int  // number of the next look; 0: the page does not look again by itself
	Payable     bool
	Cancelled   bool // nothing of it stands any more
	Refunding   bool // cancelled in time: the deposit is on its way back
}

// payVisit is one appointment on the deposit page.
type payVisit struct {
	Services []string
	Start    time.Time
	End      time.Time
	Stylist  string
	Person   string // when somebody else than the payer
	Price    salon.Money
}

// maxLooks is how often the page of somebody who is back from the checkout
// looks again by itself: for a minute, one look every three seconds.
const maxLooks = 20

// showPay shows what is being paid: 200 while it can be paid, is being checked
// or is paid, 410 when the hold is over or the link was replaced, 404 when
// unknown. It never says that nothing was charged to somebody whose payment may
// still be on its way.
func (s *Server) showPay(w http.ResponseWriter, r *http.Request) {
	link, ok := s.link(w, r)
	if !ok {
		return
	}
	page := s.newPayPage(link)
	look, err := strconv.Atoi(r.URL.Query().Get("vuelta"))
	returned := err == nil && look > 0
	pending := link.Booking.Payment == salon.PaymentPending
	switch {
	case page.Paid:
	case pending && (returned && look < maxLooks || link.Booking.Status() == salon.Confirmed): // confirmed between two reads
		page.Returned, page.Again = true, max(look, 1)+1
	case page.Payable:
		page.Returned = returned
	default:
		s.render(w, r, http.StatusGone, "pay_gone", "layout", page)
		return
	}
	s.render(w, r, http.StatusOK, "pay", "layout", page)
}

// startPay opens a checkout and sends the customer there.
func (s *Server) startPay(w http.ResponseWriter, r *http.Request) {
	link, ok := s.link(w, r)
	if !ok {
		return
	}
	if link.Booking.Payment == salon.PaymentConfirmed && !cancelled(link.Booking) {
		http.Redirect(w, r, "/pay/"+link.Token, http.StatusSeeOther)
		return
	}
	if !s.payable(link) {
		s.render(w, r, http.StatusGone, "pay_gone", "layout", s.newPayPage(link))
		return
	}
	address, err := s.Cashier.Begin(r.Context(), link.Token)
	switch {
	case errors.Is(err, salon.ErrNotFound):
		s.render(w, r, http.StatusNotFound, "pay_missing", "layout", payPage{Sandbox: s.cfg.Sandbox})
	case errors.Is(err, salon.ErrConflict):
		s.render(w, r, http.StatusGone, "pay_gone", "layout", s.newPayPage(link))
	case err != nil:
		s.Log.ErrorContext(r.Context(), "checkout could not be started", "err", err)
		w.Header().Set("Retry-After", "10")
		s.render(w, r, http.StatusServiceUnavailable, "pay_trouble", "layout", s.newPayPage(link))
	default:
		http.Redirect(w, r, address, http.StatusSeeOther)
	}
}

// cancelled reports whether nothing of the booking stands any more because it
// was called off, whatever becomes of its deposit.
func cancelled(b salon.Booking) bool {
	for _, a := range b.Appointments {
		if a.Status != salon.Cancelled {
			return false
		}
	}
	return len(b.Appointments) > 0
}

// link reads the link of the request; when there is none it has answered.
func (s *Server) link(w http.ResponseWriter, r *http.Request) (salon.PaymentLink, bool) {
	link, err := s.Store.PaymentLink(r.Context(), r.PathValue("token"))
	switch {
	case errors.Is(err, salon.ErrNotFound):
		s.render(w, r, http.StatusNotFound, "pay_missing", "layout", payPage{Sandbox: s.cfg.Sandbox})
		return link, false
	case err != nil:
		s.fail(w, r, "deposit link could not be read", err)
		return link, false
	}
	return link, true
}

// payable reports whether the link may still take money.
func (s *Server) payable(link salon.PaymentLink) bool {
	b := link.Booking
	return !link.Void && b.Payment == salon.PaymentPending && b.Status() == salon.Provisional && s.Clock().Before(b.HoldExpiresAt)
}

func (s *Server) newPayPage(link salon.PaymentLink) payPage {
	shop, b := link.Salon, link.Booking
	page := payPage{
		Salon: shop, Sandbox: s.cfg.Sandbox, Customer: link.Customer.FirstName,
		Total: b.Price(), Deposit: b.Deposit, Percent: shop.Policies.DepositPercent,
		Deadline: b.HoldExpiresAt.In(shop.Location), RefundHours: shop.Policies.RefundThresholdHours,
		Paid: b.Payment == salon.PaymentConfirmed && !cancelled(b), Cancelled: cancelled(b),
		Refunding: b.Payment == salon.PaymentConfirmed && cancelled(b), Refunded: b.Payment == salon.PaymentRefunded, Payable: s.payable(link),
	}
	for i, a := range b.Appointments {
		visit := payVisit{Start: a.Start.In(shop.Location), End: a.End().In(shop.Location), Price: a.Price, Services: shop.Catalogue.Names(a.Visit)}
		if stylist, ok := shop.Stylist(a.StylistID); ok {
			visit.Stylist = stylist.Name
		}
		if a.CustomerID != b.CustomerID {
			visit.Person = a.Customer.FullName()
		}
		page.Visits = append(page.Visits, visit)
		refundable := a.Start.Sub(s.Clock()) > time.Duration(page.RefundHours)*time.Hour
		page.Refundable = refundable && (i == 0 || page.Refundable)
	}
	return page
}
