package google_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"atrevete/internal/calendar"
	"atrevete/internal/calendar/google"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const pilar = "pilar@calendar.example"

var (
	madrid = mustLoad("Europe/Madrid")
	noon   = time.Date(2026, 10, 9, 12, 30, 0, 0, madrid)
)

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// open gives a client of a fake Google with one shared calendar.
func open(t *testing.T, change func(*google.Config)) (*testkit.Google, *google.Client) {
	t.Helper()
	fake := testkit.NewGoogle(t)
	fake.Share(pilar)
	key, err := google.ParseKey(fake.KeyJSON())
	if err != nil {
		t.Fatal(err)
	}
	cfg := google.Config{Key: key, APIURL: fake.URL + "/", Location: madrid, Rate: 10000, Timeout: 5 * time.Second}
	if change != nil {
		change(&cfg)
	}
	client, err := google.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return fake, client
}

// mirror is an event of ours.
func mirror(id string, start time.Time) salon.CalendarEvent {
	during := salon.Interval{Start: start, End: start.Add(40 * time.Minute)}
	return salon.CalendarEvent{
		ID: id, Title: "Laura · Corte", Tentative: true, Color: salon.ColorProvisional, During: during,
		Mark: &salon.CalendarMark{AppointmentID: "a1", BookingID: "b1", Hash: "h1", During: during},
	}
}

func TestAMirrorIsWrittenReadChangedAndDeleted(t *testing.T) {
	t.Parallel()
	fake, client := open(t, nil)
	ctx := t.Context()
	made, err := client.Insert(ctx, pilar, mirror("abc01", noon))
	if err != nil {
		t.Fatal(err)
	}
	there := fake.Events(pilar)[0]
	if there.ColorID != "5" || there.Status != "tentative" || there.Visibility != "private" || there.Start.DateTime != "2026-10-09T12:30:00+02:00" ||
		there.Start.TimeZone != "Europe/Madrid" || there.Properties.Private["booking_id"] != "b1" || there.Properties.Private["hash"] != "h1" {
		t.Errorf("written %+v", there)
	}
	if made.Version == "" || made.Moved() || !made.During.Start.Equal(noon) || *made.Mark != *mustRead(t, client, "abc01").Mark {
		t.Errorf("made %+v", made)
	}
	if _, err := client.Insert(ctx, pilar, mirror("abc01", noon)); !errors.Is(err, calendar.ErrTaken) {
		t.Errorf("again: %v", err)
	}

	paid := mirror("abc01", noon)
	paid.Tentative, paid.Color, paid.Version, paid.During = false, salon.ColorConfirmed, made.Version, salon.Interval{}
	changed, err := client.Update(ctx, pilar, paid)
	if err != nil || changed.Tentative || changed.Color != salon.ColorConfirmed || !changed.During.Start.Equal(noon) {
		t.Fatalf("changed %+v, %v", changed, err)
	}
	if _, err := client.Update(ctx, pilar, paid); !errors.Is(err, calendar.ErrChanged) {
		t.Errorf("with an old version: %v", err)
	}

	if err := client.Delete(ctx, pilar, "abc01"); err != nil {
		t.Fatal(err)
	}
	if err := client.Delete(ctx, pilar, "abc01"); !errors.Is(err, calendar.ErrGone) {
		t.Errorf("deleted twice: %v", err)
	}
	if _, err := client.Insert(ctx, pilar, mirror("abc01", noon)); !errors.Is(err, calendar.ErrTaken) {
		t.Errorf("a spent id: %v", err)
	}
	if e := mustRead(t, client, "abc01"); !e.Deleted {
		t.Errorf("deleted %+v", e)
	}
	if _, err := client.Get(ctx, pilar, "never"); !errors.Is(err, calendar.ErrGone) {
		t.Errorf("never there: %v", err)
	}
}

