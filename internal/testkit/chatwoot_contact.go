package testkit

import (
	"net/http"
	"strconv"
)

// deleteContact deletes a contact with all conversations, as Chatwoot does for
// a person's token.
func (c *Chatwoot) deleteContact(w http.ResponseWriter, r *http.Request) {
	fault := c.fault("erase")
	id, _ := strconv.ParseInt(r.PathValue("contact"), 10, 64)
	status := http.StatusUnauthorized
	if !fault.spoils() || fault.AfterWork {
		status = c.removeContact(r, id)
	}
	if c.spec != nil {
		c.spec.checkAt(c, r, "/api/v1/accounts/{account_id}/contacts/{id}", nil)
	}
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.calls = append(c.calls, ChatwootCall{Op: "erase", Method: r.Method, Conversation: id, Status: status})
	}()
	if fault.spoils() {
		status = fault.answer(w, r, c.closing)
		return
	}
	w.WriteHeader(status)
}

// removeContact answers with the status of a deletion.
func (c *Chatwoot) removeContact(r *http.Request, id int64) int {
	if r.Header.Get("Api-Access-Token") != c.AgentToken {
		return http.StatusUnauthorized
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	status := http.StatusNotFound
	for number, conversation := range c.conversations {
		if conversation.Contact.ID == id {
			delete(c.conversations, number)
			status = http.StatusOK
		}
	}
	return status
}
