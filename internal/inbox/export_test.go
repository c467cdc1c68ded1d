package inbox

// Waiting is how many callers are in line.
func Waiting(i *Inbox) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.waiting)
}
