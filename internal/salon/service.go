package salon

// Category separates hair from beauty; the two never share an appointment.
type Category string

// The categories of the catalogue.
const (
	Hairdressing Category = "hairdressing"
	Aesthetics   Category = "aesthetics"
)

// Service is something the salon does for a price.
type Service struct {
	ID          ID
	Slug        string
	Name        string
	Category    Category
	Group       string // heading for a short list
	Minutes     int
	Price       Money
	Deposit     bool // false only when free
	Description string
	Aliases     []string
	Phases      []Phase // empty: busy all the time
}

// Phase is a stretch of a service during which the stylist is busy, or free
// because a product works by itself.
type Phase struct {
	Minutes int  `json:"minutes"`
	Busy    bool `json:"busy"`
}

// Pack is a set of services sold together for less.
type Pack struct {
	ID          ID
	Slug        string
	Name        string
	Category    Category
	Services    []ID // the one customers ask for first comes first
	Minutes     int
	Price       Money
	Deposit     bool
	Description string
	Aliases     []string
}

// Catalogue is what the salon offers, in display order.
type Catalogue struct {
	Services []Service
	Packs    []Pack
}

// Visit is what one person wants done in one appointment: services in order,
// or one pack (then Services is empty).
type Visit struct {
	Services []ID `json:"services,omitempty"`
	Pack     ID   `json:"pack,omitempty"`
}

// Empty reports whether nothing is asked for.
func (v Visit) Empty() bool { return len(v.Services) == 0 && v.Pack.Empty() }
