package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/testkit/transcript"
)

// register is how somebody talks.
type register int

const (
	formal register = iota
	chatty
	terse
	latam
)

// moment is when a customer does something unasked.
type moment string

const (
	never       moment = ""
	beforeOffer moment = "before the offer"
	atOffer     moment = "at the offer"
	atSurname   moment = "at the surname"
	atPay       moment = "at the payment"
)

// customer is one person: a goal, a way of writing, habits.
type customer struct {
	kind    Kind
	Known   bool
	first   string // real name
	last    string
	profile string
	phone   string

	register register
	hand     hand
	goal     goal
	limits   limits // in words

	greetsFirst bool // only "hola" at first
	bursts      int  // percent of turns in several messages
	vague       bool // does not say the day at first
	noService   bool // does not say the service at first
	ignoresName bool
	noSurname   bool
	fullName    bool // gives name and surname together

	changes    moment // of mind, once
	digresses  moment
	expires    bool // lets the hold end, then comes back
	trouble    bool // the link fails once
	claims     bool // says it is paid before it is
	pauses     bool // is away for 40 minutes at the offer
	thanks     bool
	tapsTitles bool
	tells      bool // why she comes, at length
	later      int  // an appointment of hers, in days from now; 0: none
	born       time.Time

	question inquiry             // Ask
	leaves   moment              // Leave
	second   *goal               // Split: after the first
	target   *transcript.Planned // Move, Cancel
	guest    *guest              // Other
	party    *party              // Group
	past     *transcript.Planned // Usual: the last visit
	delay    *delay              // Late

	reply     reply               // Remind
	with      *transcript.Planned // Remind: somebody who comes with her
	answersIn time.Duration       // Remind

	asksAtOnce bool // Wait: without looking for a slot first
}

// moves reports whether she wants an appointment of hers at another time.
func (c *customer) moves() bool { return c.kind == Move || c.reply == replyMove }

// cancels reports whether she does not want an appointment of hers any more.
func (c *customer) cancels() bool { return c.kind == Cancel || c.reply == replyCancel }

// manyMessages is more than anybody writes in a minute.
const manyMessages = 1000

// limits are the goal's days and hours as this customer says them.
type limits struct{ day, hour []string }

func demoShop() (salon.Seed, error) {
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		return salon.Seed{}, fmt.Errorf("demonstration salon: %w", faults[0])
	}
	return parsed, nil
}

func newCustomer(r *rand.Rand, shop salon.Seed, kinds []Kind) *customer {
	c := &customer{kind: pickKind(r, kinds), register: register(r.IntN(4)), Known: chance(r, 40), born: someMoment(r)}
	c.hand = newHand(r, c.register)
	c.name(r)
	c.goal.thing = pickThing(r)
	c.goal.wantPack = c.goal.thing.always || (c.goal.thing.pack != "" && chance(r, 50))
	today := salon.DateOf(c.born)
	open := func(d salon.Date) bool { return len(shop.Opening.On(d.Weekday())) > 0 && !closed(shop, d) }
	day := somedays(r, today, c.born.Hour() >= 16, open)
	c.goal.days, c.limits.day = day.value, day.words
	if chance(r, 60) {
		part := someHours(r, c.register == latam)
		c.goal.hours, c.limits.hour = part.value, part.words
	}
	c.wishStylist(r, shop)
	c.habits(r)
	c.prepareKind(r, shop)
	return c
}

func closed(shop salon.Seed, d salon.Date) bool {
	for _, c := range shop.Closures {
		if c.Date == d {
			return true
		}
	}
	return false
}

// someMoment is when the conversation begins: a day of the salon's autumn and
// winter, at any hour people write.
func someMoment(r *rand.Rand) time.Time {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		panic(err) // the zone is built in
	}
	day := salon.Date{Year: 2026, Month: 9, Day: 1}.AddDays(r.IntN(210))
	return day.At(at(8, 0)+salon.ClockTime(r.IntN(15*60)), madrid)
}

