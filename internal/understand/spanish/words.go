package spanish

// keyWords are the words recognisers look for; a misspelt word may be repaired
// to one of them.
const keyWords = `
lunes martes miercoles jueves viernes sabado domingo sabados domingos
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
manana tarde noche mediodia medianoche madrugada semana semanas pasado proximo proxima siguiente
finde hora horas minutos media cuarto quiero quisiera queria reservar reserva cita citas pedir hueco
cancelar cancela anular anula cambiar cambio mover reprogramar precio precios cuanto cuesta cuestan vale
disponible disponibilidad gracias perfecto primera segunda tercera ultima cuarta horario abris abren
llego retraso retrasar pagado enlace funciona persona hablar madre hija hermana hermano marido amiga
confirmo confirmar despues antes siempre servicios tratamiento peluquera estilista apuntame avisame espera
buenos buenas hola adios necesito gustaria podria puedo tienes teneis donde direccion parking aparcar
seis siete ocho nueve diez once doce cuatro cinco quince veinte treinta
abuela abuelo suegra suegro hermanos padre esposa esposo cunada cunado sobrina sobrino nieta nieto novia novio mujer
cancelala cancelalo cancelarla anulala cambiala numero indiferente posible imposible
preferencia reservamela reservamelo nombre apellido apellidos genial claro venga necesito opcion exacto correcto estupendo adelante efectivamente aceptais direccion
olvidalo dejalo quitar quita anadir anade cualquiera igual mismo vosotros
`

// commonWords are right as they are: never repaired into something else.
const commonWords = `
a al algo alguien algun alguna algunas alguno algunos alli ahi ahora aqui aquel aquella asi aun aunque bien bueno buena
cada casa caso casi cerca como con contra cosa cosas creo cual cuales cuando cuanta cuantas cuantos da dale dan dar
de debe debo decir del demas dentro desde despues dice dices dia dias dicho digo dile dime donde dos durante e el ella ellas ellos
en entonces entre era eran eres es esa esas ese eso esos esta estaba estais estamos estan estar estaria estare este esto
estos estoy fue fueron fuera gente guapa guapo guapas ha haber habia hace hacen hacer haceis haces hacia hago han has hasta hay haya he hemos
hoy iba igual ir ireis jaja jajaja jeje la las le les lo los luego mal mas me mejor menos mi mia mias mio mientras mis misma mismas mismos
mucha muchas mucho muchos muy nada nadie ni ningun ninguna ninguno no nos nosotras nosotros nuestra nuestro o ojala os otra otras otro otros
para parece parte pero poco poca pocos pocas poder podeis podemos podria podrias podriais pone poner ponerme porque por pregunta preguntar prefiero
pues puede pueden puedes que quien quienes quiere quieres quereis saber sabe sabeis sabes se sea sean seas segun ser sera seria si sido siempre sin sino sobre
sois solo somos son soy su sus tal tambien tampoco tan tanto te ten tendre tendria tener tenia tengo ti tiempo tiene tienen toca toda
todas todo todos tu tus un una unas uno unos usted ustedes va vais vamos van vas vaya veces ver verdad vez vemos vengo venir viene vienen voy
vuestra vuestro y ya yo dia coste corta corto corre norte parte puerta puerto carta cara caro cera cero cita citas cesta cuenta cuentas
cola coles pelo pelos cabello rubia rubio morena castano calor dolor sabor valor favor mayor menor marca marcas marcha barca barra burro
perro pera peine pena peor paso pase pasa pasar pasado pasar pasame pista puesto gusta gustado gusto hola ola horno hijo hijos hijas nieto nieta
mecha mechon color colores corte cortes cortar rato ratito rapido rota roto mano manos mama papa pies pie unas cama calle clase clave
tarda tardais tardar tardes tarda tardo dura duran duracion largo larga media medio medios mitad minimo maximo modo moda
poder podido pude pudo pudiera quedar queda quedo quedamos quede quita quitar raya rayas recto resto ropa sala salgo salir salon seca seco secar
sola solos suelo suelta suerte tinta tipo tono toque tomar tomo trato tratar tren usar uso vida vista viva vivo vuelta vuelvo volver
amor anda ando antes apenas aparte arte arriba abajo atras ayer barato caro boda comunion bautizo fiesta evento cumple cumpleanos
nombre nombres apellido apellidos numero telefono movil mensaje whatsapp correo email foto fotos audio video link pagina web
dinero euro euros tarjeta efectivo bizum pago pagar paga pague pagos senal deposito anticipo fianza devolver devolucion devolvais
marte marzo martes media medias miercoles mira mire mirar meses mes ano anos edad nino nina ninos ninas bebe chico chica hombre mujer
primo prima tio tia suegra suegro novio novia pareja esposa esposo padre padres abuelo abuela hermanas hermanos amigo amigas companera vecina jefa
llegar llegas llega llegue lleva llevar llevo llama llamo llamas llamar llame llamado lejos leer ley libre libres lista listo
loca loco lugar luz rosa roja rojo azul verde blanca blanco negro negra gris moreno hecho hecha hice hizo hacerme hacermelo haga hagais
porfavor vale vamos venga visto vendria verano otono invierno primavera bonito bonita lindo linda buen gran grande
entero entera entro entra entrar entrada salida salgo empiezo empieza termina terminar acaba acabo acabar trabajo trabajar trabaja
tenis tenias tinte tintes tinto teneis tuve tuvo tuya tuyo suya suyo ellos vosotras
pedido pedir pedi pides perdon perdona perdone disculpa disculpe siento lamento prisa urgente duda dudas ninguna problema problemas
seguro segura claro clara cierto cierta exacto exactamente supuesto perfecta genial fenomenal estupendo ideal guay maravilla
alergia alergica embarazada embarazo lactancia medico salud piel cabeza picor pica herida heridas
sesion sesiones cambiar cambia cambio cambias cambiarla cambiarlo cambiarme cambiame cambiado
coger coges cojo deja dejar dejo dejame dejarlo dejamos
falta faltan faltar fallo falla error errores funcionaba funcionan
persona personas personal equipo encargada encargado responsable humano humana robot maquina bot
hago haria harian hariais hablo habla hablamos hablar hable igualmente incluso incluye incluido
jefe joven junta juntas juntos justa justo kilo lado lata lava lavar lavado
mando manda mandar mandame mande mandas mandado meter meto molesta molestar motivo
numero ocupado ocupada ojo ojos orden oye oiga oido ola opcion opciones otra
pelu peluqueria peluquerias peluquero peluqueros estetica belleza centro tienda local
plaza poquito porcentaje posible posibilidad precisa preguntaba preguntar preguntas prueba probar propio propia publico
quedan quedaria quede querer querria queriais quiza quizas quitame quitarme razon real recibir recibido recibo recoger
recordar recuerdas recuerdo regalo regalar remedio reserva revisar sabado sacar saldo salga saludo saludos segundo
sentir sencillo servicio simple sitio situacion sirve sirven solamente subir subido tema temprano tercero texto tarda
unica unico urgencia util vacaciones valen venimos vengais vestido viaje vosotros zona zonas
adelante acuerdo ahorita cabello agendar turno rayitos lugar vale vieja viejo ultimo ultimos
raices puntas flequillo melena rizos rizado liso alisado keratina extensiones tatuajes injerto capilar
descuento descuentos oferta ofertas promocion promociones gratis regalo bono bonos
edificio planta calle reunion libre ocurrira saldre volvere regresare nos vemos estare afuera fuera reserve organiza programa busca
tiempo hotel viajare resto jornada minutitos ratito horita
como cuando podemos puedan pudieras pudieses tuviera fuera hubiera hubiese
llegando camino atasco trafico metro autobus bus coche tren aparcando
pestana cejas ceja labio bigote piernas pierna axilas axila ingles brazos brazo muslos espalda cuerpo cara pecho
senora senor senorita maite mona reina cielo carino corazon guapisima guapi
carga cargar carga rechazada rechazado denegada denegado paypal transferencia
`

