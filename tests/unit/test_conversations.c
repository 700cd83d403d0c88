/*
 * Plays the transcripts in tests/conversations: see the README there.
 *
 * Each line is matched against the table at the end of this file.  In a
 * pattern an upper-case word takes one word of the line, REST takes what is
 * left, everything else stands for itself.
 */
#include "tests/unit/handoff_support.h"

#include <ctype.h>
#include <glob.h>

#define CAST_MOST  16
#define WORDS_MOST 64
#define TAKEN_MOST 4

struct guest {
	const char *name;
	struct visitor visitor;
	int64_t told; /* events up to this number have been told */
	const char *key;
	const char *text;
};

struct worker {
	const char *name;
	struct staff_id id;
};

struct stage {
	struct world *world;
	struct guest guests[CAST_MOST];
	struct worker workers[CAST_MOST];
	int guest_count;
	int worker_count;
	struct guest *now;       /* whose conversation was touched last */
	const char *place;       /* file:line */
	enum fault_code outcome; /* of the line's act */
	const char *taken[TAKEN_MOST];
};

static _Noreturn void wrong(const struct stage *stage, const char *what)
{
	fail_msg("%s: %s", stage->place, what);
	abort();
}

/* The cast --------------------------------------------------------------------------- */

static struct guest *guest(struct stage *stage, int taken)
{
	for (int i = 0; i < stage->guest_count; i++) {
		if (strcmp(stage->guests[i].name, stage->taken[taken]) == 0) {
			stage->now = &stage->guests[i];
			return stage->now;
		}
	}
	wrong(stage, "no such visitor");
}

static const struct staff_id *worker(struct stage *stage, int taken)
{
	for (int i = 0; i < stage->worker_count; i++)
		if (strcmp(stage->workers[i].name, stage->taken[taken]) == 0)
			return &stage->workers[i].id;
	wrong(stage, "nobody of that name works here");
}

static int number(struct stage *stage, int taken)
{
	char *end;
	long value = strtol(stage->taken[taken], &end, 10);
	if (*end != '\0')
		wrong(stage, "not a number");
	return (int)value;
}

static void hire(struct stage *stage, enum role role, int capacity)
{
	if (stage->worker_count == CAST_MOST)
		wrong(stage, "too many workers");
	struct worker *worker = &stage->workers[stage->worker_count++];
	worker->name = stage->taken[0];
	worker->id = add_staff(stage->world, worker->name, role, capacity);
}

/* What is told ------------------------------------------------------------------------- */

/* The next event that was not told yet, which the line tells. */
static struct event next_event(struct stage *stage)
{
	struct event *events;
	struct fault fault = {0};
	int count;
	const struct event_reader all = {.kind = EVENTS_FOR_OVERSEER};
	if (stage->now == NULL)
		wrong(stage, "nobody has come yet");
	must(event_read(reader(stage->world), &stage->now->visitor.id, stage->now->told, &all, 1,
			stage->world->arena, &events, &count, &fault),
	     &fault);
	if (count == 0)
		wrong(stage, "nothing happened any more");
	stage->now->told++;
	assert_int_equal(events[0].number, stage->now->told);
	return events[0];
}

static const char *member(struct stage *stage, const struct event *event, const char *name)
{
	return event->body == NULL ? NULL : json_text(body_of(stage->world, event), name);
}

