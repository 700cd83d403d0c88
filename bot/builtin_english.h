/*
 * The built-in patterns for English; included by bot/builtin_rules.c alone.
 *
 * Written for folded text.  A space stands for what people put between words
 * (bot/builtin_rules.c spells it out), so classes hold none and a look behind
 * says \s.  Each pattern begins with what must not be taken for a request;
 * (*SKIP)(*F) steps over such a place and goes on behind it, so that "I have
 * a travel agent, but I want a human" is still understood.
 */
#ifndef FOYER_BOT_BUILTIN_ENGLISH_H
#define FOYER_BOT_BUILTIN_ENGLISH_H

#define B          "(?<![a-z0-9])"
#define E          "(?![a-z0-9])"
#define APOSTROPHE "(?:['’`´]|\\s)?"
#define SKIP       "(*SKIP)(*F)|"

/* Who is asked for ----------------------------------------------------------- */

#define EN_HUMAN "(?:humans?|hummans?|hoomans?|humna)(?: beings?)?"
#define EN_REP   "(?:reps?|repres[ae]nt[ai]tives?)"
#define EN_BOSS                                                                                    \
	"(?:supervisors?|managers?|manger|team (?:leaders?|leads?)|superiors?|(?:person|someone|"  \
	"somebody|whoever) in charge|your boss)"
#define EN_STAFF                                                                                   \
	"(?:agents?|" EN_REP "|operators?|advis[eo]rs?|consultants?|specialists?|colleagues?|"     \
	"employees?|staff(?: members?)?|members? of (?:your |the )?staff|technicians?|"            \
	"(?:customer|client|tech|technical|call cent(?:er|re)) (?:service|services|support|care|"  \
	"reps?|agents?|people)(?: (?:agents?|persons?|executives?|officers?|team|" EN_REP "))?|"   \
	"support (?:team|person|people|staff|guy)|help ?desk|"                                     \
	"(?:sales|support|service|billing|your) (?:team|department|desk))"
#define EN_REAL_ONE "(?:real|live|actual|living|human|physical|genuine|breathing)"
#define EN_ANYONE                                                                                  \
	"(?:someone|somebody|some one|some body|anyone|anybody)"                                   \
	"(?! (?:abroad|overseas|else" APOSTROPHE "s|from another|on whatsapp|outside|"             \
	"in (?!support|billing|charge|sales|your|the|customer|tech|accounts)))"
/* "a person" is somebody to talk to; "in person" and "per person" are not. */
#define EN_PERSON "(?<!in\\s)(?<!per\\s)person(?! (?:in (?!charge)|from|abroad|overseas))"
#define EN_WHO    "(?:" EN_HUMAN "|" EN_PERSON "|" EN_BOSS "|" EN_STAFF "|" EN_ANYONE "|real one)"
#define EN_SURE                                                                                    \
	"(?:" EN_HUMAN "|agents?|" EN_REP "|operators?|" EN_BOSS "|"                               \
	"customer (?:service|support|care)(?: (?:agent|person|executive|officer|" EN_REP "))?)"

/* What is no request --------------------------------------------------------- */

