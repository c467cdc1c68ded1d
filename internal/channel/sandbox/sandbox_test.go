package sandbox_test

import (
	"context"
	"errors"
	"testing"

	"atrevete/internal/channel"
	"atrevete/internal/channel/sandbox"
	"atrevete/internal/salon"
)

func TestTheWebChatAgreesToEverything(t *testing.T) {
	t.Parallel()
	ctx, c := context.Background(), sandbox.New()
	m := salon.Outbound{ID: "o", ExternalConversation: "web"}
	if receipt, err := c.Send(ctx, m); err != nil || receipt.ExternalID != "o" {
		t.Errorf("send: %+v %v", receipt, err)
	}
	if _, err := c.Find(ctx, m); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("find: %v", err)
	}
	if standing, err := c.Standing(ctx, "web"); err != nil || standing.Owner != salon.OwnerAssistant || standing.Window != channel.WindowOpen {
		t.Errorf("standing: %+v %v", standing, err)
	}
	if err := c.HandOff(ctx, m); err != nil {
		t.Errorf("hand off: %v", err)
	}
}