static void expect_event(struct stage *stage, enum event_type type, const char *name,
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

static void expect_bot(struct stage *stage, const char *name, const char *value)
{
	struct event event = next_event(stage);
	const char *actual = member(stage, &event, name);
	if (event.type != EVENT_MESSAGE || event.author != AUTHOR_BOT)
		wrong(stage, "it was not the bot that spoke");
	if (actual == NULL || strcmp(actual, value) != 0)
		wrong(stage, arena_format(stage->world->arena, "the bot said: %s %s", event.text,
					  event.body));
}

static void nothing_is_left_untold(struct stage *stage)
{
	for (int i = 0; i < stage->guest_count; i++) {
		struct guest *guest = &stage->guests[i];
		int64_t last = look(stage->world, &guest->visitor).last_number;
		if (guest->told != last)
			wrong(stage, arena_format(stage->world->arena,
						  "%s has %d events untold before this line",
						  guest->name, (int)(last - guest->told)));
	}
}

/* Acts: the visitor -------------------------------------------------------------------------- */

static struct guest *welcome_guest(struct stage *stage)
{
	if (stage->guest_count == CAST_MOST)
		wrong(stage, "too many visitors");
	struct guest *guest = &stage->guests[stage->guest_count++];
	*guest = (struct guest){.name = stage->taken[0], .told = 1};
	stage->now = guest;
	return guest;
}

static void comes(struct stage *stage)
{
	const char *language = stage->taken[1] == NULL ? "en" : stage->taken[1];
	welcome_guest(stage)->visitor = open_in(stage->world, language);
}

static void comes_tagged(struct stage *stage)
{
	welcome_guest(stage)->visitor =
	    open_tagged(stage->world, stage->taken[1], stage->taken[2]);
}

/* One's own words need no telling. */
static void wrote(struct stage *stage, struct guest *guest)
{
	if (stage->outcome == FAULT_NONE)
		guest->told++;
}

static void writes(struct stage *stage)
{
	struct guest *who = guest(stage, 0);
	who->text = stage->taken[1];
	who->key = fresh_key(stage->world);
	struct turn turn;
	stage->outcome = say_with_key(stage->world, &who->visitor, who->text, who->key, &turn);
	wrote(stage, who);
}

static void repeats(struct stage *stage)
{
	struct guest *who = guest(stage, 0);
	struct turn turn;
	stage->outcome = say_with_key(stage->world, &who->visitor, who->text, who->key, &turn);
	if (stage->outcome == FAULT_NONE && !turn.act.repeated)
		wrong(stage, "it was taken as new");
}

static void asks_for_person(struct stage *stage)
{
	stage->outcome = ask_person_of(stage->world, &guest(stage, 0)->visitor, stage->taken[1]);
}

static void leaves_queue(struct stage *stage)
{
	stage->outcome = back_to_bot(stage->world, &guest(stage, 0)->visitor);
}

static void visitor_ends(struct stage *stage)
{
	stage->outcome = close_by(stage->world, &guest(stage, 0)->visitor, actor_visitor());
}

static void rates(struct stage *stage)
{
	stage->outcome = rate(stage->world, &guest(stage, 0)->visitor, stage->taken[1], NULL);
}

static void judge(struct stage *stage, bool helpful)
{
	struct guest *who = guest(stage, 0);
	int count;
	struct event *events = events_of(stage->world, &who->visitor, &count);
	int64_t about = 0;
	for (int i = 0; i < count; i++)
		if (events[i].author == AUTHOR_BOT && member(stage, &events[i], "decision") != NULL)
			about = events[i].number;
	stage->outcome = give_feedback(stage->world, &who->visitor, about, helpful);
}

static void is_helped(struct stage *stage)
{
	judge(stage, true);
}

static void is_not_helped(struct stage *stage)
{
	judge(stage, false);
}

static void leaves_word(struct stage *stage)
{
	stage->outcome = leave_word(stage->world, &guest(stage, 0)->visitor, stage->taken[3],
				    stage->taken[1], stage->taken[2]);
}

static void leaves_word_only(struct stage *stage)
{
	stage->outcome = leave_word(stage->world, &guest(stage, 0)->visitor, stage->taken[2],
				    stage->taken[1], NULL);
}

/* Acts: staff ------------------------------------------------------------------------------------
 */

static void agent_joins(struct stage *stage)
{
	hire(stage, ROLE_AGENT, number(stage, 1));
}

static void member_joins(struct stage *stage)
{
	struct group group;
	struct fault fault = {0};
	hire(stage, ROLE_AGENT, number(stage, 2));
	if (group_by_name(reader(stage->world), stage->taken[1], stage->world->arena, &group,
			  &fault) != LOOKUP_FOUND)
		wrong(stage, "no such group");
	set_members(stage->world, &group.id, &stage->workers[stage->worker_count - 1].id, 1);
}

static void supervisor_joins(struct stage *stage)
{
	hire(stage, ROLE_SUPERVISOR, 5);
}

static void editor_joins(struct stage *stage)
{
	hire(stage, ROLE_EDITOR, 5);
}

static void group_is_made(struct stage *stage)
{
	add_group(stage->world, stage->taken[0], false);
}

static void manual_group_is_made(struct stage *stage)
{
	add_group(stage->world, stage->taken[0], true);
}

static void closed_group_is_made(struct stage *stage)
{
	struct group_id group = add_group(stage->world, stage->taken[0], false);
	set_open(stage->world, &group, false);
}

static void site_says(struct stage *stage)
{
	set_site(stage->world, stage->taken[0]);
}

/* From Monday to Friday. */
static void serves(struct stage *stage)
{
	struct arena *arena = stage->world->arena;
	struct group group;
	struct fault fault = {0};
	if (group_by_name(reader(stage->world), stage->taken[0], arena, &group, &fault) !=
	    LOOKUP_FOUND)
		wrong(stage, "no such group");
	const char *span = arena_format(arena, "[\"%s-%s\"]", stage->taken[1], stage->taken[2]);
	set_hours(stage->world, &group.id,
		  arena_format(arena,
			       "{\"zone\":\"%s\",\"week\":{\"mon\":%s,\"tue\":%s,\"wed\":%s,"
			       "\"thu\":%s,\"fri\":%s}}",
			       stage->taken[3], span, span, span, span, span));
}

static void goes(struct stage *stage)
{
	enum presence presence;
	if (!presence_from_name(stage->taken[1], &presence))
		wrong(stage, "no such presence");
	stage->outcome = set_presence(stage->world, worker(stage, 0), presence, false);
}

static void opens_desk(struct stage *stage)
{
	stream(stage->world, worker(stage, 0), true);
}

static void loses_desk(struct stage *stage)
{
	stream(stage->world, worker(stage, 0), false);
}

static void accepts(struct stage *stage)
{
	stage->outcome = accept_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static void answers(struct stage *stage)
{
	struct guest *who = guest(stage, 1);
	stage->outcome = reply_by(stage->world, &who->visitor, worker(stage, 0), stage->taken[2]);
	wrote(stage, who);
}

static void notes(struct stage *stage)
{
	stage->outcome =
	    note_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0), stage->taken[2]);
}