/* A word that makes something else of "agent" and the like. */
#define EN_OTHER_THINGS                                                                            \
	B "(?:(?:travel|estate|shipping|user|insurance|ticket(?:ing)?|booking|cleaning|free|"      \
	  "secret|customs|delivery|transfer|foreign|letting|rental|immigration|tax|freight|"       \
	  "parking|local|authori[sz]ed|sales|chemical|collection|debt) agents?|"                   \
	  "(?:another|other|new|old|previous|different|foreign|mobile|network|telecom|phone|"      \
	  "tour|roaming|current|former|virtual|original|which|donor|gaining|losing|switch(?:ing)?" \
	  "|"                                                                                      \
	  "change|any|crane|machine|hotel|bus|train|ferry) operators?|"                            \
	  "(?:password|file|download|task|device|package|window|program|content|sim|data|family|"  \
	  "session|boot|contact|photo|desktop|app|storage|update|business|product|project|"        \
	  "order|bank) managers?|"                                                                 \
	  "(?:deceased|missing|disabled|third|each|first|one|per|every|which|fourth|young|old) "   \
	  "person" E "|"                                                                           \
	  "humans? (?:resources?|error|rights?|body|nature|readable|trafficking|hair|capital|"     \
	  "kind)|" EN_REAL_ONE " (?:time|madrid|estate|stream|tv|world|life|name|wallpaper|"       \
	  "photos?|location)|"                                                                     \
	  "(?:real |live )?(?:agents?|operators?|managers?|" EN_REP ") (?:fees?|commissions?|"     \
	  "codes?|numbers?|ids?|plans?|login|portal|accounts?|bonus|names?|app|prices?|lock|"      \
	  "settings?|logo|jobs?|salary|network|discounts?|program(?:me)?|licen[cs]e|of change|"    \
	  "near|smith|007|approval|card|sim|mode|page|menu|view|role)|"                            \
	  "(?:customer (?:service|services|support|care)|live support|live chat|help ?desk) "      \
	  "(?:hours?|numbers?|phone|e" APOSTROPHE "?mail|address|opening|line|contact|website|"    \
	  "jobs?|training|times?|fees?|open|closed|week|history))" E

/* "Are you a bot or a real one?" and "I am a real person". */
#define EN_WHAT_ARE_YOU                                                                            \
	B "(?:are you|r u|are u|is this|is it|is that|was that|you are|you" APOSTROPHE "re|"       \
	  "i am|i" APOSTROPHE "m|am i|are we|was i|who am i|if i am|as)"                           \
	  ",?(?: "                                                                                 \
	  "(?:a|an|the|really|actually|even|just|real|actual|live|bot|robot|machine|computer|"     \
	  "ai|program|or|not|is|it|i|am|only|still|some|kind|of|sort|human|person|currently|"      \
	  "talking|speaking|chatting|typing|writing|texting|dealing|to|with|here|now|chat|by|"     \
	  "answered|written|generated|live|right),?){0,10} "                                       \
	  "(?:humans?|persons?|people|agents?|" EN_REP "|operators?|someone|somebody)" E

/* "Don't transfer me", "without talking to an agent"; but not "why don't you
 * transfer me" or "if you don't". */
#define EN_NEGATED                                                                                 \
	B "(?:(?<!why\\s)(?<!if\\syou\\s)(?<!you\\s)(?<!they\\s)(?:do not|don" APOSTROPHE "t)"     \
	  "(?! (?:you|they))|(?<!you\\s)(?<!they\\s)did(?: not|n" APOSTROPHE "t) "                 \
	  "(?:ask|want|need|mean)|(?<!why\\s)(?<!can\\s)(?<!could\\s)(?<!will\\s)(?<!did\\s)"      \
	  "(?<!do\\s)(?<!can\\si\\s)(?<!you\\s)(?<!could\\si\\s)(?<!am\\si\\s)not|no need|"        \
	  "not necessary|need not|needn" APOSTROPHE "t|never|without|instead of|rather than|"      \
	  "stop|avoid|no longer|hate|dislike|unnecessary|(?<!who\\s)do (?:i|we) (?:have|need) "    \
	  "to|must (?:i|we)|"                                                                      \
	  "how (?:can|do) i not)"                                                                  \
	  "(?: (?:i|we|you|to|want|wanna|wanting|need|needing|wish|like|care|have|having|be|"      \
	  "being|get|getting|got|a|an|the|any|your|some|please|just|really|ever|actually|yet|"     \
	  "for|with|me|us|my|over|through|on|speak|speaking|talk|talking|chat|chatting|call|"      \
	  "calling|connect|connecting|transfer|transferring|forward|forwarding|pass|passing|put|"  \
	  "putting|hand|handing|switch|switching|contact|contacting|ask|asked|asking|send|"        \
	  "sending|"                                                                               \
	  "real|live|actual|human|customer|service|support|another|back|think|that|will|would|"    \
	  "must|should|go|going|wait|waiting|involve|involving|necessarily|one|of|it|this|see)"    \
	  "){0,9} (?:" EN_WHO "|(?:transfer|connect|put|hand|switch|redirect|forward)"             \
	  "(?:r?ing|ting)? me)" E

