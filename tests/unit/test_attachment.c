/* Files in conversations: what they are, who may send them, who sees them. */
#include "tests/unit/handoff_support.h"

#include "handoff/attachment.h"

static int set_up(void **state)
{
	struct world *world = world_new();
	world_publish(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

/* 640 by 480 */
static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0chck"
			  "\0\0\0\x04" "IDAT" "1234" "chck" "\0\0\0\0IEND\xae\x42\x60\x82";
static const char gif[] = "GIF89a\x20\x03\x58\x02..........;";
static const char jpeg[] = "\xff\xd8\xff\xe0\0\x04" "ab\xff\xc2\0\x11\x08\x01\xe0\x02\x80\x03"
			   "rest\xff\xd9";
static const char webp[] = "RIFF\x16\0\0\0WEBPVP8X....\0\0\0\0\x1f\x03\0\x57\x02\0";
static const char docx[] = "PK\x03\x04 [Content_Types].xml word/document.xml";

#define EVERY_KIND ((1u << ATTACHMENT_KIND_COUNT) - 1)

static enum fault_code recognise(struct world *world, const char *bytes, size_t length,
				 const char *name, struct attachment_facts *facts)
{
	struct fault fault = {0};
	return attachment_recognise(bytes, length, name, EVERY_KIND, world->arena, facts, &fault)
		   ? FAULT_NONE
		   : fault.code;
}
#define RECOGNISE(bytes, name, facts) recognise(*state, bytes, sizeof(bytes) - 1, name, facts)

static void pictures_tell_their_size(void **state)
{
	struct attachment_facts facts;
	assert_int_equal(RECOGNISE(png, "a.png", &facts), FAULT_NONE);
	assert_int_equal(facts.width, 640);
	assert_int_equal(facts.height, 480);
	assert_int_equal(RECOGNISE(gif, "a.gif", &facts), FAULT_NONE);
	assert_int_equal(facts.width, 800);
	assert_int_equal(facts.height, 600);
	assert_int_equal(RECOGNISE(jpeg, "a.JPG", &facts), FAULT_NONE);
	assert_int_equal(facts.width, 640);
	assert_int_equal(facts.height, 480);
	assert_int_equal(RECOGNISE(webp, "a.webp", &facts), FAULT_NONE);
	assert_int_equal(facts.width, 800);
	assert_int_equal(facts.height, 600);
}

static void a_picture_of_too_many_pixels_is_refused(void **state)
{
	static const char bomb[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xffrest"
				   "\0\0\0\0IEND\xae\x42\x60\x82";
	struct attachment_facts facts;
	assert_int_equal(RECOGNISE(bomb, "a.png", &facts), FAULT_OUT_OF_RANGE);
}

static void a_name_must_say_what_the_bytes_are(void **state)
{
	struct attachment_facts facts;
	assert_int_equal(RECOGNISE(png, "invoice.pdf", &facts), FAULT_FILE_LIES);
	assert_int_equal(RECOGNISE("%PDF-1.7", "photo.jpg", &facts), FAULT_FILE_LIES);
	assert_int_equal(RECOGNISE("PK\x03\x04 just files", "letter.docx", &facts),
			 FAULT_FILE_LIES);
	assert_int_equal(RECOGNISE(docx, "letter.docx", &facts), FAULT_NONE);
	assert_int_equal(facts.kind, ATTACHMENT_DOCUMENT);
	assert_int_equal(RECOGNISE("<html><script>x</script>", "note.txt", &facts),
			 FAULT_FILE_LIES);
}

static void what_could_run_is_refused_by_any_name(void **state)
{
	struct attachment_facts facts;
	assert_int_equal(RECOGNISE("<svg onload='x()'/>", "a.svg", &facts), FAULT_FILE_KIND);
	assert_int_equal(RECOGNISE("<html>", "a.html", &facts), FAULT_FILE_KIND);
	assert_int_equal(RECOGNISE("MZ\x90 program", "a.exe", &facts), FAULT_FILE_KIND);
	assert_int_equal(RECOGNISE("<svg/>", "picture", &facts), FAULT_FILE_KIND);
}

/* In a conversation ------------------------------------------------------------------------ */

static enum fault_code send_file(struct world *world, const struct visitor *visitor,
				 struct actor actor, const char *name, const char *bytes,
				 size_t length, struct attachment_save *save)
{
	struct fault fault = {0};
	*save = (struct attachment_save){.act = act_of(world, &visitor->id, actor),
					 .bytes = bytes,
					 .length = length,
					 .name = name};
	return attachment_save_prepare(save, &fault) ? play_act(world, &save->act) : fault.code;
}

static enum fault_code send_png(struct world *world, const struct visitor *visitor,
				struct attachment_save *save)
{
	return send_file(world, visitor, actor_visitor(), "C:\\photos\\me.png", png,
			 sizeof(png) - 1, save);
}

static enum fault_code say_files(struct world *world, const struct visitor *visitor,
				 const char *text, const char *key, const char *const *ids,
				 int count, struct turn *turn)
{
	struct fault fault = {0};
	*turn = (struct turn){.act = act_of(world, &visitor->id, actor_visitor()),
			      .live = world->live,
			      .text = text,
			      .key = key,
			      .files = {.ids = ids, .count = count}};
	bool ok = turn_prepare(turn, reader(world), &fault) &&
		  store_write(world->store, &turn->act.change, &fault);
	turn_finish(turn);
	return ok ? FAULT_NONE : fault.code;
}

static enum lookup get(struct world *world, const struct visitor *visitor,
		       const struct attachment_id *id, const struct staff_id *by)
{
	struct fault fault = {0};
	struct attachment_content content;
	return attachment_read(reader(world), &visitor->id, id, by, world->arena, &content,
			       &fault);
}

static void a_file_is_its_senders_until_a_message_carries_it(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct visitor other = open_in(world, "en");
	struct attachment_save save;
	struct turn turn;
	assert_int_equal(send_png(world, &visitor, &save), FAULT_NONE);
	assert_string_equal(save.saved.name, "me.png");
	assert_int_equal(save.saved.width, 640);
	assert_int_equal(get(world, &visitor, &save.saved.id, NULL), LOOKUP_FOUND);
	assert_int_equal(get(world, &visitor, &save.saved.id, &world->admin), LOOKUP_ABSENT);
	assert_int_equal(get(world, &other, &save.saved.id, NULL), LOOKUP_ABSENT);
	const char *ids[] = {save.saved.id.text};
	assert_int_equal(say_files(world, &other, "mine?", fresh_key(world), ids, 1, &turn),
			 FAULT_NOT_FOUND);
	assert_int_equal(say_files(world, &visitor, NULL, fresh_key(world), ids, 1, &turn),
			 FAULT_NONE);
	assert_int_equal(get(world, &visitor, &save.saved.id, &world->admin), LOOKUP_FOUND);
	assert_int_equal(get(world, &other, &save.saved.id, NULL), LOOKUP_ABSENT);
}

static void the_bot_says_that_it_cant_look_into_files(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "zh-TW");
	struct attachment_save save;
	struct turn turn;
	assert_int_equal(send_png(world, &visitor, &save), FAULT_NONE);
	const char *ids[] = {save.saved.id.text};
	assert_int_equal(say_files(world, &visitor, NULL, fresh_key(world), ids, 1, &turn),
			 FAULT_NONE);
	assert_int_equal(turn.act.event_count, 2);
	assert_null(turn.act.events[0].text);
	assert_non_null(strstr(turn.act.events[0].body, "\"me.png\""));
	assert_string_equal(turn.act.events[1].text, reply_text(REPLY_FILES, LANGUAGE_ZH_TW));
}

static void with_words_the_bot_answers_the_words(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct attachment_save save;
	struct turn turn;
	assert_int_equal(send_png(world, &visitor, &save), FAULT_NONE);
	const char *ids[] = {save.saved.id.text};
	assert_int_equal(say_files(world, &visitor, "turn on roaming", fresh_key(world), ids, 1,
				   &turn),
			 FAULT_NONE);
	assert_non_null(strstr(turn.act.events[1].text, "roaming"));
}

static void the_same_key_is_the_same_message_with_its_files(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct attachment_save one;
	struct attachment_save two;
	struct turn turn;
	const char *key = fresh_key(world);
	assert_int_equal(send_png(world, &visitor, &one), FAULT_NONE);
	assert_int_equal(send_png(world, &visitor, &two), FAULT_NONE);
	const char *first[] = {one.saved.id.text};
	const char *second[] = {two.saved.id.text};
	assert_int_equal(say_files(world, &visitor, NULL, key, first, 1, &turn), FAULT_NONE);
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(say_files(world, &visitor, NULL, key, first, 1, &turn), FAULT_NONE);
	assert_true(turn.act.repeated);
	assert_int_equal(say_files(world, &visitor, NULL, key, second, 1, &turn),
			 FAULT_KEY_REUSED);
	assert_int_equal(say_files(world, &visitor, NULL, fresh_key(world), first, 1, &turn),
			 FAULT_NOT_FOUND);
	assert_int_equal(look(world, &visitor).last_number, last);
}

static void only_the_agent_who_has_the_turn_may_send(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct attachment_save save;
	struct agent_reply reply;
	struct fault fault = {0};
	struct actor admin = actor_staff(&world->admin);
	assert_int_equal(send_file(world, &visitor, admin, "a.png", png, sizeof(png) - 1, &save),
			 FAULT_NOT_YOUR_TURN);
	assert_int_equal(accept_by(world, &visitor, &world->admin), FAULT_NONE);
	assert_int_equal(send_file(world, &visitor, admin, "a.png", png, sizeof(png) - 1, &save),
			 FAULT_NONE);
	assert_int_equal(get(world, &visitor, &save.saved.id, NULL), LOOKUP_ABSENT);
	const char *ids[] = {save.saved.id.text};
	reply = (struct agent_reply){.act = act_of(world, &visitor.id, admin),
				     .key = fresh_key(world),
				     .files = {.ids = ids, .count = 1}};
	must(agent_reply_prepare(&reply, &fault), &fault);
	assert_int_equal(play_act(world, &reply.act), FAULT_NONE);
	assert_int_equal(get(world, &visitor, &save.saved.id, NULL), LOOKUP_FOUND);
}

static void the_site_says_how_large_how_many_and_what(void **state)
{
	struct world *world = *state;
	struct attachment_save save;
	static char large[20000];
	memset(large, 'x', sizeof(large));
	set_site(world,
		 "{\"files\":{\"kinds\":[\"text\"],\"most_bytes\":16384,\"most\":2}}");
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(send_png(world, &visitor, &save), FAULT_FILE_KIND);
	assert_int_equal(send_file(world, &visitor, actor_visitor(), "a.txt", large, sizeof(large),
				   &save),
			 FAULT_BODY_TOO_LARGE);
	for (int i = 0; i < 2; i++)
		assert_int_equal(send_file(world, &visitor, actor_visitor(), "a.txt", "hello", 5,
					   &save),
				 FAULT_NONE);
	assert_int_equal(send_file(world, &visitor, actor_visitor(), "a.txt", "hello", 5, &save),
			 FAULT_TOO_MANY);
}

static void a_closed_conversation_takes_no_files(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct attachment_save save;
	struct closing closing = {.act = act_of(world, &visitor.id, actor_visitor())};
	closing_prepare(&closing);
	assert_int_equal(play_act(world, &closing.act), FAULT_NONE);
	assert_int_equal(send_png(world, &visitor, &save), FAULT_CONVERSATION_CLOSED);
}

static void what_was_never_sent_is_forgotten_after_a_day(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct attachment_save old;
	struct attachment_save new;
	assert_int_equal(send_png(world, &visitor, &old), FAULT_NONE);
	world_time += ATTACHMENT_UNSENT_MS + 1;
	assert_int_equal(send_png(world, &visitor, &new), FAULT_NONE);
	assert_int_equal(get(world, &visitor, &old.saved.id, NULL), LOOKUP_ABSENT);
	assert_int_equal(get(world, &visitor, &new.saved.id, NULL), LOOKUP_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(pictures_tell_their_size, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_picture_of_too_many_pixels_is_refused, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(a_name_must_say_what_the_bytes_are, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_could_run_is_refused_by_any_name, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(a_file_is_its_senders_until_a_message_carries_it,
					    set_up, tear_down),
	    cmocka_unit_test_setup_teardown(the_bot_says_that_it_cant_look_into_files, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(with_words_the_bot_answers_the_words, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(the_same_key_is_the_same_message_with_its_files,
					    set_up, tear_down),
	    cmocka_unit_test_setup_teardown(only_the_agent_who_has_the_turn_may_send, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(the_site_says_how_large_how_many_and_what, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(a_closed_conversation_takes_no_files, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(what_was_never_sent_is_forgotten_after_a_day, set_up,
					    tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
