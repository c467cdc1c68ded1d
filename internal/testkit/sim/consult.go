package sim

// consultWish wants advice before anything is booked.
func (c *customer) consultWish() {
	c.simplify()
	c.goal.thing = thing{services: []string{"consulta-gratuita-peluqueria"}, nouns: []string{"consulta gratuita de peluquería", "la de peluquería"}}
	c.goal.wantPack, c.goal.stylist, c.goal.not = false, "", ""
}

// tellDoubt says that she does not know what she wants.
func (p *play) tellDoubt() []string {
	p.wished, p.serviceTold = true, true
	when := ""
	if !p.customer.vague && chance(p.rand, 50) {
		when, p.whenTold = p.when(), true
	}
	return p.inHand([]string{p.greeting(), say(p.rand, "[quiero un cambio de look pero no sé [muy bien |]qué hacerme [{w}|]|no sé qué hacerme en el pelo, ¿me aconsejáis?|no sé si elegir óleos o barro gold, ¿[cuál|qué] me recomiendas?|quiero un cambio de color pero no sé [cuál|qué] me iría bien|tengo dudas entre mechas y mechas localizadas, ¿me ayudas a decidir?|me gustaría que me asesorarais con el pelo antes de decidirme|¿me podéis aconsejar qué hacerme en el pelo?|quiero la consulta gratuita [de peluquería |]{w}|necesito consejo para el color del pelo]", "w", when)})
}

// wantsConsult agrees to the consultation.
func (p *play) wantsConsult() []string {
	return []string{p.write("[" + yeses(p.customer.register) + "|sí, la consulta|sí, prefiero la consulta primero|vale, la consulta|mejor la consulta|genial, sí|la consulta gratis sí|pues sí, empezamos por ahí]")}
}