#define EN_UNLESS EN_OTHER_THINGS SKIP EN_WHAT_ARE_YOU SKIP EN_NEGATED SKIP

/* Requests -------------------------------------------------------------------- */

#define EN_CLAUSE_END                                                                              \
	"(?=\\s*(?:$|[.!?,;:)]|" B "(?:please|pls|plz|now|asap|here|not|today|right now|"          \
	"immediately|instead|and|or|because|who|that|to (?:talk|speak|chat|help|call|answer|"      \
	"deal|handle|assist|look|sort|fix|solve|resolve|contact|explain|take|reply)|on|in|"        \
	"for (?:this|that|help|my)|about|from|ffs|already|again|dude|man|sir|thanks|thank|"        \
	"behind|in here|with|i can)" E "))"

#define EN_POLITE                                                                                  \
	"(?:please+|pls+|plz+|now|hi|hello|hey|thanks|thank you|thx|a|an|the|just|only|ok|"        \
	"okay|yes|no(?! "                                                                          \
	"need)|asap|immediately|sir|urgently|urgent|again|dude|i|want|wanna|need|with|to|"         \
	"me|talk|speak|chat|fucking|damn|real|live|actual|customer|support|service|human|your|"    \
	"an?|get|give|gimme|connect|help|for|today|directly|at "                                   \
	"once|right|there|on|line|online|needed|required|wanted)"
#define EN_ONE                                                                                     \
	"(?:" EN_HUMAN "|person|persons|agents?|agnet|operators?|" EN_REP "|csr|" EN_BOSS "|"      \
	"customer (?:service|support|care|rep)(?: "                                                \
	"(?:agent|person|executive|officer))?|advis[eo]rs?|(?:someone|somebody) real|staff|"       \
	"live (?:chat|support|person|agent)|real (?:one|people|person)|human help)"
#define EN_ONE_WORD                                                                                \
	EN_UNLESS "(?:^|[.!?;])\\W*(?:" EN_POLITE "[\\s,-]+){0,6}?" EN_ONE "(?:[\\s,-]+(?:" EN_ONE \
		  "|" EN_POLITE ")" E ")*+\\s*(?:$|[.!?;]\\W*)|" B "(?:" EN_HUMAN "|agent|" EN_REP \
		  "|operator|supervisor|(?:real|live) person),? "                                  \
		  "(?:please+|pls+|plz+|asap)" E "|" B                                             \
		  "(?:said|repeat|mean|typed|again),? (?:an? |the )?(?:real |live )?"              \
		  "(?:" EN_HUMAN "|person|agent|" EN_REP "|operator|supervisor)" EN_CLAUSE_END

#define EN_TALK                                                                                    \
	EN_UNLESS B                                                                                \
	    "(?:talk|speak|chat|converse|communicate|connect|deal|interact|discuss "               \
	    "(?:this|it))(?:ing)?"                                                                 \
	    "(?: (?:english|chinese|mandarin|cantonese|spanish|french|directly|live|"              \
	    "online|properly|in private|face to face|now))? (?:to|with|2)"                         \
	    "(?: (?!friend|mum|mom|dad|wife|husband|family|abroad)[a-z'’]+){0,3}? " EN_WHO E