func (c *customer) name(r *rand.Rand) {
	c.first = pick(r, []string{"Laura", "Marta", "Carmen", "Lucía", "Sofía", "Ana", "Beatriz", "Julia", "María José", "Rocío", "Yolanda", "Nerea", "Ainhoa", "Fátima", "Valentina", "Camila", "Javier", "Antonio", "Pilar", "Iker", "Mari Carmen", "Inés", "Noelia", "Paola"})
	c.last = pick(r, []string{"Torres", "García", "López", "Martínez Ruiz", "Romero", "Vega", "Campos", "Ortiz", "Núñez", "de la Fuente", "Pérez Gil", "Ibáñez", "Castro", "Molina", "Quispe", "Etxeberria", "Del Río", "Santos"})
	c.phone = fmt.Sprintf("+346%08d", r.IntN(100000000))
	switch n := r.IntN(100); {
	case c.Known, n < 55:
		c.profile = c.first
	case n < 65:
		c.profile = c.first + " " + c.last
	case n < 72:
		c.profile = strings.ToLower(c.first)
	case n < 80:
		c.profile = pick(r, []string{"✨✨", "💅", "...", ".", "🌸🌸🌸"})
	case n < 87:
		c.profile = ""
	case n < 93:
		c.profile = pick(r, []string{"Bar Manolo", "Talleres Ruiz S.L.", "Floristería Azahar"})
	default:
		c.profile = pick(r, []string{"Mamá", "Paco", "Lola", "Juan Carlos"})
	}
	if c.Known {
		c.profile = c.first + " " + c.last
	}
}

func (c *customer) wishStylist(r *rand.Rand, shop salon.Seed) {
	var able []salon.Stylist
	for _, one := range shop.Team {
		if one.Does(c.category(shop)) {
			able = append(able, one)
		}
	}
	switch n := r.IntN(100); {
	case len(able) < 2 || n < 62:
	case n < 85:
		c.goal.stylist = pick(r, able).Slug
	case n < 90:
		c.goal.not = pick(r, able).Slug
	default:
		c.goal.anyone = true
	}
}

func (c *customer) category(shop salon.Seed) salon.Category {
	for _, s := range shop.Services {
		if s.Slug == c.goal.thing.services[0] {
			return s.Category
		}
	}
	return ""
}

func (c *customer) habits(r *rand.Rand) {
	c.greetsFirst, c.bursts = chance(r, 12), pick(r, []int{0, 0, 20, 60})
	c.vague, c.noService = chance(r, 20), chance(r, 6)
	c.ignoresName, c.noSurname, c.fullName = chance(r, 10), chance(r, 6), chance(r, 20)
	c.thanks, c.tapsTitles, c.tells = chance(r, 40), chance(r, 15), chance(r, 25)
	if c.Known && chance(r, 20) {
		c.later = 30 + r.IntN(20)
	}
	if chance(r, 45) {
		return // simple
	}
	c.changes = pick(r, []moment{never, never, atOffer, atSurname, atPay})
	c.digresses = pick(r, []moment{never, never, beforeOffer, atOffer, atSurname, atPay})
	c.expires, c.trouble, c.claims, c.pauses = chance(r, 12), chance(r, 12), chance(r, 10), chance(r, 12)
}

// simple reports whether this customer only books.
func (c *customer) simple() bool {
	return c.kind == Book && c.changes == never && c.digresses == never && !c.expires && !c.trouble && !c.claims && !c.pauses &&
		!c.greetsFirst && !c.vague && !c.noService && len(c.goal.days) == 1
}

// minutesOf is how long a service takes.
func minutesOf(shop salon.Seed, slug string) int {
	for _, s := range shop.Services {
		if s.Slug == slug {
			return s.Minutes
		}
	}
	return 0
}

// setup is the world before the customer's first word.
func (c *customer) setup(r *rand.Rand, shop salon.Seed) transcript.Setup {
	shop.Policies.MessagesPerMinutePerCustomer = manyMessages // real time, which a simulation does not take
	s := transcript.Setup{Now: c.born, Seed: shop, Profile: c.profile, Phone: c.phone}
	if c.Known {
		s.Known = &salon.Customer{Phone: c.phone, FirstName: c.first, LastName: c.last}
	}
	s.Blocks = occupy(r, shop, salon.DateOf(c.born), c.born.Location())
	for _, one := range []*transcript.Planned{c.target, c.with, c.past} {
		if one == nil {
			continue
		}
		s.Appointments = append(s.Appointments, *one)
		s.Blocks = slices.DeleteFunc(s.Blocks, func(b transcript.Block) bool {
			return b.Stylist == one.Stylist && b.Overlaps(salon.Interval{Start: one.Start, End: one.Start.Add(time.Hour)})
		})
	}
	if c.kind == Wait {
		s.Blocks = fill(s.Blocks, shop, c.goal.days[0], c.born.Location())
	}
	if c.later > 0 {
		day := salon.DateOf(c.born).AddDays(c.later)
		for day.Weekday() < 2 || day.Weekday() > 5 || closed(shop, day) {
			day = day.AddDays(1)
		}
		s.Appointments = append(s.Appointments, transcript.Planned{
			Status: salon.Confirmed, Stylist: "marta", Start: day.At(at(10, 0), c.born.Location()), Services: []string{"corte"},
			Minutes: minutesOf(shop, "corte"), Booked: c.born.AddDate(0, 0, -10),
		})
	}
	return s
}
