package job_test

import (
	"strings"
	"testing"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/job"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// Each way in which a mail server can let us down. taken: it has the mail all
// the same.
var badServers = map[string]struct {
	fault   testkit.SMTPFault
	refuses bool
	taken   int
}{
	"refuses connections":             {refuses: true},
	"never greets":                    {fault: testkit.SMTPFault{At: testkit.SMTPConnect, Hang: true}},
	"hangs up at once":                {fault: testkit.SMTPFault{At: testkit.SMTPConnect, Close: true}},
	"is too busy":                     {fault: testkit.SMTPFault{At: testkit.SMTPConnect, Answer: "421 too many connections"}},
	"hangs after hello":               {fault: testkit.SMTPFault{At: testkit.SMTPHello, Hang: true}},
	"talks for ever":                  {fault: testkit.SMTPFault{At: testkit.SMTPHello, Trickle: true}},
	"defers the sender":               {fault: testkit.SMTPFault{At: testkit.SMTPMailBy, Answer: "451 try later"}},
	"refuses the sender":              {fault: testkit.SMTPFault{At: testkit.SMTPMailBy, Answer: "550 no relay"}},
	"knows no such recipient":         {fault: testkit.SMTPFault{At: testkit.SMTPRcptTo, Answer: "550 no such user"}},
	"is full":                         {fault: testkit.SMTPFault{At: testkit.SMTPRcptTo, Answer: "452 mailbox full"}},
	"hangs before the text":           {fault: testkit.SMTPFault{At: testkit.SMTPData, Hang: true}},
	"refuses the text":                {fault: testkit.SMTPFault{At: testkit.SMTPTaken, Answer: "554 looks like spam"}},
	"takes the text and says nothing": {fault: testkit.SMTPFault{At: testkit.SMTPTaken, Hang: true}, taken: 1},
	"takes the text and hangs up":     {fault: testkit.SMTPFault{At: testkit.SMTPTaken, Close: true}, taken: 1},
}

// mailed is an urgent notice on its way, with a mail server and a team conversation.
// patience is the time a mail may take; zero: as much as in production.
func mailed(t *testing.T, patience time.Duration) (*memory, *testkit.SMTP, *board, *job.Effects) {
	t.Helper()
	server, wall := testkit.NewSMTP(t), &board{}
	mailer, err := job.NewSMTP(server.URL(), "Atrévete <maite@salon.example>")
	if err != nil {
		t.Fatal(err)
	}
	m := &memory{notice: salon.Notice{ID: "0199aa", SalonID: "s", StylistID: "ana", ConversationID: "c", Kind: salon.NoticeNew, Urgent: true, Email: "ana@salon.example", Text: "Cita nueva para hoy: Marta Iglesias, Corte, jueves 29 de octubre a las 16:30 (40 min)."}}
	e := newEffects(t, job.Options{
		Store: m, Mailer: mailer, MailTimeout: patience, Channels: map[string]channel.Channel{"chatwoot": wall},
		TeamChannel: "chatwoot", TeamConversation: "900",
	})
	return m, server, wall, e
}

func TestWhenTheMailServerFailsTheTeamIsToldInTheSameTry(t *testing.T) {
	t.Parallel()
	for name, c := range badServers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var patience time.Duration
			if c.fault.Hang || c.fault.Trickle {
				patience = 200 * time.Millisecond
			}
			m, server, wall, e := mailed(t, patience)
			server.MisbehaveAlways(c.fault)
			if c.refuses {
				server.Refuse()
			}
			if err := e.Do(t.Context(), salon.Job{Kind: salon.JobNotice, NoticeID: m.notice.ID, Urgent: true}, job.Attempt{Number: 1}); err != nil {
				t.Fatal(err)
			}
			if m.notice.Via != "team_conversation" || len(wall.posted) != 1 || !strings.HasPrefix(wall.posted[0].Text, "Urgente. Cita nueva para hoy") {
				t.Errorf("via %q, posted %+v", m.notice.Via, wall.posted)
			}
			if got := len(server.Taken()); got != c.taken && !c.fault.Hang {
				t.Errorf("%d mails were taken, want %d", got, c.taken)
			}
			// The job may run again after a crash: nothing is told twice.
			if err := e.Do(t.Context(), salon.Job{Kind: salon.JobNotice, NoticeID: m.notice.ID, Urgent: true}, job.Attempt{Number: 2}); err != nil || len(wall.posted) != 1 {
				t.Errorf("again: %v, posted %d", err, len(wall.posted))
			}
		})
	}
}

func TestAMailServerThatWorksGetsTheNoticeOnce(t *testing.T) {
	t.Parallel()
	m, server, wall, e := mailed(t, 0)
	for n := range 2 {
		if err := e.Do(t.Context(), salon.Job{Kind: salon.JobNotice, NoticeID: m.notice.ID, Urgent: true}, job.Attempt{Number: n + 1}); err != nil {
			t.Fatal(err)
		}
	}
	taken := server.Taken()
	if len(taken) != 1 || taken[0].To != "ana@salon.example" || taken[0].From != "maite@salon.example" || !strings.Contains(taken[0].Text, "<0199aa@salon.example>") {
		t.Errorf("taken %+v", taken)
	}
	if m.notice.Via != "email" || len(wall.posted) != 0 {
		t.Errorf("via %q, posted %+v", m.notice.Via, wall.posted)
	}
}

func TestWhenEveryWayFailsTheNextTryBeginsWithTheMailAgain(t *testing.T) {
	t.Parallel()
	m, server, wall, e := mailed(t, 0)
	m.talk = salon.Conversation{ID: "c", Channel: "chatwoot", ExternalID: "42"}
	server.Misbehave(testkit.SMTPFault{At: testkit.SMTPRcptTo, Answer: "451 greylisted"})
	wall.refuse = channel.ErrRetry
	j := salon.Job{Kind: salon.JobNotice, NoticeID: m.notice.ID, Urgent: true}
	if err := e.Do(t.Context(), j, job.Attempt{Number: 1}); err == nil || m.notice.Via != "" {
		t.Fatalf("via %q, %v", m.notice.Via, err)
	}
	if err := e.Do(t.Context(), j, job.Attempt{Number: 2}); err != nil || m.notice.Via != "email" || len(server.Taken()) != 1 {
		t.Errorf("via %q, %v", m.notice.Via, err)
	}
}
