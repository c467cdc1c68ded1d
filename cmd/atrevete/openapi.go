package main

import (
	"net/http"

	"atrevete/docs/api"
)

// serveOpenAPI serves the description of the HTTP interface.
func serveOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	// A client that went away is nobody's error.
	_, _ = w.Write(api.OpenAPI)
}
