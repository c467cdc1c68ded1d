package spanish

// nameCues are words for what stands before a name, one a line, folded.
const nameCues = `
me llamo
mi nombre es
mi nombre completo es
me dicen
soy
llamame
mi apellido es
mis apellidos son
apellido
de apellido
me apellido
a nombre de
ponlo a nombre de
ponla a nombre de
apuntala a nombre de
el nombre es
mi nombre y apellidos son
nombre y apellidos
aqui
es
`

// askedNameCues are words for what stands before a name only when it was asked
// for, one a line, folded.
const askedNameCues = `
pon
ponme
ponlo
ponla
ponlo a
apunta
apunta a
apuntame como
apuntalo a
apuntala a
reserva a
mi apellido
mis apellidos
el apellido
el apellido es
apellidos
y mi apellido
y mi apellido es
y el apellido
`

// renamePhrases are words for corrections of the name kept, one a line, folded.
const renamePhrases = `
cambiame el nombre
cambia el nombre
cambiar el nombre
me has puesto mal el apellido
me habeis puesto mal el apellido
me has puesto mal el nombre
cambiame el apellido
cambiar el apellido
mi nombre esta mal
mi apellido esta mal
`

// anyPhrases are words for having no preference, one a line, folded.
const anyPhrases = `
me da igual
me es igual
da igual
igual me da
me da lo mismo
lo mismo me da
la que sea
el que sea
lo que sea
quien sea
con quien sea
con cualquiera
cualquiera
cualquiera me vale
cualquiera me va bien
como tu veas
como veas
lo que tu veas
lo que veas
la que tu quieras
la que quieras
elige tu
tu eliges
tu misma
sin preferencia
sin preferencias
no tengo preferencia
no tengo preferencias
no tengo ninguna preferencia
ninguna preferencia
ninguna en particular
nadie en particular
nadie en especial
ninguna en especial
me vale cualquiera
me va bien cualquiera
con la que sea
con quien pueda
con quien podais
quien pueda
la que pueda
el que pueda
indiferente
me es indiferente
las dos me van bien
cualquiera de las dos
cualquier hora
a cualquier hora
a la hora que sea
la hora que sea
como quieras
como querais
como prefieras
como prefirais
tu decides
decide tu
lo dejo a tu eleccion
cuando sea
cuando puedas
cuando podais
me da exactamente igual
me da completamente igual
me da absolutamente igual
la que prefieras
el que prefieras
la que mejor os venga
la que os venga mejor
la que te venga mejor
`

// firstFreePhrases are words for whoever is free first, one a line, folded.
const firstFreePhrases = `
la primera disponible
el primero disponible
primera disponible
primero disponible
la primera que pueda
el primero que pueda
la primera que tengas
el primero que tengas
la primera que haya
el primero que haya
la primera libre
el primero libre
la primera que este libre
el primero que este libre
quien antes pueda
quien pueda antes
quien este libre
quien este disponible
quien tenga hueco
quien tengas
quien haya
la que antes pueda
la que pueda antes
la que este libre
la que tenga hueco
con quien tengas
con quien haya
con quien haya hueco
con quien tengas hueco
el que antes pueda
quien tengas libre
la primera
el primero
`
