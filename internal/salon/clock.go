package salon

import "time"

// Clock tells the product's time. The real one may be shifted for
// demonstrations (ATREVETE_CLOCK); tests move a fake one.
type Clock func() time.Time