#define EN_REAL                                                                                    \
	EN_UNLESS B                                                                                \
	    "(?<!like\\sa\\s)(?<!be\\sa\\s)" EN_REAL_ONE                                           \
	    "(?:[\\s,-]{1,3}(?:live|life|human|customer|support|service|breathing))*[\\s-]{1,3}"   \
	    "(?:person|people|" EN_HUMAN "|agents?|" EN_REP "|operators?|"                         \
	    "advis[eo]rs?|assistance|assistant|support|help|chat|someone|somebody|employee|staff|" \
	    "consultant|specialist|individual|contact|interaction|intervention|touch|"             \
	    "conversation|answer|reply|response)" E "|" B                                          \
	    "(?:someone|somebody|anyone|anybody) (?:real|human|alive)" E "|" B                     \
	    "(?:helped|answered|handled|assisted|served|done|checked) by (?:a |an |your )?"        \
	    "(?:real |live )?(?:person|human|agent|" EN_REP "|manager|supervisor)" E "|" B         \
	    "(?:help|assistance|answers?|reply|response|support) from "                            \
	    "(?:a |an |your |some )?(?:real |live )?(?:person|human|agent|" EN_REP "|manager|"     \
	    "supervisor|someone|somebody|staff)" E

#define EN_TRANSFER                                                                                \
	EN_UNLESS B                                                                                \
	    "(?:transfer|connect|forward|redirect|route|pass|put|hand|switch|escalate|"            \
	    "direct|refer|patch|move|send|get|take|bring|link)(?:r?ring|ing|ting|ding)? "          \
	    "(?:me|us|this|it|(?:my|this) (?:chat|call|case|issue|question|request|"               \
	    "conversation|problem|matter|query))"                                                  \
	    "(?: (?:back|over|on|through|thru|directly|straight|up|now|please|pls)" E ")*+ "       \
	    "(?:to|with|through|2|in (?:touch|contact) with)(?: "                                  \
	    "(?!line|number|plan|sim)[a-z'’]+){0,3}? (?:" EN_WHO                                   \
	    "|(?:another|other|right|relevant|next) department)" E "|" B                           \
	    "(?:be|get|being|getting) (?:transferred|connected|forwarded|redirected|put|passed|"   \
	    "switched|routed|escalated)(?: (?:over|through|on))* (?:to|with)"                      \
	    "(?: [a-z'’]+){0,3}? " EN_WHO E "|" B                                                  \
	    "(?:transfer|redirect|route|forward|escalate) (?:to|with) (?:a |an |the )?"            \
	    "(?:(?:real|live|human) )*" EN_SURE E "|" B                                            \
	    "(?:transfer|connect|put|patch|switch|redirect|forward) me"                            \
	    "(?: (?:through|thru|over|now|please|pls|asap|already|immediately)" E ")*+\\s*"        \
	    "(?:[.!?,]|$)|"                                                                        \
	    "^\\W*(?:please )?escalate(?: this)?(?: please| now)*\\W*$|" B                         \
	    "(?:escalate|hand|pass|switch|move|go|change|get)(?:ing)?"                             \
	    "(?: (?:over|back|straight|on|me|through)" E ")*+ to (?:a |an |the |your )?"           \
	    "(?:real |live )?(?:human|person|agent|" EN_REP "|supervisor|manager)" E

#define EN_SOMEONE_END                                                                             \
	"(?=\\s*(?:$|[.!?]| (?:please|pls|now|from (?:your|support)|in (?:support|charge)|"        \
	"to (?:talk|speak|chat)|real|here|on the (?:phone|line))" E "))"
