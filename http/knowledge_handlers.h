/* Knowledge handlers: entries, unmatched questions, publishing, imports. */
#ifndef FOYER_HTTP_KNOWLEDGE_HANDLERS_H
#define FOYER_HTTP_KNOWLEDGE_HANDLERS_H

#include "http/route.h"

/* What lists of questions and suggestions are asked with. */
struct state_query {
	const char *state, *before;
	int64_t limit;
};
#define STATE_QUERY_ROWS(states)                                                                   \
	{FIELD(struct state_query, state, FIELD_CHOICE), .allowed = (states),                      \
	 .help = "open when left out"},                                                            \
	    {FIELD(struct state_query, before, FIELD_LINE), .least = 1, .most = 100,               \
	     .help = "\"next\" of the page before"},                                               \
	    {FIELD(struct state_query, limit, FIELD_INT), .least = 1, .most = 200,                 \
	     .fallback = 50, .help = "Lines on a page"}

extern const char *const exchange_formats[]; /* what is imported and exported; ends with NULL */

extern const struct route entry_routes[];     /* entry_handlers.c */
extern const struct route entry_edit_routes[]; /* entry_edit_handlers.c */
extern const struct route preview_routes[];   /* preview_handlers.c */
extern const struct route category_routes[]; /* category_handlers.c */
extern const struct route unmatched_routes[]; /* unmatched_handlers.c */
extern const struct route workbench_routes[]; /* workbench_handlers.c */
extern const struct route workbench_act_routes[]; /* workbench_act_handlers.c */
extern const struct route suggestion_routes[]; /* suggestion_handlers.c */
extern const struct route import_routes[];    /* import_handlers.c */
extern const struct route export_routes[];    /* export_handlers.c */
extern const struct route publish_routes[];   /* publish_handlers.c */
extern const struct route plan_routes[];      /* plan_handlers.c */
extern const struct route golden_routes[];    /* golden_handlers.c */
extern const struct route trial_routes[];     /* trial_handlers.c */
extern const struct route judgement_routes[]; /* judgement_handlers.c */
extern const struct route what_if_routes[];   /* what_if_handlers.c */
extern const struct route health_routes[];    /* health_handlers.c */
extern const struct route bulk_routes[];     /* bulk_handlers.c */
extern const struct route people_routes[];   /* people_handlers.c */
extern const struct route file_routes[];     /* file_handlers.c */

#endif
