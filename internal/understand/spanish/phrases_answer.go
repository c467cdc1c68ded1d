package spanish

// yesPhrases are words for assent, one a line, folded.
const yesPhrases = `
si
claro
claro que si
por supuesto
vale
ok
dale
venga
venga va
venga vale
perfecto
perfecta
genial
estupendo
fenomenal
listo
lista
hecho
trato hecho
aja
aha
yes
va
esta bien
todo bien
muy bien
bien
me vale
me parece
asi esta bien
continua
continuamos
continuar
sigamos
sigue
seguimos
adelante
de acuerdo
eso es
eso mismo
exacto
exactamente
correcto
asi es
me parece bien
me parece perfecto
me va bien
me viene bien
me viene genial
me viene perfecto
me va perfecto
me va genial
ya esta
ya
guay
ideal
maravilla
maravilloso
bueno
bueno vale
hagamoslo
hazlo
reservalo
reservala
reservamelo
reservamela
confirmo
confirmado
confirmada
lo confirmo
confirmo todas
apuntame
apuntamela
me la quedo
me lo quedo
la misma
soy yo
asi me llamo
esa soy yo
yo misma
igual
lo mismo
igual que siempre
si porfavor
si por favor
si claro
si vale
si perfecto
si gracias
efectivamente
alli estare
ahi estare
alli estaremos
estare alli
sin falta
cuenta conmigo
me quedo con esa
esa misma
ese mismo
esa me va bien
me encanta
sin problema
ningun problema
no hay problema
no tengo ninguna duda
ninguna duda
no hay ningun problema
confirmadisimo
perfectisimo
segurisimo
clarisimo
por supuestisimo
`

// relayPhrases have the stylist asked what to do about a delay, one a line, folded.
const relayPhrases = `
preguntale
preguntaselo
pregunta
consultale
consultalo
consultaselo
dile
diselo
avisale
`

// noRelayPhrases leave a delay at being known, one a line, folded.
const noRelayPhrases = `
no te preocupes
no os preocupeis
no pasa nada
da igual
no importa
`

// noPhrases are words for refusal, one a line, folded.
const noPhrases = `
no
que va
mejor no
paso
no gracias
no quiero
nada
nada gracias
para nada
en absoluto
ni hablar
no puedo
solo eso
no solo eso
solo lo que he dicho
solo lo que te he dicho
solo lo que he pedido
no me va bien
no me viene bien
no me va
no me viene
no me sirve
no me convence
no hace falta
no es necesario
negativo
creo que no
de momento no
por ahora no
ahora no
hoy no
no por ahora
no de momento
nunca
tampoco
no voy a poder
no podre
no podre ir
no puedo ir
imposible
imposible a esas horas
imposible a esa hora
a esas horas no puedo
a esa hora no puedo
a esas horas no
a esa hora no
a esas horas imposible
a esa hora imposible
me viene mal
me va mal
otro dia no
no quiero decirlo
no quiero darlo
prefiero no decirlo
prefiero no darlo
no te lo digo
no lo digo
no quiero dar mis datos
sin apellido
sin apellidos
no hace falta apellido
sin el apellido
ponlo sin apellido
`

// morePhrases are words for a wish for other offers, one a line, folded.
const morePhrases = `
otras horas
otra hora
mas horas
mas opciones
otras opciones
otra opcion
no hay mas
hay algo mas
tienes algo mas
teneis algo mas
algo mas
no tienes mas
no teneis mas
hay mas
tienes mas
tienes otras
tienes otra
teneis otra
otros huecos
otro hueco
mas huecos
ninguna me va bien
ninguna me viene bien
ninguna me va
ninguna me viene
ninguna me cuadra
ninguno me va bien
ninguna de las dos
ninguna de esas
ninguna
a otra hora
en otro horario
otros horarios
otro horario
que mas tienes
que mas teneis
que mas hay
que otras tienes
alguna otra opcion
alguna otra
algun otro hueco
alguna mas
dame mas
dime mas
ver mas
no me cuadran
no me cuadra ninguna
no me cuadra
no me encajan
no me encaja ninguna
ninguna me encaja
no me sirven
no me sirve ninguna
no me valen
`

// againPhrases are words for going on with what was let go, one a line, folded.
const againPhrases = `
me lo guardas
me la guardas
me lo puedes guardar
me la puedes guardar
guardamelo
guardamela
me lo reservas
me la reservas
resevamelo
lo quiero
la quiero
aun la quiero
aun lo quiero
todavia la quiero
sigo queriendo
otra vez
de nuevo
sigue libre
sigue disponible
seguimos
se me paso
se me olvido
todavia se puede
aun se puede
todavia puedo
aun puedo
puedo pagar ahora
se me ha pasado
me despiste
estoy a tiempo
llego a tiempo
`
