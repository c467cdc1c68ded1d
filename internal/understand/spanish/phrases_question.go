package spanish

// pricePhrases are words for questions about prices, one a line, folded.
const pricePhrases = `
cuanto cuesta
cuanto cuestan
cuanto vale
cuanto valen
cuanto es
cuanto seria
cuanto sale
cuanto me sale
cuanto me saldria
cuanto costaria
cuanto me cuesta
cuanto me costaria
cuanto cobrais
cuanto cobras
cuanto me cobrais
cuanto me cobras
que vale
que valen
que cuesta
que cuestan
que precio tiene
que precio tienen
que precio
que precios
a cuanto
a como
precio
precio de
precio del
precios
tarifa
tarifas
por cuanto
que coste tiene
cuanto esta
cuanto estan
el precio de
`

// durationPhrases are words for questions about durations, one a line, folded.
const durationPhrases = `
cuanto dura
cuanto duran
cuanto tarda
cuanto tardais
cuanto tardan
cuanto tiempo
cuanto tiempo dura
cuanto tiempo tarda
cuanto tiempo es
cuanto tiempo lleva
cuanto se tarda
cuanto rato
cuanto me lleva
cuanto lleva
cuanto tardaria
cuanto tardariais
que duracion
duracion
`

// servicePhrases are words for questions about what is done, one a line, folded.
const servicePhrases = `
que servicios
que servicios teneis
que servicios ofreceis
que servicios haceis
que haceis
que ofreceis
que cosas haceis
que tratamientos
que tratamientos teneis
info de
informacion de
informacion sobre
info sobre
lista de servicios
carta de servicios
lista de precios
catalogo
`

// stylistPhrases are words for questions about the team, one a line, folded.
const stylistPhrases = `
que estilistas
que peluqueras
que peluqueros
quien trabaja
quienes trabajan
quienes sois
quien corta
quien hace
quien me puede
que estilistas teneis
que profesionales
quien hay
quien esta
quien me atenderia
quien me atiende
quien me va a atender
quien me atendera
quien me lo haria
quien me lo hace
quien me cortaria
quien estaria
`

// ownPhrases are words for questions about the own appointments, one a line, folded.
const ownPhrases = `
que citas tengo
que cita tengo
mis citas
tengo cita
tengo alguna cita
tengo citas
cuando era mi cita
mi otra cita cuando era
mi otra cita cuando es
cuando era mi otra cita
cuando es mi otra cita
la otra cita cuando era
la otra cita cuando es
cuando es mi cita
cuando tengo cita
cuando tengo la cita
cuando tenia cita
cuando era la cita
a que hora era mi cita
a que hora es mi cita
a que hora tengo cita
a que hora tengo la cita
a que hora era
a que hora voy
a que hora tenia
cuando me toca
cuando me tocaba
a que hora me toca
a que hora tengo
cuando tengo lo
cuando tengo lo de
que dia me toca
que dia tengo cita
que dia era mi cita
que dia es mi cita
que dia tengo la cita
tenia cita
con quien tengo cita
mi proxima cita
para cuando tengo cita
que tengo reservado
no recuerdo el dia de mi cita
no recuerdo la hora de mi cita
no recuerdo cuando tengo cita
no recuerdo cuando tengo la cita
no recuerdo cuando era
no me acuerdo de la cita
no me acuerdo de cuando
no me acuerdo del dia
no se cuando tengo cita
no se cuando era mi cita
me confirmas mi cita
me confirmas la cita
confirmarme la cita
me puedes confirmar la cita
me recuerdas la cita
me recuerdas mi cita
me recuerdas cuando
`

// discountPhrases are words for questions about lower prices, one a line, folded.
const discountPhrases = `
descuento
descuentos
me lo dejas en
me lo dejais en
me haces precio
me haceis precio
hacer precio
mas barato
mas economico
me sale mas barato
hay alguna oferta
teneis ofertas
hay alguna promocion
teneis promociones
rebaja
una rebaja
`

// personalPhrases are words for questions about other people, one a line, folded.
const personalPhrases = `
el telefono de
el movil de
el numero de telefono de
el whatsapp de
el instagram de
donde vive
con quien tiene cita
a que hora tiene cita
cuando tiene cita
que dia tiene cita
tiene cita mi
la direccion de casa
`

// depositPhrases are words for not wanting to pay the deposit, or not this way, one a line, folded.
const depositPhrases = `
no quiero pagar senal
no quiero pagar la senal
no quiero pagar ninguna senal
no quiero pagar anticipo
no quiero pagar el anticipo
no quiero pagar nada por adelantado
no quiero pagar por adelantado
no quiero pagar deposito
no quiero pagar el deposito
no pago senal
no pago la senal
no pago por adelantado
no pago nada por adelantado
no voy a pagar senal
no voy a pagar la senal
no me gusta pagar por adelantado
y si no pago la senal
si no pago la senal
sin senal
sin pagar senal
sin anticipo
sin pagar nada
pago alli
pago ahi
pago en el salon
pago en la peluqueria
pago cuando vaya
pagar alli
pagar cuando vaya
prefiero pagar alli
prefiero pagar en persona
te lo pago alli
os lo pago alli
por bizum
con bizum
te hago un bizum
os hago un bizum
mejor por bizum
`

// surnamePhrases are words for doubts about giving the surname, one a line, folded.
const surnamePhrases = `
es necesario
es obligatorio
es imprescindible
es preciso
hace falta
hay que dar
hay que darlo
hay que decirlo
tengo que dar
tengo que darlo
tengo que decirlo
tengo que ponerlo
para que quieres
para que quereis
para que lo quieres
para que lo quereis
para que lo necesitas
para que necesitas
para que necesitais
para que lo necesitais
para que es
por que quieres
por que me lo pides
por que necesitas
necesitas el apellido
necesitas mi apellido
necesitais el apellido
`