static void invites(struct stage *stage)
{
	stage->outcome = invite_by(stage->world, &guest(stage, 2)->visitor, worker(stage, 0),
				   worker(stage, 1), NULL);
}

static void joins(struct stage *stage)
{
	stage->outcome = join_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static void leaves(struct stage *stage)
{
	stage->outcome = leave_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static void takes_out(struct stage *stage)
{
	stage->outcome = remove_by(stage->world, &guest(stage, 2)->visitor, worker(stage, 0),
				   worker(stage, 1));
}

static void watches(struct stage *stage)
{
	stage->outcome = watch_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static void whispers(struct stage *stage)
{
	stage->outcome =
	    whisper_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0), stage->taken[2]);
}

static void takes_over(struct stage *stage)
{
	stage->outcome = take_over_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static void passes_to_group(struct stage *stage)
{
	stage->outcome = transfer_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0),
				     stage->taken[2], NULL, NULL);
}

static void passes_to_agent(struct stage *stage)
{
	stage->outcome = transfer_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0),
				     NULL, worker(stage, 2), NULL);
}

static void agent_ends(struct stage *stage)
{
	stage->outcome =
	    close_by(stage->world, &guest(stage, 1)->visitor, actor_staff(worker(stage, 0)));
}

static void is_blocked(struct stage *stage)
{
	stage->outcome = block(stage->world, worker(stage, 0), true);
}

static void time_passes(struct stage *stage)
{
	int64_t next;
	struct fault fault = {0};
	world_time += number(stage, 0) * 1000LL;
	must(timers_run_due(stage->world->store, GRACE, &next, &fault), &fault);
}

/* Tellings --------------------------------------------------------------------------------------
 */

static void bot_answers(struct stage *stage)
{
	expect_bot(stage, "entry", stage->taken[0]);
}

/* Words of the event that was told last. */
static void it_says(struct stage *stage)
{
	stage->now->told--;
	struct event event = next_event(stage);
	if (event.text == NULL || strstr(event.text, stage->taken[0]) == NULL)
		wrong(stage, arena_format(stage->world->arena, "it says: %s", event.text));
}

static void bot_asks(struct stage *stage)
{
	expect_bot(stage, "decision", "ask");
}

static void bot_says(struct stage *stage)
{
	expect_bot(stage, "decision", "answer");
	it_says(stage);
}

static void bot_asks_back(struct stage *stage)
{
	expect_bot(stage, "decision", "clarify");
}

static void bot_does_not_know(struct stage *stage)
{
	expect_bot(stage, "decision", "unmatched");
}

static void bot_gives_notice(struct stage *stage)
{
	expect_bot(stage, "notice", stage->taken[0]);
}

