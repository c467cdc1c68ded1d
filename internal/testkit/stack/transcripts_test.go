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

// absentRedis is an address at which nobody listens, for the whole of a test.
const absentRedis = "redis://127.0.0.1:1/0"

// someTranscripts is how many of them an ordinary run plays without Redis: one of
// so many. TRANSCRIPTS_WITHOUT_REDIS=all plays every one (make test/redisless).
const someTranscripts = 12

// TestTranscriptsWithoutRedis plays them with Redis absent from start to end:
// every hint is lost, every checkpoint forgotten.
func TestTranscriptsWithoutRedis(t *testing.T) {
	t.Parallel()
	all, err := transcript.Load(os.DirFS("../transcripts"))
	if err != nil {
		t.Fatal(err)
	}
	every := someTranscripts
	if os.Getenv("TRANSCRIPTS_WITHOUT_REDIS") == "all" {
		every = 1
	}
	for i := 0; i < len(all); i += every {
		t.Run(all[i].Name, func(t *testing.T) {
			t.Parallel()
			if err := all[i].Run(stack.NewWorldOnRedis(t, absentRedis)); err != nil {
				t.Error(err)
			}
		})
	}
}
