package transcript_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// frozen is a world that does nothing and has the facts it is given.
type frozen struct {
	setup transcript.Setup
	facts transcript.Facts
	moves []string
}

func (w *frozen) Prepare(s transcript.Setup) error     { w.setup = s; return nil }
func (w *frozen) Send(...transcript.Sent) error        { return nil }
func (w *frozen) Pay(bool) error                       { return nil }
func (w *frozen) Take(string, time.Time) error         { return nil }
func (w *frozen) Free(string, time.Time) error         { return nil }
func (w *frozen) Absent(string, salon.Interval) error  { return nil }
func (w *frozen) StaffDo(transcript.StaffChange) error { return nil }
func (w *frozen) Staff(string) error                   { return nil }
func (w *frozen) Messages() ([]string, error)          { return nil, nil }
func (w *frozen) Facts() (transcript.Facts, error)     { return w.facts, nil }
func (w *frozen) MoveTo(at time.Time) error            { return w.travel("run", at) }
func (w *frozen) Jump(at time.Time) error              { return w.travel("down", at) }
func (w *frozen) travel(how string, at time.Time) error {
	w.moves = append(w.moves, how+at.Format(" 02 15:04:05"))
	return nil
}

const known = `# What the salon knows
clock 2026-12-01 11:59
customer known "Laura Gómez" +34600000100
prefers pilar
person "María González"
person "Lucía Gómez" referred
appointment confirmed 2026-12-03 12:00 pilar corte booked 2026-10-01 12:30
with 2026-12-03 12:00 marta peinado for "Lucía Gómez"
appointment completed 2026-09-18 10:00 pilar corte infoactivo-sensitivo
appointment confirmed 2026-12-05 09:00 rosa depilacion-de-cejas
gone infoactivo-sensitivo
busy 2026-12-03 17:40 victor
taken 2026-12-03 2026-12-03
free 2026-12-03 pilar 12:30-13:30
C «hola»
C 2026-12-01 12:30:15 «hola»
T 13:00 down
T 2026-12-02 09:00
T +90m
`

func parse(t *testing.T, text string) *transcript.Transcript {
	t.Helper()
	one, err := transcript.Parse(fstest.MapFS{"x.chat": {Data: []byte(text)}}, "x.chat")
	if err != nil {
		t.Fatal(err)
	}
	return one
}

func TestWhatTheSalonKnowsIsReadFromTheSetup(t *testing.T) {
	t.Parallel()
	w := &frozen{}
	if err := parse(t, known).Run(w); err != nil {
		t.Fatal(err)
	}
	s := w.setup
	if len(s.Appointments) != 4 || s.Prefers != "pilar" || len(s.Persons) != 2 || !s.Persons[1].Referred || len(s.Gone) != 1 || len(s.Busy) != 1 {
		t.Fatalf("set-up %+v", s)
	}
	first, guest, last, brows := s.Appointments[0], s.Appointments[1], s.Appointments[2], s.Appointments[3]
	if first.Booked.Format("01-02 15:04") != "10-01 12:30" || first.Minutes != 40 || !guest.With || guest.For != "Lucía Gómez" || !guest.Booked.Equal(first.Booked) {
		t.Errorf("group %+v %+v", first, guest)
	}
	if last.Status != salon.Completed || last.Minutes != 70 || !last.Booked.Equal(last.Start.Add(-7*24*time.Hour)) || brows.Booked.Format("01-02 15:04") != "11-28 09:00" {
		t.Errorf("last visit %+v, brows %+v", last, brows)
	}
	var taken []string
	for _, b := range s.Blocks {
		if b.Stylist == "pilar" || b.Stylist == "victor" {
			taken = append(taken, b.Stylist+b.Start.Format(" 15:04-")+b.End.Format("15:04"))
		}
	}
	if got := strings.Join(taken, " "); got != "pilar 00:00-12:00 pilar 13:30-00:00 victor 00:00-17:40 victor 18:20-00:00" {
		t.Errorf("taken %s", got)
	}
	if got := strings.Join(w.moves, ", "); got != "run 01 11:59:00, run 01 12:30:15, down 01 13:00:00, run 02 09:00:00, run 02 10:30:00" {
		t.Errorf("clock %s", got)
	}
}

