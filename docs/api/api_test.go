package api_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"atrevete/docs/api"
)

func TestTheDescriptionIsValidAndKnowsEveryRoute(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, route := range []struct{ method, path string }{
		{"POST", "/webhook/chatwoot/{token}"},
		{"POST", "/webhook/stripe"},
		{"GET", "/health"},
		{"GET", "/livez"},
		{"GET", "/readyz"},
		{"GET", "/metrics"},
		{"GET", "/pay/{token}"},
		{"POST", "/pay/{token}"},
		{"GET", "/chat"},
		{"GET", "/openapi.yaml"},
	} {
		item := doc.Paths.Find(route.path)
		if item == nil || item.GetOperation(route.method) == nil {
			t.Errorf("%s %s is not described", route.method, route.path)
		}
	}
}
