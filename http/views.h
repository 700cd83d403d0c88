/*
 * Views: how rows look as JSON.
 *
 * Written straight into a bounded writer, no tree between.  One function for
 * each thing; answers and streams use the same, so that a client reads one
 * shape.  `name` is the member's name in an object, NULL inside an array.
 * `for_staff` false leaves out what visitors must not see.  Pure; any thread.
 */
#ifndef FOYER_HTTP_VIEWS_H
#define FOYER_HTTP_VIEWS_H

#include <stdbool.h>

#include "data/event_log.h"
#include "data/fault.h"
#include "data/json.h"

struct conversation_summary;
struct conversation_view;
struct entry;
struct entry_page;
struct entry_version;
struct arena;
struct group;
struct left_message;
struct participant;
struct publication;
struct queue_place;
struct publish_report;
struct staff;
struct unmatched;

/* An answer's Markdown as the safe HTML that everybody is shown: visitors,
 * readers of the help centre, and editors before that. */
void view_answer(struct json_writer *json, const char *name, const char *markdown);

/* One event as an object in an array; the members of its body stand beside
 * "seq", "type", "author" and "at". */
void view_event(struct json_writer *json, const struct event *event, bool for_staff);

/* An array of them.  With for_staff false notes are left out. */
void view_events(struct json_writer *json, const char *name, const struct event *events, int count,
		 bool for_staff);

/* Who is in a conversation beside its owner; visitors are told the name. */
void view_participant(struct json_writer *json, const struct participant *participant,
		      bool for_staff);

/* A conversation as GET /v1/conversations/{id} shows it. */
void view_conversation(struct json_writer *json, const char *name,
		       const struct conversation_view *view, bool for_staff);

/* Where a waiting visitor stands. */
void view_place(struct json_writer *json, const char *name, const struct queue_place *place);

/* One row of the desk's lists; for staff only. */
void view_summary(struct json_writer *json, const struct conversation_summary *summary);
void view_summaries(struct json_writer *json, const char *name,
		    const struct conversation_summary *list, int count);

/* The person who is signed in, as the desk shows them to themselves. */
struct right;
struct my_powers {
	bool approves; /* for the whole base */
	const struct right *rights; /* that bind them; none: nothing does */
	int right_count;
	bool needs_factor; /* must set up a second factor first */
};
void view_me(struct json_writer *json, const char *name, const struct staff *staff,
	     const struct my_powers *powers);
/* A colleague: what every member of staff may know. */
void view_agent(struct json_writer *json, const struct staff *staff);
/* An account, for admins. */
void view_account(struct json_writer *json, const char *name, const struct staff *staff);
void view_group(struct json_writer *json, const char *name, const struct group *group);

void view_left_message(struct json_writer *json, const struct left_message *message);

/* An entry with its whole content, and the lines of a list. */
void view_entry(struct json_writer *json, const char *name, const struct entry *entry,
		struct arena *arena);
void view_entry_version(struct json_writer *json, const struct entry_version *version);
void view_entry_page(struct json_writer *json, const struct entry_page *page);
void view_unmatched(struct json_writer *json, const struct unmatched *unmatched);
void view_publication(struct json_writer *json, const char *name,
		      const struct publication *publication);
/* A publication that has just been made, with how its golden questions did. */
void view_published(struct json_writer *json, const struct publish_report *report);

#endif
