package transcript

import (
	"fmt"
	"slices"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// waiting is a row of the waiting list.
type waiting struct {
	salon.Wish
	status string
	asked  map[salon.ID][]salon.Interval // slots that were offered, by stylist
}

// fact is the row as transcripts write it.
func (w *Imagined) waitFact(row *waiting) WaitFact {
	stylist := "any"
	if one, ok := w.salon.Stylist(row.Stylist); ok {
		stylist = one.Slug
	}
	return WaitFact{Status: row.status, From: row.From, To: row.To, Stylist: stylist, Services: w.slugs(row.Visit)}
}

// wait writes the customer down for a freed slot.
func (w *Imagined) wait(j dialog.JoinWaitlist) {
	if w.customer.ID.Empty() {
		w.save(dialog.CustomerChange{})
	}
	wish := salon.Wish{
		ID: salon.ID(fmt.Sprintf("wish:%d", len(w.waitlist)+1)), CustomerID: w.customer.ID,
		Visit: j.Visit, Stylist: j.Stylist, From: j.From, To: j.To, Earliest: j.Earliest, Latest: j.Latest,
	}
	same := func(o *waiting) bool {
		return o.From == wish.From && o.To == wish.To && o.Stylist == wish.Stylist && o.Earliest == wish.Earliest && o.Latest == wish.Latest &&
			o.Visit.Pack == wish.Visit.Pack && slices.Equal(o.Visit.Services, wish.Visit.Services)
	}
	if !slices.ContainsFunc(w.waitlist, same) {
		w.waitlist = append(w.waitlist, &waiting{Wish: wish, status: "waiting", asked: map[salon.ID][]salon.Interval{}})
	}
}

// wishOf finds a row of the waiting list; nil: none.
func (w *Imagined) wishOf(id salon.ID) *waiting {
	for _, row := range w.waitlist {
		if row.ID == id {
			return row
		}
	}
	return nil
}

// freed is a stretch of a stylist's time that became free.
type freed struct {
	stylist salon.ID
	during  salon.Interval
}

// notice compares what is taken with what was when it last looked: what is not
// taken any more may be offered to who waits.
func (w *Imagined) notice() {
	now := w.occupancy("").Busy
	if len(w.waitlist) > 0 {
		for stylist, list := range w.taken {
			for _, during := range list {
				if !slices.Contains(now[stylist], during) {
					w.openings = append(w.openings, freed{stylist, during})
				}
			}
		}
	}
	w.taken = now
}

// offerFreed asks about what became free, until nothing is left to ask.
func (w *Imagined) offerFreed() error {
	w.notice()
	if !w.salon.MayOffer(w.now) || w.owner == salon.OwnerHuman {
		return nil
	}
	for len(w.openings) > 0 {
		o := w.openings[0]
		w.openings = w.openings[1:]
		for _, row := range w.waitlist {
			slot, ok := w.slotFor(row, o)
			if !ok {
				continue
			}
			if err := w.offerSlot(row, slot); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

func (w *Imagined) slotFor(row *waiting, o freed) (salon.Slot, bool) {
	if row.status != "waiting" {
		return salon.Slot{}, false
	}
	f := salon.Freed{StylistID: o.stylist, During: o.during, Asked: row.asked[o.stylist]}
	for _, a := range w.view().Upcoming {
		f.Own = append(f.Own, salon.Interval{Start: a.Start, End: a.End()})
	}
	return salon.FreedSlot(w.salon, w.occupancy(""), row.Wish, f, w.now)
}

// offerSlot keeps a slot for her and lets the dialogue ask.
func (w *Imagined) offerSlot(row *waiting, slot salon.Slot) error {
	b, _, err := w.salon.PlanHold(salon.BookingRequest{
		SalonID: w.salon.ID, CustomerID: w.customer.ID, Visits: []salon.VisitRequest{{Visit: row.Visit, Slot: slot}},
	}, w.now)
	if err != nil {
		return fmt.Errorf("plan offer: %w", err)
	}
	w.number(&b)
	b.Offered, b.WaitlistID, b.Payment = true, row.ID, salon.PaymentPending
	b.HoldExpiresAt, b.WarnAt = w.now.Add(salon.OfferLasts), time.Time{}
	b.Appointments[0].Status = salon.Provisional
	w.bookings = append(w.bookings, &b)
	row.status = "offered"
	row.asked[slot.StylistID] = append(row.asked[slot.StylistID], salon.Interval{Start: slot.Start, End: slot.End()})
	return w.run(dialog.Event{Timer: &dialog.TimerResult{Kind: salon.TimerWaitlistHit, Booking: w.copyOf(&b)}})
}

// endOffer lets her wait on when a slot that was kept for her is given back.
func (w *Imagined) endOffer(b *salon.Booking) {
	if row := w.wishOf(b.WaitlistID); row != nil && row.status != "gone" {
		row.status = "waiting"
	}
}

// decline gives an offered slot back.
func (w *Imagined) decline(id salon.ID) {
	if b := w.booking(id); b != nil && b.Offered && b.Status() == salon.Provisional {
		expire(b)
		w.endOffer(b)
	}
}

// nextMorning is when what became free at night may be offered; zero: nothing waits.
func (w *Imagined) nextMorning() time.Time {
	if len(w.openings) == 0 || w.salon.MayOffer(w.now) {
		return time.Time{}
	}
	at := w.now.Truncate(time.Minute)
	for !w.salon.MayOffer(at) {
		at = at.Add(time.Minute)
	}
	return at
}

// Free cancels somebody else's appointment.
func (w *Imagined) Free(stylist string, start time.Time) error {
	w.notice()
	at := slices.IndexFunc(w.foreign, func(a salon.Appointment) bool {
		return a.StylistID == slugID(salon.KindStylist, stylist) && a.Start.Equal(start)
	})
	if at < 0 {
		return fmt.Errorf("%s has nobody then", stylist)
	}
	w.foreign = slices.Delete(w.foreign, at, at+1)
	return w.offerFreed()
}
