"""English closings and the words between them."""

from __future__ import annotations

from sentinel_cli.rules.acknowledgement.sayings import Saying

ENGLISH: dict[Saying, str] = {
    Saying.OK: """
good|great reminder|point|tip|advice|looking|suggestion, excited to get started, looking forward to getting started
WE am|are|will be right there|out|down, be right there|out|down|over, coming$, omw, on my way, on my way out|home|down, heading out|down|home now, headed out|home now, WE am|are coming$, WE am|are on MY way
MY KIN will be|is here|home|there, MY KIN is|will be here|home|there all day, someone will be here|home, somebody will be here|home, WE have|got it handled, WE will see THEM then|soon
ok, ok dokey|dokie|doke|doky, okey dokey|dokie|doky|doke, sounds GOOD, sounds like a plan
sounds GOOD to me|us, works for me|us, that works for? me?|us?, that will work, will work
fair enough, cool, cool beans, word, bet, copy, copy that, roger, roger that, 10-4, ten four
ten-four, gotcha, got you, got it, got that, makes sense, that makes sense
makes perfect|total sense, i see, understood, understand, WE VERY? understand, noted, duly noted
good to know, great to know, good deal, all right, right on, very well, fine by|with me|us
that is VERY? GOOD, it is VERY? GOOD, that is ok|cool, that would be fine, good enough, good to go
good plan|idea|thinking|call, great plan|idea|thinking|call, smart, smart idea, no doubt
say no more, loud and clear, <good>, sure thing, for sure, of course$, absolutely, definitely
certainly, sure, by all means, i hear you, heard, amen, amen to that, understandable, heads up
WE will be here|home|there|ready$, WE am|are here|home$, WE will keep an eye out
will keep an eye out, keeping an eye out|on, WE will keep an eye on it|them|that|things
WE will be on the lookout, WE will watch for it|them|him, see you
see you then|there|soon|later|all|guys|around|tomorrow|tonight, see THEM then|soon|there
see you next time|week|month|visit, see you in a bit|few, see you in the morning|afternoon
until then, till then, looking forward to it|that|seeing|meeting|having|getting...
look forward to it|that|seeing|meeting|having..., WE look forward to it|that|seeing|meeting...
cant wait, WE cant wait, cant wait to see|swim|use|try|get|show..., excited to see|swim|use|try...
whenever is fine, no hurry, good info, good tip, ok well, alright then, ok then, thumbs up
one step closer, that is good|great|awesome to know|hear, progress, getting there
""",
    Saying.EASY: """
water under the bridge, all forgiven, forgiven, already forgotten, no harm in that, no apology, dont apologize, please dont apologize, wasnt your fault, was not your fault, bummer but WE understand|get it?, WE understand things|stuff happen|happens, stuff comes up, things come up, dont stress, dont stress it, dont sweat, you are human, WE am|are not worried
sorry for being|the? so? late|delay|delayed|slow|tardy|behind, sorry for|about that|it|the confusion|trouble|mix|mixup|hassle|inconvenience up?, no rush on|from my|our end|side
no worries, no worries at all, no worries here, no|not a? problem, not? no? problem at all
no prob|probs, no biggie, no|not a? big|huge deal, not a? biggie, no sweat, no stress
no issue|issues, no rush, no rush at all, no hurry, no hurry at all, no trouble at? all?
no harm done|no? foul?, no need to apologize|worry|rush|be...
no apologies|apology necessary|needed|required, no need for apologies, no bother, no complaints
no complaints here, no pressure, no hard feelings, dont worry
dont worry about it|that|a|anything thing?, do not worry about? it?, dont sweat it
dont mention it, dont be sorry|silly, nothing to be sorry about|for
nothing to worry|apologize about|for, nothing to forgive, please dont apologize|worry
please no apologies,  that is all good
you are VERY? good|fine|ok|cool|alright, you are all good, yall are good|fine
it is VERY? ok|cool|fine|alright, that is alright|alright, it is all right, that is all right
that is quite? alright|ok|fine, it is no|not a? big? problem|biggie|deal|trouble
that is no|not a? big? problem|biggie|deal|trouble, it happens, it happens to the best of us
that happens, those things happen, these things happen, stuff|things|life|shit|crap happens
happens, happens to the best of us, happens to all of us, mistakes|accidents happen
WE all make mistakes, WE all have those|bad days, WE have all been there, been there
been there done that, WE VERY? totally? get it
totally|completely|perfectly get|fine|ok|understand|understandable it?
WE totally|completely|fully|definitely understand, fully understand, understand completely|totally
WE understand completely|totally, take your time, yall take your time
take all the time you need|want, whenever you can|get..., whenever works...
anytime is fine|good|ok|great|works, better late than never, better safe than sorry, safety first
cant be helped, cant control the weather|traffic|mother, cant help the|that weather|traffic?
not your|anyones|anybodys fault, it is not your fault, nobodys fault, it is what it is
what can you do, such is life, c est la vie, hakuna matata
WE am|are here all day|afternoon|morning|night, WE am|are home all day|afternoon|morning
WE will be here|home all day|afternoon|morning, WE work from home, WE am|are working from home
WE am|are in no hurry|rush, WE am|are not in a|any hurry|rush
WE am|are not going anywhere|anywhere, not going anywhere, aint going nowhere
WE aint going nowhere|anywhere, WE have|got time|nowhere|no..., WE have got time|nowhere|all...
got nowhere to be|go, nowhere to be, got all day, WE have all day, fine either way
you are VERY? welcome, you are most welcome, your welcome, VERY welcome, you bet, anytime
any time, my|our pleasure, happy|glad to, happy|glad to help|do|support|share|have..., of course
least WE could|can do, the least WE could|can do, thank you YOU, right back at you, it was nothing
likewise, my bad, my apologies|mistake|fault, WE apologize..., sorry, VERY sorry
WE am|are VERY? sorry, sorry about|for that|this|it|the...
WE am|are VERY? sorry about|for that|the..., sorry to bother|bug|hear|trouble|have|keep...
sorry for the|my|being|any|all|taking|bothering..., sorry it|i|we is|was|am|are took? late|slow...
sorry i am|was just..., sorry just now|saw|seeing|got..., sorry hear that
sorry for late|slow reply|response|payment, oops, whoops, oopsie, excuse me, excuse the|my...
it was a long day, long day
""",
    Saying.THANKS: """
thank you jesus|lord|god|goodness
appreciate how quickly|fast|much|hard|quick|thorough|careful|kind|well...
WE appreciate MY|all|DOING|how|everything...
thank|thanks you? YOU? VERY? much? again? for DOING out|by|over|back|up|in|me|us|it|that|this|so|to|all?...
thank|thanks you? YOU? VERY? much? again? for everything|all|that|this|it|today|yesterday..., thank|thanks you? YOU? VERY? much? again? for MY..., but thank|thanks you? for MY|DOING|all...
thank|thanks you? YOU? VERY? much? again? for such|VERY? GOOD|quick|prompt|fast|speedy|excellent|honest|hard..., thank|thanks you? YOU? VERY? much? again? for a|an VERY? GOOD|quick|fast|job...
appreciate you|yall YOU? DOING out|by|over|back|up|in|me|us|it|that|this|so|to|all?..., thanks|thank you? for the? reminder|heads|update|info|tip|call|text|message|follow|quick|fast up?
thank you my friend|man|dude|brother|dear, thanks my friend|man|dude|brother, you have my thanks
thanks, thank, thank you, thank you VERY? much, thanks VERY? much, thank you YOU, thanks YOU
thank you both, thank you kindly, many thanks, so many thanks
thanks a? bunch|lot|million|ton|heap, thanks again, thank you VERY? much? again
big|huge|special|endless thanks, thanks everyone|everybody, a million thanks, a thousand thanks
thanks|thank you? for VERY? much? everything|all|that|this|it|today|yesterday...
thank god|goodness|heavens|jesus, thank the lord, praise god|jesus, praise the lord

but thanks|thank you? VERY? much?, but appreciate it|you|the...,
thanks though|anyway|tho, thank you though|anyway|tho, appreciate
appreciate it|you|ya|this|that VERY? much?
WE VERY? do? appreciate it|you|ya|this|that|everything VERY? much?, much appreciate
greatly appreciate,  WE VERY appreciate..., appreciate you YOU, appreciate all...
appreciate everything..., appreciate MY...
appreciate you being|coming|taking|getting|helping|checking|looking|working...,
grateful, VERY grateful, WE am|are VERY? grateful for?..., so thankful, thankful
VERY thankful for..., WE am|are VERY? thankful..., WE cant thank you|yall YOU? enough
cant thank you YOU? enough, WE cannot thank you YOU? enough, cannot thank you YOU? enough
cant say thank you|thanks enough, god bless, god bless you|yall|them|him YOU?, bless you
bless you YOU, bless your heart, bless him|her|them|yall, means a lot, that means a lot
means so much, that means so much, means the world, that means the world to|for me|us?
it means a lot|so much,  VERY? kind of you|him|them YOU?, so kind
that is VERY? kind|sweet|nice|thoughtful|generous of? you|him|them?
how kind|nice|sweet|thoughtful of? you|him|them?
so nice|sweet|thoughtful|generous of you|him|them
you are VERY kind|sweet|nice|thoughtful|generous, you are too kind, too kind, WE owe you one
from the bottom of my|our heart|hearts, cheers, kudos, kudos to..., props, props to..., hats off
hats off to..., shout out to..., shoutout to...
""",
    Saying.PRAISE: """
HE earned|deserved|deserve it|that, never disappoint|disappoints|fails|fail|disappointed, never cease to amaze, never fail to amaze|impress, easy to work with
well deserved|earned|said, and quick|fast|nice|clean|careful|efficient|friendly|polite|professional|thorough|sweet|helpful|kind|beautiful|amazing|GOOD, wish WE had|would|have? bought|done|called|found|switched|hired|known it|this|that|you|yall?..., the? crew|team|guys are|were|is|did GOOD...
that is what WE like|love|want to hear|see, WE love to hear|see it|that|this, worth the wait, you|yall are worth the wait, worked a miracle|miracles|magic|wonders, works|work hard, working hard, hard working, best GOOD? news all|of|in day|week|month|year|today?..., outdid yourselves|yourself|himself|themselves, sweet|good|great|nice|hard young? kid|boy|girl|lady|fella|gentleman, loved him|her|them, how happy|pleased|grateful|thankful|impressed WE am|are..., cant|cannot believe it is the same..., cant believe my eyes, unbelievable, blown away, VERY blown away, wowed, speechless, mind blown, best JOB in|on..., WE am|are impressed|amazed|floored|speechless, that is a relief, glad that is over|done|fixed|handled, cant tell you how happy|much|grateful..., the wait was worth it, professional and courteous, tip top, a1, first rate, bees knees, rock solid, big fan, total pros, class act, cream of the crop, tens across the board, hes|shes the best, quick turnaround, dream team, you made my
you|yall YOU? are VERY? quick|fast|kind|sweet|professional|honest|thorough|helpful|generous|thoughtful|responsive|on|good
think|thinks|thought of everything, what would|did WE ever? do without you|yall|him|them YOU?, do not|dont know what WE would do without you|yall|him|them YOU?
you|WE can finally? see|count the|every bottom|drain|floor|tile|deep|grain|penny..., oh nice|good|perfect|awesome|yay|cool|sweet|fantastic, such a|an angel|doll|pro|gem|sweetheart|joy|treat|gentleman|delight
you YOU? are VERY? GOOD at? what? you? do?, you|yall YOU? always take good? care of|good..., taking|takes|took|take such? VERY? good|great care of..., <love>
hope he gets a raise, the real mvp, mvp, worth every cent|dime, saved our bacon, crystal, love that for us, glad we went|switched|chose|found|hired|called..., so glad WE went|switched|chose|found|hired|called..., better than new|ever, better than expected|new
great, awesome, perfect, amazing, wonderful, fantastic, excellent, beautiful, lovely, terrific
fabulous, superb, marvelous, phenomenal, incredible, outstanding, spectacular, splendid, brilliant
stellar, impressive, VERY impressed, impressed, dope, lit, legit, rad, epic, tight, neat, killer
killer job, the bomb, bomb diggity, chefs kiss, 100, 100%, 110%, 1000%, 10/10, 11/10, 10 out of 10
ten out of ten, 5 stars, five stars, 5|five star, 5|five star JOB, a+, a plus, aplus, yay, woohoo
woo hoo, woop, whoop whoop?, woot, hooray, hurray, yippee, yeehaw, hallelujah, hell|heck yes
oh yes baby?, yes baby, yahoo, wahoo, boom, bingo, bravo, score, winning, congratulations, nice
VERY GOOD, sweet, so sweet, sparkling, sparkly, sparkles, spotless, crystal clear
VERY clear|clean, nice and clear|clean|blue|cool|warm, squeaky clean, pristine, immaculate
gorgeous, stunning, magnificent, dreamy, heavenly, divine, magical, glorious, exquisite, good
looking|looks|look good, all good news, GOOD JOB, GOOD JOB VERY? GOOD?, VERY GOOD JOB
another|such|what|how a? GOOD JOB?, such a GOOD|sweet|kind|polite|hard young? JOB
GOOD JOB by|on|with|from|as|of..., GOOD young man|guy, good looking out
great|good|awesome|amazing|excellent|perfect|nice|wonderful as always|usual, solid, solid JOB
top notch, top notch JOB, first class|rate, second to none, on point, on the ball, bar none
hands down, killing|crushing it, nailed|crushed|killed it, you nailed|crushed|killed it
best in town|texas|dfw|business, above and beyond, went|go|goes|going above and beyond, love it
love this|that, love them|him|her|you YOU?, love yall, WE VERY? love it..., WE VERY? love MY...
WE love how..., love how..., love MY..., love|loving|loved this|that..., loving it|MY..., in love
in love with..., VERY? obsessed, obsessed with..., WE am|are VERY? obsessed, loved it|MY...
WE loved it|MY..., MY kids? love it|this|them..., kids love|loved it..., HE loves it|them...
you are the best, you YOU are the best, are the best, you da best, the best, da best, best ever
best pool JOB|cleaner|tech ever?, best JOB ever?, simply the best, the best JOB ever?
best in the business, VERY happy with...
WE am|are VERY? happy|pleased|thrilled|excited|impressed|relieved|stoked|amazed|satisfied...
WE are|am loving..., happy camper|campers|customer|customers, happy with it
WE could not be happier..., couldnt be happier|more|better..., WE couldnt be happier|more...
couldnt ask for more|better|a..., WE couldnt ask for..., cant complain, cant beat that|it
cant say enough..., WE cant say enough..., you|yall|they|he|she are|is VERY? GOOD|the|a|an|so...
you|yall YOU? are VERY? GOOD, you|yall YOU? are VERY? a? GOOD JOB?
you|yall YOU? are a|an|my|our absolute? lifesaver|lifesavers|angel|hero|legend|genius|champ|saint
you|yall YOU? are a|an|my|our absolute? keeper|gem|blessing|treasure
you|yall YOU? are a|an|my|our absolute? trooper|pro|savior|wizard|rockstar
you|yall YOU? are lifesavers|rockstars|angels|heroes|legends|pros|saints|wizards
are GOOD|lifesavers|rockstars|angels|heroes|legends|rock, you|yall YOU? rock, rockstar
rock star|stars, rockstars, rocks
HE is a|an|the absolute? lifesaver|angel|hero|legend|genius|champ|saint|keeper|gem|blessing
HE is a|an|the absolute? treasure|trooper|pro|rockstar|hoot|sweetheart|GOOD|best|real|man
is a|an|the absolute? lifesaver|angel|hero|legend|genius|champ|saint|keeper|gem|blessing|treasure
is a|an|the absolute? trooper|pro|rockstar|sweetheart|best|man|bomb|goat|real|great|good
life saver|savers, lifesaver, lifesavers, legend, legends, champ, genius, keeper, hero, heroes
angel, angels, gem, saint, pros, blessing, magician, wizard, miracle worker, magic, goat, the goat
the man, my hero, sweetheart, saved the day
saved MY day|weekend|party|bacon|butt|life|summer|vacation, you YOU? saved me|us|the|my|our...
you YOU? saved MY..., made MY day|week|weekend, day made, makes me|us VERY? happy, makes MY day
thrilled, VERY excited|thrilled|happy|pleased|stoked|relieved|satisfied, excited, stoked, pumped
satisfied, delighted, relieved, what a relief, such|huge|big a? relief
that is|what a? VERY? relief, a relief, relief, worth it, VERY worth it, well worth it
worth every penny, worth the wait, money well spent, night and day, night and day difference
huge|big|what|massive a? difference, world of difference, so|much|way much? better
a million times better, like new, like brand new, good as new, as good as new, brand new
like a dream|charm|champ|resort|postcard|magazine|mirror|hotel|vacation|boss|dream|million|top
like glass|bathwater|heaven|magic, bath water
looks|look|looked|looking|sounds|sound|sounding|feels|feel|felt|smells|tastes VERY? GOOD
looks|look|looked|looking VERY? pretty|nice|clean|clear|sharp
looks|look|looked|looking VERY? gorgeous|stunning|spotless|sparkling|pristine
looks|look|looked|looking VERY? immaculate|terrific|fabulous|<love>|<good>
looks|look|looked|looking VERY? new|blue|inviting|professional|incredible
looks|look|looked|looking so much better, looks|look|looked|looking VERY? much better
looks|look like a|new|brand|glass..., never looked better|so|this...
has never looked better|so..., hasnt looked this good..., best it has ever looked|been...
best we have|it has ever..., it is VERY GOOD|pretty|beautiful|clear|clean|nice|pretty|cute
is|are|was|were VERY? GOOD|gorgeous|stunning|spotless|sparkling|pristine|immaculate
is|are|was|were VERY? happy|thrilled|obsessed|loved|pumped|stoked|<love>
is|are|was|were VERY clear|clean|nice|sweet|polite|professional|friendly|helpful
is|are|was|were VERY careful|respectful|patient|quick|fast|kind|knowledgeable|thorough|courteous
VERY pretty|beautiful|nice|sweet|cute|fun|cool
VERY kind|knowledgeable|careful|respectful|patient|thoughtful|easy
VERY fast|attentive|responsive|refreshing|relaxing|peaceful|soothing|efficient
VERY helpful|quick|polite|professional|friendly|thorough|courteous, cute, fun, pretty, so much fun
polite, professional, friendly, helpful, thorough, courteous, knowledgeable, respectful
refreshing, relaxing, super and? careful|clean, a blast, was a blast, had a blast, HE had a blast
HE was a blast, WE had a GOOD time, had a GOOD time, had so? much? fun, a hit, was a VERY? hit
big|huge hit, awesome sauce, VERY cool stuff, purring, purring like a kitten, purrs like a kitten
amazing people, did|does|do|done|doing GOOD, did|does|do|done|doing a? an? such? a? VERY? GOOD JOB
did|does|do|doing an? a? VERY? bang up|stellar|solid|thorough|super|phenomenal job
HE did VERY? GOOD, always do|does, always do|does a|an GOOD job, always does right by|you...
knows|knew|know his|her|their stuff, hard worker|workers|working, a pleasure, is a pleasure
such a pleasure, was a pleasure, been a pleasure, takes|take|took pride|care in|of?..., quick work
quick and easy, easy peasy, that was VERY? quick|fast|easy, quick|fast turnaround|response|service
fast work, speedy, prompt, well deserved|done|earned|said, you YOU? earned|deserve|deserved it...
you YOU? deserve..., customer for life, life long customer, lifelong customer|customers
highly recommend..., will recommend..., WE will recommend...
recommend you YOU? to everyone|everybody|anyone|all..., WE tell|told everyone|everybody|all...
told all..., telling everyone|everybody..., five star review
leaving you a 5|five|great|good|glowing star? review
will leave you? a 5|five|great|good|glowing star? review
WE will leave you? a 5|five|great|good|glowing star? review, you YOU? have been VERY? GOOD|so...
it has been GOOD..., been VERY? GOOD..., glad to hear it|that?, good|great|awesome|nice to hear
music to my|our ears, VERY? glad it|you|we|that|he|she|they..., VERY? glad, happy to hear it|that?
so glad, nice to see..., great to see..., good to see|have|be..., nice to have|be...
great to have|be..., peace of mind, one less thing to worry about, one less worry|thing|headache
best money|decision|call|thing..., enjoying it|MY|every..., WE am|are enjoying...
enjoyed it|MY|every..., WE enjoyed..., having a blast|ball, living MY dream|life|best...
living the dream, feel|feels like a|new|heaven|vacation..., summer ready
ready for summer|company|swimming..., party ready
cant stop looking|staring|swimming|smiling|talking|playing|using|messing...
wont stop looking|staring|swimming|smiling|talking|playing|using|messing..., wont get out of...
cant get enough|over..., cant believe how GOOD|clear|clean|nice|quiet|fast..., hear myself think
can hear myself think, can finally hear|relax|enjoy|swim|sleep..., never better
never been better|happier|so..., in good hands, great hands, <love>
""",
    Saying.LAUGH: """
lol, VERY? funny, too funny, hilarious, that is VERY? funny|hilarious, that is too funny
HE is VERY? funny|hilarious, crack|cracks|cracked|cracking me|us up, just kidding, jk, j/k
just joking, kidding, WE am|are kidding|joking, for real, true, so|very true, true that
that is true, aint that the truth, isnt that the truth, no kidding, no joke, no lie
tell me about it, you are telling me, right$, i know, i know right, ikr, same here, same here
me|us too, dont i know it, dont we all, who knew, well who knew, who would have thought, i never
go figure, got to love it|him|them|texas|that|this|the..., only in texas, welcome to texas
texas weather, thats texas, that is texas for you, crazy|wild|nutty weather|world|times
every VERY? single year|time|spring|summer|fall|winter, always something, aint it
never a dull moment, never gets old
poor VERY? little? guy|thing|fella|baby|dude|man|critter|buddy|fellow
little guy|fella|bandits|stinker|stinkers|rascal|rascals|booger
little boogers|devil|devils|bugger|buggers|dude|critters|monsters|buddy
those little bandits|rascals|stinkers|devils|boogers|buggers|critters|guys, bless it
what a hoot|trip|character|day|week|year|world|time|riot|life|story|sight|surprise|crazy..., hoot
my man, my guy, HE|you tries|try|tried, he|she is something else
HE is quite? a? cutie|character|mess|nut|trip, cutie, we do? try, someone has to do it
somebody has to do it, better him|you|them|her than me|us, story of my life, dont remind me
you know it, you already know, youre telling me, preach, welcome to the club, join the club
dog days, boys will be boys, hot enough for you, if only, dont jinx it, knock on wood
fingers crossed, famous last words, who needs..., <laugh>
""",
    Saying.GASP: """
oh boy|man|my|no|wow|dear|lord|gosh|goodness, oh my god|goodness|gosh|word|lord|heavens|gracious
my goodness|gosh|word|lord, good lord|grief|gracious, dang, yikes, whoa, wow, woah, wowza, wowzers
holy moly|smokes|cow|guacamole|cannoli|toledo|crap, geez, sheesh, goodness, goodness gracious, eek
ew, eww, gross, yuck, crazy, that is VERY? crazy|wild|insane|nuts|scary|gross, wild, insane, nuts
ugh, man oh man, no way, shut up, shut the front door, you are kidding, are you kidding me lol
ouch, bummer, dag gum, dadgum, well ill be, what in the world, <shock>, <emoji>
""",
    Saying.WILL_DO: """
WE am|are doing it|that now|tonight|today, on it now
will do, will do so, wilco, WE will$, WE sure will$, sure will$, WE will do that|it|so|this$
WE will for sure$, WE definitely|certainly will$, WE can do that|it$, can do$
you got it$, you betcha, youbetcha, on it$, WE am|are on it$,
will make sure$, will make sure of it|that, WE will make sure$, WE will make sure of it|that
WE will make sure it|he|they|she|we|to|everything|everyone|the...
will make sure it|he|they|she|we|to|everything|everyone|the..., WE will be sure to...
will be sure to...
WE will keep it|that|them on|off|running|closed|shut|going|there|up|low|high...
will keep it|that|them on|off|running|closed|shut|going|low...
WE will leave it|that|them|MY on|off|running|alone|be|going|there...
will leave it|that|them on|off|running|alone|be|going, leaving it on|off|running|alone|be
WE will run it..., will run it..., WE will let it run|cure|dry|sit|soak|settle|be...
will let it run|cure|dry|sit|soak..., WE will keep that|it in mind, will keep that|it in mind
keep that in mind, WE will remember$, WE will remember that|it|to..., WE will tell THEM...
will tell THEM|the|my..., WE will tell|warn|remind the|my|our KIN|kids|family|guys|crew...
WE will let THEM know..., will let THEM know..., WE will let the|my|our KIN know...
will let the|my|our KIN know..., WE will pass it|that on|along, will pass it|that on|along...
will pass along..., WE will pass along..., passing it on|along..., WE will stay off|out|clear...
will stay off|out|clear..., staying off|out|clear..., WE will be careful|gentle, HE|i|we will be$
HE will$, WE will take care of it|that|this, will take care of it|that|this
taking care of it|that now|today, WE will handle it|that, will handle it|that
WE will get it|that done|fixed|handled, WE will look for it|that|them|him|you
will look for it|that|them, WE will look|watch out for|it|that..., will be looking for|out...
WE will be looking for|out...
WE will keep my|the|our phone|kids|dogs|dog|pets|eyes|eye|fingers on|off|out|in|inside...
WE will keep my|the|our phone|kids|dogs|dog up|close|crossed|peeled|open|away...
WE will keep my|the|our pets|eyes|eye|fingers up|close|crossed|peeled|open|away...
WE will have them|him|her|MY up|inside|in|put|ready|dogs|dog|kids|pup|pups...
will have them|him|her|MY up|inside|in|put|dogs|dog|pup...
HE is|are|will be up|inside|in|put|put..., already on it|done
WE will set|put|mark it|that on|in|up my|the|our? calendar..., on my|the|our calendar
marked|putting it|my on|in|down|calendar my|the|our? calendar?, got it on my|the|our calendar
its on the calendar, WE will pay it|that|this? today|tonight|now|asap|shortly|online...
will pay it|that? today|tonight|now|shortly|online..., paying it? now|today|tonight
WE will get it|that paid|over|taken|in today|tonight|now|care...
will get it|that paid|over|taken|in...
WE will send it|that|payment over? today|tonight|now|shortly
WE will give it a try|shot|whirl|go|day..., will give it a try|shot|whirl|go|day...
WE will follow your|the|those instructions|directions|steps|advice...
WE will read it|over|through..., will read it|over...
WE will look at it|them tonight|later|now|today|after...
will look at it|them tonight|later|now|today|after..., WE will check it out|later|tonight|today...
will check it out|later..., WE will enjoy it|MY, will enjoy it|MY, WE sure will enjoy...
WE plan to$, that is the plan, planning on it
WE will turn|shut|switch|set it|them|that on|off|back|down|up|low|high...
WE will leave|keep|cover|close|lock it|them|that on|off|back|down|up|low|high...
will turn|shut|switch|set|cover|close|lock it|them|that on|off|back|down|up...
WE will use|wear|take|drink|eat it|some..., right on it
""",
    Saying.WONT_DO: """
WE wont$, WE will not$, wont$
WE wont touch|use|turn|shut|swim|run|open|let|mess|get|go|move|change|forget|do|be...
wont touch|use|turn|swim|run|let|mess|forget|do|be..., no swimming|swim|swimmers...
nobody will..., no one will..., hands off, WE wouldnt dream of it, wouldnt dream of it
staying|stay away|out|off..., not touching it|anything|a...
nobodys|noones swimming|touching|going|getting in?...
""",
    Saying.WISH: """
have a|an|yourself very? a? GOOD|safe|blessed|fun|merry|happy|relaxing|restful..., have fun
have fun at|with|in|on|out|you..., enjoy$, enjoy your|the|it|that|every|this..., you YOU? as well
you YOU? too, yall too, same to you|yall, same to you|yall YOU? and? your|yours|the?...
back at you, right back at you, and you, and you YOU, to you and|as well|yours|your...
and to you|all..., and your family|team|crew|wife|husband, to you YOU|both too?, to you too
hope you|he|she|they|everyone|everybody|yall YOU? have|has|had a|an|the|fun|safe|GOOD..., hope you|he|she|they|everyone YOU? get|gets some|a|the|rest|well|home|better|paid..., hope you|he|she|they|everyone|yall YOU? feel|feels|stay|stays|enjoy|enjoys..., hope you|he|she|they|everyone|yall YOU? are|is feeling|doing|staying|well|ok|safe|enjoying|having|all..., hope you|yall YOU? are|have VERY? GOOD..., hope everyone|everybody|your...
WE hope you|he|she|they|everyone|yall YOU? have|has|had a|an|the|fun|safe|GOOD..., WE hope you|he|she|they|everyone|yall YOU? feel|feels|stay|stays|enjoy|enjoys..., WE hope you|he|she|they|yall YOU? are|is feeling|doing|staying|well|ok|safe|enjoying|having|all..., wishing you|him|yall|her..., best wishes, best of luck, good luck, prayers, praying for...
sending|many prayers|love|hugs..., prayers for..., thoughts and prayers, in MY thoughts|prayers...
get well soon, feel better soon?, speedy recovery, safe travels, travel safe|safely
safe trip|drive|driving, drive safe|safely|careful|carefully, be careful out there, be safe$
be safe out there
stay safe|warm|cool|dry|hydrated|healthy|well|blessed|awesome|golden|sane out? there?
yall stay|be safe|warm|cool|dry|hydrated|careful out? there?
you YOU stay|be safe|warm|cool|dry|hydrated|careful out? there?, keep cool|warm|dry|safe
keep it up, keep up the GOOD work|job, keep on keeping on, keep doing what you do|are...
get some rest|sleep, rest up, drink plenty|lots? of? water, take care|it easy, yall take care
take care of yourself|yourselves, be well|blessed, god speed, godspeed
go cowboys|rangers|mavs|mavericks|stars|longhorns|aggies|frogs|astros|team
go horns|spurs|texans|texas|raiders|sooners|eagles|chiefs|bears|big, hook em horns?, gig em
sic em, wreck em, good night, goodnight, night, nite, welcome, welcome back|home|aboard
until next time, till next time, talk soon, talk to you soon|later|then, bye, bye bye, later gator
peace, peace out, over and out, ciao, xoxo, xo, xx, hugs, tell THEM VERY? thanks|thank...
tell THEM|the hi|hello|happy|congratulations...
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
    Saying.FIXED: """
yes finally, finally yes, finally working
found it|them in|under|behind|on|at|inside|by|next...
so far so good
you saved me|us a service|house call|charge|fee|trip, it cleared right? up on it is own, fixed itself, it fixed itself, WE got it taken care of, it was just? an? easy fix
it works, it worked, that worked, works, worked
works|worked|working|runs|ran|running VERY? GOOD|fine|like|beautifully|smooth...
works|worked|working|runs|ran|running VERY? smoothly|perfect|wonders|flawlessly|again|now...
that did it, that did the trick, did the trick, that was it, that fixed it, fixed it$
it|everything|all is working, is working, are working
it|everything is working|running VERY? GOOD|fine|now|like|again|perfect|smoothly..., working$
working now|again, everything works, all working, all fixed, it is fixed, it is all fixed, fixed$
all better, it is back, it is back on|up|working|running|to, back on$
back to normal|life|itself|business, back in business|action, back up, back up and running
up and running, WE are up and running, good as new, it|he|she? came back|right back? on|up|through
it came on, it kicked|fired|popped|started|turned|lit|booted|powered right? back? on|up|off
kicked|fired|popped|started right? back? on|up, fired up first try, it is on$, it is on now
it is running, is running, running$
it is heating|cooling|working|holding|filling|draining|moving|circulating|spinning|pumping
is heating|cooling|holding|circulating|moving|spinning, heating$, heating up|now|great|fine
heated up, heats up, heats up GOOD|fast|quick, it is warm, nice and warm|toasty|hot|cool|cold
toasty, toasty warm, holding, holding steady|strong|fine|pressure|level|good|up|water
it is holding steady|strong|fine|good|pressure|water?, is holding, steady, it is good now
good now, all good now, WE are|am good now, it is fine now, fine now, ok now
it is clear|clean|blue now?|again?, clear now|again, cleared|clearing right? up
it cleared right? up, it is clearing up, all clear, clear$, clean$, clear as a bell
clear as can be, clear as glass|day, blue and clear, clear and blue


made it, HE made it, HE|i|we got in$
got in ok|fine|safe, HE|i|we got in ok|fine|safe|safely, got home|back|there safe|safely|ok|fine
WE got it working|going|running|on|fixed|back|sorted|figured|off|in|open...
got it working|going|running|fixed|sorted|figured|to..., figured it out, WE figured it out
sorted it out, worked it out, WE worked it out, solved, WE solved it
problem|issue|mystery|case solved|fixed|resolved|closed, resolved, sorted, all sorted out?
handled, it is handled, all handled, it is all handled, taken care of, it is taken care of
HE got|took|has it taken? care? of? it?, all taken care of, it is all taken care of
took care of it, WE took care of it, WE took care of that, found it, found them, WE found it|them$
HE|i|we found it|them, MY KIN found it|them, MY KIN let THEM|you in$
WE let THEM|you in$, you saved me|us a|another trip|call|service|fortune|bundle|lot...
havent had a|any problem|problems|issue|issues since?
no problems|issues|trouble|complaints since|so|at..., with no|any problem|problems|issues|trouble
with zero problems|issues, no more problems|issues|trouble, no issues, no problems
zero issues|problems, without a hitch, without any? problem|problems|issues|issue|trouble
smooth sailing, smoothly, yes all good, yes everything is VERY? GOOD|fine
everything is VERY? GOOD|fine|ok|perfect|back, everything looks|look VERY? GOOD
everyone is ok|safe|fine|good, everybody is ok|safe|fine|good, WE are|am safe|ok|fine
WE are|am all? ok|safe|fine, safe and sound, all safe, all ok, survived, WE survived, we made it
no damage, no damage here, everything survived|made..., no harm, all in one piece, WE are|am alive
got power|it back
""",
    Saying.AFFIRM: """
yes? HE just left|finished, just left, just finished, yes? HE came by?, HE was here, yes? HE showed up
it|they|that did$, it|they|that does$, yes it|they|that did|does|is|are|has$, it has$, it is$, sure did|does|is|are$, it sure did|does|is$, WE did$, yes WE did$, he|she did$, yes he|she did|was|is$,  yes it was$,  yes they were$, WE was|were$, MY KIN did|was|is$
""",
    Saying.GONE: """
dry, bone dry, dry as a bone|desert|whistle|chip|cracker, dry as can be, dry as toast
all|nice|totally|completely|stays|staying|still|super|perfectly and? dry, it is dry
it is all|bone|nice|totally|completely dry, not a|one|single drop|peep|sound|thing|bit|trace
no drips|drip|leaks|leak|leaking|noise|noises|errors|error|alarms|alarm|codes|foam|bubbles|algae
no more leaks|leak|leaking|drips|dripping|noise|noises|sounds|water|alarm
no more alarms|error|errors|code|codes|foam|bubbles|algae|tripping|beeping, not anymore
not any more, not now, no longer$
no longer leaking|dripping|tripping|making|doing|losing|dropping|cloudy|green|beeping...
it stopped, it has stopped, it is stopped, stopped$
it stopped|quit doing? that?|it?|leaking?|dripping?|tripping?|beeping?|making?..., it quit$
it is gone, they are gone, all gone, gone$, it|that went away, went away, so quiet, nice and quiet
quiet as a mouse, quiet$, it is VERY? quiet|silent, quiet now, silent, whisper quiet
hasnt leaked|tripped|dripped|happened|moved|dropped|budged|beeped|acted since?...
hasnt done it|that again|since|anymore..., hasnt made a|any|that|the|it..., hasnt lost any|a|an...
hasnt come back..., WE havent heard|seen|noticed it|any|anything|a|one|them since?...
havent heard|seen|noticed it|any|anything|a|one|them since?..., not since..., not lately
not at all, last night, cured, healed, holding water,  healed itself, fixed itself
it fixed itself, went back to normal
""",
    Saying.PAID: """
paid$, paid it|that|this|thanks, paid and..., paid through|via|on|with|by the?..., just paid
just paid it|that|this|online|my|the through|on|via|online?...
WE just? paid it|that|this|online|through|on|my|the|by..., paid online, paid in full, all paid
all paid up, it is paid, WE am|are paid up, just took care of it|that
payment sent|made|submitted|done|is, just sent it|payment|you|the|a payment?, just sent it over
just venmoed|zelled|paypaled it|you?, venmoed|zelled|paypaled you|it?, sent the|a|my payment
sent you? a|the? venmo|zelle|paypal, check is in the mail, mailed a|the|it check|today|yesterday?
WE mailed a|the|it check|today|yesterday?, put|dropped a|the|it check in the mail
just submitted payment|it|the, just made the|a|my payment, yes and paid, done and paid
paying it? now, autopay is set? up?
""",
    Saying.RECEIVED: """
received, received it|them, got it thanks|thank, got them|em, got it this time|morning
WE got it|them|that|em$, yes WE got it|them|that|em, WE have it|them$, yes WE have it|them$
have it$, got MY PAPER, WE got MY PAPER, got both|all of? them?, WE received it|them|MY PAPER?
received MY PAPER, it came|went through, came|went through, came|went through fine|ok|perfectly
it arrived, arrived, WE saw it|that|them, saw it|that|them, WE see it|them now?, see it|them now?
it is here, it is in my|our inbox, just got it|them, WE just got it|them, read it, WE read it
got the PAPER, yes got it, found it in my|the spam|junk|inbox, in my spam|junk
it was in my spam|junk|inbox
""",
    Saying.GOOD: """
all good, it is all good, all good thanks, everything good, everything is good
WE am|are all? good|set|done, WE am|are good here|to|now go?
WE am|are good for now|today|this|the?..., WE am|are all set for now|today|this?, all set
all set here|for|now now?, good for now, good here, all good here|on|over my|our|this|here? end?
all good for now, WE should be good|set|ok|fine for? now?, should be good|ok|set|fine for? now?
WE think WE am|are all? good|set|ok, think WE am|are all? good|set|ok
everything is VERY? GOOD here|on|over, everything is all? good|fine|ok|great
doing great|good|well|fine, WE am|are doing great|good|well|fine|ok, WE am|are covered
got it covered, WE have|got it covered|handled
""",
    Saying.DECLINE: """
but WE already? have|got one|some|that|it|them already?, but WE am|are all? good|set|fine, but no thank|thanks you?, but not right now, but not interested|for, but no, but WE will pass, but maybe next time|year|month, WE have|got one|some|that already, WE am|are happy with...
no thank|thanks you?, no thank you sir|maam|though|guys, no but thank|thanks you?
no WE am|are all? good|set|ok|fine, not my|our thing|style, not for me|us, not right now
not at this time, not this time|month|year|season|week|go, not at the moment, not at present
not for now, not interested, not VERY interested, WE am|are not VERY? interested, WE will pass$
WE will pass on it|that|this|the..., will pass$, going to pass, WE am|are going to pass
think WE will pass, WE think WE will pass, hard pass
maybe next time|year|month|season|spring|summer, maybe another time, another time, some other time
maybe some other time, maybe later, maybe down the road|line, maybe someday, perhaps another time
WE have plenty..., have plenty..., got plenty..., plenty, all stocked up, stocked up
WE are|am stocked up, WE already have|got one|some|that|it|them
already have|got one|some|that|it|them, WE dont need it|any|one|that|them
dont need it|any|one|that|them, no need, no need for that|it|them, no need thanks
WE will|would stick with what|the..., will stick with what|the..., sticking with what|the...
WE am|are fine without|with..., fine without it, can do without, WE can do without
out of my|our budget, not in the budget right? now?, appreciate the offer, thanks for the offer
thank you for the offer
""",
    Saying.NO: """
close it out, close it, you can close it out?
no, no sir|maam, no nothing, nothing else, nothing$, nothing right now
nothing for|at now|this|today time?, nothing today, nothing WE can think of, nothing comes to mind
not that WE can think of, not that WE know|remember of?, cant think of anything|a else|thing?
WE cant think of anything|a else|thing?, that is all$, that is it$, that is everything$
thats all folks, that should be it|all|everything, that should do it, that will be all|it
that will do it, that does it, WE think|believe that is it|all|everything
that about does|covers|sums it, that covers it|everything, that is all WE need|needed|have|got|had
that is all for now|today|me|us, that is it for now|today|me|us, should do it, none, none here
no questions, no questions here|at|for|from this|me|us|now? time?, none at this time
no not yet|really|today|now
""",
    Saying.YES_SIR: """
yes sir|maam, yes sir ree, sir yes sir, yes indeed
""",
    Saying.YES: """
yes, yes it, oh yes, WE am|are$, WE do$, yes WE are|am|do
""",
    Saying.DEFER: """
WE will get back to|with you..., will get back to|with you..., get back to|with you$
get back to|with you on|about|soon|when|once|after|tomorrow|later|shortly|asap~
WE will let you know~, will let you know~, let you know$
let you know what|when|if|once|soon|after|how|asap|either~, WE will be in touch...
will be in touch..., be in touch$, WE will reach|circle|follow|touch out|back|up|base~
will reach|circle|follow out|back|up~, reach out when|if|once|after|soon~
WE will call|text|email|message|holler|shout|ping you|yall|back|at|when|if|once|later~
will call|text|email|message|holler|shout|ping you|yall|back|at|when|if|once|later~
call|text|email you back|later|when|if|once..., WE will holler~
WE will give you|yall a call|shout|holler|ring|buzz~
will give you|yall a call|shout|holler|ring|buzz~, talk it over with MY...
talk to MY KIN|boss|hoa|landlord|insurance..., let me talk to|with MY..., let me talk it over...
let me talk it over|through with MY..., let me run it|this|that by MY..., let me ask MY...
let me check with MY..., let me check with him|her|them
let me check MY schedule|calendar|bank|account..., let me check and
let me look at MY schedule|calendar|budget..., let me think about|on it|this|that...
let me think it over, let me think$, let me sleep on it, let me see$
let me see what MY KIN thinks|says..., let me get back to|with you..., let me get with MY...
let me discuss it? with? MY?..., let me read|look it|this over|through..., let me look into it$
let me review it|this?, got to talk|check|discuss|run|ask|speak to|with|it|this|by MY?...
need to talk|check|discuss|run|ask|speak to|with|it|this|by MY...
need to talk|run|think it|this over|by|about with? MY?...
need to check MY schedule|calendar|budget..., need to think about|on it|that|this...
need to think it over, need to sleep on it
WE need to talk|check|discuss|run|ask|speak to|with|it|this|by MY...
WE need to talk|run|think it|this over|by|about with? MY?...
WE need to check MY schedule|calendar|budget..., WE need to think about|on it|that|this...
WE need to think it over, WE need to sleep on it, WE need to discuss...
WE have|got to talk|check|discuss|run|ask|speak to|with|it|this|by MY...
got to look at MY schedule|calendar|budget|numbers|options|finances...
WE got to look|check at|on MY? schedule|calendar|budget|numbers...
WE will talk|check|discuss|speak it|this|with|to MY|over?...
will talk|check|discuss|speak it|this|with|to MY|over...
WE will check MY schedule|calendar|bank..., will check MY schedule|calendar|bank...
WE will check and, will check and, WE will ask MY|him|her|them..., will ask MY|him|her|them...
WE will think about|on it|this|that..., will think about|on it|this|that...
WE will think it over..., will think it over..., WE will look it|them|this over...
will look it|them|this over..., WE will take a look$, will take a look$
WE will take a look at it|this|them tonight|later|when|after|and...
will take a look at it|this|them tonight|later|when|after|and..., WE will review it|this?...
will review it|this?..., reviewing it, looking it over, going over it, still looking it over
WE am|are still thinking|deciding|looking|talking|discussing|considering|debating|shopping...
still thinking|deciding|considering|debating..., thinking it over, thinking about it
WE will sleep on it, sleep on it, sleeping on it
give me|us a day|minute|bit|week or? two|to|days|weeks|of|so|time|hours?...
give me|us a month|few|couple|little or? two|to|days|weeks|of|so|time|hours?..., WE will decide...

WE will keep you posted|updated
will keep you posted|updated, keep you posted|updated, at my|our earliest convenience
WE will go from there, when WE make up MY mind|minds, WE will talk soon
WE will see how|what|if it|he|she goes|does|says|holds|looks...
will see how it goes|does|looks..., see how it goes|does|looks...
WE will monitor|watch it|that|them..., will monitor|watch it|that...,
WE will try it|that|this|again? tonight|later|today|tomorrow and~
""",
    Saying.IF: """
if WE decide|change|need|see|have|notice|hear|think|want|do|find|get~
if anything changes|comes|happens|looks|goes|else~, if HE does|acts|happens|starts|comes|gets|changes|keeps|doesnt|quits|stops~
when|once WE decide|know|talk|get|hear|find|figure|see|do|make~
""",
    Saying.MISSENT: """
wrong number|person|chat|thread|text|group|contact|guy|window|company|convo, wrong pool company|guy|people,
butt dial|dialed|text,
""",
    Saying.NEVER_MIND: """
never mind, never mind then|that|lol, never mind WE found|got|fixed|figured it|that? out?
""",
    Saying.DISREGARD: """
my phone sent|texted|called|dialed that|it|you?
you can disregard|ignore MY|that|this last|previous|earlier? MESSAGE|call?, ignore me, sorry ignore me, you can disregard|ignore that
oops wrong number|person|chat|thread|text|contact, sorry meant to|for..., meant that for MY KIN|boss|office
disregard, please disregard, disregard that|this|it, please disregard that|this|it
please? disregard MY|that|all|previous|last previous|last|earlier|first|other|prior|above MESSAGE
disregard MY|that|previous|last|earlier MESSAGE|call|calls earlier?
please disregard MY|that|previous|last|earlier previous|last? MESSAGE|call|calls earlier?
please disregard MY|that|previous|last|earlier earlier|first|other? MESSAGE|call|calls earlier?
disregard MY|that previous|last|earlier|first|other|prior|above call|calls|MESSAGE earlier?
ignore that|this|it, please ignore, please ignore that|this|it
please? ignore MY|that|previous|last|earlier previous|last|earlier? MESSAGE|call|calls earlier?
please? ignore MY|that|previous|last|earlier first|other|prior? MESSAGE|call|calls earlier?
forget WE asked|said|texted anything?|something?,
that was|not? for you
meant for MY|someone|another|somebody KIN|else|person|friend?
that was meant for MY|someone|another|somebody KIN|else|person|friend?
meant to send|text that|this|it to|for MY|someone|another KIN|else|person|friend?
false alarm, was a false alarm
by accident|mistake, on accident, accidental call|dial|text
accidentally called|dialed|texted|sent..., didnt mean to text|send|call that|you|this?
did not mean to text|send|call that|you|this?, autocorrect, all handled,  cat walked on..., my kid had|got|has my phone
toddler had|got|has|stole my phone, my toddler|baby|kid|son|daughter texted|called|sent...
kid playing with my phone
""",
    Saying.NO_REPLY: """
no need to respond|reply|answer|text|call|write|message|return me|us|my? back|call|text?
you dont need to respond|reply|text|call|answer me|us? back?
dont need to respond|reply|text|call|answer me|us? back?, dont bother responding|replying
no reply|response|answer needed|necessary|required|is?...
no need for a reply|response|call|callback back?, dont need a call|callback|reply|response back?
no call|callback back? needed|necessary|required, no action needed|required|necessary
nothing needed from|on..., nothing needed, nothing urgent
you dont have to respond|reply|call|text|answer me|us? back?
dont have to respond|reply|call|text|answer me|us? back?, no need to do anything
nothing for you to do
""",
    Saying.DONE: """
did that, did it, i did that, done, all done, done that, did what you said|asked|told...
WE did what you said|asked|told..., did as you said|asked..., already did, already did that|it
already done, done it, WE have done that|it, just did, just did it|that, WE just did, tried that
WE tried that|it, tried it
""",
    Saying.VOICE: """
i bet, i can imagine, i know
brr, brrr, on|from my|our end|side|part, by itself, on it is own, all by itself, whew, phew, sheesh, my goodness thanks, for real though
oh, well, so, ah, aw, aww, awww, hey, hi, hello, hmm, um, uh, er, em, and, man, sir, maam, guys
guy, dude, buddy, brother, bro, boss, friend, dear, honey, hun, sweetie, folks, gang, girl, gal
mister, mr, mrs, ms, miss, miss you, good morning|afternoon|evening, morning, oh, oh, oh
then, really, very much, so much, honestly, thankfully, luckily, fortunately, obviously, anyway
anyhow, seriously thanks, oh, team, oh, oh, oh, now, indeed, for sure, as well, too
though thanks, tho thanks, just calling|texting to say|let..., hey guys, hey team, hi guys
hi team, hey there, hi there, hello there, once again, all of you, to all of you, from all of us
from our family, from my family, you know, i mean, boy, this is, at all, oh, oh, sis, cuz, pal
chief, coach, captain, amigo, amigos, partner, doc, fam, hon, babe, kiddo, champ, like always
as usual, as ever, as always, like usual, on it, all around, no matter what, as promised, a lot
a bunch, a ton, a million, ever, of course
hey|hi|hello|thanks you|yall YOU?, hey|hi|hello all|everyone|everybody|team, again thanks
""",
    Saying.FILLER: """
just? returning your|a|the call|message
you, yall, we, here, everyone, everybody, all
i, he, she, we, they, it, me, him, her, them, us, my, your, our, his, their, this, that, these
those, myself, yourself, everything, both, a, an, the, or, am, is, are, was, were, be, been, being
have, has, had, having, will, very, super, pretty, totally, truly, quite, just, like, as, at, in
on, of, to, for, with, from, by, there, up, than, crew, love, wife, husband, kids, family, mom
dad, son, daughter, dogs, dog, pups, grandkids, grandbabies, feel, know, say, said, see, hear
tell, always, already, sure, certainly, enough, more, lot, bunch, ton, tons, much, many, every
each, time, times, way, thing, things, stuff, one, part, little, whole, new, first, day, life
world, heart, word, words, work, job, service, help, news, info, update, plan, deal, made, got
get, going, happy, for that, about that, on that, with that, to that, from us, from me
WE just? want|wanted|wants to say|thank|tell|let|express you?|yall? you? know? that?|how?
just want|wanted to say|thank|tell|let|express you?|yall? know? that? how?, want|wanted to say
just wanted to, WE want to thank, quick note to say, just a quick note to say|thank
WE have to say|admit, got to say|admit, must say, WE must say, to be honest, ngl, tbh, honest
i|we think|believe|bet, am|are sure, yet, for me|us|you|everything|all|now, one more time
that|this one, when WE get home|back|off|there|in|inside|up
as soon as WE get home|back|off|there|in, once WE get home|back|off|there|in
when WE get|have a chance|minute|second|sec, after work|dinner|lunch, before bed
in a bit|minute|few|sec|while, right now|away, right after work|dinner, first thing
on my way home, MY KIN says|said|agrees, what you YOU? do|did, would do it again, have been
more than, than ever, than WE expected|thought|hoped, thought it would be, through it, over here
out here, out there, in there, in here, around here, this time, in town, in person, in case
at first sight, for once
""",
    Saying.RECENT: """
today, yesterday, this morning|afternoon|evening|week|weekend|summer|year|season|spring, earlier
earlier today, last week|weekend|time|month|year, this past week|weekend, the other day, all day
weekend, summer, season, party, over the weekend, every week, each week, in years
for years
""",
    Saying.COMING: """
overnight, all night, tonight, tomorrow, soon, later, in the morning, next week|time|month|year
the weekend, tomorrow morning|afternoon|night|evening, shortly, after while
""",
}
