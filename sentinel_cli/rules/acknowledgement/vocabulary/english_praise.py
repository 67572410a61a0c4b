"""How English-speaking customers praise: a person, the work, the water."""

from __future__ import annotations

from sentinel_cli.rules.acknowledgement.sayings import Saying

ENGLISH_PRAISE: dict[Saying, str] = {
    Saying.PRAISE: """
best pool guys|company|service|crew|team in texas|town|dfw|dallas|the, cant even hear it|them|the
you da man|best|bomb, flowing GOOD|well, HE will be VERY? happy|thrilled|excited|pleased|glad
MY KIN will be VERY? happy|thrilled|excited|pleased|glad
VERY? exciting, looks|looking GOOD so far, GOOD so far, you are|feel like family
jumping|diving|hopping in
glad it is|was nothing serious|major|big?, everyone|everybody loved MY pool|water|yard
awesome possum, WE am|are honored|flattered|touched, honored, flattered
heck|hell of a job, one heck|hell of a job, helluva job, color|consider me impressed
big|huge|great|major improvement, way|tons better, heaven, paradise, oasis, what a team
5 out of 5, five out of five, it is alive, back to its|his|her old self
WE can tell a|the difference, can tell a|the difference
how cool|fun|cool|cute|funny|neat|sweet|exciting is? that?
that is VERY? cool|neat|sweet|exciting|fun|cute|sweet, HE earned|deserved|deserve it|that
never disappoint|disappoints|fails|fail|disappointed, never cease to amaze
never fail to amaze|impress, easy to work with, well deserved|earned|said
and quick|fast|nice|clean|careful|efficient|friendly|polite
and professional|thorough|sweet|helpful|kind|beautiful|amazing|GOOD
wish WE had|would|have? bought|done|called|found|switched|hired|known it|this|that|you|yall?...
the? crew|team|guys are|were|is|did GOOD..., that is what WE like|love|want to hear|see
WE love to hear|see it|that|this, worth the wait, you|yall are worth the wait
worked a miracle|miracles|magic|wonders, works|work hard, working hard, hard working
best GOOD? news all|of|in day|week|month|year|today?...
outdid yourselves|yourself|himself|themselves
sweet|good|great|nice|hard young? kid|boy|girl|lady|fella|gentleman, loved him|her|them
how happy|pleased|grateful|thankful|impressed WE am|are...
cant|cannot believe it is the same..., cant believe my eyes,  blown away
VERY blown away, wowed,  mind blown, best JOB in|on...
WE am|are impressed|amazed|floored|speechless, that is a relief
glad that is over|done|fixed|handled, cant tell you how happy|much|grateful...
the wait was worth it, professional and courteous, tip top, a1, first rate, bees knees
rock solid, big fan, total pros, class act, cream of the crop, tens across the board
hes|shes the best, quick turnaround, dream team, you made my
you|yall YOU? are VERY? quick|fast|kind|sweet|professional|honest
you|yall YOU? are VERY? thorough|helpful|generous|thoughtful|responsive|on|good
think|thinks|thought of everything, what would|did WE ever? do without you|yall|him|them YOU?
do not|dont know what WE would do without you|yall|him|them YOU?
you|WE can finally? see|count the|every bottom|drain|floor|tile|deep|grain|penny...
oh nice|good|perfect|awesome|yay|cool|sweet|fantastic
such a|an angel|doll|pro|gem|sweetheart|joy|treat|gentleman|delight
you YOU? are VERY? GOOD at? what? you? do?, you|yall YOU? always take good? care of|good...
taking|takes|took|take such? VERY? good|great care of..., <love>, hope he gets a raise
the real mvp, mvp, worth every cent|dime, saved our bacon, crystal, love that for us
glad we went|switched|chose|found|hired|called...
so glad WE went|switched|chose|found|hired|called..., better than new|ever
better than expected|new, great, awesome, perfect, amazing, wonderful, fantastic, excellent
beautiful, lovely, terrific, fabulous, superb, marvelous, phenomenal, incredible, outstanding
spectacular, splendid, brilliant, stellar, impressive, VERY impressed, impressed, dope, lit
legit, rad, epic, tight, neat, killer, killer job, the bomb, bomb diggity, chefs kiss, 100, 100%
110%, 1000%, 10/10, 11/10, 10 out of 10, ten out of ten, 5 stars, five stars, 5|five star
5|five star JOB, a+, a plus, aplus, yay, woohoo, woo hoo, woop, whoop whoop?, woot, hooray
hurray, yippee, yeehaw, hallelujah, hell|heck yes, oh yes baby?, yes baby, yahoo, wahoo, boom
bingo, bravo, score, winning, congratulations, nice, VERY GOOD, sweet, so sweet, sparkling
sparkly, sparkles, spotless, crystal clear, VERY clear|clean
nice and clear|clean|blue|warm, squeaky clean, pristine, immaculate, gorgeous, stunning
magnificent, dreamy, heavenly, divine, magical, glorious, exquisite, good
looking|looks|look good, all good news, GOOD JOB, GOOD JOB VERY? GOOD?, VERY GOOD JOB
another|such|what|how a? GOOD JOB?, such a GOOD|sweet|kind|polite|hard young? JOB
GOOD JOB by|on|with|from|as|of..., GOOD young man|guy, good looking out
great|good|awesome|amazing|excellent|perfect|nice|wonderful as always|usual, solid, solid JOB
top notch, top notch JOB, first class|rate, second to none, on point, on the ball, bar none
hands down, killing|crushing it, nailed|crushed|killed it, you nailed|crushed|killed it
best in town|texas|dfw|business, above and beyond, went|go|goes|going above and beyond, love it
love this|that, love them|him|her|you YOU?, love yall, WE VERY? love it..., WE VERY? love MY...
WE love how..., love how..., love MY..., love|loving|loved this|that..., loving it|MY...
in love, in love with..., VERY? obsessed, obsessed with..., WE am|are VERY? obsessed
loved it|MY..., WE loved it|MY..., MY kids? love it|this|them..., kids love|loved it...
HE loves it|them..., you are the best, you YOU are the best, are the best, you da best, the best
da best, best ever, best pool JOB|cleaner|tech ever?, best JOB ever?, simply the best
the best JOB ever?, best in the business, VERY happy with...
WE am|are VERY? happy|pleased|thrilled|excited|impressed|relieved|stoked|amazed|satisfied...
WE are|am loving..., happy camper|campers|customer|customers, happy with it
WE could not be happier..., couldnt be happier|more|better..., WE couldnt be happier|more...
couldnt ask for more|better|a..., WE couldnt ask for..., cant complain, cant beat that|it
cant say enough..., WE cant say enough..., you|yall|they|he|she are|is VERY? GOOD|the|a|an|so...
you|yall YOU? are VERY? GOOD, you|yall YOU? are VERY? a? GOOD JOB?
you|yall YOU? are a|an|my|our absolute? lifesaver|lifesavers|angel|hero
you|yall YOU? are a|an|my|our absolute? legend|genius|champ|saint
you|yall YOU? are a|an|my|our absolute? keeper|gem|blessing|treasure
you|yall YOU? are a|an|my|our absolute? trooper|pro|savior|wizard|rockstar
you|yall YOU? are lifesavers|rockstars|angels|heroes|legends|pros|saints|wizards
are GOOD|lifesavers|rockstars|angels|heroes|legends|rock, you|yall YOU? rock, rockstar
rock star|stars, rockstars, rocks
HE is a|an|the absolute? lifesaver|angel|hero|legend|genius|champ|saint|keeper|gem|blessing
HE is a|an|the absolute? treasure|trooper|pro|rockstar|hoot|sweetheart|GOOD|best|real|man
is a|an|the absolute? lifesaver|angel|hero|legend|genius
is a|an|the absolute? champ|saint|keeper|gem|blessing|treasure
is a|an|the absolute? trooper|pro|rockstar|sweetheart|best|man|bomb|goat|real|great|good
life saver|savers, lifesaver, lifesavers, legend, legends, champ, genius, keeper, hero, heroes
angel, angels, gem, saint, pros, blessing, magician, wizard, miracle worker, magic, goat
the goat, the man, my hero, sweetheart, saved the day
saved MY day|weekend|party|bacon|butt|life|summer|vacation, you YOU? saved me|us|the|my|our...
you YOU? saved MY..., made MY day|week|weekend, day made, makes me|us VERY? happy, makes MY day
thrilled, VERY excited|thrilled|happy|pleased|stoked|relieved|satisfied, excited, stoked, pumped
satisfied, delighted, relieved, what a relief, such|huge|big a? relief
that is|what a? VERY? relief, a relief, relief, worth it, VERY worth it, well worth it
worth every penny, money well spent, night and day, night and day difference
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
VERY helpful|quick|polite|professional|friendly|thorough|courteous, cute, fun, pretty
so much fun, polite, professional, friendly, helpful, thorough, courteous, knowledgeable
respectful, refreshing, relaxing, super and? careful|clean, a blast, was a blast, had a blast
HE had a blast, HE was a blast, WE had a GOOD time, had a GOOD time, had so? much? fun, a hit
was a VERY? hit, big|huge hit, awesome sauce, VERY cool stuff, purring, purring like a kitten
purrs like a kitten, amazing people, did|does|do|done|doing GOOD
did|does|do|done|doing a? an? such? a? VERY? GOOD JOB
did|does|do|doing an? a? VERY? bang up|stellar|solid|thorough|super|phenomenal job
HE did VERY? GOOD, always do|does, always do|does a|an GOOD job, always does right by|you...
knows|knew|know his|her|their stuff, hard worker|workers|working, a pleasure, is a pleasure
such a pleasure, was a pleasure, been a pleasure, takes|take|took pride|care in|of?...
quick work, quick and easy, easy peasy
quick|fast turnaround|response|service, fast work, speedy, prompt
well deserved|done|earned|said, you YOU? earned|deserve|deserved it..., you YOU? deserve...
customer for life, life long customer, lifelong customer|customers, highly recommend...
will recommend..., WE will recommend..., recommend you YOU? to everyone|everybody|anyone|all...
WE tell|told everyone|everybody|all..., told all..., telling everyone|everybody...
five star review, leaving you a 5|five|great|good|glowing star? review
will leave you? a 5|five|great|good|glowing star? review
WE will leave you? a 5|five|great|good|glowing star? review, you YOU? have been VERY? GOOD|so...
it has been GOOD..., been VERY? GOOD..., glad to hear it|that?, good|great|awesome|nice to hear
music to my|our ears, VERY? glad it|you|we|that|he|she|they..., VERY? glad
happy to hear it|that?, so glad, nice to see..., great to see..., good to see|have|be...
nice to have|be..., great to have|be..., peace of mind, one less thing to worry about
one less worry|thing|headache, best money|decision|call|thing..., enjoying it|MY|every...
WE am|are enjoying..., enjoyed it|MY|every..., WE enjoyed..., having a blast|ball
living MY dream|life|best..., living the dream, feel|feels like a|new|heaven|vacation...
summer ready, ready for summer|company|swimming..., party ready
cant stop looking|staring|swimming|smiling|talking|playing|using|messing...
wont stop looking|staring|swimming|smiling|talking|playing|using|messing..., wont get out of...
cant get enough|over..., cant believe how GOOD|clear|clean|nice|quiet|fast..., hear myself think
can hear myself think, can finally hear|relax|enjoy|swim|sleep..., never better
never been better|happier|so..., in good hands, great hands
""",
}