#define EN_WANT                                                                                    \
	EN_UNLESS B                                                                                \
	    "(?:want|wants|need|needs|prefer|get|give|gimme|find|bring|send|fetch|require|"        \
	    "request(?:ing)?|demand|assign|wanna have|like to have|like|looking for|ask(?:ing)?"   \
	    "(?: you)? for|asked(?: you)? for|page|summon|let me have|i" APOSTROPHE "ll "          \
	    "have|(?<!you\\s)have|waiting for|rather have|only)"                                   \
	    "(?: (?:me|us|to see|a|an|the|your|some|another|any|one|my|please|now|just|higher|"    \
	    "senior|duty|proper|competent|different|of|fucking|damn|goddamn|bloody|kind of)" E     \
	    ")*+ "                                                                                 \
	    "(?:" EN_SURE "|person|advis[eo]rs?|staff member)" EN_CLAUSE_END "|" B                 \
	    "(?:reach|contact|get hold of|get ahold of|get through to|get in touch with|access|"   \
	    "message|write to|complain(?:ing|t)? (?:to|with)|see|"                                 \
	    "(?:call|ask)(?! (?:someone|somebody|anyone|anybody)))"                                \
	    "(?: (?:a|an|the|your|some|any|real|live|actual)" E ")*+ "                             \
	    "(?:" EN_HUMAN "|person|agents?|" EN_REP "|operators?|advis[eo]rs?|" EN_BOSS           \
	    "|someone|somebody|anyone|anybody|member of staff)" EN_CLAUSE_END "|" B                \
	    "(?:let|make|have|get) (?:a |an |the |your |my |some )?(?:real )?"                     \
	    "(?:human|person|agent|" EN_REP "|supervisor|manager|someone|somebody) "               \
	    "(?:to )?(?:please )?(?:answer|reply|respond|help|assist|handle|look|deal|take over|"  \
	    "sort|talk|speak|chat|contact|reach out)" E "|" B                                      \
	    "(?:get|give|find|send|bring) me (?:someone|somebody)" EN_SOMEONE_END "|" B            \
	    "(?:get|need|want|find)(?: me)? (?:someone|somebody) (?:from (?:your|the) |"           \
	    "to (?:talk|speak|chat)|in (?:support|charge|your))" E "|" B                           \
	    "(?:can|could|may|will|would) (?:an?|any|some) (?:real |live "                         \
	    ")?(?:human|person|agent|" EN_REP                                                      \
	    "|manager|supervisor|advis[eo]r) (?:please |just )?(?:help|look|check|assist|"         \
	    "answer|take|handle|call|contact|join|speak|talk|chat|deal|explain|reply)" E "|" B     \
	    "(?:speak|talk)(?: to)? (?:manager|supervisor|representative|human|agent)" E

#define EN_IS_THERE                                                                                \
	EN_UNLESS B                                                                                \
	    "(?:someone|somebody|anyone|anybody|a person|people|some person|any person|humans?|"   \
	    "agents?|" EN_REP "|advis[eo]rs?|operators?)"                                          \
	    "(?: (?:there|here|real|else|available|online|around|who|that|whom|to whom|"           \
	    "at your end|in your team|on your team|from your team|free)" E ")*+ "                  \
	    "(?:(?:i|we) (?:can|could|may|might|should)(?: actually| please| just)? |"             \
	    "(?:to|for me to) )(?:talk|speak|chat|write|turn|complain)" E "|" B                    \
	    "(?:is|are)(?: (?:there|any|a|an|some|your|one of your|of)" E ")*+ "                   \
	    "(?:humans?|real people|live agents?|agents?|" EN_REP "|operators?|"                   \
	    "advis[eo]rs?|staff|supervisors?|managers?)"                                           \
	    "(?: (?:currently|there|now|right)" E ")*+ (?:available|online|there|here|around|"     \
	    "free|working|on duty|on shift|who can|that can|i can|to talk|to speak)" E "|" B       \
	    "(?:any|no) (?:real )?(?:humans?|people|real people|agents?)"                          \
	    "(?: working)? (?:here|there|online|available|around|in here)" E

#define EN_CALLER                                                                                  \
	"(?:someone|somebody|anyone|anybody|a person|a human|an? (?:agent|" EN_REP "|advis[eo]r|"  \
	"manager|supervisor|colleague|specialist)|(?:one of )?your (?:manager|managers|"           \
	"supervisor|team|staff|agents?|colleagues?|people|advis[eo]rs?)|you guys|customer "        \
	"(?:service|support|care))(?: (?:from|in|at|of) (?:your|the)(?: [a-z]+){1,2}?)?"
