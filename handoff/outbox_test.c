/*
 * Outbox: tests that somebody sends to themselves or to the webhook, see
 * outbox.h.  Writer thread.
 */
#include "handoff/outbox.h"

#include "handoff/alert.h"
#include "handoff/push_device.h"
#include "handoff/sending.h"

#define MINUTE_MS 60000

SQL_READ(TEST_DEVICES, "SELECT id FROM push_device WHERE staff = $1 ORDER BY id LIMIT $2");

static bool put(struct transaction *transaction, const struct outbox_test *test, const char *target,
		struct fault *fault)
{
	struct outbox_item item = {
	    .kind = test->kind,
	    .cause = OUTBOX_TEST,
	    .target = target,
	    .staff = &test->staff,
	    .facts = "{}",
	    .once = arena_format(transaction_arena(transaction), "test %s %s %lld",
				 outbox_kind_name(test->kind),
				 target[0] == '\0' ? test->staff.text : target,
				 (long long)(transaction_now(transaction) / MINUTE_MS))};
	return outbox_put(transaction, &item, fault);
}

static bool put_mail(struct transaction *transaction, const struct outbox_test *test,
		     struct fault *fault)
{
	struct alert_choice choice;
	bool mails;
	struct db *db = transaction_db(transaction);
	struct arena *arena = transaction_arena(transaction);
	if (!alert_choice_read(db, &test->staff, arena, &choice, fault) ||
	    !sending_mails_now(db, &mails, fault))
		return false;
	if (!mails)
		return fault_set(fault, FAULT_MAIL_OFF, "");
	if (choice.email[0] == '\0')
		return fault_set(fault, FAULT_EMPTY, "email");
	return put(transaction, test, choice.email, fault);
}

static bool put_pushes(struct transaction *transaction, const struct outbox_test *test,
		       struct fault *fault)
{
	struct push_id { char text[ID_LENGTH + 1]; } ids[PUSH_DEVICES_MOST];
	int count = 0;
	struct query *query = db_query(transaction_db(transaction), &TEST_DEVICES);
	query_text(query, 1, test->staff.text);
	query_int(query, 2, PUSH_DEVICES_MOST);
	while (count < PUSH_DEVICES_MOST && query_next(query))
		row_text_into(query, "id", ids[count++].text, sizeof(ids->text));
	if (!query_end(&query, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (!put(transaction, test, ids[at].text, fault))
			return false;
	return count > 0 || fault_set(fault, FAULT_EMPTY, "push");
}

static bool apply_test(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct outbox_test *test = (const struct outbox_test *)change;
	switch (test->kind) {
	case OUTBOX_MAIL:
		return put_mail(transaction, test, fault);
	case OUTBOX_PUSH:
		return put_pushes(transaction, test, fault);
	case OUTBOX_WEBHOOK:
	case OUTBOX_KIND_COUNT:
		break;
	}
	return put(transaction, test, "", fault);
}

void outbox_test_prepare(struct outbox_test *test)
{
	test->change.apply = apply_test;
}
