package replies

import "testing"

func TestEveryUtteranceHasWords(t *testing.T) {
	t.Parallel()
	if _, err := New(); err != nil {
		t.Fatal(err)
	}
}
