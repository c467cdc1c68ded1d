package spanish

import "strings"

// regularVerbs are verbs whose forms customers use; all of them count as known
// words, so that "dejas" is never repaired to "cejas".
const regularVerbs = `
dejar llamar buscar mirar tomar pasar quedar hablar esperar preguntar llegar llevar pagar cobrar comprar terminar acabar empezar trabajar
gustar encantar apetecer molestar ayudar contar mandar enviar avisar apuntar anotar guardar confirmar reservar cambiar cancelar anular
cortar peinar secar lavar planchar rizar alisar depilar maquillar pintar limar quitar poner arreglar recortar retocar igualar aclarar matizar decolorar
cerrar abrir comer cenar dormir salir venir subir bajar vivir recibir escribir decidir elegir preferir sentir pedir servir seguir repetir
aparcar conducir viajar volver mover devolver resolver recordar olvidar probar comentar explicar informar consultar atender entender
casar regalar invitar celebrar juntar acompanar traer caer leer creer ver saber tener hacer querer poder deber haber costar valer durar tardar
funcionar fallar cargar rechazar intentar lograr conseguir necesitar aceptar admitir ofrecer vender usar utilizar gastar faltar sobrar
retrasar adelantar aplazar aprovechar organizar programar agendar coger dar echar tirar parar andar correr entrar sentar levantar tocar doler picar escocer
`

// addVerbForms puts the regular forms of a verb into known.
func addVerbForms(known map[string]struct{}, infinitive string) {
	root, class := infinitive[:len(infinitive)-2], infinitive[len(infinitive)-2:]
	var tails string
	switch class {
	case "ar":
		tails = "o as a amos ais an e aste o asteis aron aba abas abamos abais aban es emos eis en ando ado ada ados adas ad ara aras are aremos arian aria arias ariamos ariais aran ase aramos"
	case "er":
		tails = "o es e emos eis en i iste io imos isteis ieron ia ias iamos iais ian a as amos ais an iendo ido ida idos idas ed eria erias eriamos eriais erian era eras ere eremos eran iera ieras ierais ieran"
	default:
		tails = "o es e imos is en i iste io isteis ieron ia ias iamos iais ian a as amos ais an iendo ido ida idos idas id iria irias iriamos iriais irian ira iras ire iremos iran iera ieras ierais ieran"
	}
	known[infinitive] = struct{}{}
	for t := range strings.FieldsSeq(tails) {
		known[root+t] = struct{}{}
	}
	for t := range strings.FieldsSeq("me te se le les lo la los las nos os melo mela telo tela selo sela") {
		known[infinitive+t] = struct{}{}
		for v := range strings.FieldsSeq("a e") {
			known[root+v+t] = struct{}{}
		}
	}
}

// vocabulary is what every salon's speller shares: built once.
type vocabulary struct {
	known map[string]struct{}
	names map[string]bool
}

func newVocabulary() *vocabulary {
	v := &vocabulary{known: make(map[string]struct{}, 16000), names: make(map[string]bool, 600)}
	for _, list := range [...]string{commonWords, phraseWords} {
		for w := range strings.FieldsSeq(list) {
			v.known[w] = struct{}{}
		}
	}
	for w := range strings.FieldsSeq(firstNames) {
		v.known[w], v.names[w] = struct{}{}, true
	}
	for w := range strings.FieldsSeq(regularVerbs) {
		addVerbForms(v.known, w)
	}
	return v
}