// firstNames are common first names in Spain, folded.
const firstNames = `
maria carmen ana isabel laura cristina marta dolores lucia pilar elena sara paula raquel rosa teresa manuela mercedes beatriz
julia silvia irene patricia montserrat rocio andrea rosario monica alba sonia sandra angela susana margarita yolanda
natalia eva inmaculada claudia concepcion ana lorena veronica noelia carolina nuria inma esther lidia miriam alicia
fatima paola camila ainhoa yolanda noelia daniela carla sofia martina valeria alejandra celia marina ines olga nerea aurora victoria catalina emilia
blanca amparo luisa antonia josefa francisca encarnacion consuelo ainhoa aitana alma amaya amelia araceli ariadna
asuncion barbara belen berta candela carlota casandra cecilia clara cora diana elisa elsa emma erica estela estefania
eugenia gabriela gema gemma gloria gracia guadalupe helena hortensia jana jimena juana julieta leire leticia leonor
lola lourdes luna macarena magdalena maite manoli maribel marisol maricarmen mariajose marisa marta matilde mayte mireia
milagros nadia nieves noa nora olivia paloma paz petra rebeca regina remedios ruth sabrina salma soledad sol tamara tania
trinidad ursula valentina vanesa vega vera violeta virginia xenia yaiza yasmina zaira zoe abril africa abigail adriana
agata agustina ainara alexia antonella aroa asia begona bella bruna chloe constanza coral dafne delia denisse desiree
antonio jose manuel francisco david juan javier daniel carlos jesus alejandro miguel rafael pedro pablo angel sergio
fernando jorge luis alberto alvaro diego adrian raul ivan ruben oscar enrique ramon vicente andres joaquin santiago
eduardo victor mario roberto jaime marcos ignacio jordi hugo salvador ricardo emilio guillermo julian julio gabriel
tomas agustin jose nicolas marc cristian ismael joan samuel felipe martin domingo aitor hector mohamed alfonso sebastian
josep xavier gonzalo lucas mateo leo daniel lorenzo cesar rodrigo gregorio esteban borja iker jon unai pau
bruno izan marco eric gael oliver thiago enzo dylan liam noah gerard pol biel arnau ernesto israel isaac isidro
benito bernardo camilo claudio damian dario elias ezequiel fabian facundo federico felix fermin fidel gaspar
german gerardo gines gustavo harol harold ibai jacinto jacobo joel jonathan josue leandro leonardo mauricio maximo
miquel moises nacho nahuel nestor omar patricio paco pepe quique rodolfo rogelio roman saul simon teo ulises valentin
walter yago yeray toni chema fran rafa santi manu alex dani javi lucho nico edu tono pepa charo conchi chus loli
mari lu mariangeles susi pili rosi merche tere toñi toni vicky cris isa bea espe patri sandri juani puri rosana
rosalia tatiana olaya irati lara leyre mia arlet carlota triana rosita martita anita
`
