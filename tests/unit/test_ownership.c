/* The state table: what it allows, and how it refuses. */
#include "tests/unit/support.h"

#include "handoff/ownership.h"

static enum fault_code refusal(enum owner from, enum action action, enum party party)
{
	struct fault fault = {0};
	enum owner to = OWNER_COUNT;
	bool allowed = ownership_move(from, action, party, &to, &fault);
	if (!allowed)
		assert_int_equal(to, OWNER_COUNT);
	return allowed ? FAULT_NONE : fault.code;
}

static enum owner leads_to(enum owner from, enum action action, enum party party)
{
	struct fault fault = {0};
	enum owner to = OWNER_COUNT;
	must(ownership_move(from, action, party, &to, &fault), &fault);
	return to;
}

static void a_conversation_goes_its_way(void **state)
{
	(void)state;
	assert_int_equal(leads_to(OWNER_BOT, ACTION_HANDOFF, PARTY_BOT), OWNER_QUEUE);
	assert_int_equal(leads_to(OWNER_BOT, ACTION_HANDOFF, PARTY_VISITOR), OWNER_QUEUE);
	assert_int_equal(leads_to(OWNER_QUEUE, ACTION_ASSIGN, PARTY_SYSTEM), OWNER_AGENT);
	assert_int_equal(leads_to(OWNER_QUEUE, ACTION_ACCEPT, PARTY_AGENT), OWNER_AGENT);
	assert_int_equal(leads_to(OWNER_QUEUE, ACTION_BACK_TO_BOT, PARTY_VISITOR), OWNER_BOT);
	assert_int_equal(leads_to(OWNER_AGENT, ACTION_RETURN, PARTY_SYSTEM), OWNER_QUEUE);
	assert_int_equal(leads_to(OWNER_AGENT, ACTION_TRANSFER_TO_GROUP, PARTY_OWNER), OWNER_QUEUE);
	assert_int_equal(leads_to(OWNER_AGENT, ACTION_TRANSFER_TO_AGENT, PARTY_OWNER), OWNER_AGENT);
	assert_int_equal(leads_to(OWNER_AGENT, ACTION_CLOSE, PARTY_VISITOR), OWNER_CLOSED);
	assert_int_equal(leads_to(OWNER_CLOSED, ACTION_RATE, PARTY_VISITOR), OWNER_CLOSED);
}

/* Only whoever has the turn answers the visitor, and beside an agent those who have joined. */
static void one_voice_answers(void **state)
{
	(void)state;
	for (int owner = 0; owner < OWNER_COUNT; owner++) {
		for (int party = 0; party < PARTY_COUNT; party++) {
			bool bot_may = refusal((enum owner)owner, ACTION_BOT_REPLY,
					       (enum party)party) == FAULT_NONE;
			bool agent_may = refusal((enum owner)owner, ACTION_AGENT_REPLY,
						 (enum party)party) == FAULT_NONE;
			assert_int_equal(bot_may, owner == OWNER_BOT && party == PARTY_BOT);
			assert_int_equal(agent_may,
					 owner == OWNER_AGENT && (party == PARTY_OWNER ||
								  party == PARTY_PARTICIPANT));
		}
	}
}

static void an_outsider_may_do_nothing(void **state)
{
	(void)state;
	for (int owner = 0; owner < OWNER_COUNT; owner++)
		for (int action = 0; action < ACTION_COUNT; action++)
			assert_int_equal(
			    refusal((enum owner)owner, (enum action)action, PARTY_OUTSIDER),
			    FAULT_FORBIDDEN);
}

static void refusals_say_why(void **state)
{
	(void)state;
	assert_int_equal(refusal(OWNER_CLOSED, ACTION_VISITOR_MESSAGE, PARTY_VISITOR),
			 FAULT_CONVERSATION_CLOSED);
	assert_int_equal(refusal(OWNER_CLOSED, ACTION_AGENT_REPLY, PARTY_AGENT),
			 FAULT_CONVERSATION_CLOSED);
	assert_int_equal(refusal(OWNER_AGENT, ACTION_ACCEPT, PARTY_AGENT), FAULT_ALREADY_TAKEN);
	assert_int_equal(refusal(OWNER_AGENT, ACTION_ACCEPT, PARTY_SUPERVISOR),
			 FAULT_ALREADY_TAKEN);
	assert_int_equal(refusal(OWNER_AGENT, ACTION_AGENT_REPLY, PARTY_AGENT),
			 FAULT_NOT_YOUR_TURN);
	assert_int_equal(refusal(OWNER_AGENT, ACTION_BOT_REPLY, PARTY_BOT), FAULT_NOT_YOUR_TURN);
	assert_int_equal(refusal(OWNER_QUEUE, ACTION_AGENT_REPLY, PARTY_SUPERVISOR),
			 FAULT_NOT_YOUR_TURN);
	assert_int_equal(refusal(OWNER_QUEUE, ACTION_ACCEPT, PARTY_VISITOR), FAULT_FORBIDDEN);
	assert_int_equal(refusal(OWNER_BOT, ACTION_RATE, PARTY_AGENT), FAULT_FORBIDDEN);
}

/* From every state somebody can end it, and what is over stays over. */
static void every_conversation_can_end(void **state)
{
	(void)state;
	for (int owner = 0; owner < OWNER_CLOSED; owner++)
		assert_int_equal(leads_to((enum owner)owner, ACTION_CLOSE, PARTY_VISITOR),
				 OWNER_CLOSED);
	for (int action = 0; action < ACTION_COUNT; action++) {
		for (int party = 0; party < PARTY_COUNT; party++) {
			struct fault fault;
			enum owner to;
			if (ownership_move(OWNER_CLOSED, (enum action)action, (enum party)party,
					   &to, &fault))
				assert_int_equal(to, OWNER_CLOSED);
		}
	}
}

static void names_go_both_ways(void **state)
{
	(void)state;
	for (int owner = 0; owner < OWNER_COUNT; owner++)
		assert_int_equal(owner_from_name(owner_name((enum owner)owner)), owner);
	assert_int_equal(owner_from_name("nobody"), OWNER_CLOSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_conversation_goes_its_way), cmocka_unit_test(one_voice_answers),
	    cmocka_unit_test(an_outsider_may_do_nothing),  cmocka_unit_test(refusals_say_why),
	    cmocka_unit_test(every_conversation_can_end),  cmocka_unit_test(names_go_both_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
