package spanish

// phraseWords are the words of this package's own phrases and rules.
const phraseWords = `
abierto abiertos abogado abrais abrazo abre abrir abrireis absoluto accesible acceso accessibility aceptais acercarme acional aclararme aconsejais
aconsejas aconsejen acrilica actua actual acudir address adelanta adelantala adelantarla ademas adeu administrador admitis adre aeiouy agente
agradezco agua alent alergias alergico alloween almorzar almudena almuerzo alopecia alrededor alta amable amamantando amanha ambas ambos amoniaco amos
anadele anademe andador angeles anitos anoche anta anteayer anterior anteriores antescomer antiago antibiotico antibioticos anticoagulante
anticoagulantes antier anto antos anul anyo aparc aparca aparcamiento aparcamientos aparco apetece aplaz apostol appointment appuntamento aprox
aproximadamente apuntamela apuntas arde aria arrival asco ascua asesoramiento asesoren asistente asistir asma asta atencion atienda atiendame atopica
atrevete atricio autobronceado aver avete avez avidad avisais avisar avisas aviso bado baja bajita barba barro besitos beso besos biernes bitte
blanqueamiento bonjour bonsoir book borra borrad borrame borrar botox brasileno buongiorno cabell cabelludo cabelo cabo cabron cabrona caducado caida
calva cambi cambiada cambialo cambiamelo cambiamos cambios cancel cancelacion cancelaciones canceles cancelo cancer capelli capulla capullo cards
cargando catalogo catorce cercana cercano cerrado cerrados cerrais cerrar champu chao chau cheveux chicas chiste christi ciao ciento cierra cierran
cierre cincuenta clienta cliente cobrais cobras comer comida comienza comienzo comienzos completo comprar configuracion confirmada confirmado conmigo
consigo constitucion consulta consumo contagioso contar contenta continua continuamos continuar convence corpus correcto corriente corrige corrijo
cortarme costaria coupe cruz cuadra cualquier cuarenta cuartito cuartos cuentame cuero cultura cunada cunado currar curso dadme dado dais damas dame
danado dando danke darme datos decido decirme dedicas definitivamente dejado dejasteis dejemoslo dema demain demanar denuncia denunciar deposit
derecho dermatitis desapuntame desarrollador desastre descontenta descontento deseo despu despuescomer despuestrabajo destrozado destrozasteis
devolvedme devolveis diabetes diabetica diabetico dialog diario dicen diecinueve dieciocho dieciseis diecisiete difuntos dire disgustada domani drop
duena dueno early eccema eczema efectivamente einen elegir elige eliges elimina eliminad eliminar emana embarazadas enamorados encanta encantada
encrespado encuentro english enterar entiendo entrante entrantes envieis epilepsia epileptica equivocado eria escaleras escalones escribais escribas
escribe escuece esmalte especial esperais estacionar estai estaremos estas estilistas estilo estropeado estupida esurrecci etes excepto express
extension extensione eyes facial familiar fatal fecha feliz fernanda festivo festivos fiebre final finales findes fines fino formas gano gift
gilipollas golang gostaria graciass gracies granos graso gratuita grax grazie grcs guardais guten haare habeis haben habitual hablando hacei hacerse
hagamoslo hagas hair haircut hallo halloween have hazlo hazme hello herpes hicisteis hijita hijito hispanidad hoja hojas holi holis hongos horarios
horrible hours http https huecos huequito idiota iendo iernes iesta ifuntos ignora ignore ilar imagen imbecil importa imposible imprevisto indecisa
indeciso indiferente infeccion info informacion inicia inicio inicios inocentes instrucciones interesa internal inutil inutiles invitadas iria iriamos
irme isotretinoina japones jesusa joder json juev jueve juevs kind laser late libera like llamadme llamame llamen llegado llegamos llegare llegaremos
llover lmudena logro ltima lupus mami mananas mandeis manna mannana maravilloso marcala marcapasos marcar mart mascotas math mechas mediados
mediamanana mediatarde medicacion medicamento medicamentos mediod mela melas melo melos mensajes merci methods microblading micropigmentacion middle
mier mierc miercols mierda mins minusvalidos minutito minuto mircoles mitades mnana mnna mochte moltes momento momentos morgen morning movemos moverla
moverlo moverme movermela much muchisimas muestra muestrame mueve muevela muevelo mueveme muevemela muevo mujeres nacional navidad necesario negativo
nena nene nmaculada nocentes nochebuena noches nochevieja nono nope nopes norm nous noventa nuera nueva nuevo nunca obrigada obrigado oche ochebuena
ochenta ochevieja odos ofreceis okay okei okeis okey okis oleo oleos olvida olvidate omingo omitempty onstituci open operacion operada operado opinas
opinion ordi orpus ouverts pack pagada palante paquete parquing particular partido partir pasada pasadas pasados pasarme pasas pascua pavos payasa
payment pega pelirroja pellido peluca peluqueras pensar pensare peque perrito personitas pesima pesimo pets pican pico picores pienso piercing pierdo
pillada piojos plasma plazas please plena plis podais podamos podre politica pones pongas pongo ponia ponme porfa porfaplis porfi porfis porq pospon
postiza pour preferencia preferencias preferiria preguntita pregunto prendre prenotare presente previous prieto primer primeras primeratarde
primerisima primero primeros principio principios productos products profesionales prompt prontito pronto proteccion prox proximas proximos psoriasis
pueda puedas puente punto puta puto quedado quedais queja quejarme quemado quemadura quemaduras quemasteis queratina quero quieras quimio
quimioterapia quincena quincenas quinta quinto quise quitad quitale quitalo quites rabajo radical radioterapia ramos rasta reaccion reagend realizado
realizais rechaza recien reclamacion reclamaciones recomendais recomiendas recordarlo recordarmelo refund regala reglas rendez reprogram reservado
reservala reservalo reservame reservamela reservamelo resurreccion retrasa retrasada retrasado retrasando retrasare reyes rgpd roacutan ronchas
rosacea ruedas saca saldria sale salido salut santa santo santos sarpullido savado sbdo schneiden secado segs seguimos segundos sela selo semanita
separadas separado sept seremos sesenta setenta setiembre sexta sexto sidro siesta sigamos sigue siguientes siip silla simpatica sintrom sipi sirves
sisi sisplau sistema situados slices sobrina sobrino solarium sono sort speak start steban strings subnormal sugieres sumale sunci supresion surgido
sync system table taglio tallar tambi tambn tanbien tardan tardare tardaria tardariais tardenoche tardia tarifa tarifas tarjetas tatuaje temprana
tempranito tenei tenemos tenes tenga tengai tengais tengas teniu tercer termin text thank thanks tienens time tiroides tneis tnes tngo todavia today
tomando tomorrow tonta tonto trabajador trabajais trabajan tras traslad tratamientos trece trenza tres trimestre trimestres trombosis tudo ubicacion
ubicados ueves uevo ultimamanana ultimas unes unicamente unicode urticaria vales varias varices varios veas veinticinco veinticuatro veintidos
veintinueve veintiocho veintiseis veintisiete veintitres veintiun veintiuna veintiuno vendeis vete vier viern vierns virgen vitiligo voce voldria
vorrei voudrais vous vrns vull want wapa wapo wenas what when wifi would xfavor yerno zero zorra
`
