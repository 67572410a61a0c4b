"""What English-speaking customers answer and promise: it works, no thanks, will do, disregard."""

from __future__ import annotations

from sentinel_cli.rules.acknowledgement.sayings import Saying

ENGLISH_ANSWERS: dict[Saying, str] = {
    Saying.WILL_DO: """
WE am|are doing it|that now|tonight|today, on it now, will do, will do so, wilco, WE will$
WE sure will$, sure will$, WE will do that|it|so|this$, WE will for sure$
WE definitely|certainly will$, WE can do that|it$, can do$, you got it$, you betcha, youbetcha
on it$, WE am|are on it$, will make sure$, will make sure of it|that, WE will make sure$
WE will make sure of it|that, WE will make sure it|he|they|she|we|to|everything|everyone|the...
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
will stay off|out|clear..., staying off|out|clear..., WE will be careful|gentle
HE|i|we will be$, HE will$, WE will take care of it|that|this, will take care of it|that|this
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
will look at it|them tonight|later|now|today|after...
WE will check it out|later|tonight|today..., will check it out|later..., WE will enjoy it|MY
will enjoy it|MY, WE sure will enjoy..., WE plan to$, that is the plan, planning on it
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
    Saying.FIXED: """
yes? it is? held|holding all day|night|morning|fine|steady|strong
it? reset itself, it? reset on it is own, it? fixed itself
yes finally, finally yes, finally working, found it|them in|under|behind|on|at|inside|by|next...
so far so good, you saved me|us a service|house call|charge|fee|trip
it cleared right? up on it is own, fixed itself, it fixed itself, WE got it taken care of
it was just? an? easy fix, it works, it worked, that worked, works, worked
works|worked|working|runs|ran|running VERY? GOOD|fine|like|beautifully|smooth...
works|worked|working|runs|ran|running VERY? smoothly|perfect|wonders|flawlessly|again|now...
that did it, that did the trick, did the trick, that was it, that fixed it, fixed it$
it|everything|all is working, is working, are working
it|everything is working|running VERY? GOOD|fine|now|like|again|perfect|smoothly..., working$
working now|again, everything works, all working, all fixed, it is fixed, it is all fixed
fixed$, all better, it is back, it is back on|up|working|running|to, back on$
back to normal|life|itself|business, back in business|action, back up, back up and running
up and running, WE are up and running, good as new
it|he|she? came back|right back? on|up|through, it came on
it kicked|fired|popped|started|turned|lit|booted|powered right? back? on|up|off
kicked|fired|popped|started right? back? on|up, fired up first try, it is on$, it is on now
it is running, is running, running$
it is heating|cooling|working|holding|filling|draining|moving|circulating|spinning|pumping
is heating|cooling|holding|circulating|moving|spinning, heating$, heating up|now|great|fine
heated up, heats up, heats up GOOD|fast|quick, it is warm, nice and warm|toasty|hot
toasty, toasty warm, holding, holding steady|strong|fine|pressure|level|good|up|water
it is holding steady|strong|fine|good|pressure|water?, is holding, steady, it is good now
good now, all good now, WE are|am good now, it is fine now, fine now, ok now
it is clear|clean|blue now?|again?, clear now|again, cleared|clearing right? up
it cleared right? up, it is clearing up, all clear, clear$, clean$, clear as a bell
clear as can be, clear as glass|day, blue and clear, clear and blue, made it, HE made it
HE|i|we got in$, got in ok|fine|safe, HE|i|we got in ok|fine|safe|safely
got home|back|there safe|safely|ok|fine
WE got it working|going|running|on|fixed|back|sorted|figured|off|in|open...
got it working|going|running|fixed|sorted|figured|to..., figured it out, WE figured it out
sorted it out, worked it out, WE worked it out, solved, WE solved it
problem|issue|mystery|case solved|fixed|resolved|closed, resolved, sorted, all sorted out?
handled, it is handled, all handled, it is all handled, taken care of, it is taken care of
HE got|took|has it taken? care? of? it?, all taken care of, it is all taken care of
took care of it, WE took care of it, WE took care of that, found it, found them
WE found it|them$, HE|i|we found it|them, MY KIN found it|them, MY KIN let THEM|you in$
WE let THEM|you in$, you saved me|us a|another trip|call|service|fortune|bundle|lot...
havent had a|any problem|problems|issue|issues since?
no problems|issues|trouble|complaints since|so|at...
with no|any problem|problems|issues|trouble, with zero problems|issues
no more problems|issues|trouble, no issues, no problems, zero issues|problems, without a hitch
without any? problem|problems|issues|issue|trouble, smooth sailing, smoothly, yes all good
yes everything is VERY? GOOD|fine, everything is VERY? GOOD|fine|ok|perfect|back
everything looks|look VERY? GOOD, everyone is ok|safe|fine|good, everybody is ok|safe|fine|good
WE are|am safe|ok|fine, WE are|am all? ok|safe|fine, safe and sound, all safe, all ok, survived
WE survived, we made it, no damage, no damage here, everything survived|made..., no harm
all in one piece, WE are|am alive, got power|it back
""",
    Saying.AFFIRM: """
yes? HE just left|finished, just left, just finished, yes? HE came by?, HE was here
yes? HE showed up, it|they|that did$, it|they|that does$, yes it|they|that did|does|is|are|has$
it has$, it is$, sure did|does|is|are$, it sure did|does|is$, WE did$, yes WE did$, he|she did$
yes he|she did|was|is$, yes it was$, yes they were$, WE was|were$, MY KIN did|was|is$
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
it is gone, they are gone, all gone, gone$, it|that went away, went away, so quiet
nice and quiet, quiet as a mouse, quiet$, it is VERY? quiet|silent, quiet now, silent
whisper quiet, hasnt leaked|tripped|dripped|happened|moved|dropped|budged|beeped|acted since?...
hasnt done it|that again|since|anymore..., hasnt made a|any|that|the|it...
hasnt lost any|a|an..., hasnt come back...
WE havent heard|seen|noticed it|any|anything|a|one|them since?...
havent heard|seen|noticed it|any|anything|a|one|them since?..., not since..., not lately
not at all, last night, cured, healed, holding water, healed itself, fixed itself
it fixed itself, went back to normal
""",
    Saying.PAID: """
just? paid it? thru|through|on|with|via the|your link|portal|app|website|site just? now?
paid$, paid it|that|this|thanks, paid and..., paid through|via|on|with|by the?..., just paid
just paid it|that|this|online|my|the through|on|via|online?...
WE just? paid it|that|this|online|through|on|my|the|by..., paid online, paid in full, all paid
all paid up, it is paid, WE am|are paid up, just took care of it|that
payment sent|made|submitted|done|is, just sent it|payment|you|the|a payment?, just sent it over
just venmoed|zelled|paypaled it|you?, venmoed|zelled|paypaled you|it?, sent the|a|my payment
sent you? a|the? venmo|zelle|paypal, check is in the mail
mailed a|the|it check|today|yesterday?, WE mailed a|the|it check|today|yesterday?
put|dropped a|the|it check in the mail, just submitted payment|it|the
just made the|a|my payment, yes and paid, done and paid, paying it? now, autopay is set? up?
""",
    Saying.RECEIVED: """
received, received it|them, got it thanks|thank, got them|em, got it this time|morning
WE got it|them|that|em$, yes WE got it|them|that|em, WE have it|them$, yes WE have it|them$
have it$, got MY PAPER, WE got MY PAPER, got both|all of? them?, WE received it|them|MY PAPER?
received MY PAPER, it came|went through, came|went through, came|went through fine|ok|perfectly
it arrived, arrived, WE saw it|that|them, saw it|that|them, WE see it|them now?
see it|them now?, it is here, it is in my|our inbox, just got it|them, WE just got it|them
read it, WE read it, got the PAPER, yes got it, found it in my|the spam|junk|inbox
in my spam|junk, it was in my spam|junk|inbox
""",
    Saying.ALL_GOOD: """
yes? WE are fine|safe|ok here?, yes? WE am fine|safe|ok here?
all good, it is all good, that is all good, all good man|brother|boss|here, everything good
everything is good
""",
    Saying.GOOD: """
WE am|are all? good|set
we|i good$, we straight$, we gucci$
WE am|are good here|to|now go?
WE am|are good for now|today|this|the?..., WE am|are all set for now|today|this?, all set
all set here|for|now now?, good for now, good here, all good here|on|over my|our|this|here? end?
all good for now, WE should be good|set|ok|fine for? now?, should be good|ok|set|fine for? now?
WE think WE am|are all? good|set|ok, think WE am|are all? good|set|ok
everything is VERY? GOOD here|on|over, everything is all? good|fine|ok|great
doing great|good|well|fine, WE am|are doing great|good|well|fine|ok, WE am|are covered
got it covered, WE have|got it covered|handled
""",
    Saying.DECLINE: """
but WE already? have|got one|some|that|it|them already?, but WE am|are all? good|set|fine
but no thank|thanks you?, but not right now, but not interested|for, but no, but WE will pass
but maybe next time|year|month, WE have|got one|some|that already, WE am|are happy with...
no thank|thanks you?, no thank you sir|maam|though|guys, no but thank|thanks you?
no WE am|are all? good|set|ok|fine, not my|our thing|style, not for me|us, not right now
not at this time, not this time|month|year|season|week|go, not at the moment, not at present
not for now, not interested, not VERY interested, WE am|are not VERY? interested, WE will pass$
WE will pass on it|that|this|the..., will pass$, going to pass, WE am|are going to pass
think WE will pass, WE think WE will pass, hard pass
maybe next time|year|month|season|spring|summer, maybe another time, another time
some other time, maybe some other time, maybe later, maybe down the road|line, maybe someday
perhaps another time, WE have plenty..., have plenty..., got plenty..., plenty, all stocked up
stocked up, WE are|am stocked up, WE already have|got one|some|that|it|them
already have|got one|some|that|it|them, WE dont need it|any|one|that|them
dont need it|any|one|that|them, no need, no need for that|it|them, no need thanks
WE will|would stick with what|the..., will stick with what|the..., sticking with what|the...
WE am|are fine without|with..., fine without it, can do without, WE can do without
out of my|our budget, not in the budget right? now?, appreciate the offer, thanks for the offer
thank you for the offer
""",
    Saying.NO: """
close it out, close it, you can close it out?, no, no sir|maam, no nothing, nothing else
nothing$, nothing right now, nothing for|at now|this|today time?, nothing today
nothing WE can think of, nothing comes to mind, not that WE can think of
not that WE know|remember of?, cant think of anything|a else|thing?
WE cant think of anything|a else|thing?, that is all$, that is it$, that is everything$
thats all folks, that should be it|all|everything, that should do it, that will be all|it
that will do it, that does it, WE think|believe that is it|all|everything
that about does|covers|sums it, that covers it|everything
that is all WE need|needed|have|got|had, that is all for now|today|me|us
that is it for now|today|me|us, should do it, none, none here, no questions
no questions here|at|for|from this|me|us|now? time?, none at this time
no not yet|really|today|now
""",
    Saying.YES_SIR: """
yes sir|maam, yes sir ree, sir yes sir, yes indeed
""",
    Saying.YES: """
yes, yes it, oh yes, WE am|are$, WE do$, yes WE are|am|do
""",
    Saying.DEFER: """
will discuss|talk|think|chat|visit and let you know, will discuss|talk with MY KIN
will discuss|talk with MY KIN and let you know
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
give me|us a month|few|couple|little or? two|to|days|weeks|of|so|time|hours?...
WE will decide..., WE will keep you posted|updated, will keep you posted|updated
keep you posted|updated, at my|our earliest convenience, WE will go from there
when WE make up MY mind|minds, WE will talk soon
WE will see how|what|if it|he|she goes|does|says|holds|looks...
will see how it goes|does|looks..., see how it goes|does|looks...
WE will monitor|watch it|that|them..., will monitor|watch it|that...
WE will try it|that|this|again? tonight|later|today|tomorrow and~
""",
    Saying.IF: """
if WE decide|change|need|see|have|notice|hear|think|want|do|find|get~
if anything changes|comes|happens|looks|goes|else~
if HE does|acts|happens|starts|comes|gets|changes|keeps|doesnt|quits|stops~
when|once WE decide|know|talk|get|hear|find|figure|see|do|make~
""",
    Saying.MISSENT: """
oops? sorry? meant for MY KIN, that was meant for MY KIN
wrong number|person|chat|thread|text|group|contact|guy|window|company|convo
wrong pool company|guy|people, butt dial|dialed|text
""",
    Saying.NEVER_MIND: """
never mind, never mind then|that|lol, never mind WE found|got|fixed|figured it|that? out?
""",
    Saying.DISREGARD: """
my phone sent|texted|called|dialed that|it|you?
you can disregard|ignore MY|that|this last|previous|earlier? MESSAGE|call?, ignore me
sorry ignore me, you can disregard|ignore that
oops wrong number|person|chat|thread|text|contact, sorry meant to|for...
meant that for MY KIN|boss|office, disregard, please disregard, disregard that|this|it
please disregard that|this|it
please? disregard MY|that|all|previous|last previous|last|earlier MESSAGE
please? disregard MY|that|all|previous|last first|other|prior|above MESSAGE
disregard MY|that|previous|last|earlier MESSAGE|call|calls earlier?
please disregard MY|that|previous|last|earlier previous|last? MESSAGE|call|calls earlier?
please disregard MY|that|previous|last|earlier earlier|first|other? MESSAGE|call|calls earlier?
disregard MY|that previous|last|earlier|first|other|prior|above call|calls|MESSAGE earlier?
ignore that|this|it, please ignore, please ignore that|this|it
please? ignore MY|that|previous|last|earlier previous|last|earlier? MESSAGE|call|calls earlier?
please? ignore MY|that|previous|last|earlier first|other|prior? MESSAGE|call|calls earlier?
forget WE asked|said|texted anything?|something?, that was|not? for you
meant for MY|someone|another|somebody KIN|else|person|friend?
that was meant for MY|someone|another|somebody KIN|else|person|friend?
meant to send|text that|this|it to|for MY|someone|another KIN|else|person|friend?, false alarm
was a false alarm, by accident|mistake, on accident, accidental call|dial|text
accidentally called|dialed|texted|sent..., didnt mean to text|send|call that|you|this?
did not mean to text|send|call that|you|this?, autocorrect, all handled, cat walked on...
my kid had|got|has my phone, toddler had|got|has|stole my phone
my toddler|baby|kid|son|daughter texted|called|sent..., kid playing with my phone
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
}
