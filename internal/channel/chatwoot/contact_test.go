package chatwoot_test

import (
	"errors"
	"net/http"
	"testing"

	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/testkit"
)

func TestAContactIsDeletedOnceAndMayBeAskedForAgain(t *testing.T) {
	t.Parallel()
	fake, c := connect(t, nil)
	fake.AddConversation(testkit.ChatwootConversation{ID: 72, Contact: testkit.ChatwootContact{ID: 55}})
	fake.Misbehave(testkit.ChatwootFault{On: "erase", Status: http.StatusBadGateway, AfterWork: true})
	if err := c.EraseContact(t.Context(), "55"); !errors.Is(err, channel.ErrUnknown) {
		t.Errorf("an answer that was lost: %v", err)
	}
	if err := c.EraseContact(t.Context(), "55"); err != nil {
		t.Errorf("gone already: %v", err)
	}
	if calls := fake.Calls("erase"); len(calls) != 2 || calls[1].Status != http.StatusNotFound {
		t.Errorf("calls %+v", calls)
	}
}

func TestOnlyAPersonsTokenDeletesContacts(t *testing.T) {
	t.Parallel()
	_, without := connect(t, func(cfg *chatwoot.Config) { cfg.AgentToken = "" })
	if err := without.EraseContact(t.Context(), "55"); !errors.Is(err, channel.ErrPermanent) {
		t.Errorf("without a token: %v", err)
	}
	_, wrong := connect(t, func(cfg *chatwoot.Config) { cfg.AgentToken = "revoked" })
	if err := wrong.EraseContact(t.Context(), "55"); !errors.Is(err, channel.ErrRetry) {
		t.Errorf("with a token somebody must renew: %v", err)
	}
	if err := wrong.EraseContact(t.Context(), ""); !errors.Is(err, channel.ErrPermanent) {
		t.Errorf("nobody in particular: %v", err)
	}
}
