package sim

import "math/rand/v2"

// stories are openings of people who tell why: {n} is the service, {w} the time.
// They name other days and things in passing.
func stories() []string {
	return []string{
		"llevo [meses|siglos] sin ir a la pelu y necesito {n} {w}",
		"tengo [una boda|un bautizo|una cena] y [necesito|quería] {n} {w}, ¿[cómo lo tenéis|podéis]?",
		"el otro día me dijo una amiga que [lo hacéis genial|sois majísimas], así que quería {n} {w}",
		"¿cómo [lo tenéis|vais] {w}? Es para {n}",
		"[mira|oye], que quería {n} {w} si [se puede|puede ser]",
		"a ver si me [podéis|puedes] [coger|hacer un hueco] {w} para {n}",
		"{w} me vendría [genial|de perlas] para {n}",
		"me [urge|corre prisa] {n}, [a ver si|ojalá] {w}",
		"buenas, soy clienta de hace tiempo, quería {n} {w}",
		"[no sé si llego tarde pero|igual es precipitado, pero] ¿hay hueco para {n} {w}?",
		"quiero pedir cita {w}. Sería para {n}, gracias",
		"necesitaría hora {w} {n}",
		"[ando|voy] buscando hora para {n} {w}",
		"{n}. {w}. gracias",
	}
}

// yeses are ways to agree with a question.
func yeses(r register) string {
	switch r {
	case formal:
		return "[sí, por favor|de acuerdo|perfecto|sí, gracias|correcto|me parece bien]"
	case latam:
		return "[sí|dale|claro que sí|listo|sí, por favor|está bien|bueno]"
	case chatty:
		return "[siii|venga|vale!|claro|genial|ok, perfecto|sí porfa|👍|okey|va]"
	}
	return "[si|ok|vale|sí|👍|va]"
}

// thanks close a conversation.
func thanks(r *rand.Rand) string {
	return pick(r, []string{"gracias", "muchas gracias!", "genial, gracias", "perfecto, hasta luego", "👍", "mil gracias, un beso", "ok, nos vemos", "muchísimas gracias por todo", "vale, hasta el día de la cita", "🙏", "estupendo, gracias"})
}