func TestFinalLinesHoldOnlyOfWhatIsThere(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 12, 3, 11, 0, 0, 0, time.UTC) // 12:00 in Madrid
	day := salon.Date{Year: 2026, Month: time.December, Day: 1}
	facts := transcript.Facts{
		Customer: salon.Customer{ID: "c", FirstName: "Laura"}, Prefers: "pilar", Reminders: 1,
		People:   []transcript.PersonFact{{Name: "Laura", Phone: "+34600000100"}, {Name: "María González", Referred: true}},
		Notices:  []transcript.NoticeFact{{Kind: "moved", To: "pilar", Urgent: true, Text: "pasa de las 10:00 a las 12:00"}},
		Waitlist: []transcript.WaitFact{{Status: "waiting", From: day, To: day, Stylist: "any", Services: []string{"corte"}}},
		Bookings: []transcript.BookingFact{{Appointments: []transcript.AppointmentFact{{
			Status: salon.Confirmed, Stylist: "pilar", Start: start, Minutes: 40, Price: 2620, Services: []string{"corte"}, For: "María González",
			History: []string{transcript.HistoryMoved, transcript.HistoryLateMove}, Attendance: "yes", LateMinutes: 30, RemindAt: start.Add(-48 * time.Hour),
		}}}},
	}
	const row = "appointment confirmed 2026-12-03 12:00-12:40 pilar 26.20 corte"
	for line, holds := range map[string]bool{
		row: true, row + " | moved 2 | history late move | attendance yes | late 30 | remind 2026-12-01 12:00 | not reminded": true,
		row + ` | for "María González"`: true, row + " | moved": false, row + " | reminded": false, row + " | late 10": false,
		row + " | remind none": false, row + " | nonsense": false, "appointments 1": true, "prefers pilar": true, "prefers none": false,
		`person "María González" referred`: true, `person "María González"`: false, `person "Laura" +34600000100`: true, "people 2": true,
		"notice moved pilar urgent `10:00` `LAS 12:00`": true, "notice moved pilar `10:00`": false, "notice moved team urgent": false,
		"notice moved pilar urgent `17:00`": false, "notices 1": true, "notices 0": false, "reminders 1": true, "reminders 2": false,
		"waitlist waiting 2026-12-01 2026-12-01 any corte": true, "waitlist none": false, "what is this": false,
	} {
		text := "# One line\nclock 2026-12-01 11:00\ncustomer new \"Laura\" +34600000100\nC «hola»\n= " + line + "\n"
		if err := parse(t, text).Run(&frozen{facts: facts}); (err == nil) != holds {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestLinesThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	head := "# Bad\nclock 2026-12-01 11:00\ncustomer known \"Laura Gómez\" +34600000100\n"
	for _, bad := range []string{
		"with 2026-12-03 12:00 marta peinado", "person Laura", "prefers nobody", "gone nothing", "appointment confirmed 2026-12-03 12:00 nobody corte",
		"appointment confirmed 2026-12-03 12:00 pilar tatuaje", "busy 2026-12-03", "C 1 2 3 «hola»", "T", "T a b c", "T 2026-11-30 10:00", "C 12:00:99 «hola»",
	} {
		text := head + bad + "\nC «hola»\n"
		if bad[0] == 'T' {
			text = head + "C «hola»\n" + bad + "\n"
		}
		one, err := transcript.Parse(fstest.MapFS{"x.chat": {Data: []byte(text)}}, "x.chat")
		if err == nil {
			err = one.Run(&frozen{})
		}
		if err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
