package salon

// ID identifies a row. It holds a UUID (version 7) in its canonical text form;
// the empty ID means "none" and is stored as NULL.
type ID string

// Empty reports whether the id names nothing.
func (id ID) Empty() bool { return id == "" }
