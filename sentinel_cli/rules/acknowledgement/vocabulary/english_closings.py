"""What English-speaking customers close a conversation with, praise apart."""

from __future__ import annotations

from sentinel_cli.rules.acknowledgement.sayings import Saying

ENGLISH_CLOSINGS: dict[Saying, str] = {
    Saying.OK: """
VERY? GOOD news
see ya, see ya then|soon|later|tomorrow, WE see his|her|the|their|your truck|van|car
ok coming$
saved it|this|that
easy enough|peasy, saving|saved this|that, sounds easy
c you, c you then|there|soon|tomorrow|later, yes sure thing, that would be GOOD|appreciated|helpful
WE agree$, agreed$, WE trust you|yall, 10 4, 10 4 good buddy, WE see him|them|her|you$
sounds like a winner, alrighty then, aye aye, aye aye captain, affirmative, kewl, coolio
that will do, message received, you the man
WE will see you|yall|him|them then|there|soon|tomorrow|later
will see you|yall then|there|soon|tomorrow|later, talk then
that|which explains it|that|things|everything|a, that makes me feel better, ok by me|us
good thinking, no objections, smart move
good|great reminder|point|tip|advice|looking|suggestion, excited to get started
looking forward to getting started, WE am|are|will be right there|out|down
be right there|out|down|over, omw, on my way$, on my way out|home|down$
heading out|down|home now, headed out|home now, WE am|are coming$, WE am|are on MY way
MY KIN will be|is here|home|there, MY KIN is|will be here|home|there all day
someone will be here|home, somebody will be here|home, WE have|got it handled
WE will see THEM then|soon, ok, ok dokey|dokie|doke|doky, okey dokey|dokie|doky|doke
sounds GOOD, sounds like a plan, sounds GOOD to me|us, works for me|us, that works for? me?|us?
that will work, will work, fair enough, cool, cool beans, word, bet, copy, copy that, roger
roger that, 10-4, ten four, ten-four, gotcha, got you, got it, got that, makes sense
that makes sense, makes perfect|total sense, i see, understood, understand, WE VERY? understand
noted, duly noted, good to know, great to know, good deal, all right, right on, very well
fine by|with me|us, that is VERY? GOOD, it is VERY? GOOD, that is ok|cool, that would be fine
good enough, good to go, good plan|idea|thinking|call, great plan|idea|thinking|call, smart
smart idea, no doubt, say no more, loud and clear, <good>, sure thing, for sure, of course$
absolutely, definitely, certainly, sure, by all means, i hear you, heard, amen, amen to that
understandable, heads up, WE will be here|home|there|ready$, WE am|are here|home$
WE will keep an eye out, will keep an eye out, keeping an eye out|on
WE will keep an eye on it|them|that|things, WE will be on the lookout
WE will watch for it|them|him, see you
see you then|there|soon|later|all|guys|around|tomorrow|tonight, see THEM then|soon|there
see you next time|week|month|visit, see you in a bit|few, see you in the morning|afternoon
until then, till then, looking forward to it|that|seeing|meeting|having|getting...
look forward to it|that|seeing|meeting|having..., WE look forward to it|that|seeing|meeting...
cant wait, WE cant wait, cant wait to see|swim|use|try|get|show...
excited to see|swim|use|try..., whenever is fine, no hurry, good info, good tip, ok well
alright then, ok then, thumbs up, one step closer, that is good|great|awesome to know|hear
progress, getting there
""",
    Saying.EASY: """
pleasure is all? ours|mine, the pleasure is all? ours|mine
whenever$, WE? didnt? even|ever? hear|notice|see it|that|anything|them$
WE didnt even? hear|notice|see it|that|anything|them$
dont even worry about it, no hurries, all gravy, not a worry, no prob bob, whenever you get here
when you get here you get here, sorry to hear that|it|about, VERY sorry to hear that|it|about...
condolences, rest in peace, rip, alls well, all is well, all is well that ends well
no skin off my back, it is aight, life goes on, water under the bridge, all forgiven, forgiven
already forgotten, no harm in that, no apology, dont apologize, please dont apologize
wasnt your fault, was not your fault, bummer but WE understand|get it?
WE understand things|stuff happen|happens, stuff comes up, things come up, dont stress
dont stress it, dont sweat, you are human, WE am|are not worried
sorry for being|the? so? late|delay|delayed|slow|tardy|behind
sorry for|about that|it|the confusion|trouble|mix|mixup|hassle|inconvenience up?
no rush on|from my|our end|side, no worries, no worries at all, no worries here
no|not a? problem, not? no? problem at all, no prob|probs, no biggie, no|not a? big|huge deal
not a? biggie, no sweat, no stress, no issue|issues, no rush, no rush at all, no hurry
no hurry at all, no trouble at? all?, no harm done|no? foul?
no need to apologize|worry|rush|be..., no apologies|apology necessary|needed|required
no need for apologies, no bother, no complaints, no complaints here, no pressure
no hard feelings, dont worry, dont worry about it|that|a|anything thing?
do not worry about? it?, dont sweat it, dont mention it, dont be sorry|silly
nothing to be sorry about|for, nothing to worry|apologize about|for, nothing to forgive
please dont apologize|worry, please no apologies, that is all good
you are VERY? good|fine|ok|cool|alright, you are all good, yall are good|fine
it is VERY? ok|cool|fine|alright, that is alright|alright, it is all right, that is all right
that is quite? alright|ok|fine, it is no|not a? big? problem|biggie|deal|trouble
that is no|not a? big? problem|biggie|deal|trouble, it happens, it happens to the best of us
that happens, those things happen, these things happen, stuff|things|life|shit|crap happens
happens, happens to the best of us, happens to all of us, mistakes|accidents happen
WE all make mistakes, WE all have those|bad days, WE have all been there, been there
been there done that, WE VERY? totally? get it
totally|completely|perfectly get|fine|ok|understand|understandable it?
WE totally|completely|fully|definitely understand, fully understand
understand completely|totally, WE understand completely|totally, take your time
yall take your time, take all the time you need|want, whenever you can|get..., whenever works...
anytime is fine|good|ok|great|works, better late than never, better safe than sorry
safety first, cant be helped, cant control the weather|traffic|mother
cant help the|that weather|traffic?, not your|anyones|anybodys fault, it is not your fault
nobodys fault, it is what it is, what can you do, such is life, c est la vie, hakuna matata
WE am|are here all day|afternoon|morning|night, WE am|are home all day|afternoon|morning
WE will be here|home all day|afternoon|morning, WE work from home, WE am|are working from home
WE am|are in no hurry|rush, WE am|are not in a|any hurry|rush
WE am|are not going anywhere|anywhere, not going anywhere, aint going nowhere
WE aint going nowhere|anywhere, WE have|got time|nowhere|no..., WE have got time|nowhere|all...
got nowhere to be|go, nowhere to be, got all day, WE have all day, fine either way
you are VERY? welcome, you are most welcome, your welcome, VERY welcome, you bet, anytime
any time, my|our pleasure, happy|glad to, happy|glad to help|do|support|share|have..., of course
least WE could|can do, the least WE could|can do, thank you YOU, right back at you
it was nothing, likewise, no worries, my apologies|mistake|fault, WE apologize..., sorry
VERY sorry
WE am|are VERY? sorry, sorry about|for that|this|it|the...
WE am|are VERY? sorry about|for that|the..., sorry to bother|bug|hear|trouble|have|keep...
sorry for the|my|being|any|all|taking|bothering...
sorry it|i|we is|was|am|are took? late|slow..., sorry i am|was just...
sorry just now|saw|seeing|got..., sorry hear that, sorry for late|slow reply|response|payment
 no worries, no worries, no worries, no worries, excuse the|my..., it was a long day, long day
""",
    Saying.THANKS: """
you|yall didnt have to do that|this|anything
many many thanks, mahalo, merci, danke, arigato
thank|thanks you? YOU? VERY? much? again? for getting it|us|everything|the|our pool? ready...
thanks heaps, thanks a whole lot|bunch, thanks seriously, seriously thanks|thank you?
thank you jesus|lord|god|goodness
appreciate how quickly|fast|much|hard|quick|thorough|careful|kind|well...
WE appreciate MY|all|DOING|how|everything...
thank|thanks you? YOU? VERY? much? again? for DOING out|by|over|back|up|in|me...
thank|thanks you? YOU? VERY? much? again? for DOING us|it|that|this|so|to|all?...
thank|thanks you? YOU? VERY? much? again? for everything|all|that|this|it|today|yesterday...
thank|thanks you? YOU? VERY? much? again? for MY..., but thank|thanks you? for MY|DOING|all...
thank|thanks you? YOU? VERY? much? again? for such|VERY? GOOD|quick|prompt|fast...
thank|thanks you? YOU? VERY? much? again? for such|VERY? speedy|excellent|honest|hard...
thank|thanks you? YOU? VERY? much? again? for a|an VERY? GOOD|quick|fast|job...
appreciate you|yall YOU? DOING out|by|over|back|up|in|me|us|it|that|this|so|to|all?...
thanks|thank you? for the? reminder|heads|update|info|tip up?
thanks|thank you? for the? call|text|message|follow|quick|fast up?
thank you my friend|man|dude|brother|dear, thanks my friend|man|dude|brother, you have my thanks
thanks, thank, thank you, thank you VERY? much, thanks VERY? much, thank you YOU, thanks YOU
thank you both, thank you kindly, many thanks, so many thanks
thanks a? bunch|lot|million|ton|heap, thanks again, thank you VERY? much? again
big|huge|special|endless thanks, thanks everyone|everybody, a million thanks, a thousand thanks
thanks|thank you? for VERY? much? everything|all|that|this|it|today|yesterday...
thank god|goodness|heavens|jesus, thank the lord, praise god|jesus, praise the lord
but thanks|thank you? VERY? much?, but appreciate it|you|the..., thanks though|anyway|tho
thank you though|anyway|tho, appreciate, appreciate it|you|ya|this|that VERY? much?
WE VERY? do? appreciate it|you|ya|this|that|everything VERY? much?, much appreciate
greatly appreciate, WE VERY appreciate..., appreciate you YOU, appreciate all...
appreciate everything..., appreciate MY...
appreciate you being|coming|taking|getting|helping|checking|looking|working..., grateful
VERY grateful, WE am|are VERY? grateful for?..., so thankful, thankful, VERY thankful for...
WE am|are VERY? thankful..., WE cant thank you|yall YOU? enough, cant thank you YOU? enough
WE cannot thank you YOU? enough, cannot thank you YOU? enough, cant say thank you|thanks enough
god bless, god bless you|yall|them|him YOU?, bless you, bless you YOU, bless your heart
bless him|her|them|yall, means a lot, that means a lot, means so much, that means so much
means the world, that means the world to|for me|us?, it means a lot|so much
VERY? kind of you|him|them YOU?, so kind
that is VERY? kind|sweet|nice|thoughtful|generous of? you|him|them?
how kind|nice|sweet|thoughtful of? you|him|them?
so nice|sweet|thoughtful|generous of you|him|them
you are VERY kind|sweet|nice|thoughtful|generous, you are too kind, too kind, WE owe you one
from the bottom of my|our heart|hearts, cheers, kudos, kudos to..., props, props to..., hats off
hats off to..., shout out to..., shoutout to...
""",
    Saying.LAUGH: """
good riddance
lol, VERY? funny, too funny, hilarious, that is VERY? funny|hilarious, that is too funny
HE is VERY? funny|hilarious, crack|cracks|cracked|cracking me|us up, just kidding, jk, j/k
just joking, kidding, WE am|are kidding|joking, for real, true, so|very true, true that
that is true, aint that the truth, isnt that the truth, no kidding, no joke, no lie
tell me about it, you are telling me, right$, i know, i know right, ikr, same here, me|us too
dont i know it, dont we all, who knew, well who knew, who would have thought, i never, go figure
got to love it|him|them|texas|that|this|the..., only in texas, welcome to texas, texas weather
thats texas, that is texas for you, crazy|wild|nutty weather|world|times
every VERY? single year|time|spring|summer|fall|winter,  aint it
never a dull moment, never gets old
poor VERY? little? guy|thing|fella|baby|dude|man|critter|buddy|fellow
little guy|fella|bandits|stinker|stinkers|rascal|rascals|booger
little boogers|devil|devils|bugger|buggers|dude|critters|monsters|buddy
those little bandits|rascals|stinkers|devils|boogers|buggers|critters|guys, bless it
what a hoot|trip|character|day|week|year|world|time|riot|life|story|sight|surprise|crazy...
hoot, my man, my guy, HE|you tries|try|tried, he|she is something else
HE is quite? a? cutie|character|mess|nut|trip, cutie, we do? try, someone has to do it
somebody has to do it, better him|you|them|her than me|us, story of my life, dont remind me
you know it, you already know, youre telling me, preach, welcome to the club, join the club
dog days, boys will be boys, hot enough for you, if only, dont jinx it, knock on wood
fingers crossed, famous last words, who needs..., <laugh>
""",
    Saying.GASP: """
oops, whoops, oopsie, my bad, excuse me
oh boy|man|my|no|wow|dear|lord|gosh|goodness, oh my god|goodness|gosh|word|lord|heavens|gracious
my goodness|gosh|word|lord, good lord|grief|gracious, dang, yikes, whoa, wow, woah, wowza
wowzers, holy moly|smokes|cow|guacamole|cannoli|toledo|crap, geez, sheesh, goodness
goodness gracious, eek, ew, eww, gross, yuck, crazy
that is VERY? crazy|wild|insane|nuts|scary|gross, wild, insane, nuts, ugh, man oh man, no way
shut up, shut the front door, you are kidding, are you kidding me lol, ouch, bummer, dag gum
dadgum, well ill be, what in the world, <shock>, <emoji>
""",
    Saying.WISH: """
hope it is|was nothing|not? serious|bad|major
hope HE feel|feels|gets|get better|well soon?, poor guy|thing|baby|kid
tell MY KIN|family|crew congratulations|hi|hello|happy|thanks..., congratulations on|to...
may god bless you|yall|them..., have the best..., have one for me, enjoy your time...
happy for you|yall|him|her|them..., WE am|are VERY? happy for you|yall|him|her|them...
wishing you a..., best to you...
have a|an|yourself very? a? GOOD|safe|blessed|fun|merry|happy|relaxing|restful..., have fun
have fun at|with|in|on|out|you..., enjoy$, enjoy your|the|it|that|every|this...
you YOU? as well, you YOU? too, yall too, same to you|yall
same to you|yall YOU? and? your|yours|the?..., back at you, right back at you, and you
and you YOU, to you and|as well|yours|your..., and to you|all...
and your family|team|crew|wife|husband, to you YOU|both too?, to you too
hope you|he|she|they|everyone|everybody|yall YOU? have|has|had a|an|the|fun|safe|GOOD...
hope you|he|she|they|everyone YOU? get|gets some|a|the|rest|well|home|better|paid...
hope you|he|she|they|everyone|yall YOU? feel|feels|stay|stays|enjoy|enjoys...
hope you|he|she|they|everyone|yall YOU? are|is feeling|doing|staying|well...
hope you|he|she|they|everyone|yall YOU? are|is ok|safe|enjoying|having|all...
hope you|yall YOU? are|have VERY? GOOD..., hope everyone|everybody|your...
WE hope you|he|she|they|everyone|yall YOU? have|has|had a|an|the|fun|safe|GOOD...
WE hope you|he|she|they|everyone|yall YOU? feel|feels|stay|stays|enjoy|enjoys...
WE hope you|he|she|they|yall YOU? are|is feeling|doing|staying|well...
WE hope you|he|she|they|yall YOU? are|is ok|safe|enjoying|having|all...
wishing you|him|yall|her..., best wishes, best of luck, good luck, prayers, praying for...
sending|many prayers|love|hugs..., prayers for..., thoughts and prayers
in MY thoughts|prayers..., get well soon, feel better soon?, speedy recovery, safe travels
travel safe|safely, safe trip|drive|driving, drive safe|safely|careful|carefully
be careful out there, be safe$, be safe out there
stay safe|warm|cool|dry|hydrated|healthy|well|blessed|awesome|golden|sane out? there?
yall stay|be safe|warm|cool|dry|hydrated|careful out? there?
you YOU stay|be safe|warm|cool|dry|hydrated|careful out? there?, keep cool|warm|dry|safe
keep it up, keep up the GOOD work|job, keep on keeping on, keep doing what you do|are...
get some rest|sleep, rest up, drink plenty|lots? of? water, take care|it easy, yall take care
take care of yourself|yourselves, be well|blessed, god speed, godspeed
go cowboys|rangers|mavs|mavericks|stars|longhorns|aggies|frogs|astros|team
go horns|spurs|texans|texas|raiders|sooners|eagles|chiefs|bears|big, hook em horns?, gig em
sic em, wreck em, good night, goodnight, night, nite, welcome, welcome back|home|aboard
until next time, till next time, talk soon, talk to you soon|later|then, bye, bye bye
later gator, peace, peace out, over and out, ciao, xoxo, xo, xx, hugs
tell THEM VERY? thanks|thank..., tell THEM|the hi|hello|happy|congratulations...
tell THEM WE said|say hi|hello|thanks|thank|happy|congratulations...
tell THEM he|she|they did|do|does a? an? GOOD JOB, say hi|hello|hey to...
give THEM my|our best|thanks|regards|love, give THEM a raise|hug|pat|bonus|treat...
thank THEM for me|us|that|everything|coming|the..., please thank THEM for? me|us?
please tell THEM VERY? thanks|thank..., please tell THEM WE said|say thanks|thank|hi...
HE deserves|deserve a raise|bonus|medal..., sorry for your loss, god is good, cheers to...
heres to..., good game, see yall around, to many more, roll tide, boomer sooner
""",
    Saying.SEASON: """
happy birthday|thanksgiving|easter|holidays|friday day|year|years|of|weekend? july? eve?
happy new|4th|fourth|mothers|fathers day|year|years|of|weekend? july? eve?
happy veterans|valentines|fall|spring|weekend|retirement day|year|years|of|weekend? july? eve?
happy monday|halloween|anniversary day|year|years|of|weekend? july? eve?
happy independence|memorial|labor day|year|years|of|weekend? july? eve?
happy birthday|thanksgiving|easter|holidays|new|4th|mothers|fathers year|day|of? july? to...
merry christmas|xmas eve?, merry christmas|xmas to|and..., happy holidays to|and...
seasons greetings, happy hanukkah, happy turkey day, have a merry|happy..., jesus loves you
he is risen, he is risen indeed
""",
}
