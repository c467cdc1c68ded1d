package spanish

// smallNumber is the value of a number word below a hundred, or -1.
func smallNumber(w string) int {
	switch w {
	case "cero", "zero":
		return 0
	case "un", "uno", "una":
		return 1
	case "dos":
		return 2
	case "tres":
		return 3
	case "cuatro":
		return 4
	case "cinco":
		return 5
	case "seis":
		return 6
	case "siete":
		return 7
	case "ocho":
		return 8
	case "nueve":
		return 9
	case "diez":
		return 10
	case "once":
		return 11
	case "doce":
		return 12
	case "trece":
		return 13
	case "catorce":
		return 14
	case "quince":
		return 15
	case "dieciseis":
		return 16
	case "diecisiete":
		return 17
	case "dieciocho":
		return 18
	case "diecinueve":
		return 19
	case "veinte":
		return 20
	case "veintiun", "veintiuno", "veintiuna":
		return 21
	case "veintidos":
		return 22
	case "veintitres":
		return 23
	case "veinticuatro":
		return 24
	case "veinticinco":
		return 25
	case "veintiseis":
		return 26
	case "veintisiete":
		return 27
	case "veintiocho":
		return 28
	case "veintinueve":
		return 29
	}
	return tens(w)
}

func tens(w string) int {
	switch w {
	case "treinta":
		return 30
	case "cuarenta":
		return 40
	case "cincuenta":
		return 50
	case "sesenta":
		return 60
	case "setenta":
		return 70
	case "ochenta":
		return 80
	case "noventa":
		return 90
	}
	return -1
}

// number reads digits or number words at i ("treinta y cinco").
func (l *line) number(i int) (value, next int, ok bool) {
	if i < 0 || i >= len(l.toks) {
		return 0, i, false
	}
	t := l.toks[i]
	if t.kind == numberToken {
		if t.blocked || t.digits > 4 {
			return 0, i, false
		}
		return t.value, i + 1, true
	}
	if t.kind != wordToken {
		return 0, i, false
	}
	v := smallNumber(t.norm)
	if v < 0 {
		return 0, i, false
	}
	if v >= 30 && l.at(i+1) == "y" {
		if unit := smallNumber(l.at(i + 2)); unit >= 1 && unit <= 9 {
			return v + unit, i + 3, true
		}
	}
	return v, i + 1, true
}

// ordinalWord is the value of an ordinal word, -1 for "último", or 0.
func ordinalWord(w string) int {
	switch w {
	case "primer", "primero", "primera":
		return 1
	case "segundo", "segunda":
		return 2
	case "tercer", "tercero", "tercera":
		return 3
	case "cuarta", "cuarto":
		return 4
	case "quinto", "quinta":
		return 5
	case "sexto", "sexta":
		return 6
	case "ultimo", "ultima":
		return -1
	}
	return 0
}

// ordinal reads "primero", "1.º", "1ª", "2do" at i.
func (l *line) ordinal(i int) (value, next int, ok bool) {
	if v := ordinalWord(l.at(i)); v != 0 && l.toks[i].kind == wordToken {
		return v, i + 1, true
	}
	if !l.isNumber(i) || l.toks[i].digits > 2 {
		return 0, i, false
	}
	j := i + 1
	if l.at(j) == "." && l.glued(j) {
		j++
	}
	if j < len(l.toks) && l.toks[j].kind == wordToken && l.glued(j) {
		switch l.toks[j].raw {
		case "o", "a", "er", "ero", "era", "ro", "ra", "do", "da", "to", "ta", "mo", "vo", "no":
			return l.toks[i].value, j + 1, true
		}
	}
	return 0, i, false
}

func (l *line) glued(i int) bool { return i > 0 && i < len(l.toks) && l.toks[i].glued }

// blockNumbers marks digits that belong to phone numbers, prices, codes and
// addresses of pages, so that no recogniser reads a time out of them.
func (l *line) blockNumbers() {
	l.blockAddresses()
	l.blockPhones()
	for i := 0; i < len(l.toks); {
		if l.toks[i].kind != numberToken {
			i++
			continue
		}
		end := l.chainEnd(i)
		if !l.chainPlausible(i, end) {
			l.block(i, end)
		}
		l.blockPrice(i, end)
		i = end
	}
}

