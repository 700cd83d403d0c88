/*
 * Routes: the list of route tables.  A table lives beside its handlers; this
 * is the one place that names them all.
 */
#include "http/attachment_handlers.h"
#include "http/conversation_handlers.h"
#include "http/desk_handlers.h"
#include "http/help_handlers.h"
#include "http/knowledge_handlers.h"
#include "http/member_handlers.h"
#include "http/route.h"
#include "http/rule_handlers.h"
#include "http/room_handlers.h"
#include "http/routing_handlers.h"
#include "http/sending_handlers.h"
#include "http/session_handlers.h"
#include "http/site_handlers.h"
#include "http/staff_handlers.h"
#include "http/system.h"
#include "http/talk_handlers.h"
#include "http/ticket_handlers.h"
#include "http/together_handlers.h"
#include "http/visitor_handlers.h"

const struct route *const route_tables[] = {
    conversation_routes, /* both sides: look, read events, say something, end */
    attachment_routes,   /* files that they send each other */
    member_routes,       /* who the visitor is: forms, signed members */
    visitor_routes,      /* begin, ask for a person, rate, leave a message */
    site_routes,         /* what a widget shows first */
    site_settings_routes, /* what a site says and does */
    session_routes,      /* signing in and out */
    me_routes,           /* one's own account */
    api_token_routes,    /* one's own programs */
    desk_routes,         /* the queue, lists, accept, note, pass on, left messages */
    note_routes,         /* what staff write for each other */
    together_routes,     /* several of the staff in one conversation */
    room_routes,         /* what colleagues say among themselves */
    talk_routes,         /* drafts, answers to choose from, mentions */
    canned_routes,       /* ready-made replies */
    search_routes,       /* finding conversations again */
    wrap_up_routes,      /* topics, how it ended */
    block_routes,        /* who is kept out */
    ticket_routes,       /* what couldn't be settled in a conversation */
    ticket_rules_routes, /* and what holds for all of that */
    ticket_page_routes,  /* where its customer says whether it is solved */
    transcript_routes,   /* a conversation to keep */
    group_routes,        /* kinds of business */
    routing_routes,      /* how they give out conversations */
    staff_routes,        /* accounts */
    sending_routes,      /* mail server, webhook, the outbox */
    alert_routes,        /* how one is reached away from the desk */
    forgotten_routes,    /* a link to sign in, by mail */
    transcript_mail_routes, /* a conversation by mail */
    staff_sign_in_routes, /* how other people sign in */
    factor_routes,       /* one's own second factor */
    sign_in_routes,      /* one's own sessions, what holds for everybody */
    role_routes,         /* roles, and who leads a group */
    bulk_routes,         /* many drafts at once */
    people_routes,       /* comments, mentions, rights, the audit log */
    file_routes,         /* pictures and documents of answers */
    entry_routes,        /* the editors' drafts */
    entry_edit_routes,   /* and changing them */
    preview_routes,      /* how an answer will look */
    category_routes,     /* how categories are called */
    unmatched_routes,    /* questions without an answer */
    workbench_routes,    /* the same in clusters */
    workbench_act_routes, /* what editors do with them */
    suggestion_routes,   /* what agents' answers suggest */
    import_routes,
    export_routes,
    publish_routes,      /* what would change, publishing, going back */
    plan_routes,         /* a publication at a time */
    golden_routes,       /* questions whose decision must stay right */
    trial_routes,        /* the test console */
    judgement_routes,    /* whether answers were right */
    what_if_routes,      /* past questions asked again */
    health_routes,       /* what in the entries wants mending */
    help_routes,         /* the public help centre */
    rule_routes,         /* the editors' rules */
    rule_trial_routes,   /* and what they would do */
    word_routes,         /* synonyms and stop words */
    system_routes,       /* health, metrics, the API's description */
    NULL,
};
