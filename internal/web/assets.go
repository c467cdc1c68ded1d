package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static/*
var staticFiles embed.FS

// assets serves the embedded files under names that carry their hash, so that
// browsers may keep them for ever.
type assets struct {
	byName map[string]asset  // hashed name → file
	named  map[string]string // plain name → address
}

type asset struct {
	name string
	body []byte
}

// hashLength is how many characters of the hash a name carries.
const hashLength = 10

func loadAssets() (*assets, error) {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, fmt.Errorf("read embedded assets: %w", err)
	}
	a := &assets{byName: map[string]asset{}, named: map[string]string{}}
	for _, e := range entries {
		body, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read embedded %s: %w", e.Name(), err)
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(e.Name())
		hashed := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:])[:hashLength] + ext
		a.byName[hashed] = asset{name: e.Name(), body: body}
		a.named[e.Name()] = "/static/" + hashed
	}
	return a, nil
}

// address returns where a file is served.
func (a *assets) address(name string) (string, error) {
	address, ok := a.named[name]
	if !ok {
		return "", fmt.Errorf("no embedded asset %q", name)
	}
	return address, nil
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.byName[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, file.name, time.Time{}, bytes.NewReader(file.body))
}
