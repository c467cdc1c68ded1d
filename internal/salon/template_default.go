package salon

import "slices"

// DefaultTemplates are the templates of a salon that set none. Whoever registers
// them at Meta under these names, with these texts, needs no further set-up.
func DefaultTemplates() []Template {
	utility := func(kind MessageKind, name, body string, parameters ...string) Template {
		return Template{Kind: kind, Name: name, Category: "UTILITY", Language: "es", Body: body, Parameters: parameters}
	}
	return []Template{
		utility(MessageReminder, "maite_recordatorio",
			"Hola, {{1}}. Te recuerdo tu cita: {{2}}, el {{3}} a las {{4}} con {{5}} ({{6}}). Anticipo pagado: {{7}}. "+
				"Si no puedes venir, avísame con más de {{8}} horas de antelación y no lo pierdes. ¿Nos confirmas que vienes?",
			FactFirstName, FactServices, FactDate, FactHour, FactStylist, FactMinutes, FactDeposit, FactRefundHours),
		utility(MessagePaymentWarning, "maite_aviso_pago",
			"Hola. Tu reserva sigue pendiente del anticipo de {{1}} y solo te la puedo guardar hasta las {{2}}. Puedes pagarlo aquí: {{3}} (es un enlace seguro).",
			FactDeposit, FactDeadline, FactLink),
		utility(MessageHoldExpired, "maite_reserva_caducada",
			"Hola. No nos ha llegado el anticipo a tiempo, así que la hora del {{1}} a las {{2}} con {{3}} vuelve a estar libre. Si la quieres, responde a este mensaje y lo miramos.",
			FactDate, FactHour, FactStylist),
		utility(MessageConfirmed, "maite_cita_confirmada",
			"Hola, {{1}}. Hemos recibido tu anticipo de {{2}} y tu cita queda confirmada: {{3}}, el {{4}} a las {{5}} con {{6}}. ¡Te esperamos!",
			FactFirstName, FactDeposit, FactServices, FactDate, FactHour, FactStylist),
		utility(MessageRefund, "maite_devolucion",
			"Hola. Te devolvemos {{1}}; lo verás en tu cuenta en unos días, según tu banco. Si tienes alguna duda, responde a este mensaje.",
			FactAmount),
		utility(MessageWaitlistHit, "maite_hueco_libre",
			"Hola, {{1}}. Se ha liberado un hueco de los que esperabas: {{2}}, el {{3}} a las {{4}} con {{5}}. Te lo guardo hasta las {{6}}. ¿Lo quieres? Responde sí o no.",
			FactFirstName, FactServices, FactDate, FactHour, FactStylist, FactDeadline),
		utility(MessageStaffChange, "maite_cambio_cita",
			"Hola, {{1}}. Te confirmo el cambio en tu cita: {{2}}, el {{3}} a las {{4}} con {{5}}. Si no te viene bien, responde a este mensaje y lo arreglamos.",
			FactFirstName, FactServices, FactDate, FactHour, FactStylist),
		utility(MessageStaffCancelled, "maite_cita_anulada",
			"Hola, {{1}}. Hemos tenido que anular tu cita de {{2}} del {{3}} a las {{4}}. Responde a este mensaje y buscamos otro momento.",
			FactFirstName, FactServices, FactDate, FactHour),
		utility(MessageAbsence, "maite_cambio_equipo",
			"Hola, {{1}}. Sentimos avisarte de que {{2}} no podrá atenderte en tu cita del {{3}} a las {{4}}. Responde a este mensaje y te proponemos otra hora u otra persona del equipo.",
			FactFirstName, FactStylist, FactDate, FactHour),
	}
}

// WithDefaultTemplates completes a list: a kind that has no template gets the
// default one.
func WithDefaultTemplates(list []Template) []Template {
	var out []Template
	for _, standard := range DefaultTemplates() {
		at := slices.IndexFunc(list, func(t Template) bool { return t.Kind == standard.Kind })
		if at >= 0 {
			standard = list[at]
		}
		out = append(out, standard)
	}
	return out
}
