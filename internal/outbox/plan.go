package outbox

import (
	"fmt"
	"slices"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// windowLength is how long after the customer's last message WhatsApp takes free text.
const windowLength = 24 * time.Hour

// situation is everything the choice of a way depends on, judged just before
// sending.
type situation struct {
	about       salon.MessageKind
	fact        bool // news, not an answer
	window      channel.Window
	lastInbound time.Time // zero: unknown
	now         time.Time // product's clock
	template    bool      // there is one, and its variables are known
	mail        bool      // she has an address and we have a server
	stopped     bool      // she asked for no more than she must know
	tried       []salon.Way
}

// choice is what is to be done with a message: a way, or an end with its reason.
type choice struct {
	way     salon.Way
	drop    bool
	failure salon.Failure // when there is neither a way nor a drop
}

// plan chooses how a message goes out: as text while the window is open, else as
// a template, else by mail, else visibly not at all. No way is taken twice, so
// nothing loops. An answer has no template and is not mailed: it made sense only in the talk.
func plan(s situation) choice {
	left := func(w salon.Way) bool { return !slices.Contains(s.tried, w) }
	switch {
	case s.stopped && s.about.Optional():
		return choice{drop: true}
	case s.open() && left(salon.WayText):
		return choice{way: salon.WayText}
	case s.template && left(salon.WayTemplate):
		return choice{way: salon.WayTemplate}
	case s.mail && s.news() && left(salon.WayMail):
		return choice{way: salon.WayMail}
	}
	return choice{failure: s.noWay()}
}

// open reports whether free text may be sent. The channel's word counts, it knows
// of every message; only when it says nothing does ours decide.
func (s situation) open() bool {
	if s.window == channel.WindowUntold {
		return s.lastInbound.IsZero() || s.now.Sub(s.lastInbound) < windowLength
	}
	return s.window == channel.WindowOpen
}

func (s situation) news() bool { return s.fact || s.about != "" }

// noWay says in words for staff why a message cannot go out.
func (s situation) noWay() salon.Failure {
	missing := "no hay plantilla para este mensaje"
	switch {
	case slices.Contains(s.tried, salon.WayTemplate):
		missing = "la plantilla no ha servido"
	case s.about != "" && !s.template:
		missing = "a la plantilla le falta un dato"
	}
	mail := "no tenemos un correo suyo"
	if slices.Contains(s.tried, salon.WayMail) {
		mail = "el correo no ha salido"
	}
	if s.open() {
		return salon.Failure{Cause: salon.CauseOther, Words: fmt.Sprintf("No ha podido enviarse: %s y %s.", missing, mail)}
	}
	return salon.Failure{
		Cause: salon.CauseWindow,
		Words: fmt.Sprintf("Han pasado más de 24 horas desde su último mensaje, %s y %s.", missing, mail),
	}
}
