package spanish

// bookPhrases are words for wishes to book, one a line, folded.
const bookPhrases = `
quiero cita
quiero una cita
quiero otra cita
quiero hora
quiero reservar
quiero pedir cita
quiero pedir hora
quiero coger cita
quiero agendar
queria cita
queria una cita
queria pedir cita
queria reservar
queria hora
quisiera cita
quisiera una cita
quisiera reservar
quisiera pedir cita
quisiera agendar
agendar un turno
agendar una cita
agendar cita
un turno
necesito cita
necesito una cita
necesito hora
necesito reservar
me das cita
me das hora
me dais cita
me dais hora
dame cita
dame hora
darme cita
darme hora
me podeis dar cita
me puedes dar cita
me podrias dar cita
podrias darme cita
podria darme cita
puedes darme cita
me regala una cita
pedir cita
pedir hora
pedir una cita
coger cita
coger hora
reservar cita
reservar hora
reservar una cita
reservar
reserva
reservame
una cita
cita
otra cita
hazme hueco
hacerme un hueco
tienes hueco
teneis hueco
hay hueco
tienes huecos
teneis huecos
tienes sitio
teneis sitio
tienes un hueco
teneis un hueco
algun hueco
algun huequito
hueco
huequito
tienes disponible
teneis disponible
teneis disponibilidad
tienes disponibilidad
hay disponibilidad
tienes algo
teneis algo
tienes libre
teneis libre
tienes cita
teneis cita
hay cita
hay sitio
hay lugar
como lo teneis
como lo tienes
como vais
como vais de hueco
como andais
como andais de hueco
como esta la agenda
como teneis la agenda
como lo teneis el
que teneis libre
que tienes libre
que huecos teneis
que huecos tienes
que horas tienes
que horas teneis
que dias teneis
que dias tienes
que dias hay
tienes lugar
tienes hora
teneis hora
me apuntas
apuntame
ponme
me pones
puedo ir
podria ir
puedo pasarme
puedo pedir cita
me gustaria reservar
me gustaria pedir cita
me gustaria una cita
me gustaria cita
me gustaria ir
y otra para
y otra
otra para
ponme otra
otra
`

// usualPhrases are words for the usual, one a line, folded.
const usualPhrases = `
lo de siempre
lo mismo de siempre
lo mismo que siempre
lo mismo que la otra vez
lo mismo que la ultima vez
lo mismo de la ultima vez
lo mismo que la vez pasada
como siempre
como la ultima vez
lo de la otra vez
lo habitual
mi corte de siempre
igual que la ultima vez
igual que la otra vez
el de siempre
la de siempre
lo que me hago siempre
lo que me hice la otra vez
lo que me hice la ultima vez
lo mismo que me hice
lo mismo que me hago siempre
lo que suelo hacerme
lo mismito
lo que me hicisteis la ultima vez
`

// consultPhrases are words for indecision, and wishes that are no service, one a line, folded.
const consultPhrases = `
que me recomiendas
cual me recomiendas
que me recomendais
cual me recomendais
que me aconsejas
que me aconsejais
cual me aconsejas
cual me aconsejais
me aconsejas
me aconsejais
me asesoras
me asesorais
me puedes aconsejar
me podeis aconsejar
me puedes asesorar
me podeis asesorar
necesito consejo
quiero consejo
me ayudas a decidir
me ayudais a decidir
que me asesorarais
que me aconsejarais
que me sugieres
no se que hacerme
no se si
no se cual
no se que elegir
no se que ponerme
no me decido
estoy indecisa
estoy indeciso
tengo dudas
que me iria bien
que me quedaria bien
que me pega
cambio de look
cambio de imagen
cambio de color
cambio radical
un cambio
ponerme rubia
ponerme rubio
ponerme morena
ponerme pelirroja
quiero rubio
quiero ser rubia
aclararme el pelo
aclararme
algo para el pelo
algo para mi pelo
el pelo muy danado
el pelo danado
el pelo muy seco
el pelo seco
el pelo fatal
el pelo estropeado
el pelo muy estropeado
el pelo encrespado
el pelo quemado
que me asesoren
que me aconsejen
asesoramiento
consulta
una consulta
la consulta
consulta gratuita
la consulta gratuita
consulta gratis
taparme las canas
tapar las canas
cubrirme las canas
cubrir las canas
tapar canas
cubrir canas
las canas
retoque de raiz
retocar la raiz
retocarme la raiz
hacerme la raiz
hacerme las raices
la raiz
las raices
`

// waitlistPhrases are words for the waiting list, one a line, folded.
const waitlistPhrases = `
lista de espera
en la lista de espera
apuntame en la lista
apuntame en la lista de espera
ponme en la lista de espera
ponme en la lista
avisame si se libera
avisame si se libera algo
avisame si hay hueco
avisame si sale algo
avisame si cancela alguien
avisame si alguien cancela
avisame si queda libre
avisame si hay alguna cancelacion
si alguien cancela me dices
si alguien cancela me avisas
si alguien cancela
si se libera algo
si se libera un hueco
si hay alguna cancelacion
si sale algun hueco
`

// leavePhrases are words for giving up, one a line, folded.
const leavePhrases = `
dejalo
dejalo estar
dejalo asi
dejemoslo
olvidalo
olvida
olvidate
mejor no ya te dire
ya te dire
ya te digo
ya os dire
ya te aviso
me lo pienso
me lo voy a pensar
lo pienso
me lo pensare
lo dejo
lo dejamos
lo dejo para otro dia
otro dia te digo
mejor lo dejo
no quiero nada
ya no quiero
ya no lo quiero
ya no
al final no
mejor lo dejamos
ya no hace falta
ya no me hace falta
al final nada
no me interesa
nada dejalo
nada olvidalo
`

// cannotComePhrases are words for not being able to come, one a line, folded.
const cannotComePhrases = `
no puedo ir
no voy a poder ir
no podre ir
no puedo asistir
no podre asistir
no voy a poder asistir
no voy a poder
no puedo acudir
no puedo acercarme
me ha surgido algo
me ha surgido un imprevisto
me ha salido un imprevisto
definitivamente no voy
no voy a ir
no voy
no ire
ya no voy
ya no voy a ir
no voy a asistir
no voy a acudir
hoy no puedo ir
al final no voy
al final no puedo
al final no puedo ir
`

// latePhrases are words for being late, one a line, folded.
const latePhrases = `
voy tarde
voy a llegar tarde
voy con retraso
voy con un poco de retraso
voy un poco tarde
llego tarde
llego un poco tarde
llegare tarde
llegare un poco tarde
me retraso
me voy a retrasar
me estoy retrasando
llego con retraso
voy retrasada
voy retrasado
voy justa
no llego
no llego a tiempo
no me da tiempo a llegar
estoy en un atasco
hay atasco
hay mucho atasco
hay trafico
hay mucho trafico
pillada en un atasco
voy en camino
voy de camino
estoy de camino
estoy llegando
estoy aparcando
llegando tarde
atascazo
pilla un atasco
pillado en un atasco
un atasco
hora pegada
voy justo
voy justita
voy muy justa
voy apurada
voy apurado
me he dormido
he perdido el bus
he perdido el metro
he perdido el tren
no encuentro aparcamiento
no encuentro sitio para aparcar
sigo buscando aparcamiento
salgo ahora de casa
salgo tarde
`
