// Package seed holds the demonstration salon that a fresh installation starts
// with: Atrévete Peluquería, in the same six files that `atrevete seed DIR`
// loads. It knows nothing of their meaning; package salon checks them.
package seed

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed atrevete/*.json
var files embed.FS

// Demo returns the demonstration salon's files by name, ready for salon.ParseSeed.
func Demo() map[string][]byte {
	out := map[string][]byte{}
	entries, err := fs.ReadDir(files, "atrevete")
	if err != nil {
		panic(fmt.Sprintf("embedded salon: %v", err)) // cannot happen: the files are part of the binary
	}
	for _, entry := range entries {
		text, err := fs.ReadFile(files, "atrevete/"+entry.Name())
		if err != nil {
			panic(fmt.Sprintf("embedded salon: %v", err))
		}
		out[entry.Name()] = text
	}
	return out
}
