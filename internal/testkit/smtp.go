package testkit

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// SMTP is a fake mail server. It takes every mail unless it is told to
// misbehave, and never encrypts.
type SMTP struct {
	listener net.Listener
	serving  sync.WaitGroup

	mu          sync.Mutex
	faults      []SMTPFault
	always      SMTPFault
	taken       []SMTPMail
	connections int
	open        map[net.Conn]bool
}

// SMTPMail is a mail that was taken: the envelope and the text as sent.
type SMTPMail struct {
	From, To string
	Text     string
}

// Steps of a mail's way at which a server may misbehave. At SMTPTaken it has
// the text and has not answered yet.
const (
	SMTPConnect = "CONNECT"
	SMTPHello   = "EHLO"
	SMTPMailBy  = "MAIL"
	SMTPRcptTo  = "RCPT"
	SMTPData    = "DATA"
	SMTPTaken   = "TAKEN"
)

// SMTPFault is what goes wrong on one connection, at one step. Of Answer, Hang,
// Close and Trickle one is set; the zero fault is none.
type SMTPFault struct {
	At      string
	Answer  string // in place of the right one, such as "451 try later"
	Hang    bool   // says nothing more until the client leaves
	Close   bool   // closes the connection without a word; at SMTPTaken the mail was taken all the same
	Trickle bool   // answers line after line and never comes to an end
}

// NewSMTP starts a mail server that ends with the test.
func NewSMTP(t testing.TB) *SMTP {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &SMTP{listener: listener, open: map[net.Conn]bool{}}
	s.serving.Add(1)
	go s.accept()
	t.Cleanup(s.Refuse)
	return s
}

// URL is the server's address as SMTP_URL takes it.
func (s *SMTP) URL() string { return "smtp://" + s.listener.Addr().String() }

// Misbehave gives the next connections a fault each, in order.
func (s *SMTP) Misbehave(faults ...SMTPFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// MisbehaveAlways gives every connection that has no fault of its own this one;
// the zero fault ends it.
func (s *SMTP) MisbehaveAlways(fault SMTPFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = fault
}

// Refuse stops the server: connections are refused from now on.
func (s *SMTP) Refuse() {
	_ = s.listener.Close()
	s.mu.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.serving.Wait()
}

// Taken lists the mails that were taken, in order.
func (s *SMTP) Taken() []SMTPMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]SMTPMail(nil), s.taken...)
}

// Connections is how many clients came.
func (s *SMTP) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

func (s *SMTP) accept() {
	defer s.serving.Done()
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		fault := s.always
		if len(s.faults) > 0 {
			fault, s.faults = s.faults[0], s.faults[1:]
		}
		s.connections++
		s.open[conn] = true
		s.mu.Unlock()
		s.serving.Add(1)
		go func() {
			defer s.serving.Done()
			defer func() {
				s.mu.Lock()
				delete(s.open, conn)
				s.mu.Unlock()
				_ = conn.Close()
			}()
			(&smtpTalk{server: s, conn: conn, in: bufio.NewReader(conn), fault: fault}).serve()
		}()
	}
}

// smtpTalk is one connection.
type smtpTalk struct {
	server *SMTP
	conn   net.Conn
	in     *bufio.Reader
	fault  SMTPFault
	mail   SMTPMail
}

// serve answers until the client leaves or the fault ends the talk.
func (k *smtpTalk) serve() {
	if !k.answer(SMTPConnect, "220 fake mail server") {
		return
	}
	for {
		line, err := k.in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb = strings.ToUpper(verb); verb {
		case "QUIT":
			_, _ = io.WriteString(k.conn, "221 bye\r\n")
			return
		case SMTPMailBy:
			k.mail.From = address(rest)
		case SMTPRcptTo:
			k.mail.To = address(rest)
		case SMTPData:
			if !k.data() {
				return
			}
			continue
		}
		if !k.answer(verb, "250 ok") {
			return
		}
	}
}

// data takes the text of a mail.
func (k *smtpTalk) data() bool {
	if !k.answer(SMTPData, "354 go on") {
		return false
	}
	if k.fault.At == SMTPData && k.fault.Answer != "" {
		return true // it did not go on
	}
	var text strings.Builder
	for {
		line, err := k.in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
	k.mail.Text = text.String()
	if k.fault.At != SMTPTaken || k.fault.Answer == "" {
		k.server.mu.Lock()
		k.server.taken = append(k.server.taken, k.mail)
		k.server.mu.Unlock()
	}
	return k.answer(SMTPTaken, "250 taken")
}

// answer says the right thing, or what the fault makes of it; false: the talk
// is over.
func (k *smtpTalk) answer(step, right string) bool {
	f := k.fault
	if f.At != step {
		f = SMTPFault{}
	}
	switch {
	case f.Close:
		return false
	case f.Hang:
		_, _ = io.Copy(io.Discard, k.in)
		return false
	case f.Trickle:
		return k.trickle()
	case f.Answer != "":
		right = f.Answer
	}
	_, err := fmt.Fprintf(k.conn, "%s\r\n", right)
	return err == nil
}

// trickle sends lines that announce further lines until the client leaves.
func (k *smtpTalk) trickle() bool {
	beat := time.NewTicker(time.Millisecond)
	defer beat.Stop()
	for range beat.C {
		if _, err := io.WriteString(k.conn, "250-and\r\n"); err != nil {
			return false
		}
	}
	return false
}

// address is what stands between the brackets of FROM:<a@b> and TO:<a@b>.
func address(rest string) string {
	_, rest, _ = strings.Cut(rest, "<")
	inside, _, _ := strings.Cut(rest, ">")
	return inside
}