func (l *line) block(from, to int) {
	for j := from; j < to && j < len(l.toks); j++ {
		l.toks[j].blocked = true
	}
}

// blockAddresses blocks runs without spaces that hold "://", "@" or "=".
func (l *line) blockAddresses() {
	for i := 0; i < len(l.toks); {
		j := i + 1
		odd := l.addressSign(i)
		for j < len(l.toks) && l.toks[j].glued {
			odd = odd || l.addressSign(j)
			j++
		}
		if odd {
			l.block(i, j)
		}
		i = j
	}
}

func (l *line) addressSign(i int) bool {
	switch l.toks[i].raw {
	case "@", "=", "www", "http", "https":
		return true
	}
	return false
}

// blockPhones blocks a run of numbers with at least seven digits in all that
// no word interrupts.
func (l *line) blockPhones() {
	for i := 0; i < len(l.toks); {
		if l.toks[i].kind != numberToken {
			i++
			continue
		}
		digits, parts, dated := 0, 0, false
		j := i
		for j < len(l.toks) {
			t := l.toks[j]
			if t.kind == numberToken {
				digits += t.digits
				parts++
			} else if t.raw == "/" || t.raw == ":" || t.raw == "," {
				dated = true
			} else if t.raw != "-" && t.raw != "." && t.raw != "–" {
				break
			}
			j++
		}
		if digits >= 9 && !dated || parts == 1 && digits >= 5 {
			l.block(i, j)
		}
		i = max(j, i+1)
	}
}

// chainEnd is the end of the glued run "12/11/2026", "1.30-3.30" that begins
// with the number at i.
func (l *line) chainEnd(i int) int {
	j := i + 1
	for j+1 < len(l.toks) && isSeparator(l.toks[j].raw) && l.toks[j].glued &&
		l.toks[j+1].kind == numberToken && l.toks[j+1].glued {
		j += 2
	}
	return j
}

func isSeparator(s string) bool {
	switch s {
	case "/", "-", ".", ":", ",", "–":
		return true
	}
	return false
}

// chainPlausible reports whether a run of numbers can be a date or an hour.
func (l *line) chainPlausible(from, to int) bool {
	var seps []string
	var digits []int
	for j := from; j < to; j++ {
		if l.toks[j].kind == numberToken {
			digits = append(digits, l.toks[j].digits)
		} else {
			seps = append(seps, l.toks[j].raw)
		}
	}
	if to < len(l.toks) && l.toks[to].glued && l.toks[to].raw == "-" && to+1 < len(l.toks) && l.toks[to+1].kind == numberToken {
		return false
	}
	switch len(digits) {
	case 1:
		return true
	case 2:
		return l.pairPlausible(from, seps[0], digits)
	case 3:
		if seps[0] != seps[1] {
			return digits[0] <= 2 && digits[1] <= 2 && (seps[0] == ":" || seps[1] == ":") // 11-1:30
		}
		if seps[0] == "," {
			return false
		}
		european := digits[0] <= 2 && digits[1] <= 2 && (digits[2] == 2 || digits[2] == 4)
		return european || digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2
	case 4: // 1:30-3:30
		return seps[1] == "-" && seps[0] == seps[2] && (seps[0] == ":" || seps[0] == ".")
	}
	return false
}

func (l *line) pairPlausible(from int, sep string, digits []int) bool {
	switch sep {
	case ",": // 26,20: a price, unless it is said as an hour
		return l.is(from-1, "las", "la") && digits[1] == 2
	case ".", ":":
		return digits[0] <= 2 && (digits[1] == 2 || digits[1] == 1 && sep == "." && l.is(from-1, "dia"))
	}
	if digits[1] == 4 {
		return l.toks[from].value >= 1 && l.toks[from].value <= 12 && digits[0] <= 2
	}
	return digits[0] <= 2 && digits[1] <= 2
}

func (l *line) blockPrice(from, to int) {
	after := l.at(to)
	switch after {
	case "€", "euro", "euros", "eur", "e", "pavos", "%", "$":
		if after != "e" || l.glued(to) {
			l.block(from, to)
		}
	case "por":
		if l.at(to+1) == "ciento" {
			l.block(from, to)
		}
	}
	if l.is(from-1, "€", "$") {
		l.block(from, to)
	}
}