/* The next best answers after one that was no help; the first is this one. */
static void bot_offers(struct stage *stage)
{
	struct event event = next_event(stage);
	const struct json *choices =
	    event.body == NULL ? NULL : json_member(body_of(stage->world, &event), "choices");
	const char *first = choices == NULL ? NULL : json_text(choices->first, "entry");
	if (first == NULL || strcmp(first, stage->taken[0]) != 0)
		wrong(stage, arena_format(stage->world->arena, "the first choice was %s",
					  first == NULL ? "none" : first));
}

static void handoff(struct stage *stage)
{
	expect_event(stage, EVENT_HANDOFF, "group", stage->taken[0]);
}

static void handoff_because(struct stage *stage)
{
	expect_event(stage, EVENT_HANDOFF, "group", stage->taken[0]);
	stage->now->told--;
	expect_event(stage, EVENT_HANDOFF, "reason", stage->taken[1]);
}

static void assigned(struct stage *stage)
{
	expect_event(stage, EVENT_ASSIGNED, "agent", stage->taken[0]);
}

static void assigned_by(struct stage *stage)
{
	(void)guest(stage, 0);
	expect_event(stage, EVENT_ASSIGNED, "agent", stage->taken[1]);
}

static void returned(struct stage *stage)
{
	expect_event(stage, EVENT_RETURNED, NULL, NULL);
}

static void guest_returned(struct stage *stage)
{
	(void)guest(stage, 0);
	returned(stage);
}

static void passed(struct stage *stage)
{
	struct event event = next_event(stage);
	const char *agent = member(stage, &event, "to_agent");
	const char *group = member(stage, &event, "to_group");
	const char *to = agent != NULL ? agent : group;
	if (event.type != EVENT_TRANSFERRED || to == NULL || strcmp(to, stage->taken[0]) != 0)
		wrong(stage, "it was not passed there");
}

static void went_back(struct stage *stage)
{
	expect_event(stage, EVENT_BACK_TO_BOT, NULL, NULL);
}

static void was_noted(struct stage *stage)
{
	expect_event(stage, EVENT_NOTE, NULL, NULL);
}

static void was_whispered(struct stage *stage)
{
	expect_event(stage, EVENT_WHISPER, NULL, NULL);
}

static void was_invited(struct stage *stage)
{
	expect_event(stage, EVENT_INVITED, "agent", stage->taken[0]);
}

static void has_declined(struct stage *stage)
{
	expect_event(stage, EVENT_DECLINED, "agent", stage->taken[0]);
}

static void has_joined(struct stage *stage)
{
	expect_event(stage, EVENT_JOINED, "agent", stage->taken[0]);
}

static void has_left(struct stage *stage)
{
	expect_event(stage, EVENT_LEFT, "agent", stage->taken[0]);
}

static void was_rated(struct stage *stage)
{
	expect_event(stage, EVENT_RATING, "rating", stage->taken[0]);
}

static void was_judged(struct stage *stage)
{
	expect_event(stage, EVENT_FEEDBACK, NULL, NULL);
}

static void word_was_left(struct stage *stage)
{
	expect_event(stage, EVENT_LEFT_MESSAGE, NULL, NULL);
}

static void was_ended(struct stage *stage)
{
	expect_event(stage, EVENT_CLOSED, "by", stage->taken[0]);
}

/* How things stand ------------------------------------------------------------------------------
 */

static void expect_owner(struct stage *stage, enum owner owner)
{
	enum owner actual = look(stage->world, &guest(stage, 0)->visitor).owner;
	if (actual != owner)
		wrong(stage,
		      arena_format(stage->world->arena, "the owner is %s", owner_name(actual)));
}

static void is_with_bot(struct stage *stage)
{
	expect_owner(stage, OWNER_BOT);
}

static void is_ended(struct stage *stage)
{
	expect_owner(stage, OWNER_CLOSED);
}

static void is_with(struct stage *stage)
{
	expect_owner(stage, OWNER_AGENT);
	assert_string_equal(look(stage->world, &guest(stage, 0)->visitor).agent.text,
			    worker(stage, 1)->text);
}

static void waits(struct stage *stage)
{
	expect_owner(stage, OWNER_QUEUE);
	struct queue_place place = look(stage->world, &guest(stage, 0)->visitor).place;
	if (place.position != number(stage, 1) || place.waiting != number(stage, 2))
		wrong(stage, arena_format(stage->world->arena, "the place is %d of %d",
					  place.position, place.waiting));
}

static int mine(struct stage *stage, int *unread)
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

static void has(struct stage *stage)
{
	int unread;
	assert_int_equal(mine(stage, &unread), number(stage, 1));
	assert_int_equal(staff_now(stage->world, worker(stage, 0)).load, number(stage, 1));
}

