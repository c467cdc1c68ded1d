package salon

import "fmt"

// Money is an amount in integer cents of the salon's currency.
type Money int64

// Percent returns p percent of m, rounded half up to the cent (policy P1 of
// the conversation specification: 20 % of 47.70 € is 9.54 €).
func (m Money) Percent(p int) Money {
	product := int64(m) * int64(p)
	return Money((product + 50) / 100)
}

// String renders the amount as people in Spain write it: "16,00 €".
func (m Money) String() string {
	sign, cents := "", int64(m)
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d,%02d €", sign, cents/100, cents%100)
}
