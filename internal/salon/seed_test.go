package salon_test

import (
	"bytes"
	"strings"
	"testing"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
)

// breakFile replaces the first occurrence of old in a file of the demonstration
// salon and returns all six files with the line of the replacement.
func breakFile(t *testing.T, file, old, changed string) (map[string][]byte, int) {
	t.Helper()
	files := seed.Demo()
	i := bytes.Index(files[file], []byte(old))
	if i < 0 {
		t.Fatalf("%s does not hold %q", file, old)
	}
	line := 1 + bytes.Count(files[file][:i], []byte("\n"))
	files[file] = bytes.Replace(files[file], []byte(old), []byte(changed), 1)
	return files, line
}

func TestBrokenSeedsAreReportedWithFileAndLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, old, changed string
		want               string // of the message
		after              int    // lines below the replacement
	}{
		"unknown field":             {salon.SeedServices, `"slug": "corte",`, `"slug": "corte", "colour": 3,`, `unknown field "colour"`, 0},
		"field of the salon":        {salon.SeedSalon, `"currency": "EUR"`, `"currency": "EUR", "vat": 21`, `unknown field "vat"`, 0},
		"field of the assistant":    {salon.SeedSalon, `"role": `, `"roll": "x", "role": `, `unknown field "roll"`, 0},
		"missing field":             {salon.SeedServices, `"category": "hairdressing", "group": "Peinados"`, `"group": "Peinados"`, `"category" is missing`, -2},
		"null":                      {salon.SeedStylists, `"color": "#8E24AA"`, `"color": null`, `"color" is null`, 0},
		"wrong type":                {salon.SeedServices, `"price_cents": 2620`, `"price_cents": "26,20"`, `"price_cents" should be a whole number`, 0},
		"fraction":                  {salon.SeedServices, `"price_cents": 2620`, `"price_cents": 26.20`, `"price_cents" should be a whole number`, 0},
		"negative":                  {salon.SeedServices, `"duration_minutes": 40`, `"duration_minutes": -40`, `"duration_minutes" should be a whole number`, 0},
		"no duration":               {salon.SeedServices, `"duration_minutes": 40`, `"duration_minutes": 0`, `at least 1`, 0},
		"not a text":                {salon.SeedServices, `"name": "Corte"`, `"name": 7`, `"name" should be a text`, 0},
		"blank text":                {salon.SeedServices, `"name": "Corte"`, `"name": " "`, `"name" is blank`, 0},
		"not a flag":                {salon.SeedServices, `"requires_deposit": true`, `"requires_deposit": "yes"`, `true or false`, 0},
		"deposit on what is free":   {salon.SeedServices, `"price_cents": 0, "requires_deposit": false`, `"price_cents": 0, "requires_deposit": true`, `requires_deposit`, 0},
		"no deposit on a price":     {salon.SeedPacks, `"requires_deposit": true`, `"requires_deposit": false`, `requires_deposit`, 0},
		"unknown category":          {salon.SeedServices, `"category": "hairdressing"`, `"category": "hair"`, `hairdressing or aesthetics`, 0},
		"slug twice":                {salon.SeedServices, `"slug": "corte-de-flequillo"`, `"slug": "corte"`, `slug "corte" is used twice`, 0},
		"slug with capitals":        {salon.SeedServices, `"slug": "corte"`, `"slug": "Corte"`, `lower-case`, 0},
		"alias twice":               {salon.SeedServices, `["flequillo", `, `["CORTAR  el  flequillo", "corté", `, `"corté" is a name or alias already, see services.json:3`, 0},
		"pack named as a service":   {salon.SeedPacks, `"mechas y corte"`, `"tinte"`, `"tinte" is a name or alias already`, 0},
		"aliases are no list":       {salon.SeedPacks, `"aliases": ["mechas y corte", "pack de mechas", "pack mechas y corte"]`, `"aliases": "mechas"`, `"aliases" should be a list`, 0},
		"alias is no text":          {salon.SeedServices, `["flequillo", `, `[3, `, `list of texts`, 0},
		"phases do not add up":      {salon.SeedServices, `{"minutes": 20, "busy": false}`, `{"minutes": 25, "busy": false}`, `phases add up to 55 minutes, the service takes 50`, 0},
		"phases end free":           {salon.SeedServices, `{"minutes": 10, "busy": true}]`, `{"minutes": 10, "busy": false}]`, `first and the last phase must be busy`, 0},
		"phase is no object":        {salon.SeedServices, `"phases": [{"minutes": 20, "busy": true}, `, `"phases": [20, `, `should be an object`, 0},
		"pack with unknown service": {salon.SeedPacks, `"services": ["mechas", "corte"]`, `"services": ["mechas", "cortee"]`, `no service has the slug "cortee"`, 0},
		"pack of one":               {salon.SeedPacks, `"services": ["mechas", "corte"]`, `"services": ["mechas"]`, `at least two services`, 0},
		"pack with a twin":          {salon.SeedPacks, `"services": ["mechas", "corte"]`, `"services": ["mechas", "mechas"]`, `has "mechas" twice`, 0},
		"pack across categories":    {salon.SeedPacks, `"services": ["mechas", "corte"]`, `"services": ["mechas", "bioterapia-facial"]`, `its service "bioterapia-facial" is aesthetics`, 0},
		"pack that is no bargain":   {salon.SeedPacks, `"price_cents": 8000`, `"price_cents": 8870`, `not less than its parts, 88,70 €`, -1},
		"pack that takes longer":    {salon.SeedPacks, `"duration_minutes": 60, "price_cents": 8000`, `"duration_minutes": 101, "price_cents": 8000`, `longer than its parts, 100`, -1},
		"overlapping hours":         {salon.SeedStylists, `{"start": "15:00", "end": "19:00"}`, `{"start": "13:30", "end": "19:00"}`, `13:30–19:00 overlaps 10:00–14:00`, 0},
		"backward hours":            {salon.SeedStylists, `{"start": "15:00", "end": "19:00"}`, `{"start": "19:00", "end": "15:00"}`, `does not end after it starts`, 0},
		"working when closed":       {salon.SeedStylists, `"1": []`, `"1": [{"start": "10:00", "end": "14:00"}]`, `outside the opening hours of weekday 1`, 0},
		"an hour that is none":      {salon.SeedStylists, `"start": "15:00"`, `"start": "15h"`, `written HH:MM`, 0},
		"an hour without its end":   {salon.SeedStylists, `{"start": "15:00", "end": "19:00"}`, `{"start": "15:00"}`, `"end" is missing`, 0},
		"hours that are no object":  {salon.SeedStylists, `{"start": "15:00", "end": "19:00"}`, `"15-19"`, `should be an object`, 0},
		"eighth weekday":            {salon.SeedSalon, `"1": []`, `"8": []`, `unknown field "8"`, 0},
		"stylist's name twice":      {salon.SeedStylists, `"aliases": ["Martita"]`, `"aliases": ["pílar"]`, `"pílar" is a name or alias already`, 0},
		"stylist of all trades":     {salon.SeedStylists, `"categories": ["hairdressing"]`, `"categories": ["nails"]`, `hairdressing, aesthetics or both`, 0},
		"stylist of none":           {salon.SeedStylists, `"categories": ["hairdressing"]`, `"categories": []`, `"categories" is empty`, 0},
		"a colour that is none":     {salon.SeedStylists, `"#8E24AA"`, `"purple"`, `not a colour`, 0},
		"an address that is none":   {salon.SeedStylists, `"pilar@atrevete.example"`, `"pilar"`, `not an e-mail address`, 0},
		"a zone that is none":       {salon.SeedSalon, `"Europe/Madrid"`, `"Europe/Alcobendas"`, `not an IANA name`, 0},
		"local zone":                {salon.SeedSalon, `"Europe/Madrid"`, `"Local"`, `not an IANA name`, 0},
		"a phone that is none":      {salon.SeedSalon, `"+34910000000"`, `"910000000"`, `E.164`, 0},
		"a feast day that is none":  {salon.SeedSalon, `"2026-12-08"`, `"2026-12-32"`, `a date that exists`, 0},
		"a feast day twice":         {salon.SeedSalon, `"2026-12-25"`, `"2026-12-08"`, `2026-12-08 is closed twice`, 0},
		"scope of a feast day":      {salon.SeedSalon, `"scope": "national"`, `"scope": "world"`, `national, region or local`, 0},
		"unknown placeholder":       {salon.SeedFAQs, `{{closed_days}}`, `{{closing_days}}`, `placeholder {{closing_days}} does not exist`, 0},
		"price of nothing":          {salon.SeedFAQs, `{{price:corte-nino}}`, `{{price:corte-perro}}`, `no service has this slug`, 0},
		"stray braces":              {salon.SeedFAQs, `{{closed_days}}`, `{{closed_days}`, `braces`, 0},
		"question id twice":         {salon.SeedFAQs, `"id": "saturday"`, `"id": "hours"`, `id "hours" is used twice`, 0},
		"unknown policy":            {salon.SeedPolicies, `"hold_minutes": `, `"hold_seconds": 5, "hold_minutes": `, `policy hold_seconds: no such policy`, 0},
		"senseless policy":          {salon.SeedPolicies, `"deposit_percent":                  20`, `"deposit_percent": 200`, `200 is not between 0 and 100`, 0},
		"policy that is no number":  {salon.SeedPolicies, `"deposit_percent":                  20`, `"deposit_percent": "20"`, `whole number`, 0},
		"field twice":               {salon.SeedServices, `"slug": "corte",`, `"slug": "corte", "slug": "corte2",`, `"slug" is given twice`, 0},
		"a comma too many":          {salon.SeedPacks, `"price_cents": 8000, `, `"price_cents": 8000,, `, `is not JSON`, 0},
		"a list of numbers":         {salon.SeedPacks, "[\n  {", "[\n  7, {", `should be an object`, 1},
	} {
		files, line := breakFile(t, c.file, c.old, c.changed)
		_, faults := salon.ParseSeed(files)
		found := false
		for _, f := range faults {
			found = found || f.File == c.file && f.Line == line+c.after && strings.Contains(f.Message, c.want)
		}
		if !found {
			t.Errorf("%s: want %s:%d: …%s…; got %v", name, c.file, line+c.after, c.want, faults)
		}
	}
}

