package spanish

// personPhrases are words for a wish for a person, one a line, folded.
const personPhrases = `
hablar con una persona
hablar con alguien
hablar con un humano
hablar con una humana
hablar con la encargada
hablar con el encargado
hablar con la duena
hablar con el dueno
hablar con vosotras
hablar con vosotros
hablar con un agente
hablar con una chica
hablar con la responsable
hablar con el responsable
hablar por telefono
pasame con alguien
pasame con una persona
pasame con la encargada
pasame con un humano
ponme con alguien
ponme con una persona
me pasas con alguien
me puedes pasar con alguien
me podeis llamar
me puede llamar alguien
llamadme
llamame por telefono
que me llame alguien
que me llamen
quiero que me llame
quiero hablar con
no quiero hablar con un robot
no quiero hablar con una maquina
una persona de verdad
una persona real
atencion humana
atiendame una persona
quiero una persona
que me atienda una persona
prefiero hablar con
puedo hablar con
`

// complaintPhrases are words for complaints and threats, one a line, folded.
const complaintPhrases = `
me dejasteis el pelo
me habeis dejado el pelo
me habeis destrozado
me destrozasteis
me quemasteis
me habeis quemado
me hicisteis mal
me lo hicisteis mal
me ha quedado fatal
me ha quedado mal
me ha quedado horrible
me quedo fatal
me quedo mal
me quedo horrible
fatal el pelo
un desastre de
que me devolvais el dinero
quiero mi dinero
devolvedme el dinero
quiero que me devolvais
devolvedme mi dinero
poner una reclamacion
hoja de reclamaciones
hojas de reclamaciones
una reclamacion
poner una queja
quiero quejarme
una queja
voy a denunciar
os voy a denunciar
una denuncia
consumo
muy descontenta
muy descontento
muy disgustada
no estoy contenta
no estoy nada contenta
no me gusto nada
no me gusta como me
voy a ir a por
os vais a enterar
te vas a enterar
pesima atencion
pesimo servicio
abogado
chapuza
vaya chapuza
menuda chapuza
un desastre lo que
me habeis hecho un desastre
me lo habeis dejado
me dejasteis fatal
me habeis dejado fatal
me cobrasteis de mas
me habeis cobrado de mas
no vuelvo mas
no pienso volver
muy mal servicio
una verguenza
una estafa
me habeis estafado
me han destrozado
me habeis arruinado
`

// privacyPhrases are words for wishes about personal data, one a line, folded.
const privacyPhrases = `
borra mis datos
borrar mis datos
borrad mis datos
eliminar mis datos
elimina mis datos
eliminad mis datos
que sabeis de mi
que sabes de mi
que datos teneis
que datos tienes
que datos guardais
borreis mis datos
borrarais mis datos
que informacion teneis de mi
que informacion tienes de mi
que informacion guardais
derecho de supresion
derecho al olvido
derecho de acceso
rgpd
lopd
proteccion de datos
de vuestra base de datos
de la base de datos
de tu base de datos
borrad mi numero
borra mi numero
borrar mi numero
elimina mi numero
borra mi informacion
borrad mi informacion
`

// silencePhrases are words for the wish not to be written to any more, one a
// line, folded.
const silencePhrases = `
no me escribais mas
no me escribas mas
no me volvais a escribir
no me vuelvas a escribir
dejad de escribirme
deja de escribirme
dejad de mandarme
deja de mandarme
no me mandeis mas mensajes
no me mandes mas mensajes
no me mandeis mas
no me mandes mas
no me envieis mas
no me envies mas
no quiero recibir mas mensajes
no quiero mas mensajes
dadme de baja
dame de baja
darme de baja
`

// medicalPhrases are words for matters of health, one a line, folded.
const medicalPhrases = `
embarazada
embarazo
embarazadas
estoy de meses
dando el pecho
dar el pecho
doy el pecho
lactancia
amamantando
salgo de cuentas
alergia
alergias
alergica
alergico
psoriasis
dermatitis
eccema
eczema
roacutan
isotretinoina
quimio
quimioterapia
radioterapia
cancer
tiroides
diabetica
diabetico
diabetes
epilepsia
epileptica
marcapasos
varices
trombosis
medicacion
medicamento
medicamentos
antibiotico
antibioticos
anticoagulante
anticoagulantes
sintrom
me pica la cabeza
me pica el cuero cabelludo
me pica la piel
me pican
me escuece
me arde
picor
picores
me ha salido un sarpullido
sarpullido
urticaria
ronchas
granos desde
me ha dado reaccion
reaccion alergica
reaccion al tinte
quemadura
quemaduras
heridas
una herida
se me cae el pelo
caida del pelo
alopecia
me han operado
recien operada
una operacion
fiebre
infeccion
hongos
piojos
amoniaco
sin amoniaco
ppd
asma
rosacea
vitiligo
lupus
calva
herpes
contagioso
piel atopica
atopica
una reaccion
reaccion en
me salio una reaccion
me ha salido una reaccion
tuve una reaccion
tuve reaccion
irritacion
irritado el cuero
irritada la piel
me quema el cuero
me quema la cabeza
escozor
se me hincho
se me ha hinchado
hinchazon
me han salido granos
me salieron granos
me ha dado alergia
me dio alergia
cuero cabelludo irritado
cuero cabelludo sensible
heridas en la cabeza
tengo una herida
me mareo
tengo el azucar
tension alta
problema de piel
problemas de piel
problema de salud
problemas de salud
dermatologo
dermatologa
medico me ha
mi medico
`

// paidPhrases are words for reports of having paid, one a line, folded.
const paidPhrases = `
ya he pagado
he pagado
ya pague
acabo de pagar
ya esta pagado
esta pagado
pagado
pagada
ya lo he pagado
ya la he pagado
ya he hecho el pago
he hecho el pago
he realizado el pago
pago hecho
pago realizado
ya te he pagado
ya he hecho la transferencia
te he hecho un bizum
te mando el justificante
te envio el justificante
el justificante
justificante
comprobante
el comprobante
aqui esta el pago
aqui tienes el pago
captura del pago
pantallazo del pago
he hecho la transferencia
ya hice el pago
ya hice la transferencia
ya hice el bizum
hice el bizum
ya he hecho el bizum
he hecho el bizum
ya te hice el bizum
ya esta hecho el pago
ya lo pague
lo acabo de pagar
acabo de hacer el pago
`

// troublePhrases are words for reports that paying fails, one a line, folded.
const troublePhrases = `
me da error
da error
da un error
me sale error
sale error
sale un error
me da fallo
da fallo
el enlace no funciona
el link no funciona
enlace no funciona
no funciona
no me funciona
tampoco funciona
tampoco me funciona
no me deja
no me deja pagar
ya no me deja pagar
no deja pagar
no puedo pagar
no consigo pagar
no he podido pagar
no logro pagar
no me carga
no carga
no se abre
no abre el enlace
no me abre
no me abre el enlace
tarjeta rechazada
me rechaza la tarjeta
me sale tarjeta rechazada
me sale rechazada
rechazada
pago rechazado
tarjeta denegada
operacion denegada
denegada
ha caducado el enlace
el enlace ha caducado
enlace caducado
me mandas otro
me mandas otro enlace
mandame otro enlace
me mandas otro link
otro enlace
otro link
manda otra vez el enlace
no me llega el enlace
no me ha llegado el enlace
no encuentro el enlace
problema con el pago
problemas con el pago
problema para pagar
problema con la tarjeta
problemas con la tarjeta
problemas para pagar
error al pagar
falla el pago
fallo el pago
me falla el pago
se queda en blanco
se queda cargando
`
