package stripe_test

import (
	"bufio"
	"errors"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"atrevete/internal/payment"
)

// startMock builds stripe-mock, a tool of the module, and runs it on a port of
// its own choice. It checks the shape of requests against Stripe's published
// description; it keeps no state.
func startMock(t *testing.T) (address string) {
	t.Helper()
	path, err := exec.CommandContext(t.Context(), "go", "tool", "-n", "stripe-mock").Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			t.Fatalf("build stripe-mock: %v: %s", err, failed.Stderr)
		}
		t.Fatal(err)
	}
	mock := exec.Command(strings.TrimSpace(string(path)), "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0")
	output, err := mock.StdoutPipe()
	must(t, err)
	must(t, mock.Start())
	t.Cleanup(func() { _ = mock.Process.Kill(); _ = mock.Wait() })
	listening := regexp.MustCompile(`HTTP at address: (127\.0\.0\.1:\d+)`)
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			return "http://" + found[1]
		}
	}
	t.Fatal("stripe-mock did not say where it listens")
	return ""
}

func TestRequestsHaveTheShapeStripeDescribes(t *testing.T) {
	t.Parallel()
	address := startMock(t)
	checkout := open(t, address)
	r := request()
	session, err := checkout.Create(t.Context(), r)
	must(t, err)
	if session.ID == "" || session.Status != "open" {
		t.Errorf("created %+v", session)
	}
	r.Details, r.IdempotencyKey = "", r.IdempotencyKey+"0"
	_, err = checkout.Create(t.Context(), r)
	must(t, err)
	_, err = checkout.Retrieve(t.Context(), session.ID)
	must(t, err)
	must(t, checkout.Expire(t.Context(), session.ID))
	refund, err := checkout.Refund(t.Context(), payment.RefundRequest{ProviderRef: "pi_1", Amount: 500, BookingID: r.BookingID, IdempotencyKey: "refund:pi_1:1"})
	must(t, err)
	if refund.Ref == "" || refund.Status != "succeeded" {
		t.Errorf("refunded %+v", refund)
	}
	// And the mock does look.
	bad, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/v1/checkout/sessions", strings.NewReader("mode=bogus"))
	must(t, err)
	bad.Header.Set("Authorization", "Bearer "+key)
	bad.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(bad)
	must(t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a session of mode bogus: %s", answer.Status)
	}
	http.DefaultClient.CloseIdleConnections()
}
