package testkit

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// chatwootSpec is Chatwoot's own description of its REST API.
type chatwootSpec struct{ doc *openapi3.T }

// loadChatwootSpec reads the description named by CHATWOOT_OPENAPI, or the one
// beside the repository. It is not ours to keep here: without it nil.
func loadChatwootSpec(t testing.TB) *chatwootSpec {
	path := os.Getenv("CHATWOOT_OPENAPI")
	if path == "" {
		path = SharedFile("chatwoot", "openapi.json")
	}
	if path == "" {
		return nil
	}
	spec, err := readChatwootSpec(path)
	if err != nil {
		t.Fatalf("read Chatwoot's OpenAPI description: %v", err)
	}
	return spec
}

// readChatwootSpec reads the description once per test binary: it is large.
var readChatwootSpec = func() func(path string) (*chatwootSpec, error) {
	var once sync.Once
	var spec *chatwootSpec
	var err error
	return func(path string) (*chatwootSpec, error) {
		once.Do(func() {
			var doc *openapi3.T
			doc, err = openapi3.NewLoader().LoadFromFile(path)
			spec = &chatwootSpec{doc}
		})
		return spec, err
	}
}()

// SharedFile finds a file of the folder `shared` beside the repository, "" when
// there is none: tests that use such a file skip then.
func SharedFile(parts ...string) string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			continue
		}
		path := filepath.Join(append([]string{dir, "..", "shared"}, parts...)...)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		return ""
	}
	return ""
}

// check holds a request to the description: the path and method exist, the body fits.
func (s *chatwootSpec) check(c *Chatwoot, r *http.Request, raw []byte) {
	_, resource, one := strings.Cut(r.URL.Path, "/conversations/")
	if !one {
		s.checkAt(c, r, "/api/v1/accounts/{account_id}/conversations", raw)
		return
	}
	_, resource, nested := strings.Cut(resource, "/")
	path := "/api/v1/accounts/{account_id}/conversations/{conversation_id}"
	if nested {
		path += "/" + resource
	}
	s.checkAt(c, r, path, raw)
}

// checkAt holds a request to one path of the description.
func (s *chatwootSpec) checkAt(c *Chatwoot, r *http.Request, path string, raw []byte) {
	item := s.doc.Paths.Find(path)
	if item == nil || item.GetOperation(r.Method) == nil {
		c.problem("%s %s is not in Chatwoot's description", r.Method, path)
		return
	}
	operation := item.GetOperation(r.Method)
	for key := range r.URL.Query() {
		if operation.Parameters.GetByInAndName("query", key) == nil && item.Parameters.GetByInAndName("query", key) == nil {
			c.problem("%s %s has no query parameter %q", r.Method, path, key)
		}
	}
	if operation.RequestBody == nil {
		if len(raw) > 0 {
			c.problem("%s %s takes no body", r.Method, path)
		}
		return
	}
	var body any
	if err := json.Unmarshal(raw, &body); err != nil {
		c.problem("%s %s: body: %v", r.Method, path, err)
		return
	}
	schema := operation.RequestBody.Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(body); err != nil {
		c.problem("%s %s does not fit Chatwoot's description: %v", r.Method, path, err)
	}
}
