package main

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestSeedingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	environ, dir := []string{"DATABASE_URL=" + testkit.NewEmptyDatabase(t)}, demoDir(t)
	code, first, said := finish(t, environ, "seed", dir)
	if code != 0 || !strings.Contains(first, "created") {
		t.Fatalf("code %d: %s%s", code, first, said)
	}
	code, second, said := finish(t, environ, "seed", dir)
	if code != 0 || strings.Contains(second, "created") || strings.Contains(second, "updated") {
		t.Errorf("code %d: %s%s", code, second, said)
	}
}

func TestAFaultySeedIsReportedWithFileAndLineAndLoadsNothing(t *testing.T) {
	t.Parallel()
	dir := demoDir(t)
	write(t, filepath.Join(dir, salon.SeedPolicies), "{\n  \"deposit_percent\": 20,\n  \"colour\": \"red\"\n}\n")
	database := testkit.NewDatabase(t)
	code, out, said := finish(t, []string{"DATABASE_URL=" + database}, "seed", dir)
	if code != exitFault || out != "" || !strings.Contains(said, filepath.Join(dir, salon.SeedPolicies)+":3") {
		t.Errorf("code %d, stdout %q, stderr:\n%s", code, out, said)
	}
	h, err := openHouse(t.Context(), withDefaults(t, "DATABASE_URL="+database), "test", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	if empty, err := h.store.Empty(t.Context()); err != nil || !empty {
		t.Errorf("the database is empty: %v (%v)", empty, err)
	}
	for _, args := range [][]string{{"seed", filepath.Join(dir, "nowhere")}, {"seed", filepath.Join(dir, salon.SeedSalon)}} {
		if code, _, said := finish(t, []string{"DATABASE_URL=" + database}, args...); code != exitFault || strings.Count(said, "\n") != 1 {
			t.Errorf("%v: code %d, %q", args, code, said)
		}
	}
}

func TestMigrateBringsADatabaseUpToDateAndSaysWhereItIs(t *testing.T) {
	t.Parallel()
	environ := []string{"DATABASE_URL=" + testkit.NewEmptyDatabase(t)}
	if code, out, said := finish(t, environ, "migrate", "status"); code != 0 || !strings.Contains(out, "pending") || strings.Contains(out, "applied") {
		t.Errorf("before: code %d %s%s", code, out, said)
	}
	for range 2 {
		if code, _, said := finish(t, environ, "migrate"); code != 0 {
			t.Errorf("code %d: %s", code, said)
		}
	}
	if code, out, said := finish(t, environ, "migrate", "status"); code != 0 || strings.Contains(out, "pending") || !strings.Contains(out, "applied") {
		t.Errorf("after: code %d %s%s", code, out, said)
	}
}

func TestAnAgentRefusesASchemaThatIsBehind(t *testing.T) {
	t.Parallel()
	h, err := openHouse(t.Context(), withDefaults(t, "DATABASE_URL="+testkit.NewEmptyDatabase(t)), "test", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	if err := h.awaitSchema(t.Context(), time.Millisecond); err == nil || !strings.Contains(err.Error(), "atrevete migrate") {
		t.Errorf("got %v", err)
	}
	if err := h.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.awaitSchema(t.Context(), testkit.Patience); err != nil {
		t.Errorf("after migrating: %v", err)
	}
}

func TestAMissingDatabaseIsToldInOneLine(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"api", "agent", "migrate"} {
		code, _, said := finish(t, nil, command)
		if code != exitFault || !strings.Contains(said, "DATABASE_URL") || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: code %d, %q", command, code, said)
		}
	}
}

func TestUnderstandReadsLinesAndWritesLines(t *testing.T) {
	t.Parallel()
	in := strings.NewReader(`{"text": "Quiero mechas el viernes a las 17:00", "at": "2026-11-24T10:00:00+01:00"}` + "\n\n" + `{"text": "xyzzy"}` + "\n")
	var out bytes.Buffer
	cmd := understandCommand()
	cmd.SetIn(in)
	cmd.SetOut(&out)
	cmd.SetArgs(nil)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	var answer struct {
		Text     string           `json:"text"`
		Commands []map[string]any `json:"commands"`
		When     []struct{ Kind, Start, End string }
	}
	if err := json.Unmarshal([]byte(lines[0]), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.When) == 0 || answer.When[0].Start != "2026-11-27T17:00:00" || !strings.Contains(lines[0], "mechas") {
		t.Errorf("read %s", lines[0])
	}
	if !strings.Contains(lines[1], `"when":[]`) || !strings.Contains(lines[1], `"commands":[`) {
		t.Errorf("nothing reads as %s", lines[1])
	}
	bad := understandCommand()
	bad.SetIn(strings.NewReader("hola\n"))
	bad.SetOut(io.Discard)
	bad.SilenceErrors, bad.SilenceUsage = true, true
	bad.SetArgs(nil)
	if err := bad.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("got %v", err)
	}
}

func TestGraphDrawsTheScenarios(t *testing.T) {
	t.Parallel()
	code, out, _ := finish(t, nil, "graph")
	if code != 0 || len(strings.Split(out, "\n")) < 5 {
		t.Errorf("code %d:\n%s", code, out)
	}
}

// withDefaults parses a configuration that must be right.
func withDefaults(t *testing.T, environ ...string) Config {
	t.Helper()
	cfg, err := parseConfig(environ, filepath.Join(t.TempDir(), "none"), 0)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestProveStormsAPrivateDatabaseAndPrintsWhatItCounted(t *testing.T) {
	t.Parallel()
	code, out, said := finish(t, nil, "prove", "--attempts", "1000", "--workers", "16", "--json", "--no-crash")
	var report struct {
		Attempts int64 `json:"attempts"`
		Held     int64 `json:"holds_won"`
		Overlaps *int  `json:"overlaps"`
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 {
		t.Fatalf("code %d, %v\n%s%s", code, err, out, said)
	}
	if report.Attempts < 1000 || report.Held == 0 || report.Overlaps == nil || *report.Overlaps != 0 {
		t.Errorf("%s", out)
	}
	for _, args := range [][]string{{"--attempts", "0"}, {"--from", "postgres://127.0.0.1:1/none", "--attempts", "1"}} {
		if code, _, said := finish(t, nil, append([]string{"prove"}, args...)...); code != exitFault || strings.Count(said, "\n") != 1 {
			t.Errorf("%v: code %d, %q", args, code, said)
		}
	}
}