/* "call me Bob" is another matter */
#define EN_CALL_END                                                                                \
	"(?=\\s*(?:$|[.!?,;:]| (?:back|now|asap|please|pls|today|tonight|tomorrow|later|on|at|in|" \
	"when|about|regarding|as "                                                                 \
	"soon|immediately|urgently|right|this|if|and|because|or|so|before|"                        \
	"after)" E "))"
#define EN_CALL_ME                                                                                 \
	EN_UNLESS B                                                                                \
	    "(?:have|get|ask|tell|let|need|want|like) " EN_CALLER "(?: (?:to|please|kindly)" E     \
	    ")*+ (?:call|phone|ring|contact|reach out to|get back to|"                             \
	    "get in touch with|reply to|respond to|help|assist) (?:me|us)" E "|" B                 \
	    "(?:can|could|will|would|should|must|may) " EN_CALLER "(?: (?:please|kindly|just)" E   \
	    ")*+ (?:call|phone|ring|contact|reach out to|get back to|"                             \
	    "get in touch with|reply to|talk to|speak to|speak with|chat with) "                   \
	    "(?:me|us)" E "|" B "(?<!what\\s)(?:can|could|will|would) you (?:please |pls |just )?" \
	    "(?:call|phone|ring) me" EN_CALL_END "|" B "(?:please|pls|plz|kindly|just) "           \
	    "(?:call|phone|ring) me" EN_CALL_END "|" B                                             \
	    "(?:want|need|request(?:ing)?|like|get|schedule|arrange|have|book|ask for)"            \
	    "(?: to have| to get| to request| for)?(?: a)? call ?back" E                           \
	    "|^\\W*(?:call ?back|call me(?: back)?)(?: please| pls| now| asap)*\\W*$"

/* "No more bots", but neither "I am not a robot" nor robots that call. */
#define EN_BOT                                                                                     \
	"(?:chat ?bots?|bots?|robots?|ai|automated (?:systems?|messages?|repl(?:y|ies)|answers?|"  \
	"responses?|chat)|artificial intelligence|virtual (?:assistant|agent))"                    \
	"(?! (?:calls?|spam|texts?|messages|accounts?|traffic|vacuum|cleaner|features?|plan|"      \
	"pack|camera|photos?|check|test|box|speaker|mower|toy))"
#define EN_NO_BOT                                                                                  \
	B "(?:am|i" APOSTROPHE "m|you" APOSTROPHE "re|are|is|was|that" APOSTROPHE                  \
	  "s|it" APOSTROPHE                                                                        \
	  "s|were) (?:definitely |really |certainly )?not (?:a |an )?(?:real )?" EN_BOT E SKIP B   \
	  "(?:don" APOSTROPHE "t|do not|not|never|no longer|stop|hate|dislike|tired of|"           \
	  "sick of|fed up with|done|refuse|turn off|switch off|shut off|disable|enough "           \
	  "of|instead of|rather than|other than|"                                                  \
	  "anything but|get rid of|bypass|skip|no more|no|without|can" APOSTROPHE "t stand)"       \
	  "(?: (?:want|wanna|like|need|wish|to|be|being|talk|talking|speak|speaking|chat|"         \
	  "chatting|deal|dealing|write|writing|waste|wasting|time|with|a|an|the|this|these|your|"  \
	  "some|any|stupid|dumb|useless|damn|bloody|fucking|automated|more|answers?|from|by|me|"   \
	  "my|help|of|another|just|another|sending|giving)){0,9} " EN_BOT E "|" B                  \
	  "(?:don" APOSTROPHE "t|do not|not|hate|dislike|tired of|sick of|stop|instead of)"        \
	  "(?: (?:want|wanna|like|wish|to|be)" E                                                   \
	  ")*+ (?:talk|speak|chat|deal)(?:ing)? (?:to|with)"                                       \
	  "(?: (?:a|an|the|this|some|your|stupid|damn|fucking)" E ")*+ "                           \
	  "(?:machines?|computers?|programs?|software|recordings?)" E

