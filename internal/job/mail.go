package job

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/url"
	"strings"
	"time"
)

// dialTimeout bounds the connection; the context bounds the whole delivery.
const dialTimeout = 5 * time.Second

// SMTP sends mail through one server. It encrypts whenever the server can, and
// never sends a password without encryption except to the same machine.
type SMTP struct {
	address  string // host:port
	host     string
	implicit bool // TLS from the first byte (smtps)
	user     string
	password string
	from     mail.Address
}

// NewSMTP reads smtp://user:password@host:587 (STARTTLS when offered) or
// smtps://user:password@host:465. Its errors never show the password.
func NewSMTP(rawURL, from string) (*SMTP, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, errors.New("mail server address is not a URL like smtp://user:password@host:587")
	}
	s := &SMTP{host: u.Hostname(), implicit: u.Scheme == "smtps"}
	port := u.Port()
	switch {
	case u.Scheme != "smtp" && u.Scheme != "smtps":
		return nil, fmt.Errorf("mail server address has scheme %q, not smtp or smtps", u.Scheme)
	case s.host == "":
		return nil, errors.New("mail server address names no host")
	case port == "" && s.implicit:
		port = "465"
	case port == "":
		port = "587"
	}
	s.address = net.JoinHostPort(s.host, port)
	if u.User != nil {
		s.user = u.User.Username()
		s.password, _ = u.User.Password()
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("mail sender %q is not an address: %w", from, err)
	}
	s.from = *sender
	return s, nil
}

// Check connects and logs in, and sends nothing.
func (s *SMTP) Check(ctx context.Context) error {
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }() // after Quit it is closed already
	if err := s.login(client); err != nil {
		return err
	}
	_ = client.Quit()
	return nil
}

// Send delivers m, bounded by ctx.
func (s *SMTP) Send(ctx context.Context, m Mail) error {
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return fmt.Errorf("recipient is not an address: %w", err)
	}
	text, err := s.compose(m, to)
	if err != nil {
		return err
	}
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }() // after Quit it is closed already
	if err := s.login(client); err != nil {
		return err
	}
	return transmit(client, s.from.Address, to.Address, text)
}

// connect dials, with the deadline of ctx on every later step.
func (s *SMTP) connect(ctx context.Context) (*smtp.Client, error) {
	dialer := &net.Dialer{Timeout: dialTimeout}
	var conn net.Conn
	var err error
	if s.implicit {
		conn, err = (&tls.Dialer{NetDialer: dialer, Config: s.tls()}).DialContext(ctx, "tcp", s.address)
	} else {
		conn, err = dialer.DialContext(ctx, "tcp", s.address)
	}
	if err != nil {
		return nil, fmt.Errorf("connect to mail server: %w", err)
	}
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return nil, errors.Join(fmt.Errorf("bound mail connection: %w", err), conn.Close())
		}
	}
	client, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("greet mail server: %w", err), conn.Close())
	}
	return client, nil
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
}

// login turns encryption on and authenticates when a user is configured.
func (s *SMTP) login(c *smtp.Client) error {
	if ok, _ := c.Extension("STARTTLS"); ok && !s.implicit {
		if err := c.StartTLS(s.tls()); err != nil {
			return fmt.Errorf("encrypt mail connection: %w", err)
		}
	}
	if s.user == "" {
		return nil
	}
	if err := c.Auth(smtp.PlainAuth("", s.user, s.password, s.host)); err != nil {
		return fmt.Errorf("log in to mail server: %w", err)
	}
	return nil
}

func transmit(c *smtp.Client, from, to string, text []byte) error {
	if err := c.Mail(from); err != nil {
		return fmt.Errorf("mail server refused the sender: %w", err)
	}
	if err := c.Rcpt(to); err != nil {
		return fmt.Errorf("mail server refused the recipient: %w", err)
	}
	w, err := c.Data()
	if err != nil {
		return fmt.Errorf("start mail text: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("write mail text: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("mail server refused the text: %w", err)
	}
	// It is accepted now: a fault while saying goodbye must not repeat it.
	_ = c.Quit()
	return nil
}

// compose writes headers and a quoted-printable body.
func (s *SMTP) compose(m Mail, to *mail.Address) ([]byte, error) {
	if strings.ContainsAny(m.ID, "\r\n<>@ ") {
		return nil, fmt.Errorf("mail id %q cannot be a Message-ID", m.ID)
	}
	_, domain, _ := strings.Cut(s.from.Address, "@")
	var b bytes.Buffer
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", s.from.String())
	header("To", to.String())
	header("Subject", mime.QEncoding.Encode("utf-8", m.Subject))
	header("Date", m.At.Format(time.RFC1123Z))
	header("Message-ID", "<"+m.ID+"@"+domain+">")
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(strings.ReplaceAll(m.Body, "\n", "\r\n"))); err != nil {
		return nil, fmt.Errorf("encode mail: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("encode mail: %w", err)
	}
	return b.Bytes(), nil
}
