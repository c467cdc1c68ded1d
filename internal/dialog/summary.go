package dialog

import (
	"fmt"
	"strings"

	"atrevete/internal/salon"
)

// reasonName is the reason of a hand-over in the staff's words.
func reasonName(r Reason) string {
	switch r {
	case ReasonMedical:
		return "pregunta de salud"
	case ReasonPaymentFailed:
		return "problema con el pago"
	case ReasonDelay:
		return "retraso"
	case ReasonAmbiguity:
		return "no se entiende lo que pide"
	case ReasonComplaint:
		return "queja"
	case ReasonGroupTooLarge:
		return "grupo de 5 o más personas"
	case ReasonPrivacy:
		return "datos personales"
	case ReasonTechnical:
		return "fallo técnico"
	}
	return "pide hablar con una persona"
}

// summary tells the staff, in Spanish, who writes, why a person is needed, what
// was being arranged and what was said word for word.
func (t *turn) summary(reason Reason, task string, r *reading) string {
	var b strings.Builder
	what := reasonName(reason)
	if task != "" {
		what = task
	}
	fmt.Fprintf(&b, "Motivo: %s.\n", what)
	fmt.Fprintf(&b, "Escribe: %s.\n", t.who())
	for i := len(t.state.Stack) - 1; i >= 0; i-- {
		line := t.draftLine(&t.state.Stack[i].Draft)
		if about := t.aboutLine(&t.state.Stack[i]); about != "" {
			line = about
		}
		if line != "" {
			fmt.Fprintf(&b, "En curso: %s.\n", line)
		}
	}
	for _, a := range t.upcoming() {
		if a.Pending {
			continue // it is what is under way
		}
		fmt.Fprintf(&b, "Cita: %s, %s a las %s con %s.\n", Enumerate(a.Names, "y"), salon.LongDate(t.dateOf(a.Start)), t.clockOf(a.Start), a.Stylist)
	}
	if reason == ReasonPrivacy {
		b.WriteString(t.privacyLines())
	}
	if text := r.text(); text != "" {
		fmt.Fprintf(&b, "Sus palabras: «%s».", text)
	}
	return strings.TrimSpace(b.String())
}

// privacyLines tell the staff which commands answer a request about personal data.
func (t *turn) privacyLines() string {
	who := t.view.Customer.Phone
	switch {
	case who != "":
	case !t.view.Customer.ID.Empty():
		who = string(t.view.Customer.ID)
	case t.view.Contact.Phone != "":
		who = t.view.Contact.Phone
	case t.view.Contact.ID != "":
		who = "--contact " + t.view.Contact.ID
	default:
		return ""
	}
	return fmt.Sprintf("Para darle lo que guardamos: atrevete customer export %s\nPara borrarlo: atrevete customer erase %s\n", who, who)
}

func (t *turn) who() string {
	name := t.view.Customer.FullName()
	if name == "" {
		name = strings.TrimSpace(t.state.Name.First + " " + t.state.Name.Last)
	}
	if name == "" && t.state.Name.Profile != "" {
		name = t.state.Name.Profile + " (nombre del perfil)"
	}
	if name == "" {
		name = "sin nombre"
	}
	phone := t.view.Customer.Phone
	if phone == "" {
		phone = t.view.Contact.Phone
	}
	if phone != "" {
		name += ", " + phone
	}
	return name
}

// draftLine is a draft in a line: services, when, with whom, what is held.
func (t *turn) draftLine(d *Draft) string {
	var parts []string
	if grouped(d) {
		parts = append(parts, t.groupLine(d))
	} else if names := t.view.Salon.Catalogue.Names(d.Visit); len(names) > 0 {
		parts = append(parts, Enumerate(names, "y"))
	}
	if d.For != nil {
		parts = append(parts, strings.TrimSpace("para "+t.guest(d.For, 0).FirstName+" "+d.For.Last))
	}
	switch {
	case d.Chosen != nil:
		s := d.Chosen.Slot
		line := fmt.Sprintf("%s a las %s", salon.LongDate(t.dateOf(s.Start)), t.clockOf(s.Start))
		if name := t.stylistName(s.StylistID); name != "" {
			line += " con " + name
		}
		parts = append(parts, line)
	case d.When != nil && d.When.HasDay():
		parts = append(parts, salon.LongDate(d.When.From))
		if !d.Stylist.Empty() {
			parts = append(parts, "con "+t.stylistName(d.Stylist))
		}
	case !d.Stylist.Empty():
		parts = append(parts, "con "+t.stylistName(d.Stylist))
	}
	plan, err := t.view.Salon.Catalogue.Plan(d.Visit)
	if err == nil && plan.Deposit && d.Chosen != nil {
		parts = append(parts, "anticipo "+plan.Price.Percent(t.view.Salon.Policies.DepositPercent).String())
	}
	switch {
	case held(d) && t.state.Deferred == "" && t.view.Now.Before(d.Deadline):
		parts = append(parts, fmt.Sprintf("hora guardada hasta las %s, sin pagar", t.clockOf(d.Deadline)))
	case held(d):
		parts = append(parts, "hora ya liberada, sin cobrar nada")
	}
	switch {
	case d.Links == 1:
		parts = append(parts, "1 enlace de pago enviado")
	case d.Links > 1:
		parts = append(parts, fmt.Sprintf("%d enlaces de pago enviados", d.Links))
	}
	return strings.Join(parts, ", ")
}