/* Law, regulators, harm --------------------------------------------------------- */

#define EN_LAW                                                                                     \
	B "(?:(?:plans?|discounts?|tariffs?|package) for|as|power of|"                             \
	  "(?:jokes?|films?|movies?|books?|songs?|stor(?:y|ies)) (?:about|on)) (?:an? |the )?"     \
	  "(?:lawyers?|attorneys?|solicitors?)" E SKIP B                                           \
	  "(?:lawyers?|attorneys?(?! (?:form|document))|solicitors?|barristers?|legal (?:action|"  \
	  "proceedings|team|department|steps|advice|counsel|representative|claim|case|means|"      \
	  "complaint|notice|threat)|law ?suits?|class action|small claims|litigation|arbitration|" \
	  "sue (?:you|your|them|this|the company|for|over|him)|suing|take (?:you|this|it|them|"    \
	  "your company|the company|the matter|my case) to (?:the )?(?:court|tribunal)|"           \
	  "(?:see|meet) you in court|(?:going|go|off) to court|"                                   \
	  "(?:i will|i" APOSTROPHE "ll|going to|gonna|prepared to|ready to|i can|i" APOSTROPHE     \
	  "m) sue)" E

#define EN_REGULATOR                                                                               \
	B "(?:voltage|pressure|gas|heat|hardware) regulator" E SKIP B                              \
	  "(?:(?:the|a|your|to|telecoms?|industry|data|communications) regulators?|"               \
	  "regulatory (?:body|authority|complaint|agency)|ofcom|fcc(?! id)|ftc|acma|ccts|"         \
	  "better business bureau|trading standards|consumer (?:protection|affairs|association|"   \
	  "watchdog|commission|court|forum|council|agency|rights? (?:group|body|organi[sz]ation))" \
	  "|data protection (?:authority|commissioner|agency)|information commissioner|"           \
	  "(?:gdpr|privacy|data protection) (?:complaint|breach|violation)|"                       \
	  "(?:report|reporting) (?:you|this|your company|the company|it) to "                      \
	  "(?:the )?(?:police|authorit(?:y|ies)|media|press|ministry|government|regulator)|"       \
	  "(?:go|going|went|take (?:this|it)|talk|leak (?:this|it)) to the "                       \
	  "(?:press|media|newspapers?|authorities|news)|"                                          \
	  "(?:call|calling) the (?:police|cops) on (?:you|your)|expose (?:you|your|this))" E

#define EN_HARM                                                                                    \
	B "(?:kill(?:ing)? myself|suicid(?:e|al)|end(?:ing)? my (?:own )?life|self harm|"          \
	  "(?:hurt|harm|cut)(?:ting|ing)? myself|i (?:just |really |only )*want to die|"           \
	  "don" APOSTROPHE "t want to live|no reason to live|"                                     \
	  "(?:sexual(?:ly)?|racial(?:ly)?) (?:harass\\w*|abus\\w*|assault\\w*|discriminat\\w*)|"   \
	  "harass(?:ed|ing|ment)? (?:me )?by (?:your|one of your|an? agent|staff)|"                \
	  "(?:your|the) (?:staff|agent|technician|courier|driver|employee) "                       \
	  "(?:harassed|threatened|assaulted|attacked|hit|touched|groped|insulted) me)" E

/* Anger ------------------------------------------------------------------------- */

#define EN_ABUSE                                                                                   \
	B "(?:(?:mother)?f(?:u|\\*|@)?(?:c|\\*)k(?:ing|in|ed|er|ers|s|u|off|you)?|f\\*{2,3}|"      \
	  "fuk\\w*|"                                                                               \
	  "fcking|bull ?shit|pieces? of (?:shit|crap)|"                                            \
	  "shit(?:ty)? (?:company|service|network|provider|operator|show|support)|"                \
	  "this is (?:total |absolute |complete )?(?:shit|crap)|(?:ass|arse)holes?|bastards?|"     \
	  "bitch(?:es)?|cunts?|wankers?|dickheads?|scumbags?|screw (?:you|this company)|"          \
	  "kiss my ass|pissed off)" E

