/* What a transcript tells: events, each in its turn, and how things stand. */
#ifndef FOYER_TEST_STAGE_TELLINGS_H
#define FOYER_TEST_STAGE_TELLINGS_H

#include "tests/unit/stage.h"

static inline void expect_event(struct stage *stage, enum event_type type, const char *name,
				const char *value)
{
	struct event event = next_event(stage);
	const char *actual = name == NULL ? NULL : member(stage, &event, name);
	if (event.type != type)
		wrong(stage,
		      arena_format(stage->world->arena, "it was %s", event_type_name(event.type)));
	if (name != NULL && (actual == NULL || strcmp(actual, value) != 0))
		wrong(stage, arena_format(stage->world->arena, "%s was %s", name,
					  actual == NULL ? "not given" : actual));
}

static inline void expect_bot(struct stage *stage, const char *name, const char *value)
{
	struct event event = next_event(stage);
	const char *actual = member(stage, &event, name);
	if (event.type != EVENT_MESSAGE || event.author != AUTHOR_BOT)
		wrong(stage, "it was not the bot that spoke");
	if (actual == NULL || strcmp(actual, value) != 0)
		wrong(stage, arena_format(stage->world->arena, "the bot said: %s %s", event.text,
					  event.body));
}

/* Events ---------------------------------------------------------------------------------- */

static inline void bot_answers(struct stage *stage)
{
	expect_bot(stage, "entry", stage->taken[0]);
}

/* Words of the event that was told last. */
static inline void it_says(struct stage *stage)
{
	stage->now->told--;
	struct event event = next_event(stage);
	if (event.text == NULL || strstr(event.text, stage->taken[0]) == NULL)
		wrong(stage, arena_format(stage->world->arena, "it says: %s", event.text));
}

static inline void bot_asks(struct stage *stage)
{
	expect_bot(stage, "decision", "ask");
}

static inline void bot_says(struct stage *stage)
{
	expect_bot(stage, "decision", "answer");
	it_says(stage);
}

static inline void bot_asks_back(struct stage *stage)
{
	expect_bot(stage, "decision", "clarify");
}

static inline void bot_does_not_know(struct stage *stage)
{
	expect_bot(stage, "decision", "unmatched");
}

static inline void bot_gives_notice(struct stage *stage)
{
	expect_bot(stage, "notice", stage->taken[0]);
}

/* The next best answers after one that was no help; the first is this one. */
static inline void bot_offers(struct stage *stage)
{
	struct event event = next_event(stage);
	const struct json *choices =
	    event.body == NULL ? NULL : json_member(body_of(stage->world, &event), "choices");
	const char *first = choices == NULL ? NULL : json_text(choices->first, "entry");
	if (first == NULL || strcmp(first, stage->taken[0]) != 0)
		wrong(stage, arena_format(stage->world->arena, "the first choice was %s",
					  first == NULL ? "none" : first));
}

static inline void handoff(struct stage *stage)
{
	expect_event(stage, EVENT_HANDOFF, "group", stage->taken[0]);
}

static inline void handoff_because(struct stage *stage)
{
	expect_event(stage, EVENT_HANDOFF, "group", stage->taken[0]);
	stage->now->told--;
	expect_event(stage, EVENT_HANDOFF, "reason", stage->taken[1]);
}

static inline void assigned(struct stage *stage)
{
	expect_event(stage, EVENT_ASSIGNED, "agent", stage->taken[0]);
}

static inline void assigned_by(struct stage *stage)
{
	(void)guest(stage, 0);
	expect_event(stage, EVENT_ASSIGNED, "agent", stage->taken[1]);
}

static inline void returned(struct stage *stage)
{
	expect_event(stage, EVENT_RETURNED, NULL, NULL);
}

static inline void guest_returned(struct stage *stage)
{
	(void)guest(stage, 0);
	returned(stage);
}

static inline void passed(struct stage *stage)
{
	struct event event = next_event(stage);
	const char *agent = member(stage, &event, "to_agent");
	const char *group = member(stage, &event, "to_group");
	const char *to = agent != NULL ? agent : group;
	if (event.type != EVENT_TRANSFERRED || to == NULL || strcmp(to, stage->taken[0]) != 0)
		wrong(stage, "it was not passed there");
}

static inline void went_back(struct stage *stage)
{
	expect_event(stage, EVENT_BACK_TO_BOT, NULL, NULL);
}

static inline void was_noted(struct stage *stage)
{
	expect_event(stage, EVENT_NOTE, NULL, NULL);
}

static inline void was_whispered(struct stage *stage)
{
	expect_event(stage, EVENT_WHISPER, NULL, NULL);
}

static inline void was_invited(struct stage *stage)
{
	expect_event(stage, EVENT_INVITED, "agent", stage->taken[0]);
}

static inline void has_declined(struct stage *stage)
{
	expect_event(stage, EVENT_DECLINED, "agent", stage->taken[0]);
}

static inline void has_joined(struct stage *stage)
{
	expect_event(stage, EVENT_JOINED, "agent", stage->taken[0]);
}

