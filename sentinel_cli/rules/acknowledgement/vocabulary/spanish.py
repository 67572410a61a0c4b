"""The everyday Spanish of Texas: closings, answers and the words between them."""

from __future__ import annotations

from sentinel_cli.rules.acknowledgement.sayings import Saying

SPANISH: dict[Saying, str] = {
    Saying.OK: """
claro, entendido, entendida, enterado, enterada, de acuerdo, esta bien, bueno, bien, sale
sale pues, sale y vale, sale vale, va, vale, va que va, orale, orale pues, andale, andale pues
bueno pues, listo, lista, lo tendre en cuenta, lo tomo en cuenta, ya se, por supuesto
perfect entonces, ok entonces|pues, asi quedamos, quedamos asi, ahi nos vemos, nos vemos
nos vemos luego|pronto|entonces|alli|ahi|al|el|a|la, hasta luego|pronto|entonces|manana|la|el
que bueno, que bien, excellent idea, buena idea, ta bien, ya entendi, entiendo, comprendo
le entiendo, aqui lo|los|la|le|te espero|esperamos|esperare, aqui estamos|estoy|estare|estaremos
aqui los? vemos, ahi estare|estaremos|estamos, estare pendiente|atento|atenta|al
estamos pendientes|al, quedo pendiente|atento|atenta|al, me parece bien|perfect|excellent, simon
fierro, arre, ya rugiste, al pendiente
""",
    Saying.THANKS: """
gracias, muchas|muchisimas|mil|tantas|infinitas gracias, muchas gracias a|por...
gracias por todo|todas|avisar|avisarme|avisarnos|la|el|los|las...
gracias por arreglarlo|arreglarla|atenderme|atendernos|responder...
gracias por contestar|confirmar|esperar|esperarme|ser...
gracias por estar|limpiar|mandar|mandarme|pasar...
gracias por preguntar|informar|informarme|recordarme|decirme...
gracias por su|sus|tu|venir|ayudar|ayudarme|ayudarnos|tomarse|hacerlo|arreglar...
muchas|mil|muchisimas gracias por todo|todas|avisar|avisarme|avisarnos|la...
muchas|mil|muchisimas gracias por el|los|las|su|sus|tu...
muchas|mil|muchisimas gracias por venir|ayudar|ayudarme|ayudarnos|tomarse|arreglar...
muchas|mil|muchisimas gracias por responder|ser|limpiar|mandar|pasar|preguntar...
gracias a dios|ustedes|ti|usted|todos, gracias de nuevo|antemano|verdad|corazon|todas...
se lo agradezco|agradecemos mucho?, le|les|te agradezco|agradecemos mucho?
le|les|te agradezco|agradecemos..., que amable, que amables
muy agradecido|agradecida|agradecidos, agradecido|agradecida|agradecidos
dios se|te|los|lo|le lo? pague|bendiga, que dios se|te|los|lo|la|le lo? pague|bendiga
dios la bendiga, dios bendiga, dios me los bendiga, bendiciones, bendito dios, bendito sea dios
igual gracias, pero gracias, pero muchas gracias
""",
    Saying.PRAISE: """
quedo bien chido|chida|padre|suave
muy amable|amables|bueno|buenos|profesional el|la|los|su? muchacho|muchachos|joven?
muy amable|amables|bueno|buenos|profesional el|la|los|su? senor|tecnico|equipo?
muy trabajador|trabajadores el|la|los|su? muchacho|muchachos|joven|senor|tecnico|equipo?
muy respetuoso|rapido|rapidos el|la|los|su? muchacho|muchachos|joven|senor|tecnico|equipo?
muy bien, que bonita|bonito|padre|chido|chula|rapido
que alegria|maravilla|hermosa|hermoso|chulada|belleza|suave, que bien quedo|se|esta...
muy bonita|bonito|bueno|buena|limpia|limpio|clara|hermosa|profesional|amable|rapido, bonita
bonito, hermosa, hermoso, preciosa, precioso, maravilloso, maravillosa, increible, buenisimo
buenisima, chido, padre, padrisimo, padrisima, chingon, chingona, genial, fabuloso, fenomenal
super, super bien, a todo dar, de lujo|maravilla|primera|pelos|diez, al cien, al 100, excelentes
excellent trabajo|servicio|muchacho
muy? buen|buena trabajo|servicio|chamba|onda|gente|muchacho|muchachos|persona|noticia|equipo
muy? buenas noticias, gran trabajo|servicio|equipo, perfect trabajo|todo|gracias
todo perfect|excellent|muy|bonito
quedo|quedaron|quedando muy|bien|super? bien|bonita|bonito|hermosa nueva|nuevo?
quedo|quedaron|quedando muy|bien|super? perfect|excellent|increible|preciosa nueva|nuevo?
quedo|quedaron|quedando muy|bien|super? chula|como|buena|linda nueva|nuevo?
quedo|quedaron|quedando muy|bien|super? limpia|limpio|limpias|padre nueva|nuevo?
quedo de lujo|maravilla|diez|pelos, quedo como nueva|nuevo, quedo al cien|100|puro
se ve|ven|mira|oye|siente|escucha muy|bien|super? bien|bonita|bonito|hermosa
se ve|ven|mira|oye|siente|escucha muy|bien|super? padre|bonitas|perfect|cristalina
se ve|ven|mira|oye|siente|escucha muy|bien|super? chula|excellent|bueno|mejor
se ve|ven|mira|oye|siente|escucha muy|bien|super? limpia|clara|increible|preciosa
esta|estan muy|bien|super|bastante bonita|bonito|hermosa|limpia|clara|padre
esta|estan muy|bien|super|bastante contentos|felices|contenta|contento|cristalina|chula|bueno
esta hermosa|preciosa|increible|padre|perfect|limpia|clara|cristalina|excellent|divina
como nueva|nuevo|cristal|espejo, bien limpia|bonita|clara|chula|bien, limpia, clarita
cristalina, limpiecita, son los|lo|unos mejores|mejor|chingones|maximo|amor|angeles
ustedes son los mejores, es el|la|lo|un|una mejor|maximo|crack|angel|chingon, es usted un|una...
los|el|la|lo mejor|mejores, me|nos|les|le encanta|encanto|encantan...
me|nos|les|le gusta|gusto|gustan mucho|muchisimo|todo|como|la|el..., me gusta|gusto, felicidades
felicitaciones, trabajan|trabaja|trabajo muy bien|bonito|duro
hizo|hicieron|hacen|hace muy? un? buen|gran|excellent|buena trabajo|chamba
que buen|gran trabajo|servicio, que eficientes|profesionales|rapidos|eficiente
estamos|estoy muy contentos|felices|contenta|contento
estamos|estoy muy feliz|contentas|satisfecho|satisfecha|satisfechos, contentos, que emocion
""",
    Saying.LAUGH: """
que risa, que chistoso|chistosa|gracioso|loco, asi es, asi es la vida, no manches lol, pobrecito
pobrecita, pobre, ni que decir, ya ni modo lol, verdad que si, a poco lol, es la verdad
es verdad, de veras lol
""",
    Saying.GASP: """
ay dios, ay dios mio, dios mio, ay ay ay, no manches, hijole, ay caray, caray, wow que, guau
ijole, chispas, ay no, ah caray
""",
    Saying.EASY: """
igual$, gracias igual$, no hay problema, no hay ningun problema, sin problema|problemas
ningun problema, no pasa nada, no es nada, no te|se|os preocupe|preocupes|preocupen
no se apure|apuren|mortifique, no te apures
no hay cuidado|pena|bronca|falla|fijon|apuro|prisa|pex, sin bronca|prisa|prisas|pena|cuidado
con calma, con toda calma, tranquilo, tranquila, tranquilos, todo tranquilo
tomese|tomate|tomense su|tu|el todo? tiempo, todo esta bien, todo en orden, todo correcto
esta todo bien, a la orden, a sus ordenes, de nada, por nada, con gusto, con mucho gusto
es un placer, un placer, el gusto es mio|nuestro, al contrario, no fue nada, igualmente
igual para|a ustedes|usted|ti
disculpe|disculpen|perdon|disculpa|perdone la|el|las|por tardanza|molestia|demora|confusion...
disculpe|disculpen|perdon|disculpa|perdone la|el|las|por retraso|molestias|no|la..., disculpe
disculpen, perdon, una disculpa, no importa
cuando pueda|puedan|puedas|guste|gusten|quiera|quieran
a la hora que pueda|puedan|guste|gusten|quiera, asi pasa, suele pasar, pasa, a todos nos pasa
nos pasa a todos, lo entiendo, se entiende, le entiendo, aqui andamos, aqui andamos todo el dia
aqui estoy|estamos|estare|estaremos todo|toda el|la dia|tarde|manana
""",
    Saying.WILL_DO: """
lo|la|los|las|asi hare|haremos|hago|hacemos$, asi lo hare|hago|haremos|hacemos
ahi|ahorita|ya|yo lo|la hago|hacemos|hare, si lo|la hare|hago|haremos, yo le|les digo|aviso a...
lo|la dejo|dejamos|dejare|dejaremos prendido|prendida|encendido|encendida|asi|apagado|apagada...
lo|la dejo|dejamos|dejare|dejaremos correr|abierto|abierta|cerrado...
lo|la dejo|dejamos|dejare|dejaremos cerrada|andando|toda|puesto..., asi sera
asi le hago|hacemos, cuente con eso, cuenten con eso, con cuidado, tendre|tendremos cuidado
yo me encargo, nosotros nos encargamos, ahorita pago|lo|la|te|le|mando pago|mando|hago?
ahorita le|lo pago|mando|deposito, hoy pago|lo|le pago?, hoy|manana mando el pago
ahi le encargo
""",
    Saying.WONT_DO: """
no lo|la|le|los|las toco|tocamos|apago|apagamos|apagare|usare|uso|usamos...
no lo|la|le|los|las prendo|prendemos|abro|abrimos|movemos|muevo|voy|vamos...
no vamos|voy a tocar|apagar|usar|meter|meternos|nadar|prender..., no nos metemos, no me meto
nadie se mete|va|meta..., no nadamos
""",
    Saying.WISH: """
que tenga|tengan|tengas|pase|pasen|pases un|una|muy? buen|bonito|buena|lindo|excellent|feliz...
que tenga|tengan|tengas|pase|pasen|pases un|una|muy? bonita|linda|bonitas|buenas|great|good...
que tenga|tengan|tengas un|una excellent|bendecido...
que dios los|lo|la|te|le cuide|acompane..., buen dia, buenas noches, buena tarde|noche
bonito|bonita|lindo|linda|excellent dia|tarde|noche|fin|semana de? semana?, buen fin
buen fin de semana, buen provecho|viaje|camino|descanso|puente, cuidese, cuidate, cuidense
cuidense mucho, cuidese mucho, que le|les|te vaya bien|bonito, saludos, saludos a..., un abrazo
abrazos, un saludo, suerte, mucha suerte, adios, bye, chao, hasta la proxima
lo mismo para|a ustedes|usted|ti, igual a|para ustedes|usted|ti
igualmente a|para ustedes|usted|ti, bendecido dia, bonita bendecida..., que descanse|descansen
maneje|manejen con cuidado, con cuidado, vaya|vayan con dios|cuidado, mi mas? sentido pesame
vamos cowboys|rangers|mexico, saludame|saludeme a..., salud, provecho, que esten|este muy? bien
para usted|ustedes|ti tambien, a usted|ustedes|ti tambien
""",
    Saying.SEASON: """
feliz ano nuevo?, feliz navidad, feliz cumpleanos, feliz fin de semana, feliz dia
feliz dia de las|los|la? madres|padres|gracias|independencia|madre|padre
feliz..., feliz navidad|ano nuevo?|de? semana|gracias|julio? madres|padres|independencia?
feliz dia|pascua|accion nuevo?|de? semana|gracias|julio? madres|padres|independencia?
feliz fin|cumpleanos nuevo?|de? semana|gracias|julio|las|la|los? madres|padres|independencia?
feliz halloween|cuatro|4 nuevo?|de? semana|gracias|julio? madres|padres|independencia?
feliz halloween|cuatro|4 nuevo?|de? las|la|los? madres|padres|independencia?
feliz navidad|ano|dia|pascua|accion nuevo?|de? las|la|los? madres|padres|independencia?
feliz navidad|ano|dia nuevo? a|para..., felices fiestas|pascuas|vacaciones, prospero ano nuevo
feliz navidad y prospero ano nuevo, feliz viernes
""",
    Saying.FIXED: """
ya funciona|jala|sirve|prende|prendio|calienta|trabaja muy? bien|gracias|todo|perfect|normal?
ya anda|quedo|quedaron|funciono|jalo|camina|arranco|corre muy? bien|gracias|todo|perfect|normal?
ya esta todo? bien|funcionando|prendida|prendido|trabajando|limpia|clara|caliente
ya esta todo? arreglado|arreglada|listo|lista|jalando|calentando|andando|tibia, ya esta$
ya estuvo$
si funciono|funciona|jalo|jala|prendio bien|muy|gracias|todo|perfect|perfectamente|ya?
si calento|pude|pudimos|pudo|pudieron bien|muy|gracias|todo|perfect|perfectamente|ya?
si llego|llegaron|entro|entraron|arranco bien|muy|gracias|todo|perfect|perfectamente|ya?
si prende|quedo|sirvio|sirve|calienta bien|muy|gracias|todo|perfect|perfectamente|ya?
funciona|funciono|jala|jalo|prende|prendio|trabaja bien|muy|perfect|gracias|de|perfectamente|al?
si ya|todo$, si ya quedo|esta|funciona|prende|jala|prendio|funciono|sirve bien|todo|muy?
si todo|esta bien|perfect|excellent|ya|muy?, ya todo bien|ok|en|esta|listo|perfect|normal|quedo
ya la|lo|los|las arregle|arreglamos|arreglo|arreglaron|encontre|encontramos|resolvimos|resolvi
ya se arreglo|resolvio|solucione|soluciono|compuso|prendio|aclaro, arreglado, arreglada
resuelto, solucionado, lo encontre, ya lo encontre
mi|la|el esposa|esposo|hijo|hija|mama le|les|lo|los abrio|dejo|recibio entrar?
mi|la|el papa|suegra|senora|vecino|marido|mujer le|les|lo|los abrio|dejo|recibio entrar?
si mi|la|el esposa|esposo|hijo|hija|mama le|les|lo|los? abrio|dejo|recibio|estaba? entrar?
si mi|la|el papa|suegra|senora le|les|lo|los? abrio|dejo|recibio|estaba? entrar?
si mi|la|el vecino|marido|mujer le|les|lo|los? abrio|dejo|recibio|estaba? entrar?
todo funciona|funcionando|trabajando|quedo|jala|jalando|perfect|normal bien|perfect|gracias|muy?
sin novedad, sin problemas
""",
    Saying.AFFIRM: """
si? ya vino|llego|estuvo|paso|vinieron|llegaron|pasaron, si vino|llego|paso|estuvo, si ya
""",
    Saying.GONE: """
ya no$, no ya no$, no ya no gotea|tira|hace|sale|suena|se|truena|hubo|ha|sono...
ya no gotea|tira|hace|sale|suena|se|truena|hubo|ha|sono|tiene..., ya paro
ya se quito|fue|callo|seco, no ya se quito|paro|arreglo|callo|seco, se quito, no ya paro
ni una gota, ni un|una ruido|gota|fuga, seco, seca, todo seco
ya esta seco|seca|bien|silenciosa|callada, ya quedo bien, ningun ruido, para nada
""",
    Saying.PAID: """
pagado, pagada, ya quedo pagado|pagada|el pago?
acabo de pagar|pagarlo|pagarla|mandar|depositar el|la? pago?, recien pague|pagado
""",
    Saying.RECEIVED: """
recibido, recibida, ya lo|la|los|las recibi|vi|tengo|recibimos|tenemos
ya recibi|recibimos|vi|llego, si lo|la|los|las recibi|vi|tengo|recibimos
lo|la|los|las recibi|vi|tengo|recibimos, si ya lo|la|los|las recibi|vi|tengo|recibimos
ya|si me|nos llego|llegaron, si ya me|nos? llego|llegaron, me|nos llego|llegaron
si llego|llegaron
""",
    Saying.ALL_GOOD: """
todo bien, todo esta bien, ya todo bien, si todo bien
""",
    Saying.GOOD: """
estamos bien, estoy bien, todos bien
todos estamos bien, estamos todos bien
todo bien por|aca|aqui|en|con aca|aqui|casa|todo|nosotros?, si estamos bien, aqui todo bien
asi estamos bien, asi estoy bien
""",
    Saying.DECLINE: """
por ahora no, ahorita no, por el momento no, en este momento no, asi esta bien, no gracias
no muchas gracias, no por ahora|el momento?
luego|despues|quizas|tal|quiza quizas|despues|luego|vez|quiza mas?|otro? adelante|dia?
a lo mejor despues|luego, tengo|tenemos suficiente|suficientes|bastante|bastantes
todavia tengo|tenemos, no hace falta, no es necesario, no lo necesito|necesitamos
no necesito|necesitamos gracias, para la otra|proxima, en otra ocasion, otra ocasion sera
sera para|en la|otra proxima|otra|ocasion
""",
    Saying.NO: """
es todo, eso es todo, nada mas, nomas gracias, seria todo, no nada, no nada mas, nada
por ahora nada|es mas|todo?, por ahora es todo, nada mas por ahora, no que yo sepa, ninguna
ninguno, ninguna pregunta|duda, no senor|senora|senorita|joven, con eso es todo|esta
no eso|seria|es todo
""",
    Saying.YES_SIR: """
si senor|senora|senorita|joven|jefe|patron, si claro, claro que si, si como no, como no
si por supuesto, ok si, si ok, si esta bien
""",
    Saying.YES: """
si, si si, ya si, asi es$, pues si
""",
    Saying.DEFER: """
yo le|les|te aviso|hablo|llamo|digo|escribo..., ahi le|les|te aviso|hablo|llamo|digo...
le|les|te aviso|avisare|hablo|llamo|llamare|escribo luego|despues|manana|pronto|mas~
le|les|te aviso|avisare|hablo|llamo|llamare|escribo al|cuando|si|en|cualquier|por~
le|les|te aviso|avisare$, luego|despues|manana|al le|les|te|rato aviso|hablo|digo|llamo~
dejeme|dejame|deje ver|pensarlo|checar|checarlo|preguntar|preguntarle...
dejeme|dejame|deje consultarlo|consultar|hablar|hablarlo|platicar|platicarlo|revisar...
lo voy a pensar|platicar|consultar|checar...
voy a pensarlo|platicarlo|consultarlo|hablarlo|checar|hablar|preguntar|preguntarle...
lo vamos a pensar|platicar..., vamos a pensarlo|platicarlo...
lo pienso|platico|checo|consulto y..., lo pienso|platico|checo|consulto$
tengo|tenemos que hablar|hablarlo|consultar|consultarlo|platicar...
tengo|tenemos que platicarlo|preguntar|preguntarle|checar|pensarlo...
cualquier cosa le|les|te|yo aviso|hablo|llamo, si pasa algo|otra le|les|te? aviso|hablo|llamo?~
nosotros le|les|te avisamos|llamamos|hablamos...
le|les|te avisamos|hablamos|llamamos luego|despues|manana|pronto|cuando|si|en|cualquier~
le|les|te avisamos$, estoy|estamos pensandolo|viendo|checando|en veremos..., estamos en contacto
seguimos en contacto, quedamos en contacto, nos comunicamos, me comunico
me comunico luego|despues|manana|con..., yo me comunico...
lo estamos|estoy pensando|checando|viendo|platicando
""",
    Saying.DISREGARD: """
olvidelo, olvidalo, olvide|olvida el|mi mensaje, no haga|hagan caso, no me haga|hagan caso
no hagan|haga caso a|de|al mi|ese? mensaje, ignore|ignora el|mi|ese ultimo? mensaje, ignorelo
ignoralo, numero equivocado, me equivoque, me equivoque de numero|persona|chat
perdon numero equivocado
era para mi|otra|otro esposa|esposo|hermana|hermano|mama|persona|chat|hijo|hija
no era para usted|ustedes|ti|aqui, fue por error, falsa alarma, sin querer
""",
    Saying.NO_REPLY: """
no es necesario responder|contestar|llamar|que...
no hace falta responder|contestar|llamar|que...
no necesita|necesitan responder|contestar|llamar
no tiene|tienen que responder|contestar|llamar|llamarme, no me llame|llamen ya
ya no es necesario..., ya no hace falta..., ya no necesita|necesitan venir...
no se moleste en responder|llamar|contestar
""",
    Saying.DONE: """
ya lo hice|hicimos, hecho, ya esta hecho, ya hice eso, ya lo apague|prendi, lo hice
ya lo intente
""",
    Saying.VOICE: """
senor, senora, senorita, joven, jefe, jefa, jovenes, muchachos, muchacho, compadre, compa
carnal, mijo, mija, don, dona, oiga, ay, ah, hombre, hola, buenos dias, buenas tardes, buenas
pues, y, ya, tambien, entonces, amiga, de verdad, de todo corazon, de corazon, patron, maestro
primo, oye, todos, mucho, muchisimo, a todos, a usted|ustedes|ti
""",
    Saying.FILLER: """
el, la, los, lo, las, le, les, se, su, sus, mi, mis, tu, tus, un, una, unos, de, del, al, a, en
con, por, para, que, es, son, fue, era, esta, estan, estamos, estoy, muy, mas, todo, toda, todas
aqui, ahi, asi, bastante, mucha, muchos, muchas, siempre, me, nos, te, yo, ella, ellos, usted
nosotros, eso, esto, este, avisarme, avisar, ayuda, servicio, trabajo, tiempo, atencion
paciencia, informacion, senores, familia, esposa, esposo, hijos, ninos
recibo|recibi el|la mensaje|informacion|recibo, bien, tan, como
""",
    Saying.RECENT: """
hoy, ayer, esta manana|tarde|semana|vez, el dia|fin de? hoy|semana?, todo el dia, estos dias
fin de semana
""",
    Saying.COMING: """
manana, al rato, mas tarde, ahorita, la proxima semana, en la noche|tarde|manana, luego, despues
pronto, al ratito
""",
}
