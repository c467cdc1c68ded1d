// Package api holds the description of the HTTP interface, so that the program
// can serve it and tests can hold the handlers to it.
package api

import _ "embed"

// OpenAPI is the description, as served at /openapi.yaml.
//
//go:embed openapi.yaml
var OpenAPI []byte