func TestAllFaultsAreReportedAtOnceInOrder(t *testing.T) {
	t.Parallel()
	files := seed.Demo()
	for file, change := range map[string][2]string{
		salon.SeedSalon:    {`"EUR"`, `"euro"`},
		salon.SeedServices: {`"price_cents": 2620`, `"price_cents": -1`},
		salon.SeedFAQs:     {`{{address}}`, `{{adress}}`},
	} {
		files[file] = bytes.Replace(files[file], []byte(change[0]), []byte(change[1]), 1)
	}
	delete(files, salon.SeedPacks)
	_, faults := salon.ParseSeed(files)
	var got []string
	for _, f := range faults {
		got = append(got, f.File)
	}
	want := []string{salon.SeedSalon, salon.SeedServices, salon.SeedServices, salon.SeedPacks, salon.SeedFAQs}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("faults in %v, want %v: %v", got, want, faults)
	}
	for _, f := range faults {
		if f.File == salon.SeedPacks && f.Error() != "packs.json: is missing" {
			t.Errorf("a missing file reads %q", f)
		}
	}
}

func TestFilesThatAreNotTheRightShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, want string
		line       int
	}{
		"empty":                 {"", "ends too early", 1},
		"cut off":               {"[\n  {\"slug\": \"a\",\n", "ends too early", 2},
		"cut in a string":       {"[\n\"a", "is not JSON", 2},
		"not a list":            {"{}", "should be a list", 1},
		"two values":            {"[]\n[]", "after the end", 2},
		"two values, ended":     {"[]\n]", "after the end", 2},
		"an empty list":         {"[]", "has no service", 1},
		"not UTF-8":             {"[\n\n\"\xff\"]", "is not UTF-8", 3},
		"too deep":              {strings.Repeat("[", 40), "nested too deeply", 1},
		"too deep, objects":     {strings.Repeat(`{"a":`, 40), "nested too deeply", 1},
		"key without value":     {"[{\"a\"}]", "is not JSON", 1},
		"key is no text":        {"[{1: 2}]", "is not JSON", 1},
		"a text over two lines": {"[\n\"a\n\"]", "is not JSON", 2},
		"nested syntax":         {"[\n[1,\n}]", "is not JSON", 3},
	} {
		files := seed.Demo()
		files[salon.SeedServices] = []byte(c.text)
		_, faults := salon.ParseSeed(files)
		found := false
		for _, f := range faults {
			found = found || f.File == salon.SeedServices && f.Line == c.line && strings.Contains(f.Message, c.want)
		}
		if !found {
			t.Errorf("%s: want line %d: %s; got %v", name, c.line, c.want, faults)
		}
	}
	for _, file := range salon.SeedFiles() {
		files := seed.Demo()
		files[file] = []byte("3")
		if _, faults := salon.ParseSeed(files); len(faults) == 0 || faults[0].File != file || faults[0].Line != 1 {
			t.Errorf("%s holding 3: %v", file, faults)
		}
	}
}