func mustRead(t *testing.T, client *google.Client, id string) salon.CalendarEvent {
	t.Helper()
	e, err := client.Get(t.Context(), pilar, id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnAllDayEventThatWasOursGetsItsHourBack(t *testing.T) {
	t.Parallel()
	fake, client := open(t, nil)
	if _, err := client.Insert(t.Context(), pilar, mirror("abc01", noon)); err != nil {
		t.Fatal(err)
	}
	fake.Edit(pilar, "abc01", func(e *testkit.GoogleEvent) {
		e.Start, e.End = testkit.GoogleDay("2026-10-09"), testkit.GoogleDay("2026-10-10")
	})
	if e := mustRead(t, client, "abc01"); !e.Moved() || e.During.Duration() != 24*time.Hour {
		t.Errorf("read %+v", e)
	}
	back, err := client.Update(t.Context(), pilar, mirror("abc01", noon))
	if err != nil || back.Moved() {
		t.Errorf("back %+v, %v", back, err)
	}
}

func TestChangesAreReadInPagesAndContinueAfterwards(t *testing.T) {
	t.Parallel()
	fake, client := open(t, func(c *google.Config) { c.PageSize = 2 })
	window := salon.Interval{Start: noon.AddDate(0, 0, -1), End: noon.AddDate(0, 1, 0)}
	fake.Put(pilar, testkit.GoogleEvent{ID: "timed", Start: testkit.GoogleAt(noon), End: testkit.GoogleAt(noon.Add(time.Hour))})
	fake.Put(pilar, testkit.GoogleEvent{ID: "day", Start: testkit.GoogleDay("2026-10-25"), End: testkit.GoogleDay("2026-10-26")}) // the clocks go back
	fake.Put(pilar, testkit.GoogleEvent{ID: "free", Transparency: "transparent", Start: testkit.GoogleAt(noon), End: testkit.GoogleAt(noon.Add(time.Hour))})
	fake.Put(pilar, testkit.GoogleEvent{ID: "office", EventType: "workingLocation", Start: testkit.GoogleDay("2026-10-12"), End: testkit.GoogleDay("2026-10-13")})
	fake.Put(pilar, testkit.GoogleEvent{
		ID: "party", Attendees: []testkit.GoogleAttendee{{Response: "accepted"}, {Self: true, Response: "declined"}},
		Start: testkit.GoogleAt(noon), End: testkit.GoogleAt(noon.Add(time.Hour)),
	})
	fake.Put(pilar, testkit.GoogleEvent{ID: "later", Start: testkit.GoogleAt(noon.AddDate(1, 0, 0)), End: testkit.GoogleAt(noon.AddDate(1, 0, 0).Add(time.Hour))})

	all, token := readAll(t, client, calendar.Query{Calendar: pilar, Window: window, Location: madrid})
	if len(all) != 5 || all["day"].During.Duration() != 25*time.Hour || all["timed"].Free || !all["free"].Free || !all["office"].Free || !all["party"].Free {
		t.Errorf("read %+v", all)
	}
	fake.Remove(pilar, "timed")
	fake.Move(pilar, "free", noon.Add(time.Hour), noon.Add(2*time.Hour))
	changes, token := readAll(t, client, calendar.Query{Calendar: pilar, Token: token, Location: madrid})
	if len(changes) != 2 || !changes["timed"].Deleted || !changes["free"].During.Start.Equal(noon.Add(time.Hour)) {
		t.Errorf("changes %+v", changes)
	}
	fake.ExpireSyncTokens()
	if _, err := client.Changes(t.Context(), calendar.Query{Calendar: pilar, Token: token, Location: madrid}); !errors.Is(err, calendar.ErrResync) {
		t.Errorf("with an old token: %v", err)
	}
	if _, err := client.Changes(t.Context(), calendar.Query{Calendar: pilar, Token: "nonsense", Location: madrid}); !errors.Is(err, calendar.ErrResync) {
		t.Errorf("with a senseless token: %v", err)
	}
	if _, err := client.Changes(t.Context(), calendar.Query{Calendar: "nobody@calendar.example", Window: window, Location: madrid}); !errors.Is(err, calendar.ErrNotShared) {
		t.Errorf("of a calendar that is not shared: %v", err)
	}
}

func readAll(t *testing.T, client *google.Client, q calendar.Query) (map[string]salon.CalendarEvent, string) {
	t.Helper()
	out := map[string]salon.CalendarEvent{}
	for {
		page, err := client.Changes(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			out[e.ID] = e
		}
		if page.Next == "" {
			return out, page.Token
		}
		q.Page = page.Next
	}
}

func TestAnExpiredTokenIsRenewedOnceAndARevokedKeyIsTold(t *testing.T) {
	t.Parallel()
	fake, client := open(t, nil)
	if err := client.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	fake.ExpireTokens()
	if _, err := client.Insert(t.Context(), pilar, mirror("abc01", noon)); err != nil {
		t.Errorf("with an expired token: %v", err)
	}
	fake.Misbehave(testkit.GoogleFault{On: "get", Status: 401, Reason: "authError", Times: 2})
	if _, err := client.Get(t.Context(), pilar, "abc01"); !errors.Is(err, calendar.ErrCredential) {
		t.Errorf("401 twice: %v", err)
	}
	fake.RevokeKey(true)
	mustRead(t, client, "abc01") // the last token still works
	if err := client.Check(t.Context()); !errors.Is(err, calendar.ErrCredential) {
		t.Errorf("revoked: %v", err)
	}
	fake.Misbehave(testkit.GoogleFault{On: "token", Status: 503, Pause: "7"})
	if err := client.Check(t.Context()); !errors.Is(err, calendar.ErrRetry) || calendar.After(err) != 7*time.Second {
		t.Errorf("token endpoint away: %v", err)
	}
	fake.RevokeKey(false)
	if err := client.Check(t.Context()); err != nil {
		t.Errorf("back: %v", err)
	}
}

func TestEveryFaultSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault testkit.GoogleFault
		want  error
		pause time.Duration
	}{
		"rate":                    {testkit.GoogleFault{Status: 403, Reason: "rateLimitExceeded"}, calendar.ErrRate, 0},
		"rate of the user":        {testkit.GoogleFault{Status: 403, Reason: "userRateLimitExceeded", Pause: "3"}, calendar.ErrRate, 3 * time.Second},
		"too many":                {testkit.GoogleFault{Status: 429, Pause: "999999"}, calendar.ErrRate, 15 * time.Minute},
		"forbidden":               {testkit.GoogleFault{Status: 403, Reason: "forbidden"}, calendar.ErrNotShared, 0},
		"not switched on":         {testkit.GoogleFault{Status: 403, Reason: "accessNotConfigured"}, calendar.ErrCredential, 0},
		"broken":                  {testkit.GoogleFault{Status: 500}, calendar.ErrRetry, 0},
		"gateway":                 {testkit.GoogleFault{Status: 502}, calendar.ErrRetry, 0},
		"refused":                 {testkit.GoogleFault{Status: 400, Reason: "invalid"}, calendar.ErrPermanent, 0},
		"connection lost":         {testkit.GoogleFault{Drop: true}, calendar.ErrRetry, 0},
		"lost after the work":     {testkit.GoogleFault{Drop: true, AfterWork: true}, calendar.ErrRetry, 0},
		"no answer":               {testkit.GoogleFault{Hang: true}, calendar.ErrRetry, 0},
		"moved to another server": {testkit.GoogleFault{Status: 302}, calendar.ErrRetry, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, client := open(t, func(c *google.Config) { c.Timeout = 700 * time.Millisecond })
			if err := client.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.fault.On, c.fault.Times = "insert", 2 // Go's own client repeats what a spare connection lost
			fake.Misbehave(c.fault)
			_, err := client.Insert(t.Context(), pilar, mirror("abc01", noon))
			if !errors.Is(err, c.want) || calendar.After(err) != c.pause {
				t.Errorf("got %v (pause %v), want %v", err, calendar.After(err), c.want)
			}
			if err != nil && strings.Contains(err.Error(), pilar) {
				t.Errorf("%v names somebody's calendar", err)
			}
		})
	}
}

