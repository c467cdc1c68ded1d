package main

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

func TestTheProgramAnswersAsItsDescriptionSays(t *testing.T) {
	t.Parallel()
	_, base := startUp(t, t.TempDir())
	client := visitor(t)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Get(base + "/openapi.yaml")
	status, text := fetch(t, res, err)
	if status != http.StatusOK {
		t.Fatalf("the description answered %d", status)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/health", ""},
		{"GET", "/livez", ""},
		{"GET", "/readyz", ""},
		{"GET", "/metrics", ""},
		{"GET", "/chat", ""},
		{"GET", "/chat/lines", ""},
		{"GET", "/chat/day", ""},
		{"POST", "/chat/messages", `{"id":"1","text":"hola"}`},
		{"POST", "/chat/messages", `{`},
		{"GET", "/pay/unknown", ""},
		{"POST", "/pay/unknown", ""},
		{"POST", "/webhook/chatwoot/wrong", `{}`},
		{"POST", "/webhook/stripe", `{}`},
		{"POST", "/webhook/google", ``},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, base+c.path, bytes.NewBufferString(c.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		route, params, err := router.FindRoute(request)
		if err != nil {
			t.Errorf("%s %s is not described: %v", c.method, c.path, err)
			continue
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if route.Operation.Responses.Status(response.StatusCode) == nil {
			t.Errorf("%s %s answered %d, which is not described", c.method, c.path, response.StatusCode)
			continue
		}
		err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: route, PathParams: params},
			Status:                 response.StatusCode, Header: response.Header, Body: io.NopCloser(bytes.NewReader(body)),
			Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: response.Header.Get("Content-Type") != "application/json; charset=utf-8" && response.Header.Get("Content-Type") != "application/json"},
		})
		if err != nil {
			t.Errorf("%s %s: %v", c.method, c.path, err)
		}
	}
}