func TestACategoryThatNobodyDoesIsAFault(t *testing.T) {
	t.Parallel()
	files := seed.Demo()
	files[salon.SeedStylists] = bytes.ReplaceAll(files[salon.SeedStylists], []byte(`"aesthetics"]`), []byte(`"hairdressing"]`))
	files[salon.SeedStylists] = bytes.ReplaceAll(files[salon.SeedStylists], []byte(`["hairdressing", "hairdressing"]`), []byte(`["hairdressing"]`))
	_, faults := salon.ParseSeed(files)
	if len(faults) != 1 || faults[0].Error() != "stylists.json: nobody does aesthetics, which services.json offers" {
		t.Errorf("%v", faults)
	}
	files[salon.SeedStylists] = []byte("[]")
	if _, faults := salon.ParseSeed(files); len(faults) != 3 {
		t.Errorf("an empty team: %v", faults)
	}
}

func TestASeedBecomesASalon(t *testing.T) {
	t.Parallel()
	s := demo(t)
	if s.ID != "salon:atrevete" || s.Location.String() != "Europe/Madrid" || s.Assistant.Name != "Maite" || s.Assistant.MaxEmojis != 2 {
		t.Errorf("salon %+v", s)
	}
	pilar, ok := s.Stylist(stylist("pilar"))
	if !ok || pilar.Email != "pilar@atrevete.example" || len(pilar.Hours.On(2)) != 2 || pilar.Does(salon.Aesthetics) {
		t.Errorf("Pilar %+v", pilar)
	}
	parsed, _ := salon.ParseSeed(seed.Demo())
	if c := parsed.Closures[0]; c.MovedFrom != date(t, "2026-12-06") || c.Scope != "region" || !c.Closure().Covers(date(t, "2026-12-07")) {
		t.Errorf("closure %+v", c)
	}
	parsed.Timezone = "Nowhere"
	if _, err := parsed.Salon(func(_, _ string) salon.ID { return "x" }); err == nil {
		t.Error("a salon in no time zone was built")
	}
}

func FuzzParseSeed(f *testing.F) {
	for _, name := range salon.SeedFiles() {
		f.Add(name, seed.Demo()[name])
	}
	f.Add(salon.SeedServices, []byte(`[{"slug":"a","phases":[{}]}]`))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		files := seed.Demo()
		files[name] = text
		_, faults := salon.ParseSeed(files)
		lines := 1 + bytes.Count(text, []byte("\n"))
		for _, fault := range faults {
			if fault.File == name && fault.Line > lines {
				t.Errorf("%s names a line beyond the file's %d", fault, lines)
			}
		}
	})
}

func BenchmarkParseSeed(b *testing.B) {
	for b.Loop() {
		salon.ParseSeed(seed.Demo())
	}
}
