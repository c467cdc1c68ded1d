package transcript_test

import (
	"os"
	"strings"
	"testing"

	"atrevete/internal/testkit/transcript"
)

func TestTranscriptsInMemory(t *testing.T) {
	t.Parallel()
	all, err := transcript.Load(os.DirFS("../transcripts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		t.Run(one.Name, func(t *testing.T) {
			t.Parallel()
			world, err := transcript.NewImagined()
			if err != nil {
				t.Fatal(err)
			}
			if err := one.Run(world); err != nil {
				t.Errorf("%v\nrules:\n  %s", err, strings.Join(world.Rules, "\n  "))
			}
		})
	}
}
