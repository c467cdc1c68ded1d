package salon

// DayPart is a part of the day as the hours a start may have; zero bounds are
// open. It fits into a Query as it is.
type DayPart struct {
	Earliest    ClockTime // starts not before
	Latest      ClockTime // starts not after
	EndBy       ClockTime // over by
	LatestFirst bool      // offer the latest start first
}

// The borders between the parts of the day (conversation specification, 1.4).
const (
	afternoonFrom    ClockTime = 14 * 60
	middayFrom       ClockTime = 12 * 60
	afterLunchFrom   ClockTime = 15 * 60
	firstThingBefore ClockTime = 11 * 60
	lastThingFrom    ClockTime = 18 * 60
	lastThingSat     ClockTime = 12 * 60
	saturday                   = 6
)

// Morning is "por la mañana": starts before 14:00.
func Morning() DayPart { return DayPart{Latest: afternoonFrom - 1} }

// Afternoon is "por la tarde": starts at 14:00 or later.
func Afternoon() DayPart { return DayPart{Earliest: afternoonFrom} }

// Midday is "a mediodía": starts from 12:00 to 14:59.
func Midday() DayPart { return DayPart{Earliest: middayFrom, Latest: afterLunchFrom - 1} }

// BeforeLunch is "antes de comer": over by 14:00.
func BeforeLunch() DayPart { return DayPart{EndBy: afternoonFrom} }

// AfterLunch is "después de comer": starts from 15:00.
func AfterLunch() DayPart { return DayPart{Earliest: afterLunchFrom} }

// FirstThing is "a primera hora": starts before 11:00.
func FirstThing() DayPart { return DayPart{Latest: firstThingBefore - 1} }

// LastThing is "a última hora": from 18:00, on a Saturday from 12:00, latest first.
func LastThing(weekday int) DayPart {
	if weekday == saturday {
		return DayPart{Earliest: lastThingSat, LatestFirst: true}
	}
	return DayPart{Earliest: lastThingFrom, LatestFirst: true}
}
