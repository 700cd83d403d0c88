/*
 * Transcript mail: see transcript_mail.h.  Writer thread.
 */
#include "handoff/transcript_mail.h"

#include "data/buffer.h"
#include "data/json.h"
#include "data/mail.h"
#include "data/settings.h"
#include "data/text.h"
#include "handoff/mail_allowance.h"
#include "handoff/outbox.h"
#include "handoff/sending.h"

#define HOUR_MS 3600000LL
#define DAY_MS  (24 * HOUR_MS)

SQL_READ(TRANSCRIPT_MAIL_TALK,
	 "SELECT c.last_number, (SELECT COUNT(*) FROM event e WHERE e.conversation = c.id "
	 "AND e.type = 'message' AND e.author <> 'visitor') AS answers FROM conversation c WHERE c.id = $1");
SQL_READ(TRANSCRIPT_MAILS_OF_TALK,
	 "SELECT COUNT(*) AS many FROM outbox WHERE conversation = $1 AND created_at > $2 "
	 "AND by_visitor = 1");
SQL_READ(TRANSCRIPT_MAILS_TO,
	 "SELECT COUNT(*) AS many FROM outbox WHERE target = $1 AND created_at > $2 AND by_visitor = 1");
SQL_READ(TRANSCRIPT_MAILS_OF_ALL,
	 "SELECT COUNT(*) AS many FROM outbox WHERE by_visitor = 1 AND created_at > $1");
SQL_READ(TRANSCRIPT_MAILS_OF_STAFF,
	 "SELECT COUNT(*) AS many FROM outbox WHERE staff = $1 AND created_at > $2 "
	 "AND cause = 'transcript'");

/* It stays in the list under its own id. */
SQL_WRITE(TRANSCRIPT_MAIL_MAKE_WAY, "UPDATE outbox SET once = id WHERE once = $1 AND state = 'sent' "
				    "AND ended_at <= $2");

static bool check_allowances(struct transaction *transaction, const struct transcript_mail *mail,
			     const char *email, struct fault *fault)
{
	const struct mail_allowance for_visitors[] = {
	    {&TRANSCRIPT_MAILS_OF_TALK, mail->conversation.text, DAY_MS, TRANSCRIPT_MAILS_A_CONVERSATION},
	    {&TRANSCRIPT_MAILS_TO, email, DAY_MS, TRANSCRIPT_MAILS_AN_ADDRESS},
	    {&TRANSCRIPT_MAILS_OF_ALL, NULL, HOUR_MS, setting_value(SETTING_VISITOR_MAILS_PER_HOUR)}};
	const struct mail_allowance for_staff = {&TRANSCRIPT_MAILS_OF_STAFF, mail->staff.text, HOUR_MS,
					    TRANSCRIPT_MAILS_A_STAFF};
	bool by_staff = mail->staff.text[0] != '\0';
	return mail_allowances_check(transaction, by_staff ? &for_staff : for_visitors,
				     by_staff ? 1 : sizeof(for_visitors) / sizeof(*for_visitors),
				     "email", fault);
}

static bool check_mail(struct transaction *transaction, struct fault *fault)
{
	bool mails;
	return sending_mails_now(transaction_db(transaction), &mails, fault) &&
	       (mails || fault_set(fault, FAULT_MAIL_OFF, ""));
}

/* How far the talk has come; somebody must have answered in it. */
static bool read_talk(struct transaction *transaction, const struct transcript_mail *mail,
		      int64_t *number, struct fault *fault)
{
	int64_t answers = -1;
	struct query *query = db_query(transaction_db(transaction), &TRANSCRIPT_MAIL_TALK);
	query_text(query, 1, mail->conversation.text);
	if (query_next(query)) {
		*number = row_int(query, "last_number");
		answers = row_int(query, "answers");
	}
	if (!query_end(&query, fault))
		return false;
	if (answers < 0)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	return answers > 0 || fault_set(fault, FAULT_EMPTY, "conversation");
}

static const char *write_facts(const struct transcript_mail *mail, struct arena *arena)
{
	struct buffer facts = buffer_new(500);
	struct json_writer json = json_writer(&facts);
	json_open_object(&json, NULL);
	json_add_text(&json, "language", language_tag(mail->language));
	if (mail->zone != NULL)
		json_add_text(&json, "zone", mail->zone);
	json_close_object(&json);
	const char *text = arena_copy_text(arena, facts.bytes, facts.length);
	buffer_free(&facts);
	return text;
}

/* For whom the one that was sent didn't arrive, or who deleted it. */
static bool make_way(struct transaction *transaction, const char *once, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TRANSCRIPT_MAIL_MAKE_WAY);
	query_text(query, 1, once);
	query_int(query, 2, transaction_now(transaction) - TRANSCRIPT_AGAIN_MS);
	return query_run(&query, fault);
}

static bool apply_mail(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct transcript_mail *mail = (const struct transcript_mail *)change;
	struct arena *arena = transaction_arena(transaction);
	const char *email = text_lower_ascii(mail->email, arena);
	int64_t number = 0;
	if (!check_mail(transaction, fault) || !read_talk(transaction, mail, &number, fault) ||
	    !check_allowances(transaction, mail, email, fault))
		return false;
	bool by_visitor = mail->staff.text[0] == '\0';
	struct outbox_item item = {.kind = OUTBOX_MAIL,
				   .cause = OUTBOX_TRANSCRIPT,
				   .target = email,
				   .conversation = &mail->conversation,
				   .staff = by_visitor ? NULL : &mail->staff,
				   .by_visitor = by_visitor,
				   .facts = write_facts(mail, arena),
				   .once = arena_format(arena, "transcript %s %lld %s", mail->conversation.text,
							(long long)number, email)};
	return make_way(transaction, item.once, fault) && outbox_put(transaction, &item, fault);
}

bool transcript_mail_prepare(struct transcript_mail *mail, struct fault *fault)
{
	mail->change.apply = apply_mail;
	return mail_address_is_good(mail->email) || fault_set(fault, FAULT_BAD_CONTACT, "email");
}
