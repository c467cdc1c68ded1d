package spanish

// chatWord expands what people shorten in chats; other words come back as they are.
func chatWord(w string) string {
	switch w {
	case "q", "k", "ke", "qe", "qu":
		return "que"
	case "xa", "pa", "pra", "pal", "para":
		return "para"
	case "x":
		return "por"
	case "xq", "pq", "xk", "pk", "porq":
		return "porque"
	case "xfa", "xfavor", "pf", "pfa", "plis", "please", "porfi", "porfis", "porfa", "xfi", "porfaplis":
		return "porfavor"
	case "tb", "tmb", "tbn", "tambn", "tanbien":
		return "tambien"
	case "buens", "bueos", "beunos", "bunos", "buenso":
		return "buenos"
	case "buenass", "beunas", "bunas":
		return "buenas"
	case "bn":
		return "bien"
	case "mnn", "mnna", "mna", "mnana", "manna", "mannana":
		return "manana"
	case "d":
		return "de"
	case "dl":
		return "del"
	case "dnd":
		return "donde"
	case "cm":
		return "como"
	case "msj":
		return "mensaje"
	case "tngo":
		return "tengo"
	case "tnes", "tienens", "tenes", "teneis", "tneis":
		if w == "teneis" || w == "tneis" {
			return "teneis"
		}
		return "tienes"
	case "ola", "holi", "holis", "hla", "wenas":
		if w == "wenas" {
			return "buenas"
		}
		return "hola"
	case "grax", "grcs", "grax.", "gracies", "thx", "thanks", "merci":
		return "gracias"
	case "hr", "hrs":
		return "horas"
	case "vrns", "viern", "vierns", "biernes":
		return "viernes"
	case "jvs", "juevs", "jueve":
		return "jueves"
	case "mierc", "miercols", "mircoles":
		return "miercoles"
	case "sbdo", "savado":
		return "sabado"
	case "dgo":
		return "domingo"
	case "aki":
		return "aqui"
	case "asta":
		return "hasta"
	case "aver":
		return "ver"
	case "wapa", "wapo", "guapi":
		return "guapa"
	case "okis", "okey", "oki", "okay", "okei", "oks", "okk", "okeis":
		return "ok"
	case "sii", "sip", "sipi", "siip", "sep", "yes", "yep", "sisi":
		return siOrSep(w)
	case "noo", "nop", "nope", "nopes", "nono":
		return "no"
	case "dale":
		return "dale"
	case "h":
		return "h"
	}
	return w
}

func siOrSep(w string) string {
	if w == "sep" {
		return w
	}
	return "si"
}
