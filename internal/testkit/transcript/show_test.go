package transcript_test

import (
	"os"
	"testing"

	"atrevete/internal/testkit/transcript"
)

// TestShow prints the transcripts named by SHOW, for people who want to read one.
func TestShow(t *testing.T) {
	t.Parallel()
	name := os.Getenv("SHOW")
	if name == "" {
		t.Skip("set SHOW to the name of a transcript")
	}
	one, err := transcript.Parse(os.DirFS("../transcripts"), name+".chat")
	if err != nil {
		t.Fatal(err)
	}
	world, err := transcript.NewImagined()
	if err != nil {
		t.Fatal(err)
	}
	err = one.Run(world)
	t.Logf("%s\n%v", one.Log(), err)
}
