package salon

import (
	"fmt"
	"strings"
	"time"
)

// NoticeOfRefund tells the team that a payment nobody owed is being given back.
func (s *Salon) NoticeOfRefund(b Booking, amount Money, now time.Time) Notice {
	n := s.noticeOfPayment(b, now)
	n.Text = fmt.Sprintf("Ha llegado un pago de %s que no correspondía y se está devolviendo.%s", amount, s.aboutBooking(b))
	return n
}

// NoticeOfForeignMoney tells the team of a payment in another currency: it goes
// back whole.
func (s *Salon) NoticeOfForeignMoney(b Booking, fact PaymentFact, now time.Time) Notice {
	n := s.noticeOfPayment(b, now)
	n.Text = fmt.Sprintf("Ha llegado un pago en otra moneda (%d.%02d %s, referencia %s) y se está devolviendo entero.%s",
		fact.Amount/100, fact.Amount%100, strings.ToUpper(fact.Currency), fact.ProviderRef, s.aboutBooking(b))
	return n
}

// NoticeOfEmptyPayment tells the team that a payment was reported without an
// amount: somebody has to look what was taken.
func (s *Salon) NoticeOfEmptyPayment(b Booking, fact PaymentFact, now time.Time) Notice {
	n := s.noticeOfPayment(b, now)
	n.Text = fmt.Sprintf("Se ha terminado un pago sin importe (referencia %s): la cita sigue sin anticipo. Compruébalo en el panel de pagos.%s",
		fact.ProviderRef, s.aboutBooking(b))
	return n
}

// NoticeOfFailedRefund tells the team that money must be given back by hand: no
// euro is forgotten because a machine refused.
func (s *Salon) NoticeOfFailedRefund(b Booking, amount Money, paymentRef string, now time.Time) Notice {
	n := s.noticeOfPayment(b, now)
	n.Urgent = true
	n.Text = fmt.Sprintf("No se ha podido devolver un pago de %s (referencia %s). Hay que devolverlo a mano en el panel de pagos.%s",
		amount, paymentRef, s.aboutBooking(b))
	return n
}

// NoticeOfSlowRefund tells the team that a refund has not been taken for hours;
// it goes on being tried.
func (s *Salon) NoticeOfSlowRefund(b Booking, amount Money, paymentRef string, now time.Time) Notice {
	n := s.noticeOfPayment(b, now)
	n.Text = fmt.Sprintf("Una devolución de %s (referencia %s) lleva horas sin poder hacerse. Se sigue intentando; mira si el servicio de pagos funciona.%s",
		amount, paymentRef, s.aboutBooking(b))
	return n
}

// NoticeOfDispute tells the team that the customer's bank wants money back.
func (s *Salon) NoticeOfDispute(b Booking, fact PaymentFact, now time.Time) Notice {
	n := s.noticeOfPayment(b, now)
	n.Urgent = true
	n.Text = fmt.Sprintf("El banco reclama un pago de %s (referencia %s). Hay que responder a la reclamación en el panel de pagos antes de que venza el plazo.%s",
		fact.Amount, fact.ProviderRef, s.aboutBooking(b))
	return n
}

// NoticeOfFindings tells the team that the comparison with the payment provider
// found what people must look at.
func (s *Salon) NoticeOfFindings(report ReconcileReport, now time.Time) Notice {
	n := Notice{SalonID: s.ID, Kind: NoticePayment, CreatedAt: now}
	n.Text = "La revisión de pagos ha encontrado una cosa que alguien tiene que mirar"
	if report.Count() > 1 {
		n.Text = fmt.Sprintf("La revisión de pagos ha encontrado %d cosas que alguien tiene que mirar", report.Count())
	}
	if report.Unexplained > 0 {
		n.Text += fmt.Sprintf(", con %s sin explicar", report.Unexplained)
	}
	n.Text += ". El detalle sale con «atrevete reconcile --full»."
	return n
}

func (s *Salon) noticeOfPayment(b Booking, now time.Time) Notice {
	return Notice{SalonID: b.SalonID, ConversationID: b.ConversationID, Kind: NoticePayment, CreatedAt: now}
}

// aboutBooking says whose money it is about.
func (s *Salon) aboutBooking(b Booking) string {
	if len(b.Appointments) == 0 {
		return ""
	}
	a := b.Appointments[0]
	start := a.Start.In(s.Location)
	return fmt.Sprintf(" La cita es de %s, %s a las %s.", nameForStaff(a.Customer), LongDate(DateOf(start)), ClockOf(start))
}
