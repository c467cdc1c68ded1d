package salon

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MessageKind names what a message tells, for messages that may have to reach a
// customer outside the 24-hour window. Empty: an answer, which never has to.
type MessageKind string

// What may have to go out as a template.
const (
	MessageReminder       MessageKind = "reminder"
	MessagePaymentWarning MessageKind = "payment_warning"
	MessageHoldExpired    MessageKind = "hold_expired"
	MessageConfirmed      MessageKind = "confirmed"
	MessageRefund         MessageKind = "refund"
	MessageWaitlistHit    MessageKind = "waitlist_hit"
	MessageStaffChange    MessageKind = "staff_change"
	MessageStaffCancelled MessageKind = "staff_cancelled"
	MessageAbsence        MessageKind = "absence"
)

// Names of the facts that fill a template's variables. The values are words
// ready to be read: "viernes 9 de octubre", "9:30", "8,14 €".
const (
	FactFirstName   = "first_name"
	FactServices    = "services"
	FactDate        = "date"
	FactHour        = "hour"
	FactStylist     = "stylist"
	FactMinutes     = "minutes"
	FactPrice       = "price"
	FactDeposit     = "deposit"
	FactRefundHours = "refund_hours"
	FactDeadline    = "deadline"
	FactLink        = "link"
	FactAmount      = "amount"
	FactSalon       = "salon"
)

// MessageSpec says what is known when a message of a kind is sent.
type MessageSpec struct {
	Kind     MessageKind
	Optional bool     // a customer may ask not to get it
	Facts    []string // that its template may use
}

// MessageSpecs lists every kind in the order staff see them.
func MessageSpecs() []MessageSpec {
	visit := []string{FactFirstName, FactSalon, FactServices, FactDate, FactHour, FactStylist, FactMinutes}
	with := func(more ...string) []string { return append(slices.Clone(visit), more...) }
	return []MessageSpec{
		{MessageReminder, true, with(FactDeposit, FactRefundHours)},
		{MessagePaymentWarning, false, []string{FactSalon, FactDeposit, FactDeadline, FactLink}},
		{MessageHoldExpired, false, []string{FactSalon, FactDate, FactHour, FactStylist}},
		{MessageConfirmed, false, with(FactDeposit, FactPrice, FactRefundHours)},
		{MessageRefund, false, []string{FactSalon, FactAmount}},
		{MessageWaitlistHit, true, with(FactDeadline)},
		{MessageStaffChange, false, visit},
		{MessageStaffCancelled, false, visit},
		{MessageAbsence, false, visit},
	}
}

// Optional reports whether a customer may ask not to get messages of this kind.
func (k MessageKind) Optional() bool {
	return slices.ContainsFunc(MessageSpecs(), func(s MessageSpec) bool { return s.Kind == k && s.Optional })
}

// Template is a message that WhatsApp approved beforehand: the only thing that
// may be sent outside the 24-hour window. Body is what was registered, with
// {{1}}, {{2}} …; Parameters names the fact that fills each, in order.
type Template struct {
	Kind       MessageKind `json:"kind"`
	Name       string      `json:"name"`
	Category   string      `json:"category"` // UTILITY or MARKETING
	Language   string      `json:"language"`
	Body       string      `json:"body"`
	Parameters []string    `json:"parameters"`
}

// FilledTemplate is a template with its variables, ready to be sent. Text is
// what the customer reads.
type FilledTemplate struct {
	Name     string
	Category string
	Language string
	Values   []string
	Text     string
}

const (
	maxTemplateBody = 1024
	maxTemplateName = 512
)

var (
	templateName     = regexp.MustCompile(`^[a-z0-9_]+$`)
	templateLanguage = regexp.MustCompile(`^[a-z]{2}(_[A-Z]{2})?$`)
	templateVariable = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
	touching         = regexp.MustCompile(`\}\}\s*\{\{`)
)

