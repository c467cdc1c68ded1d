package sim

import (
	"math/rand/v2"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// reply is what somebody answers to a reminder.
type reply string

const (
	replyYes    reply = "yes"
	replyMove   reply = "move"
	replyCancel reply = "cancel"
)

// beforeReminder is how long before her reminder a customer's story begins.
const beforeReminder = 10 * time.Minute

// remindWish gives the customer an appointment whose reminder is about to go
// out, now and then for two people.
func (c *customer) remindWish(r *rand.Rand, shop salon.Seed) {
	c.knownVisit(r, shop)
	c.reply = pick(r, []reply{replyYes, replyYes, replyMove, replyCancel})
	c.born = c.remindAt(shop).Add(-beforeReminder)
	c.answersIn = time.Duration(1+r.IntN(10*60)) * time.Minute
	today := salon.DateOf(c.born.Add(c.answersIn))
	day := somedays(r, today, true, func(d salon.Date) bool { return len(shop.Opening.On(d.Weekday())) > 0 && !closed(shop, d) })
	c.goal.days, c.limits.day = day.value, day.words
	if c.reply == replyYes && chance(r, 30) {
		c.target.Stylist = "marta"
		c.with = &transcript.Planned{
			Status: salon.Confirmed, Stylist: "ana", Start: c.target.Start, Services: []string{"peinado"}, Minutes: minutesOf(shop, "peinado"),
			For: "Hija de " + c.first, Booked: c.target.Booked, With: true,
		}
	}
}

func (c *customer) remindAt(shop salon.Seed) time.Time {
	return c.target.Start.Add(-time.Duration(shop.Policies.ReminderHours) * time.Hour)
}

// awaitReminder lets the reminder come and some time pass.
func (p *play) awaitReminder() {
	p.wished, p.serviceTold = true, true
	if !p.move(p.customer.born.Add(beforeReminder + smallStep)) {
		return
	}
	if p.last.question == "" {
		p.fault("no reminder came")
	}
	last := p.last
	p.move(p.customer.born.Add(beforeReminder + p.customer.answersIn))
	p.last = last
}

// answerReminder says whether she comes.
func (p *play) answerReminder() []string {
	c := p.customer
	switch c.reply {
	case replyMove:
		return []string{p.write("[no puedo, ¿puede ser {w}?|no puedo ir, ¿me la cambias a {w}?|uy, no puedo, ¿la podemos mover?|imposible, ¿podemos cambiarla? {w} me va bien|necesito cambiarla|no, mejor {w}]", "w", p.when())}
	case replyCancel:
		return []string{p.write("[no puedo ir, cancélala|no voy a poder, anúlala|cancela la cita|no, cancélala por favor|tengo que cancelar|al final no voy, cancela|no puedo ir|no]")}
	}
	if c.with != nil {
		return []string{p.write("[sí, las dos|confirmo las dos|vamos las dos|sí, allí estaremos las dos|confirmamos|sí|allí estaremos]")}
	}
	return []string{p.write("[sí|sí, allí estaré|confirmo|confirmada|voy|sí, voy|perfecto, gracias|👍|allí estaré|claro, allí nos vemos|cuenta conmigo|por supuesto|sip|ok, gracias por avisar|confirmo asistencia|sí confirmo|vale, hasta el {w}]", "w", weekday(p.dayOf(c.target.Start)))}
}

func (p *play) dayOf(t time.Time) salon.Date {
	day, _ := local(p.shop, t)
	return day
}

// judgeAttendance: the answer is on every row, which is otherwise as it was.
func (p *play) judgeAttendance(f transcript.Facts) {
	p.out.End = endReached
	for _, a := range f.Bookings[0].Appointments {
		if a.Attendance != "yes" {
			p.miss("attendance %q, want yes; asked last: %s", a.Attendance, p.last.question)
		}
	}
	p.unchanged(p.before.Bookings[0], f.Bookings[0])
}
