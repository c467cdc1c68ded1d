package dialog

import (
	"reflect"
	"slices"

	"atrevete/internal/salon"
)

// answering is what customers ask besides booking: each question is answered
// from the salon's data, then the open question is asked again.
func answering() scenario {
	return scenario{Name: "answer", Title: "Preguntas", Questions: []openQuestion{personOffer()}}
}

// maxNamed is how many services a question about what is done is answered with
// one by one; more are told by their headings.
const maxNamed = 5

// maxAnswers is how many questions of one burst are answered; more go better
// one at a time, and nobody reads a page.
const maxAnswers = 5

// answerAll answers every question of a burst. True: one of them needs a look
// at the calendar; the rest follows when it is back.
func (t *turn) answerAll(r *reading) bool {
	var calendar []Command
	if len(r.asks) > maxAnswers {
		t.rule("many questions")
		r.asks = r.asks[:maxAnswers]
		t.tell(SayManyQuestions, nil)
	}
	for _, a := range r.asks {
		if a.Topic == TopicOpenOn && a.When != nil && a.When.HasDay() {
			calendar = append(calendar, a)
			continue
		}
		t.answer(&a, r)
	}
	t.say = slices.CompactFunc(t.say, sameLine)
	return len(calendar) > 0 && t.askOpenOn(calendar, r)
}

// sameLine reports whether two neighbouring lines say the very same: price and
// duration of one service are one line.
func sameLine(a, b Utterance) bool { return a.ID == b.ID && reflect.DeepEqual(a.Data, b.Data) }

// answer answers one question from what is known.
func (t *turn) answer(a *Command, r *reading) {
	t.rule("answer " + string(a.Topic))
	switch a.Topic {
	case TopicPrice, TopicDuration:
		t.answerPrice(a, r)
	case TopicServices:
		if named := with(a.Services, a.Candidates...); !a.Negated && len(named) > 0 && len(named) <= maxNamed {
			data := t.priced(named) // "información sobre depilación de piernas"
			data.Total = false
			t.tell(SayPrice, data)
			return
		}
		say := SayServices
		if a.Negated {
			say = SayNotOffered
		}
		t.tell(say, t.groups())
	case TopicStylists:
		if s, ok := t.view.Salon.Stylist(a.Stylist); ok {
			t.tell(SayStylistWeek, StylistWeekData{Name: s.Name, Week: s.Hours})
			return
		}
		t.tell(SayStylists, t.team())
	case TopicFAQ:
		t.answerFAQ(a.Option)
	case TopicOpenOn:
		t.answerFAQ(faqHours)
	case TopicAppointments:
		t.answerAppointments(a)
	default:
		t.refuse(a, r)
	}
}

func (t *turn) answerFAQ(slug string) {
	i := slices.IndexFunc(t.view.Salon.FAQs, func(f salon.FAQ) bool { return f.Slug == slug })
	if i < 0 {
		t.tell(SayUnknownAnswer, nil)
		return
	}
	t.tell(SayFAQ, FAQData{Slug: slug, Answer: t.view.Salon.FAQs[i].Answer})
}

// answerPrice tells price and minutes of what is named, else of what is being booked.
func (t *turn) answerPrice(a *Command, r *reading) {
	catalogue := t.view.Salon.Catalogue
	if pack, ok := catalogue.Pack(a.Pack); ok {
		t.tell(SayPrice, ServicesData{Services: []ServiceFact{{pack.Name, pack.Minutes, pack.Price}}})
		return
	}
	if len(a.Services) > 0 && len(a.Candidates) > 1 && !t.blocking() {
		return // the question which of them tells both totals
	}
	services := with(a.Services, a.Candidates...)
	if len(services) > 0 {
		data := t.priced(services)
		data.Total = data.Total && len(a.Candidates) == 0
		t.tell(SayPrice, data)
		return
	}
	if d := t.draft(); d != nil && !d.Visit.Empty() {
		if pack, ok := catalogue.Pack(d.Visit.Pack); ok {
			t.tell(SayPrice, ServicesData{Services: []ServiceFact{{pack.Name, pack.Minutes, pack.Price}}})
			return
		}
		t.tell(SayPrice, t.priced(d.Visit.Services))
		return
	}
	if !t.blocking() && len(r.starts) == 0 && len(r.sets) == 0 && len(r.asks) == 1 {
		t.ask("", SayPriceWhich, nil)
		t.state.Question = nil
		return
	}
	t.tell(SayServices, t.groups())
}

// priced lists services with minutes and price, and their sums when there are several.
func (t *turn) priced(ids []salon.ID) ServicesData {
	var data ServicesData
	for _, id := range ids {
		if s, ok := t.view.Salon.Catalogue.Service(id); ok {
			data.Services = append(data.Services, ServiceFact{s.Name, s.Minutes, s.Price})
			data.Minutes += s.Minutes
			data.Price += s.Price
		}
	}
	hair, beauty := t.byCategory(ids)
	data.Total = len(data.Services) > 1 && (len(hair) == 0 || len(beauty) == 0)
	return data
}