static inline void has_left(struct stage *stage)
{
	expect_event(stage, EVENT_LEFT, "agent", stage->taken[0]);
}

static inline void was_rated(struct stage *stage)
{
	expect_event(stage, EVENT_RATING, "rating", stage->taken[0]);
}

static inline void was_judged(struct stage *stage)
{
	expect_event(stage, EVENT_FEEDBACK, NULL, NULL);
}

static inline void word_was_left(struct stage *stage)
{
	expect_event(stage, EVENT_LEFT_MESSAGE, NULL, NULL);
}

static inline void was_ended(struct stage *stage)
{
	expect_event(stage, EVENT_CLOSED, "by", stage->taken[0]);
}

/* How things stand ------------------------------------------------------------------------ */

static inline void expect_owner(struct stage *stage, enum owner owner)
{
	enum owner actual = look(stage->world, &guest(stage, 0)->visitor).owner;
	if (actual != owner)
		wrong(stage,
		      arena_format(stage->world->arena, "the owner is %s", owner_name(actual)));
}

static inline void is_with_bot(struct stage *stage)
{
	expect_owner(stage, OWNER_BOT);
}

static inline void is_ended(struct stage *stage)
{
	expect_owner(stage, OWNER_CLOSED);
}

static inline void is_with(struct stage *stage)
{
	expect_owner(stage, OWNER_AGENT);
	assert_string_equal(look(stage->world, &guest(stage, 0)->visitor).agent.text,
			    worker(stage, 1)->text);
}

static inline void waits(struct stage *stage)
{
	expect_owner(stage, OWNER_QUEUE);
	struct queue_place place = look(stage->world, &guest(stage, 0)->visitor).place;
	if (place.position != number(stage, 1) || place.waiting != number(stage, 2))
		wrong(stage, arena_format(stage->world->arena, "the place is %d of %d",
					  place.position, place.waiting));
}

static inline int mine(struct stage *stage, int *unread)
{
	struct conversation_page page;
	struct fault fault = {0};
	const struct conversation_listing listing = {
	    .staff = *worker(stage, 0), .kind = CONVERSATIONS_MINE, .most = 50};
	must(conversation_list(reader(stage->world), &listing, stage->world->arena, &page, &fault),
	     &fault);
	*unread = 0;
	for (int i = 0; i < page.count; i++)
		*unread += page.list[i].unread;
	return page.count;
}

static inline void has(struct stage *stage)
{
	int unread;
	assert_int_equal(mine(stage, &unread), number(stage, 1));
	assert_int_equal(staff_now(stage->world, worker(stage, 0)).load, number(stage, 1));
}

static inline void has_unread(struct stage *stage)
{
	int unread;
	(void)mine(stage, &unread);
	if (unread != number(stage, 1))
		wrong(stage, arena_format(stage->world->arena, "%d are unread", unread));
}

static inline void is_offline(struct stage *stage)
{
	assert_int_equal(staff_now(stage->world, worker(stage, 0)).presence, PRESENCE_OFFLINE);
}

static inline void unanswered(struct stage *stage)
{
	struct unmatched_page page;
	struct fault fault = {0};
	must(unmatched_list(reader(stage->world), UNMATCHED_OPEN, NULL, 50, stage->world->arena,
			    &page, &fault),
	     &fault);
	if (page.count != number(stage, 0))
		wrong(stage, arena_format(stage->world->arena, "%d are kept", page.count));
}

static const struct stage_line tellings[] = {
    {"bot offers ENTRY", bot_offers},
    {"it says REST", it_says},
    {"NUMBER unanswered", unanswered},
    {"bot answers ENTRY", bot_answers},
    {"bot asks", bot_asks},
    {"bot says REST", bot_says},
    {"bot asks back", bot_asks_back},
    {"bot does not know", bot_does_not_know},
    {"bot gives notice WORD", bot_gives_notice},
    {"bot passes on: WORD", bot_gives_notice},
    {"handoff to GROUP", handoff},
    {"handoff to GROUP because REASON", handoff_because},
    {"assigned to NAME", assigned},
    {"assigned to NAME by AGENT", assigned_by},
    {"returned", returned},
    {"returned NAME", guest_returned},
    {"passed to NAME", passed},
    {"back to the bot", went_back},
    {"note", was_noted},
    {"whisper", was_whispered},
    {"invited NAME", was_invited},
    {"declined NAME", has_declined},
    {"joined NAME", has_joined},
    {"left NAME", has_left},
    {"rated WORD", was_rated},
    {"feedback", was_judged},
    {"word left", word_was_left},
    {"ended by WORD", was_ended},
    {"NAME is offline", is_offline},
    {"NAME is with the bot", is_with_bot},
    {"NAME is with NAME", is_with},
    {"NAME is at an end", is_ended},
    {"NAME waits at NUMBER of NUMBER", waits},
    {"NAME has NUMBER", has},
    {"NAME has NUMBER unread", has_unread},
};

#endif
