package job_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"atrevete/internal/job"
)

// mailServer speaks just enough SMTP on one connection and returns the text it took.
func mailServer(t *testing.T, greet bool, script map[string]string) (address string, text <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan string, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		if !greet {
			_, _ = io.Copy(io.Discard, conn) // says nothing until the client leaves
			return
		}
		serveMail(conn, script, out)
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String(), out
}

func serveMail(conn net.Conn, script map[string]string, out chan<- string) {
	r := bufio.NewReader(conn)
	fmt.Fprint(conn, "220 test\r\n")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " x")[0])
		if answer, ok := script[verb]; ok {
			fmt.Fprint(conn, answer+"\r\n")
			continue
		}
		switch verb {
		case "DATA":
			fmt.Fprint(conn, "354 go\r\n")
			var b strings.Builder
			for {
				line, err := r.ReadString('\n')
				if err != nil || line == ".\r\n" {
					break
				}
				b.WriteString(line)
			}
			out <- b.String()
			fmt.Fprint(conn, "250 taken\r\n")
		case "QUIT":
			fmt.Fprint(conn, "221 bye\r\n")
			return
		default:
			fmt.Fprint(conn, "250 ok\r\n")
		}
	}
}

func letter() job.Mail {
	return job.Mail{
		ID: "0199aa", To: "Ana <ana@salon.example>", Subject: "Urgente: Cita añadida",
		Body: "Corte a las 16:30\ncon Ana, 26,20 €\n", At: time.Date(2026, 10, 29, 13, 8, 0, 0, time.UTC),
	}
}

func TestMailArrivesReadable(t *testing.T) {
	t.Parallel()
	address, text := mailServer(t, true, nil)
	s, err := job.NewSMTP("smtp://"+address, "Atrévete <maite@salon.example>")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "Urgente: Cita añadida" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if got := m.Header.Get("Message-ID"); got != "<0199aa@salon.example>" {
		t.Errorf("message id %q", got)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || string(body) != "Corte a las 16:30\r\ncon Ana, 26,20 €\r\n" {
		t.Errorf("body %q, %v", body, err)
	}
}

func TestMailFaultsAreTold(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]map[string]string{
		"sender refused":    {"MAIL": "550 no"},
		"recipient refused": {"RCPT": "550 no"},
		"text refused":      {"DATA": "451 later"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, _ := mailServer(t, true, script)
			s, err := job.NewSMTP("smtp://"+address, "maite@salon.example")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Send(t.Context(), letter()); err == nil {
				t.Error("no fault")
			}
		})
	}
}

func TestAMailServerThatSaysNothingIsLeftInTime(t *testing.T) {
	t.Parallel()
	address, _ := mailServer(t, false, nil)
	s, err := job.NewSMTP("smtp://"+address, "maite@salon.example")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Send(ctx, letter()); err == nil {
		t.Error("no fault")
	}
}

func TestEncryptionIsUsedWhenOfferedAndTheCertificateChecked(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"elsewhere.example"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if conn, err := l.Accept(); err == nil {
			serveMail(conn, nil, make(chan string, 1))
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	s, err := job.NewSMTP("smtps://u:p@"+l.Addr().String(), "maite@salon.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a stranger's certificate was accepted: %v", err)
	}
}

func TestMailAddressesAreChecked(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"http://h", "smtp://", "::", "mail.example:25"} {
		if _, err := job.NewSMTP(bad, "a@b.example"); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if _, err := job.NewSMTP("smtp://u:secret@h", "not an address"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	s, err := job.NewSMTP("smtp://127.0.0.1:1", "a@b.example")
	if err != nil {
		t.Fatal(err)
	}
	m := letter()
	m.To = "ana@salon.example\r\nBcc: all@world.example"
	if err := s.Send(t.Context(), m); err == nil {
		t.Error("a header was smuggled in")
	}
	m = letter()
	m.ID = "x>\r\nBcc: a@b.example"
	if err := s.Send(t.Context(), m); err == nil {
		t.Error("a header was smuggled in by the id")
	}
}
