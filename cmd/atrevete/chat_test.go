package main

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"atrevete/internal/testkit"
)

// typist is `atrevete chat` with somebody at the keyboard.
type typist struct {
	*program
	keys io.WriteCloser
}

// openChat starts a chat on a fresh database, on Tuesday 24 November 2026 at ten.
func openChat(t *testing.T, args ...string) *typist {
	t.Helper()
	from, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	p := runWith(t, from, t.TempDir(), []string{"DATABASE_URL=" + testkit.NewDatabase(t)},
		append([]string{"chat", "--at", tuesday, "--name", "Laura"}, args...)...)
	_ = from.Close()
	chat := &typist{program: p, keys: keys}
	chat.until("Habla con Maite")
	return chat
}

// types writes a line and returns what is printed until a line matches.
func (c *typist) types(line, until string) string {
	c.t.Helper()
	if _, err := io.WriteString(c.keys, line+"\n"); err != nil {
		c.t.Fatal(err)
	}
	return c.until(until)
}

func (c *typist) until(pattern string) string {
	c.t.Helper()
	var said strings.Builder
	for want := regexp.MustCompile(pattern); ; {
		text := c.line()
		said.WriteString(text + "\n")
		if want.MatchString(text) {
			return said.String()
		}
		if text == "" && within(c.done, 1) {
			c.t.Fatalf("it ended before saying %q:\n%s\n%s", pattern, said.String(), c.said())
		}
	}
}

func TestAChatInTheTerminalBooksPaysAndLeaves(t *testing.T) {
	t.Parallel()
	c := openChat(t)
	c.types("Quiero un corte el viernes por la tarde", `¿[Ee]res Laura\?`)
	c.types("sí", `\[Otras horas\]`)
	c.types("la primera", `apellido`)
	link := c.types("Torres", `devolvemos el anticipo`)
	if !strings.Contains(link, "/pay/") {
		t.Errorf("no link:\n%s", link)
	}
	c.types("/pagar", `[Cc]onfirmada`)
	c.types("/pagar", `ya no se puede pagar`)
	if _, err := io.WriteString(c.keys, "/salir\n"); err != nil {
		t.Fatal(err)
	}
	if code := c.exit(); code != 0 {
		t.Errorf("it ends with %d:\n%s", code, c.said())
	}
}

func TestTheTerminalExplainsEveryTurn(t *testing.T) {
	t.Parallel()
	c := openChat(t, "--why")
	why := c.types("Quiero un corte el viernes por la tarde", `· outcome`)
	for _, want := range []string{"· words      «Quiero un corte el viernes por la tarde»", "· commands   kind=", "· rules ", "· utterances id=introduce"} {
		if !strings.Contains(why, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, why)
		}
	}
	why = c.types("sí, soy Laura", `· outcome`)
	if !strings.Contains(why, "· slots      purpose=") {
		t.Errorf("the slots weighed are missing:\n%s", why)
	}
	_ = c.keys.Close()
	if code := c.exit(); code != 0 {
		t.Errorf("the end of the input ends it with %d:\n%s", code, c.said())
	}
}

func TestTheTerminalsClockMovesAndTimersSpeak(t *testing.T) {
	t.Parallel()
	c := openChat(t)
	c.types("Quiero un corte el viernes por la tarde", `¿[Ee]res Laura\?`)
	c.types("sí", `\[Otras horas\]`)
	c.types("1", `apellido`)
	c.types("Torres", `devolvemos el anticipo`)
	warning := c.types("/reloj +26m", `/pay/`)
	if !strings.Contains(warning, "(son las 10:26 del 24/11/2026)") {
		t.Errorf("the clock does not show:\n%s", warning)
	}
	c.types("/reloj +5m", `otra vez\?`)
	c.types("/reloj ayer", `/reloj \+25m`)
	c.types("/baila", `no conozco /baila`)
	c.types("/devolver", `Maite`)
}

func TestAChatRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct{ environ, args []string }{
		"chat needs the sandbox":    {[]string{"SANDBOX=false"}, nil},
		"--at tomorrow must be a":   {nil, []string{"--at", "tomorrow"}},
		"unknown flag: --loud (see": {nil, []string{"--loud"}},
	} {
		code, _, said := finish(t, c.environ, append([]string{"chat"}, c.args...)...)
		if code == 0 || !strings.Contains(said, want) {
			t.Errorf("%v %v ends with %d and %q, want %q", c.environ, c.args, code, said, want)
		}
	}
}
