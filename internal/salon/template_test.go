package salon_test

import (
	"strings"
	"testing"

	"atrevete/internal/salon"
)

func TestTheDefaultTemplatesAreWhatWhatsAppTakes(t *testing.T) {
	t.Parallel()
	if err := salon.CheckTemplates(salon.DefaultTemplates()); err != nil {
		t.Error(err)
	}
	have := map[salon.MessageKind]bool{}
	for _, one := range salon.DefaultTemplates() {
		have[one.Kind] = true
	}
	for _, spec := range salon.MessageSpecs() {
		if !have[spec.Kind] {
			t.Errorf("no default template for %s", spec.Kind)
		}
	}
}

func TestWhatWhatsAppRefusesIsFoundBefore(t *testing.T) {
	t.Parallel()
	good := salon.Template{Kind: salon.MessageReminder, Name: "aviso", Category: "UTILITY", Language: "es", Body: "Hola, {{1}}: el {{2}}.", Parameters: []string{"first_name", "date"}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*salon.Template){
		"no message of kind":       func(x *salon.Template) { x.Kind = "nonsense" },
		"only lower-case":          func(x *salon.Template) { x.Name = "Aviso de cita" },
		"UTILITY or MARKETING":     func(x *salon.Template) { x.Category = "utility" },
		"code such as es":          func(x *salon.Template) { x.Language = "Spanish" },
		"begins or ends with":      func(x *salon.Template) { x.Body = "Recordatorio {{1}}: {{2}}" },
		"nothing between them":     func(x *salon.Template) { x.Body = "Hola {{1}} {{2}}." },
		"but 2 parameters":         func(x *salon.Template) { x.Body = "Hola {{1}}, {{2}} y {{3}}." },
		"does not use {{2}}":       func(x *salon.Template) { x.Body = "Hola {{1}}." },
		"not known of a reminder":  func(x *salon.Template) { x.Parameters = []string{"first_name", "amount"} },
		"body has 0 characters":    func(x *salon.Template) { x.Body = " " },
		"body has 1025 characters": func(x *salon.Template) { x.Body = strings.Repeat("ñ", 1011) + "{{1}} y {{2}}." },
	} {
		bad := good
		change(&bad)
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := salon.CheckTemplates([]salon.Template{good, good}); err == nil {
		t.Error("two templates for one kind")
	}
}

func TestATemplateIsFilledInOrder(t *testing.T) {
	t.Parallel()
	one := salon.Template{Name: "x", Body: "El {{2}}, {{1}}, a las {{3}}. {{1}}.", Parameters: []string{"first_name", "date", "hour"}}
	filled, err := one.Fill(map[string]string{"first_name": "Ana\nMaría", "date": "jueves 8 de octubre", "hour": "16:00"})
	if err != nil || filled.Text != "El jueves 8 de octubre, Ana María, a las 16:00. Ana María." || len(filled.Values) != 3 || filled.Values[0] != "Ana María" {
		t.Errorf("%+v %v", filled, err)
	}
	if _, err := one.Fill(map[string]string{"first_name": "Ana"}); err == nil {
		t.Error("an empty variable")
	}
}

func TestFailuresAreUnderstood(t *testing.T) {
	t.Parallel()
	for report, want := range map[string]salon.FailureCause{
		"131047: Re-engagement message":                  salon.CauseWindow,
		"131026: Message undeliverable":                  salon.CauseUnreachable,
		"(#131049) This message was not delivered":       salon.CauseUnreachable,
		"Template not found or invalid template name":    salon.CauseTemplate,
		"132001: Template name does not exist":           salon.CauseTemplate,
		"132000: Number of parameters does not match":    salon.CauseTemplate,
		"131050: User has stopped receipt of marketing":  salon.CauseStopped,
		"delivery failed":                                salon.CauseOther,
		"131048: Spam rate limit hit":                    salon.CauseOther,
		"something with a long number 34611222333 in it": salon.CauseOther,
		"131053: Media upload error":                     salon.CauseOther,
	} {
		if got := salon.ReadFailure(report); got.Cause != want || got.Words == "" {
			t.Errorf("%s: %+v", report, got)
		}
	}
}
