package sim

import (
	"slices"
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// answer is what the customer writes next; nothing when there is nothing to say.
func (p *play) answer() []string {
	c := p.customer
	if p.out.Turns == 0 && c.greetsFirst {
		return []string{p.write(pick(p.rand, greetings(c.register)))}
	}
	if c.digresses == beforeOffer && p.serviceTold && !p.digressed && p.last.question != "" && len(p.last.offers) == 0 {
		p.digressed = true
		return []string{p.digression()}
	}
	if p.gaveUp && p.last.question != dialog.ReleaseSure {
		p.finished = true
		return nil
	}
	if c.kind == Ask && p.wished && p.answered() {
		p.finished = true
		return nil
	}
	if texts, ok := p.answerOfKind(); ok {
		return texts
	}
	switch p.last.question {
	case dialog.NameCheck:
		return p.nameCheck()
	case dialog.NameAsk:
		return p.tellName()
	case dialog.ServiceAsk, dialog.Done, "":
		if p.out.Turns > 0 && p.done() {
			p.finished = true
			return nil
		}
		return p.tellWish()
	case dialog.GuestName:
		return p.tellGuest()
	case dialog.ApptPick:
		return p.pickAppointment()
	case dialog.CancelSure, dialog.LateOptions:
		return p.sureToCancel()
	case dialog.ServicePick:
		return p.pickService()
	case dialog.PackOffer:
		return p.answerPack()
	case dialog.StylistPref:
		return p.answerStylist()
	case dialog.DateAsk:
		return p.tellWhen()
	case dialog.DateWhich:
		return p.pickDay()
	case dialog.SlotPick, dialog.SlotSingle:
		return p.atOffers()
	case dialog.SurnameAsk:
		return p.tellSurname()
	case dialog.Resume, dialog.SplitOffer, dialog.BookOffer:
		return []string{p.write(yeses(c.register))}
	case dialog.ReleaseSure:
		return []string{p.write(map[bool]string{true: "[sí|sí, suéltala|vale]", false: "[no|no, la quiero]"}[p.gaveUp])}
	case dialog.ConsultOffer, dialog.WaitOffer, dialog.PersonOffer:
		return []string{p.write("[no|no, gracias|no hace falta]")}
	}
	p.fault("she is asked %s and knows no answer", p.last.question)
	return nil
}

// answerOfKind answers the questions that only some kinds of customers meet;
// false: it is none of them.
func (p *play) answerOfKind() ([]string, bool) {
	c := p.customer
	if c.kind == Wait && p.wished {
		switch {
		case p.waits():
			p.finished = true
			return nil, true
		case p.last.question == dialog.WaitOffer:
			return []string{p.write(yeses(c.register))}, true
		case p.last.question == dialog.SlotPick || p.last.question == dialog.SlotSingle || p.last.question == dialog.DateWhich:
			return p.joins(), true
		}
	}
	switch p.last.question {
	case dialog.PersonMap, dialog.PersonOnly:
		return p.tellWhoGetsWhat(), true
	case dialog.UsualConfirm:
		return p.answerUsual(), true
	case dialog.DelayRelay:
		return p.answerRelay(), true
	case dialog.LateOrNot:
		return []string{p.write("[llego tarde|tarde|que llego tarde]")}, true
	case dialog.Reminder:
		return p.answerReminder(), true
	case dialog.ConsultOffer:
		if c.kind == Consult {
			return p.wantsConsult(), true
		}
	}
	return nil, false
}

// done reports whether her wish is in the data, as far as a customer can tell.
func (p *play) done() bool {
	f, err := p.world.Facts()
	if err != nil {
		return false
	}
	switch c := p.customer; {
	case c.kind == Ask:
		return p.wished
	case c.kind == Wait:
		return len(f.Waitlist) > 0
	case c.kind == Late:
		return c.delay.told && f.Bookings[0].Appointments[0].LateMinutes > 0
	case c.reply == replyYes:
		return f.Bookings[0].Appointments[0].Attendance == "yes"
	case c.moves():
		return len(f.Bookings) > 0 && !f.Bookings[0].Appointments[0].Start.Equal(p.customer.target.Start)
	case c.cancels():
		return len(f.Bookings) > 0 && f.Bookings[0].Appointments[0].Status == salon.Cancelled
	}
	return slices.ContainsFunc(p.fresh(f), standing) && p.customer.second == nil
}

func (p *play) nameCheck() []string {
	c := p.customer
	switch {
	case c.ignoresName && p.wished:
		c.ignoresName = false
		return p.tellWhen()
	case !strings.EqualFold(firstWord(c.profile), firstWord(c.first)) || !strings.Contains(salon.Fold(strings.Join(p.last.texts, " ")), salon.Fold(c.first)):
		return []string{p.write("[no, soy {name}|no, me llamo {name}|soy {name}|{name}|no, {name}|no no, soy {name}|me llamo {name} en realidad|es {name}]", "name", c.first)}
	}
	yes := p.write("[sí|sí, soy yo|sí, soy {name}|si|exacto|la misma|correcto, soy {name}|sí!|sip|ajá|yes|eso es|así es|sí, {name}|claro|la misma que viste y calza|👍]", "name", c.first)
	if !p.wished {
		return append([]string{yes}, p.tellWish()...)
	}
	return []string{yes}
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}

func (p *play) tellName() []string {
	c := p.customer
	name := c.first
	if c.fullName {
		name, p.surnameSaid = c.first+" "+c.last, true
	}
	text := p.write("[{name}|soy {name}|me llamo {name}|mi nombre es {name}|{name}, encantada|{name} me llamo|{name}!|pues {name}|yo soy {name}|{name}, y tú?|aquí {name}]", "name", name)
	return []string{text}
}

func (p *play) tellSurname() []string {
	c := p.customer
	if c.leaves == atSurname {
		return p.leave()
	}
	if c.changes == atSurname && !p.change {
		p.change = true
		return p.changeMind()
	}
	if c.digresses == atSurname && !p.digressed {
		p.digressed = true
		return []string{p.digression()}
	}
	if said := salon.Fold(strings.Join(p.last.texts, " ")); strings.Contains(said, "nombre y apellido") || strings.Contains(said, "tu nombre") {
		return []string{p.write("[{first} {last}|soy {first} {last}|me llamo {first} {last}|a nombre de {first} {last}|{first} {last}, gracias|ponlo a nombre de {first} {last}|pon {first} {last}|{last}, {first}|mi nombre es {first} y mi apellido {last}]", "last", c.last, "first", c.first)}
	}
	if c.noSurname {
		return []string{p.write("[prefiero no darlo|no quiero dar mi apellido|prefiero no decirlo|es necesario el apellido?|con el nombre vale|no te lo voy a decir]")}
	}
	return []string{p.write("[{last}|{last}|mi apellido es {last}|{first} {last}|es {last}|{last}, gracias|me apellido {last}|apellido {last}|pues {last}|{last} 😊|{last} es mi apellido]", "last", c.last, "first", c.first)}
}

func (p *play) pickService() []string {
	for _, slug := range p.customer.goal.thing.services {
		service, _ := p.shop.Catalogue.ServiceBySlug(slug)
		for i, line := range p.last.listed {
			if strings.HasPrefix(line, salon.Fold(service.Name)+":") || line == salon.Fold(service.Name) {
				return []string{p.write("[{n}|la {n}|{name}|{name}|el {name}]", "n", itoa(i+1), "name", strings.ToLower(service.Name))}
			}
		}
	}
	return []string{p.write("{x}", "x", p.customer.goal.thing.noun(p.rand))}
}

func (p *play) answerPack() []string {
	g := &p.customer.goal
	if g.wantPack {
		return []string{p.write("[" + yeses(p.customer.register) + "|sí, el pack|vale, el pack|venga, me apunto al pack|sí, quiero el pack|el pack|mejor el pack|con el pack|pues el pack entonces]")}
	}
	noun := g.thing.noun(p.rand)
	return []string{p.write("[no|no, gracias|no, solo {x}|solo {x}|sin pack, gracias|no, el pack no|nop|solo eso|no hace falta|solo lo que he dicho|por ahora no|nah, solo {x}|únicamente {x}|no quiero el pack]", "x", strings.TrimPrefix(noun, "un "))}
}

func (p *play) answerStylist() []string {
	g := &p.customer.goal
	switch {
	case g.stylist != "":
		return []string{p.write("[{s}|con {s}|prefiero con {s}|{s} si puede ser|con {s}, por favor|si está {s}, mejor|{s} porfa|me gusta más {s}|que sea con {s}]", "s", p.stylistName(g.stylist))}
	case g.not != "":
		return []string{p.write("[cualquiera menos {s}|con {s} no, los demás me da igual]", "s", p.stylistName(g.not))}
	case len(g.days) == 1 && len(p.customer.limits.hour) > 0 && chance(p.rand, 20):
		return []string{p.write("[me da igual, pero {h}|cualquiera, {h}]", "h", pick(p.rand, p.customer.limits.hour))}
	}
	return []string{p.write("[me da igual|cualquiera|la primera que puedas|el primer hueco|sin preferencia|me es indiferente|da igual|quien sea|la primera hora libre|el que pueda antes|no tengo preferencia|quien esté libre|con quien haya|como quieras|me da lo mismo]")}
}

func (p *play) stylistName(slug string) string {
	for _, one := range p.shop.Team {
		if one.Slug == slug {
			return one.Name
		}
	}
	return slug
}

// pickDay answers a list of days with room.
func (p *play) pickDay() []string {
	g := &p.customer.goal
	var fits []salon.Date
	for _, d := range p.last.days {
		if slices.Contains(g.days, d) {
			fits = append(fits, d)
		}
	}
	if len(fits) == 0 {
		return p.complain()
	}
	p.unlucky++
	d := pick(p.rand, fits)
	if p.unlucky > maxUnlucky {
		return p.complain()
	}
	return []string{p.write("[el {w}|{w}|el {w} {n}|el {n}|mejor el {w}|el {w} me va bien|pues el {w}|el {w} mismo|el {w} por ejemplo|{w} {n}|el día {n}|me viene mejor el {w}]", "w", weekday(d), "n", itoa(d.Day))}
}

// atOffers chooses, asks for more, or gives way.
func (p *play) atOffers() []string {
	c := p.customer
	g := &c.goal
	if c.leaves == atOffer {
		return p.leave()
	}
	if len(p.last.offers) == 0 {
		p.out.Unread++
	}
	if c.digresses == atOffer && !p.digressed {
		p.digressed = true
		return []string{p.digression()}
	}
	if c.changes == atOffer && !p.change {
		p.change = true
		return p.changeMind()
	}
	if c.pauses && !p.paused {
		p.paused = true
		p.out.note("   (41 minutes later)")
		p.now = p.now.Add(longAbsence)
	}
	if plan, err := g.plan(p.shop); err == nil {
		g.minutes = plan.Minutes
	}
	var fits []offer
	for _, o := range p.last.offers {
		if g.accepts(o) {
			fits = append(fits, o)
		}
	}
	if len(fits) == 0 {
		return p.complain()
	}
	o := pick(p.rand, fits)
	p.chosen, p.unlucky = &o, 0
	return []string{p.choose(o)}
}

// complain says again what is wanted, asks for other hours, or wants less.
func (p *play) complain() []string {
	p.unlucky++
	if p.unlucky >= 3 || !p.possible() || p.unlucky >= 2 && chance(p.rand, 40) {
		return p.relax()
	}
	if len(p.last.offers) > 0 && chance(p.rand, 40) {
		return []string{p.write("[¿no tienes otra hora?|otras horas|¿tienes alguna otra hora?|¿qué más tienes?|¿alguna otra opción?|esas no puedo, ¿qué más hay?|ninguna me cuadra|uf, imposible a esas horas|¿y más tarde?|¿hay algo más?|dime más]")}
	}
	return p.again()
}

// again repeats the limits.
func (p *play) again() []string {
	c := p.customer
	when := p.when()
	if c.goal.stylist != "" && chance(p.rand, 60) {
		when += " con " + p.stylistName(c.goal.stylist)
	}
	return []string{p.write("[no me va bien, lo necesito {w}|esas no me vienen bien, ¿{w} no tienes nada?|tiene que ser {w}|mejor {w}|prefiero {w}]", "w", strings.TrimSpace(when))}
}
