package salon

import (
	"fmt"
	"regexp"
	"strings"
)

// FailureCause is why a message never arrived, as far as it decides what is next.
type FailureCause string

// The causes.
const (
	CauseWindow      FailureCause = "window_closed"  // free text outside the 24 hours: a template, or mail
	CauseUnreachable FailureCause = "not_delivered"  // WhatsApp does not reach the person: mail, or a call
	CauseTemplate    FailureCause = "template"       // the template is wrong or not approved: staff must act
	CauseStopped     FailureCause = "stopped_by_her" // she blocked or stopped such messages: nothing more
	CauseOther       FailureCause = "other"
)

// Failure is a failed delivery: the code WhatsApp gave, what it means for us, and
// words for staff.
type Failure struct {
	Code  string
	Cause FailureCause
	Words string
}

// failureCode is the number at the start of WhatsApp's explanations.
var failureCode = regexp.MustCompile(`\b(13[0-9]{4}|[0-9]{3})\b`)

// ReadFailure understands what a channel reports about a message that was not
// delivered, such as "131047: Re-engagement message".
func ReadFailure(report string) Failure {
	f := Failure{Code: failureCode.FindString(report), Cause: CauseOther}
	folded := strings.ToLower(report)
	switch {
	case f.Code == "131047" || f.Code == "470":
		f.Cause, f.Words = CauseWindow, "Han pasado más de 24 horas desde su último mensaje y WhatsApp ya no deja escribirle con texto libre."
	case f.Code == "131026":
		f.Cause, f.Words = CauseUnreachable, "WhatsApp no ha podido entregarlo: ese número no tiene WhatsApp, no ha aceptado sus condiciones o usa una versión muy antigua."
	case f.Code == "131049":
		f.Cause, f.Words = CauseUnreachable, "WhatsApp no lo ha entregado para no cansar a esta persona con demasiados mensajes de empresas."
	case f.Code == "131050":
		f.Cause, f.Words = CauseStopped, "Esta persona ha pedido en WhatsApp no recibir mensajes de este tipo."
	case strings.HasPrefix(f.Code, "132") || strings.Contains(folded, "template"):
		f.Cause, f.Words = CauseTemplate, "La plantilla no está aprobada en Meta, no existe con ese nombre o idioma, o sus variables no coinciden."
	case f.Code == "131051" || f.Code == "131052" || f.Code == "131053":
		f.Words = "WhatsApp no admite este tipo de mensaje o de archivo."
	case f.Code == "131048" || f.Code == "130429" || f.Code == "131056":
		f.Words = "WhatsApp limita ahora mismo cuánto podemos enviar."
	default:
		f.Words = "WhatsApp no lo ha entregado."
	}
	return f
}

// Exhausts lists the ways that a failure rules out, given the way that was taken.
func (f Failure) Exhausts(via Way) []Way {
	if via == "" {
		via = WayText
	}
	switch f.Cause {
	case CauseWindow:
		return []Way{WayText, via}
	case CauseUnreachable, CauseStopped:
		return []Way{WayText, WayTemplate, via}
	case CauseTemplate:
		return []Way{WayTemplate, via}
	case CauseOther:
	}
	return []Way{via}
}

// maxQuoted is how much of a message a notice quotes, in characters.
const maxQuoted = 300

// UndeliveredNotice tells staff of a message that did not reach its customer: who,
// why in plain words, the code for whoever looks it up, and what she should have read.
func UndeliveredNotice(name, phone string, f Failure, text string) string {
	who := strings.TrimSpace(name)
	switch {
	case who == "" && phone == "":
		who = "una clienta"
	case who == "":
		who = phone
	case phone != "":
		who += " (" + phone + ")"
	}
	words := f.Words
	if words == "" {
		words = "No ha podido entregarse."
	}
	if f.Code != "" {
		words += " (código " + f.Code + ")"
	}
	what := "Llámala o escríbele por otra vía."
	switch f.Cause {
	case CauseTemplate:
		what = "Revisa las plantillas en Meta y en la ficha del salón, y avísala tú mientras tanto."
	case CauseStopped:
		what = "No le escribas más por WhatsApp; si es importante, llámala."
	case CauseWindow, CauseUnreachable, CauseOther:
	}
	quoted := []rune(strings.TrimSpace(text))
	if len(quoted) > maxQuoted {
		quoted = append(quoted[:maxQuoted], '…')
	}
	return fmt.Sprintf("Un mensaje no ha llegado a %s. %s %s\nDecía: «%s»", who, words, what, string(quoted))
}