#define EN_VERY                                                                                    \
	"(?:(?:so|very|really|extremely|absolutely|beyond|getting|totally|completely|"             \
	"utterly|just|quite|simply|such|more than|incredibly|pretty|a|an|complete|total|utter|"    \
	"absolute) )*+"
#define EN_ANGER                                                                                   \
	B "(?:i am|i" APOSTROPHE "m|we are|we" APOSTROPHE                                          \
	  "re|makes? me|i feel|i was|getting) " EN_VERY                                            \
	  "(?:angry|furious|livid|outraged|fuming|pissed|mad(?! (?:about|at my|for))|"             \
	  "fed up|disgusted|enraged|infuriated|appalled|raging|losing my "                         \
	  "(?:mind|temper|patience))" E "|" B "so angry" E "|" B                                   \
	  "(?:this|that|it|which|service|you|your (?:service|company|support|behaviou?r)) "        \
	  "(?:is|are) " EN_VERY                                                                    \
	  "(?:unacceptable|outrageous|ridiculous|disgraceful|disgusting|appalling|"                \
	  "disgrace|joke|infuriating|shameful|scandal|scandalous|theft|robbery|daylight robbery|"  \
	  "inexcusable|beyond a joke|scam company|nightmare)" E "|" B                              \
	  "(?:worst|most (?:terrible|useless|incompetent|pathetic|horrible)) "                     \
	  "(?:(?:customer|phone|mobile|internet|telecom|ever|possible) )*+"                        \
	  "(?:service|company|support|provider|experience|network|operator|carrier)" E "|" B       \
	  "had (?:it|enough)(?: of| with) (?:you|this|your|it|all|being)" E "|" B                  \
	  "(?:sick|tired|fed up)(?: and tired)? (?:of|with) (?:you(?!r plan)|this|waiting|"        \
	  "repeating|being|asking|explaining|all|going (?:round|around))" E "|" B                  \
	  "(?:told|asked|called|contacted|emailed|messaged|written to|complained to|"              \
	  "explained (?:it |this )?to|phoned|rung|complained|chased) (?:you|your [a-z]+|"          \
	  "you guys|you people|support|customer service|about this)(?: [a-z]+){0,5}? "             \
	  "(?:three|four|five|six|seven|eight|nine|ten|[3-9]|[1-9][0-9]|a hundred|a thousand|"     \
	  "hundreds of|dozens of|countless|so many|many|several|multiple|a million) times" E "|" B \
	  "for the (?:third|fourth|fifth|sixth|tenth|hundredth|thousandth|millionth|umpteenth|"    \
	  "[3-9](?:rd|th)|[1-9][0-9]+(?:st|nd|rd|th)|last bloody|last damn) time" E "|" B          \
	  "(?:you people|you guys|you lot|you all|your (?:company|staff|support|service|team|"     \
	  "people)) (?:are|is) " EN_VERY "(?:useless|incompetent|idiots|morons|pathetic|"          \
	  "ridiculous|hopeless|terrible|rubbish|garbage|trash)" E "|" B "you(?: are|" APOSTROPHE   \
	  "re)?(?: all)?(?: (?:nothing but|a bunch of|just|a pack of|"                             \
	  "fucking))* (?:liars|thieves|crooks|scammers|criminals|cheats|fraudsters|robbers|"       \
	  "con artists)" E "|" B "how dare you" E "|" B                                            \
	  "(?:waste of|wasting|wasted) (?:my|our|everyone" APOSTROPHE "s) (?:time|day|life)" E     \
	  "|" B "(?:no ?(?:body|one)|none of you) (?:is |are |even |ever )?"                       \
	  "(?:helping|helps|cares|wants to help|bothers)" E

#endif
