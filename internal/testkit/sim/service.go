package sim

import "math/rand/v2"

// thing is something to be booked, as people call it.
type thing struct {
	services []string // slugs, as asked for
	nouns    []string // "para …"
	verbs    []string // "quiero …"
	pack     string   // the pack that is offered; empty: none
	always   bool     // asking for it is asking for the pack
}

// things are what customers come for, the frequent ones first.
func things() []thing {
	return []thing{
		{services: []string{"corte"}, nouns: []string{"un corte", "corte de pelo", "un corte de pelo", "un corte de mujer", "cortar las puntas"}, verbs: []string{"cortarme el pelo", "cortarme las puntas", "sanearme las puntas", "cortarme el cabello"}},
		{services: []string{"cultura-de-color"}, nouns: []string{"un tinte", "tinte", "color", "cultura de color"}, verbs: []string{"teñirme", "teñirme el pelo", "darme un tinte", "ponerme un tinte"}},
		{services: []string{"mechas"}, nouns: []string{"mechas", "unas mechas", "balayage"}, verbs: []string{"hacerme mechas", "ponerme mechas", "darme mechas"}, pack: "mechas-corte"},
		{services: []string{"mechas", "corte"}, nouns: []string{"mechas y corte", "corte y mechas", "unas mechas y cortar las puntas"}, verbs: []string{"hacerme mechas y cortarme el pelo"}, pack: "mechas-corte", always: true},
		{services: []string{"corte-caballero"}, nouns: []string{"un corte de caballero", "corte de hombre", "un corte de chico"}, pack: "corte-caballero-barba"},
		{services: []string{"corte-caballero", "arreglo-de-barba"}, nouns: []string{"corte de caballero y barba", "corte de hombre y arreglo de barba"}, pack: "corte-caballero-barba", always: true},
		{services: []string{"arreglo-de-barba"}, nouns: []string{"arreglo de barba", "la barba"}, verbs: []string{"arreglarme la barba", "perfilarme la barba"}},
		{services: []string{"peinado"}, nouns: []string{"un peinado", "peinado", "lavar y peinar"}, verbs: []string{"peinarme"}},
		{services: []string{"peinado-largo"}, nouns: []string{"un peinado largo", "un peinado para pelo largo"}},
		{services: []string{"manicura-permanente-bioterapia"}, nouns: []string{"manicura", "una manicura", "manicura permanente"}, verbs: []string{"hacerme la manicura", "hacerme las manos"}},
		{services: []string{"pedicura-permanente-bioterapia"}, nouns: []string{"pedicura", "una pedicura"}, verbs: []string{"hacerme la pedicura", "hacerme los pies"}},
		{services: []string{"depilacion-de-cejas"}, nouns: []string{"las cejas", "depilación de cejas", "cejas"}, verbs: []string{"depilarme las cejas", "hacerme las cejas", "arreglarme las cejas"}},
		{services: []string{"depilacion-de-labio"}, nouns: []string{"depilar el labio", "labio superior"}, verbs: []string{"depilarme el labio", "depilarme el bigote"}},
		{services: []string{"depilacion-de-cejas", "depilacion-de-labio"}, nouns: []string{"cejas y labio"}, verbs: []string{"depilarme las cejas y el labio"}},
		{services: []string{"depilacion-de-medias-piernas"}, nouns: []string{"medias piernas", "media pierna"}, verbs: []string{"depilarme media pierna"}},
		{services: []string{"depilacion-de-piernas-enteras"}, nouns: []string{"depilación de piernas enteras", "piernas enteras"}, verbs: []string{"depilarme las piernas enteras"}, pack: "piernas-ingles-axilas"},
		{services: []string{"bioterapia-facial"}, nouns: []string{"una bioterapia facial", "un tratamiento facial", "un facial"}},
		{services: []string{"masaje-corporal-60"}, nouns: []string{"un masaje de una hora", "masaje corporal de 60 minutos"}},
		{services: []string{"masaje-corporal-30"}, nouns: []string{"un masaje de media hora", "un masaje de 30 minutos"}},
		{services: []string{"permanente-de-pestanas"}, nouns: []string{"un lifting de pestañas", "permanente de pestañas"}, verbs: []string{"rizarme las pestañas"}},
		{services: []string{"tinte-de-pestanas"}, nouns: []string{"tinte de pestañas"}, verbs: []string{"teñirme las pestañas"}},
		{services: []string{"maquillaje"}, nouns: []string{"un maquillaje de fiesta", "maquillaje de invitada"}, verbs: []string{"maquillarme"}},
		{services: []string{"oleo-pigmento"}, nouns: []string{"óleo pigmento", "un baño de color", "óleos"}, verbs: []string{"darme un baño de color"}},
		{services: []string{"barro-gold"}, nouns: []string{"barro gold", "un barro gold"}},
		{services: []string{"mechas-localizadas"}, nouns: []string{"mechas localizadas", "un retoque de mechas"}},
		{services: []string{"moldeado"}, nouns: []string{"un moldeado"}, verbs: []string{"moldearme el pelo"}},
		{services: []string{"agua-lluvia"}, nouns: []string{"un agua lluvia", "el tratamiento agua de lluvia"}},
		{services: []string{"infoactivo-sensitivo"}, nouns: []string{"infoactivo sensitivo"}},
		{services: []string{"corte-de-flequillo"}, nouns: []string{"el flequillo", "corte de flequillo"}, verbs: []string{"cortarme el flequillo", "recortarme el flequillo"}},
		{services: []string{"corte", "peinado"}, nouns: []string{"corte y peinado", "cortar y peinar"}, verbs: []string{"cortarme el pelo y peinarme"}},
		{services: []string{"cultura-de-color", "corte"}, nouns: []string{"tinte y corte", "corte y color", "color y corte"}, verbs: []string{"teñirme y cortarme las puntas", "darme un tinte y cortarme el pelo"}},
		{services: []string{"cultura-de-color", "peinado"}, nouns: []string{"color y peinado", "tinte y peinar"}},
		{services: []string{"manicura-permanente-bioterapia", "pedicura-permanente-bioterapia"}, nouns: []string{"manicura y pedicura"}, verbs: []string{"hacerme la manicura y la pedicura"}},
		{services: []string{"consulta-gratuita-peluqueria"}, nouns: []string{"la consulta gratuita de peluquería", "una consulta de peluquería"}},
		{services: []string{"limar-y-pintar-manos"}, nouns: []string{"limar y pintar manos"}, verbs: []string{"pintarme las uñas"}},
		{services: []string{"quitar-esmalte-permanente"}, nouns: []string{"quitar el esmalte permanente"}, verbs: []string{"quitarme el esmalte permanente"}},
	}
}

// pickThing prefers what is asked for most.
func pickThing(r *rand.Rand) thing {
	list := things()
	if chance(r, 45) {
		list = list[:10]
	}
	return pick(r, list)
}

// named is one way to say it: a noun, and whether it is a verb instead.
func (t thing) named(r *rand.Rand) (words string, verb bool) {
	if n := r.IntN(len(t.nouns) + len(t.verbs)); n < len(t.nouns) {
		return t.nouns[n], false
	} else {
		return t.verbs[n-len(t.nouns)], true
	}
}

// noun is a way to say it after "para".
func (t thing) noun(r *rand.Rand) string { return pick(r, t.nouns) }
