package salon

// Customer is a person the salon serves. Phone is E.164, or empty when the
// channel did not tell it or the person is somebody's guest.
type Customer struct {
	ID                 ID
	Phone              string
	FirstName          string
	LastName           string
	PreferredStylistID ID
	ReferredByID       ID
	TotalSpent         Money
}

// FullName joins the names that are known.
func (c Customer) FullName() string {
	if c.LastName == "" {
		return c.FirstName
	}
	return c.FirstName + " " + c.LastName
}
