package stack_test

import (
	"os"
	"testing"

	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
	"atrevete/internal/testkit/transcript"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// TestTranscripts plays every transcript through the whole product: signed
// webhooks in, Chatwoot and Stripe out, the database checked.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	all, err := transcript.Load(os.DirFS("../transcripts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		t.Run(one.Name, func(t *testing.T) {
			t.Parallel()
			if err := one.Run(stack.NewWorld(t)); err != nil {
				t.Error(err)
			}
		})
	}
}
