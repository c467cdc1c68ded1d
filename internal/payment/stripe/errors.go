package stripe

import (
	"errors"
	"fmt"
	"net/http"

	stripego "github.com/stripe/stripe-go/v86"

	"atrevete/internal/payment"
)

// classify says what to do about an error. A refused key counts as temporary:
// money waits until the operator has put it right.
func classify(doing string, err error) error {
	var refused *stripego.Error
	if !errors.As(err, &refused) { // no answer, or not Stripe's
		return fmt.Errorf("%s: %w: %w", doing, payment.ErrRetry, err)
	}
	cause := fmt.Errorf("stripe answered %d %s %s (request %s): %s", refused.HTTPStatusCode, refused.Type, refused.Code, refused.RequestID, refused.Msg)
	switch code := refused.HTTPStatusCode; {
	case refused.Type == stripego.ErrorTypeIdempotency:
		return fmt.Errorf("%s: %w: %w: %w", doing, payment.ErrPermanent, payment.ErrKeyReused, cause)
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fmt.Errorf("%s: check STRIPE_SECRET_KEY: %w: %w", doing, payment.ErrRetry, cause)
	case code >= http.StatusInternalServerError:
		return fmt.Errorf("%s: %w: %w: %w", doing, payment.ErrRetry, payment.ErrKept, cause)
	case code == http.StatusConflict || code == http.StatusTooManyRequests || code == 0:
		return fmt.Errorf("%s: %w: %w", doing, payment.ErrRetry, cause)
	default:
		return fmt.Errorf("%s: %w: %w", doing, payment.ErrPermanent, cause)
	}
}