func TestHintsAreSubscribedAndStopped(t *testing.T) {
	t.Parallel()
	fake, client := open(t, nil)
	until := time.Now().Add(30 * 24 * time.Hour)
	c, err := client.Watch(t.Context(), salon.CalendarChannel{
		Calendar: salon.Calendar{ID: pilar}, ID: "channel-1", Token: "secret", Until: until,
	}, "https://salon.example/webhook/google")
	if err != nil || c.Resource == "" || !c.Until.Before(until) {
		t.Fatalf("watching %+v, %v", c, err)
	}
	if err := client.Stop(t.Context(), c); err != nil || len(fake.Channels(pilar)) != 0 {
		t.Errorf("stopped: %v, left %v", err, fake.Channels(pilar))
	}
	if err := client.Stop(t.Context(), c); err != nil {
		t.Errorf("stopped twice: %v", err)
	}
}

func TestCallsAreSpacedOut(t *testing.T) {
	t.Parallel()
	at := time.Now()
	_, client := open(t, func(c *google.Config) { c.Rate, c.Now = 50, func() time.Time { return at } }) // real time stands still: nothing is refilled
	if _, err := client.Insert(t.Context(), pilar, mirror("abc01", noon)); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for range 60 { // 49 at once, then one every 20 ms more
		mustRead(t, client, "abc01")
	}
	if took := time.Since(began); took < 200*time.Millisecond {
		t.Errorf("61 calls at 50 a second took %v", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Get(ctx, pilar, "abc01"); err == nil {
		t.Error("an ended context went unnoticed")
	}
}

func TestAKeyThatCannotWorkIsRefusedWithoutShowingIt(t *testing.T) {
	t.Parallel()
	fake := testkit.NewGoogle(t)
	var file map[string]string
	if err := json.Unmarshal(fake.KeyJSON(), &file); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]map[string]string{
		"client_email": {"client_email": ""}, "no private_key": {"private_key": ""}, "line breaks": {"private_key": "hunter2"},
		"cannot be read":           {"private_key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"},
		"not of a service account": {"type": "authorized_user"}, "no address": {"token_uri": "hunter2"},
	} {
		broken := map[string]string{}
		for k, v := range file {
			broken[k] = v
		}
		for k, v := range change {
			broken[k] = v
		}
		raw, _ := json.Marshal(broken)
		if _, err := google.ParseKey(raw); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if _, err := google.ParseKey([]byte("hunter2")); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
	delete(file, "token_uri")
	raw, _ := json.Marshal(file)
	if key, err := google.ParseKey(raw); err != nil || key.TokenURI != "https://oauth2.googleapis.com/token" {
		t.Errorf("default %+v, %v", key.TokenURI, err)
	}
	if _, err := google.New(google.Config{}); err == nil {
		t.Error("a client without a key")
	}
}