static void has_unread(struct stage *stage)
{
	int unread;
	(void)mine(stage, &unread);
	if (unread != number(stage, 1))
		wrong(stage, arena_format(stage->world->arena, "%d are unread", unread));
}

static void is_offline(struct stage *stage)
{
	assert_int_equal(staff_now(stage->world, worker(stage, 0)).presence, PRESENCE_OFFLINE);
}

static void unanswered(struct stage *stage)
{
	struct unmatched_page page;
	struct fault fault = {0};
	must(unmatched_list(reader(stage->world), UNMATCHED_OPEN, NULL, 50, stage->world->arena,
			    &page, &fault),
	     &fault);
	if (page.count != number(stage, 0))
		wrong(stage, arena_format(stage->world->arena, "%d are kept", page.count));
}

/* Lines -------------------------------------------------------------------------------------------
 */

static const struct {
	const char *pattern;
	void (*run)(struct stage *stage);
	bool is_act; /* may be refused; nothing may be left untold before it */
} lines[] = {
    {"site says REST", site_says, true},
    {"GROUP serves CLOCK to CLOCK in ZONE", serves, true},
    {"bot offers ENTRY", bot_offers, false},
    {"it says REST", it_says, false},
    {"NAME comes LANGUAGE tagged TAG", comes_tagged, true},
    {"group NAME", group_is_made, true},
    {"manual group NAME", manual_group_is_made, true},
    {"closed group NAME", closed_group_is_made, true},
    {"agent NAME takes NUMBER", agent_joins, true},
    {"agent NAME of GROUP takes NUMBER", member_joins, true},
    {"supervisor NAME", supervisor_joins, true},
    {"editor NAME", editor_joins, true},
    {"NUMBER seconds pass", time_passes, true},
    {"NUMBER unanswered", unanswered, false},
    {"bot answers ENTRY", bot_answers, false},
    {"bot asks", bot_asks, false},
    {"bot says REST", bot_says, false},
    {"bot asks back", bot_asks_back, false},
    {"bot does not know", bot_does_not_know, false},
    {"bot gives notice WORD", bot_gives_notice, false},
    {"bot passes on: WORD", bot_gives_notice, false},
    {"handoff to GROUP", handoff, false},
    {"handoff to GROUP because REASON", handoff_because, false},
    {"assigned to NAME", assigned, false},
    {"assigned to NAME by AGENT", assigned_by, false},
    {"returned", returned, false},
    {"returned NAME", guest_returned, false},
    {"passed to NAME", passed, false},
    {"back to the bot", went_back, false},
    {"note", was_noted, false},
    {"whisper", was_whispered, false},
    {"invited NAME", was_invited, false},
    {"declined NAME", has_declined, false},
    {"joined NAME", has_joined, false},
    {"left NAME", has_left, false},
    {"rated WORD", was_rated, false},
    {"feedback", was_judged, false},
    {"word left", word_was_left, false},
    {"ended by WORD", was_ended, false},
    {"NAME comes", comes, true},
    {"NAME comes LANGUAGE", comes, true},
    {"NAME repeats", repeats, true},
    {"NAME asks for a person", asks_for_person, true},
    {"NAME asks for a person in GROUP", asks_for_person, true},
    {"NAME leaves the queue", leaves_queue, true},
    {"NAME ends it", visitor_ends, true},
    {"NAME rates WORD", rates, true},
    {"NAME is helped", is_helped, true},
    {"NAME is not helped", is_not_helped, true},
    {"NAME leaves word by WAY CONTACT: REST", leaves_word, true},
    {"NAME leaves word by WAY: REST", leaves_word_only, true},
    {"NAME goes WORD", goes, true},
    {"NAME opens the desk", opens_desk, true},
    {"NAME loses the desk", loses_desk, true},
    {"NAME accepts NAME", accepts, true},
    {"NAME to NAME: REST", answers, true},
    {"NAME notes on NAME: REST", notes, true},
    {"NAME invites NAME to NAME", invites, true},
    {"NAME joins NAME", joins, true},
    {"NAME leaves NAME", leaves, true},
    {"NAME takes NAME from NAME", takes_out, true},
    {"NAME watches NAME", watches, true},
    {"NAME whispers on NAME: REST", whispers, true},
    {"NAME takes over NAME", takes_over, true},
    {"NAME passes NAME to group GROUP", passes_to_group, true},
    {"NAME passes NAME to NAME", passes_to_agent, true},
    {"NAME ends NAME", agent_ends, true},
    {"NAME is blocked", is_blocked, true},
    {"NAME is offline", is_offline, false},
    {"NAME is with the bot", is_with_bot, false},
    {"NAME is with NAME", is_with, false},
    {"NAME is at an end", is_ended, false},
    {"NAME waits at NUMBER of NUMBER", waits, false},
    {"NAME has NUMBER", has, false},
    {"NAME has NUMBER unread", has_unread, false},
    {"NAME: REST", writes, true},
};