// Check says everything that WhatsApp, or we, would refuse about a template.
func (t Template) Check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	at := slices.IndexFunc(MessageSpecs(), func(s MessageSpec) bool { return s.Kind == t.Kind })
	if at < 0 {
		fault("there is no message of kind %q", t.Kind)
	}
	if !templateName.MatchString(t.Name) || len(t.Name) > maxTemplateName {
		fault("name %q: only lower-case letters, digits and _", t.Name)
	}
	if t.Category != "UTILITY" && t.Category != "MARKETING" {
		fault("category %q: UTILITY or MARKETING", t.Category)
	}
	if !templateLanguage.MatchString(t.Language) {
		fault("language %q: a code such as es or es_ES", t.Language)
	}
	for _, p := range t.Parameters {
		if at >= 0 && !slices.Contains(MessageSpecs()[at].Facts, p) {
			fault("parameter %q is not known of a %s; there are %s", p, t.Kind, strings.Join(MessageSpecs()[at].Facts, ", "))
		}
	}
	return errors.Join(append(faults, t.checkBody()...)...)
}

// checkBody checks the registered text and its variables.
func (t Template) checkBody() []error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	body := strings.TrimSpace(t.Body)
	if n := utf8.RuneCountInString(body); n == 0 || n > maxTemplateBody {
		fault("body has %d characters: 1 to %d", n, maxTemplateBody)
	}
	if strings.HasPrefix(body, "{{") || strings.HasSuffix(body, "}}") {
		fault("body begins or ends with a variable, which WhatsApp refuses: add a word or a full stop")
	}
	if touching.MatchString(body) {
		fault("body has two variables with nothing between them, which WhatsApp refuses")
	}
	seen := map[string]bool{}
	for _, found := range templateVariable.FindAllStringSubmatch(body, -1) {
		n, err := strconv.Atoi(found[1])
		if err != nil || n < 1 || n > len(t.Parameters) {
			fault("body uses {{%s}}, but %d parameters are listed", found[1], len(t.Parameters))
			continue
		}
		seen[strconv.Itoa(n)] = true
	}
	for n := range t.Parameters {
		if !seen[strconv.Itoa(n+1)] {
			fault("body does not use {{%d}} (%s)", n+1, t.Parameters[n])
		}
	}
	return faults
}

// Fill puts facts into the variables. A fact that is missing is an error:
// WhatsApp refuses empty variables.
func (t Template) Fill(facts map[string]string) (FilledTemplate, error) {
	filled := FilledTemplate{Name: t.Name, Category: t.Category, Language: t.Language}
	for n, name := range t.Parameters {
		value := strings.Join(strings.Fields(facts[name]), " ") // line ends are refused too
		if value == "" {
			return FilledTemplate{}, fmt.Errorf("template %s: no value for {{%d}} (%s)", t.Name, n+1, name)
		}
		filled.Values = append(filled.Values, value)
	}
	filled.Text = templateVariable.ReplaceAllStringFunc(t.Body, func(variable string) string {
		n, err := strconv.Atoi(strings.Trim(variable, "{} \t"))
		if err != nil || n < 1 || n > len(filled.Values) {
			return variable // Check refuses such bodies
		}
		return filled.Values[n-1]
	})
	return filled, nil
}

// Template finds the salon's template for a kind of message.
func (s *Salon) Template(kind MessageKind) (Template, bool) {
	for _, t := range s.Templates {
		if t.Kind == kind {
			return t, true
		}
	}
	return Template{}, false
}

// CheckTemplates checks a salon's whole list: each one, and one per kind.
func CheckTemplates(list []Template) error {
	var faults []error
	seen := map[MessageKind]bool{}
	for _, t := range list {
		if err := t.Check(); err != nil {
			faults = append(faults, fmt.Errorf("template %s (%s): %w", t.Name, t.Kind, err))
		}
		if seen[t.Kind] {
			faults = append(faults, fmt.Errorf("template %s: there are two for %s", t.Name, t.Kind))
		}
		seen[t.Kind] = true
	}
	return errors.Join(faults...)
}
