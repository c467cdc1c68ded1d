package webhook

import (
	"context"
	"errors"
	"net/http"
	"time"

	"atrevete/internal/salon"
)

// Hints takes the news that something changed in an outside calendar. Nothing
// is known of what: the calendar is read by somebody else, soon.
type Hints interface {
	// HintCalendar makes the calendar of a channel due. salon.ErrNotFound: the channel or its token is not ours.
	HintCalendar(ctx context.Context, channel, token string, now time.Time) error
}

// google takes one notification, which has no body worth reading.
func (h *handler) google(r *http.Request, _ []byte) answer {
	ctx, cancel := context.WithTimeout(r.Context(), h.cfg.StoreWithin)
	defer cancel()
	err := h.cfg.Calendar.HintCalendar(ctx, r.Header.Get("X-Goog-Channel-Id"), r.Header.Get("X-Goog-Channel-Token"), h.cfg.Clock())
	switch {
	case errors.Is(err, salon.ErrNotFound):
		return refuse(http.StatusUnauthorized, "unauthorized", err)
	case err != nil:
		return refuse(http.StatusInternalServerError, "not stored", err)
	}
	return answer{code: http.StatusOK, status: statusAccepted}
}