/* Matches one word and keeps it when the pattern's is a capital one. */
static bool match_word(struct stage *stage, const char *pattern, size_t pattern_length,
		       const char *word, size_t length, int *taken)
{
	bool colon = pattern[pattern_length - 1] == ':';
	bool takes = isupper((unsigned char)pattern[0]) != 0;
	if (!takes)
		return length == pattern_length && strncmp(pattern, word, length) == 0;
	if (colon != (word[length - 1] == ':') || *taken == TAKEN_MOST)
		return false;
	stage->taken[(*taken)++] =
	    arena_copy_text(stage->world->arena, word, length - (colon ? 1 : 0));
	return true;
}

static bool match_line(struct stage *stage, const char *pattern, const char *line)
{
	int taken = 0;
	memset(stage->taken, 0, sizeof(stage->taken));
	while (*pattern != '\0' && *line != '\0') {
		size_t wanted = strcspn(pattern, " ");
		size_t length = strcspn(line, " ");
		if (wanted == 4 && strncmp(pattern, "REST", 4) == 0) {
			stage->taken[taken] = line;
			return true;
		}
		if (!match_word(stage, pattern, wanted, line, length, &taken))
			return false;
		pattern += wanted + strspn(pattern + wanted, " ");
		line += length + strspn(line + length, " ");
	}
	return *pattern == '\0' && *line == '\0';
}

/* Cuts "-> refused CODE" off the line; the code, or NULL. */
static const char *cut_refusal(char *line)
{
	static const char mark[] = " -> refused ";
	char *at = strstr(line, mark);
	if (at == NULL)
		return NULL;
	*at = '\0';
	return at + strlen(mark);
}

static void check_outcome(struct stage *stage, const char *refusal)
{
	const char *actual = stage->outcome == FAULT_NONE ? NULL : fault_type(stage->outcome);
	if (refusal == NULL && actual != NULL)
		wrong(stage, arena_format(stage->world->arena, "refused: %s", actual));
	if (refusal != NULL && (actual == NULL || strcmp(actual, refusal) != 0))
		wrong(stage, arena_format(stage->world->arena, "expected a refusal, got %s",
					  actual == NULL ? "none" : actual));
}

static void play_line(struct stage *stage, char *line)
{
	const char *refusal = cut_refusal(line);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		if (!match_line(stage, lines[i].pattern, line))
			continue;
		stage->outcome = FAULT_NONE;
		if (lines[i].is_act)
			nothing_is_left_untold(stage);
		lines[i].run(stage);
		check_outcome(stage, refusal);
		return;
	}
	wrong(stage, arena_format(stage->world->arena, "not understood: %s", line));
}

static void play_file(struct stage *stage, const char *path)
{
	char line[1024];
	int place = 0;
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		stage->place = arena_format(stage->world->arena, "%s:%d", path, ++place);
		if (line[0] != '\0' && line[0] != '#')
			play_line(stage, arena_text(stage->world->arena, line));
	}
	fclose(file);
	nothing_is_left_untold(stage);
}

/* One test for each file; its state is the path. */
static void play_conversation(void **state)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	const char *path = *state;
	stage->world = world_new();
	world_publish(stage->world);
	play_file(stage, path);
	world_free(stage->world);
	free(stage);
}

int main(void)
{
	glob_t found;
	if (glob(SOURCE_DIR "/tests/conversations/*.chat", 0, NULL, &found) != 0)
		return 1;
	struct CMUnitTest *tests = calloc(found.gl_pathc, sizeof(*tests));
	for (size_t i = 0; i < found.gl_pathc; i++)
		tests[i] = (struct CMUnitTest){.name = strrchr(found.gl_pathv[i], '/') + 1,
					       .test_func = play_conversation,
					       .initial_state = found.gl_pathv[i]};
	int failed = _cmocka_run_group_tests("conversations", tests, found.gl_pathc, NULL, NULL);
	free(tests);
	globfree(&found);
	return failed;
}
