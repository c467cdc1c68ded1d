package salon_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"atrevete/internal/salon"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  Corte   de\tSEÑORA\n": "corte de senora", "Depilación": "depilacion", "Víctor": "victor",
		"óleos": "oleos", "pingüino": "pinguino", "": "", " \n": "", "💅 Uñas": "💅 unas", "e\u0301l": "el",
	} {
		if got := salon.Fold(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once := salon.Fold(rapid.String().Draw(t, "text"))
		if twice := salon.Fold(once); twice != once {
			t.Fatalf("%q became %q", once, twice)
		}
	})
}

func TestAnswersAreFilledFromTheData(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for answer, want := range map[string]string{
		"Abrimos {{opening_hours}}.":                      "Abrimos de martes a viernes de 10:00 a 20:00 y los sábados de 9:00 a 14:00.",
		"Cerramos {{closed_days}}.":                       "Cerramos los lunes y los domingos.",
		"Los sábados {{hours:6}}":                         "Los sábados abrimos de 9:00 a 14:00",
		"Los lunes {{ hours:1 }}":                         "Los lunes cerramos",
		"{{address}}, {{maps_url}}":                       s.Address + ", " + s.MapsURL,
		"{{price:corte-bebe}}":                            "7,50 €",
		"{{deposit_percent}} % {{hold_minutes_same_day}}": "20 % 15",
		"nada": "nada",
	} {
		if got, err := salon.RenderFAQ(s, salon.FAQ{Slug: "x", Answer: answer}); err != nil || got != want {
			t.Errorf("%q became %q, %v; want %q", answer, got, err, want)
		}
	}
	for _, answer := range []string{"{{nope}}", "{{price:nope}}", "{{hours:8}}", "{{hours:x}}", "{{}}", "{{address", "a }} b", "{{a {{address}}"} {
		if got, err := salon.RenderFAQ(s, salon.FAQ{Slug: "x", Answer: answer}); err == nil {
			t.Errorf("%q became %q without an error", answer, got)
		}
	}
}

func TestPoliciesComeAndGoAsAFlatMap(t *testing.T) {
	t.Parallel()
	want := salon.DefaultPolicies()
	if len(want.Map()) != 20 || len(salon.PolicyKeys()) != 20 || want.Map()["deposit_percent"] != 20 {
		t.Errorf("defaults: %v", want.Map())
	}
	if got, err := salon.PoliciesFrom(nil); err != nil || got != want {
		t.Errorf("nothing set: %+v, %v", got, err)
	}
	set := maps.Clone(want.Map())
	set["hold_minutes"] = 45
	set["slot_grid_minutes"] = 20
	got, err := salon.PoliciesFrom(set)
	if err != nil || got.HoldMinutes != 45 || !maps.Equal(got.Map(), set) {
		t.Errorf("%v came back as %v, %v", set, got.Map(), err)
	}
}

func TestPoliciesThatMakeNoSenseAreAllReported(t *testing.T) {
	t.Parallel()
	got, err := salon.PoliciesFrom(map[string]int{
		"deposit_percent": 120, "slot_grid_minutes": 25, "payment_warning_minutes": 15, "offers_per_reply": 1, "tip_percent": 5, "reminder_hours": 24,
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"deposit_percent: 120", "slot_grid_minutes: 25", "payment_warning_minutes: 15", "offers_per_reply: 1", "tip_percent: no such policy"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if got.ReminderHours != 24 || got.DepositPercent != 20 || got.SlotGridMinutes != 15 {
		t.Errorf("good values and defaults: %+v", got)
	}
}

func TestDatesAndHoursTravelAsText(t *testing.T) {
	t.Parallel()
	type both struct {
		Day  salon.Date      `json:"day"`
		None salon.Date      `json:"none"`
		Hour salon.ClockTime `json:"hour"`
	}
	in := both{Day: date(t, "2026-11-27"), Hour: 570}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"day":"2026-11-27","none":"","hour":"09:30"}` {
		t.Fatalf("%s, %v", text, err)
	}
	var out both
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("%+v, %v", out, err)
	}
	for _, bad := range []string{`{"day":"2026-02-30"}`, `{"day":"mañana"}`, `{"hour":"9:30"}`, `{"hour":"24:01"}`, `{"hour":"aa:bb"}`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestSmallNouns(t *testing.T) {
	t.Parallel()
	if got := (salon.Customer{FirstName: "Laura", LastName: "Torres"}).FullName(); got != "Laura Torres" {
		t.Errorf("full name %q", got)
	}
	if got := (salon.Customer{FirstName: "Laura"}).FullName(); got != "Laura" {
		t.Errorf("full name %q", got)
	}
	a := salon.Appointment{Start: at(t, "2026-11-27 10:30"), Minutes: 40, Status: salon.Confirmed}
	if !a.End().Equal(at(t, "2026-11-27 11:10")) {
		t.Errorf("ends at %s", a.End())
	}
	if (salon.Booking{}).Status() != salon.Expired || (salon.Booking{Appointments: []salon.Appointment{a}}).Status() != salon.Confirmed {
		t.Error("status of a booking")
	}
	first := salon.Interval{Start: at(t, "2026-11-27 10:00"), End: at(t, "2026-11-27 10:40")}
	next := salon.Interval{Start: first.End, End: a.End()}
	if first.Overlaps(next) || !first.Overlaps(first) {
		t.Error("intervals that touch do not overlap")
	}
}