// afterAnswer goes on after answers: back to the open question, or an offer to
// book what was asked about.
func (t *turn) afterAnswer(r *reading) {
	if t.blocking() && t.question() != BookOffer {
		t.again()
		return
	}
	if t.question() == PayWait {
		t.again()
		return
	}
	if t.offersFirst(r) {
		return
	}
	var named salon.Visit
	for _, a := range r.asks {
		switch {
		case a.Topic == TopicUnknown && t.offersPerson(&a, r):
			return
		case (a.Topic == TopicPrice || a.Topic == TopicDuration) && len(a.Services) > 0 && len(a.Candidates) > 1:
			t.offerToBook(Draft{Visit: salon.Visit{Services: a.Services}, Candidates: a.Candidates, Place: a.Place})
			return
		case a.Topic != TopicPrice && a.Topic != TopicDuration:
		case !a.Pack.Empty():
			named = salon.Visit{Pack: a.Pack}
		case len(a.Candidates) == 0:
			for _, id := range a.Services {
				if !slices.Contains(named.Services, id) {
					named.Services = with(named.Services, id)
				}
			}
		}
	}
	if named.Empty() {
		if t.question() == BookOffer {
			t.again()
		}
		return
	}
	t.offerToBook(Draft{Visit: named})
}

// offerToBook opens an offer to book; one that was not taken up gives way.
func (t *turn) offerToBook(d Draft) {
	if t.offered() {
		t.pop()
	}
	t.push(Frame{Scenario: ScenarioBook, Step: stepOffered, Draft: d})
	t.drive()
}

// groups are the headings of the catalogue, hair and beauty apart.
func (t *turn) groups() GroupsData {
	var data GroupsData
	for _, s := range t.view.Salon.Catalogue.Services {
		list := &data.Hair
		if s.Category == salon.Aesthetics {
			list = &data.Beauty
		}
		if s.Group != "" && !slices.Contains(*list, s.Group) {
			*list = append(*list, s.Group)
		}
	}
	return data
}

func (t *turn) team() TeamData {
	var data TeamData
	for _, s := range t.view.Salon.Team {
		if s.Does(salon.Hairdressing) {
			data.Hair = append(data.Hair, s.Name)
		}
		if s.Does(salon.Aesthetics) {
			data.Beauty = append(data.Beauty, s.Name)
		}
	}
	return data
}

// openAhead is how many days after a closed day are looked at for the next open one.
const openAhead = 21

// faqHours is the answer that tells the opening hours.
const faqHours = "hours"

// askOpenOn asks for the closures around the first of the days asked about; any
// short visit will do as the query. The other days and the rest of the burst
// are kept until it is back.
func (t *turn) askOpenOn(asked []Command, r *reading) bool {
	services := t.view.Salon.Catalogue.Services
	if len(services) == 0 {
		t.answerFAQ(faqHours)
		return false
	}
	plan, err := t.view.Salon.Catalogue.Plan(salon.Visit{Services: []salon.ID{services[0].ID}})
	if err != nil {
		t.answerFAQ(faqHours)
		return false
	}
	t.rule("answer " + string(TopicOpenOn))
	day := asked[0].When.From
	keep := []Command{asked[0]}
	for _, c := range asked[1:] {
		if c.When.From != day {
			keep = append(keep, c)
		}
	}
	for _, c := range r.commands {
		if c.Kind != Ask {
			keep = append(keep, c)
		}
	}
	t.state.Kept = Kept{Commands: keep, Words: r.words}
	t.act(Action{FindSlots: &FindSlots{Purpose: forOpenOn, Limit: 1, Queries: []salon.Query{{
		Plan: plan, From: day, To: day.AddDays(openAhead), Now: t.view.Now,
	}}}})
	return true
}

// openOn answers whether the salon opens on a day, then hears the rest of the burst.
func (t *turn) openOn(f SlotsFound) {
	kept := t.state.Kept
	t.state.Kept = Kept{}
	if len(kept.Commands) == 0 || kept.Commands[0].When == nil {
		return
	}
	asked := kept.Commands[0].When.From
	data := OpenData{Day: t.view.Salon.Day(asked, f.Closures)}
	if !data.Day.Open() {
		data.Next, _ = t.view.Salon.NextOpenDay(asked.AddDays(1), f.Closures)
	}
	t.tell(SayOpenOn, data)
	insisted := 0
	if d := t.draft(); t.offered() && d.Closed == asked {
		insisted = d.Insisted
		t.state.Question = nil
	}
	r := sorted(kept.Commands[1:], kept.Words)
	switch {
	case r.wishes() || r.affirm || r.deny:
		t.converse(&r)
	case t.blocking() && t.question() != BookOffer:
		t.again()
	case !data.Day.Open():
		t.offerToBook(Draft{Closed: asked, Insisted: insisted})
	}
}
