package spanish

import (
	"slices"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// refundPhrases ask for money back, one a line, folded.
const refundPhrases = `
que me devolvais el dinero
que me devolvais la senal
que me devolvais el anticipo
quiero que me devolvais
que me devolvais
que me devuelvas
devolvedme el dinero
devolvedme mi dinero
devolvedme la senal
devolvedme
devuelveme el dinero
devuelveme la senal
devuelveme el anticipo
devuelveme
me devolveis el dinero
me devolveis la senal
me devolveis
me devuelves el dinero
me devuelves
quiero mi dinero
la devolucion
devolucion
el reembolso
un reembolso
reembolso
recuperar el dinero
recuperar la senal
recuperar el anticipo
`

// refund reads a wish for the deposit as a cancellation when the salon itself
// cannot keep the appointment: it is no complaint then, and the money is hers.
func (b *burst) refund() {
	excused := slices.ContainsFunc(b.view.Upcoming, func(a salon.Appointment) bool { return a.Excused && a.Status == salon.Confirmed })
	if !excused {
		return
	}
	b.each(refundPhrases, func(from, to int) {
		for b.is(from-1, "prefiero", "quiero", "mejor", "mi", "y") {
			from--
		}
		b.addRole(startRole, from, to, urgentScore+2, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioCancel})
	})
}
