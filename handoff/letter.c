/*
 * Letter: see letter.h.  The sender's thread.
 */
#include "handoff/letter.h"

#include <string.h>

#include "data/clock.h"
#include "data/json.h"
#include "handoff/letter_page.h"
#include "handoff/letter_words.h"
#include "handoff/sign_in_link.h"
#include "handoff/site.h"
#include "handoff/staff.h"
#include "handoff/ticket_letter.h"
#include "handoff/transcript.h"

#define NOTICE_BYTES_MOST 2500

SQL_READ(LETTER_CALLED, "SELECT called_at, site FROM conversation WHERE id = $1");
SQL_READ(LETTER_EMAIL, "SELECT email FROM staff WHERE id = $1 AND blocked = 0");

static enum lookup absent(struct letter *letter, enum fault_code code, const char *detail)
{
	fault_detail(&letter->why_not, code, "", "%s", detail);
	return LOOKUP_ABSENT;
}

/* A place of the desk, or "" where its address isn't known. */
static const char *desk_link(const struct letter *letter, const char *place)
{
	if (letter->sending->desk_address[0] == '\0')
		return "";
	return arena_format(letter->arena, "%s/desk/%s", letter->sending->desk_address, place);
}

/* Alerts ---------------------------------------------------------------------------------- */

struct alert {
	const char *group;
	const char *minutes;
	int64_t since;
	int64_t level;
	const char *site;
};

static bool read_facts(const struct letter *letter, const struct json **facts, struct fault *fault)
{
	return json_parse(letter->row->facts, strlen(letter->row->facts), letter->arena, facts, fault);
}

/* Since when somebody is called for there now; 0: nobody is. */
static bool read_called(const struct letter *letter, int64_t *called, const char **site,
			struct fault *fault)
{
	*called = 0;
	*site = "";
	struct query *query = db_query(store_reader(letter->store), &LETTER_CALLED);
	query_text(query, 1, letter->row->conversation.text);
	if (query_next(query)) {
		*called = row_int(query, "called_at");
		*site = row_text(query, "site", letter->arena);
	}
	return query_end(&query, fault);
}

static enum lookup read_alert(struct letter *letter, struct alert *alert, struct fault *fault)
{
	const struct json *facts;
	int64_t called;
	if (!read_facts(letter, &facts, fault) || !read_called(letter, &called, &alert->site, fault))
		return LOOKUP_FAILED;
	const char *group = json_text(facts, "group");
	alert->group = group == NULL ? "" : group;
	alert->since = json_int(facts, "since", 0);
	alert->level = json_int(facts, "level", 0);
	alert->minutes = arena_format(letter->arena, "%lld",
				      (long long)((clock_now() - alert->since + 59999) / 60000));
	return called == alert->since ? LOOKUP_FOUND : absent(letter, FAULT_SEND_CALLED_OFF, "");
}

static const char *inbox_place(const struct letter *letter)
{
	return arena_format(letter->arena, "#/inbox/queue/%s", letter->row->conversation.text);
}

/* Who it is for ----------------------------------------------------------------------------- */

static enum language reader_language(const struct letter *letter)
{
	struct staff staff;
	struct fault fault;
	enum lookup found = staff_by_id(store_reader(letter->store), &letter->row->staff, letter->arena,
					&staff, &fault);
	return found == LOOKUP_FOUND ? language_from_tag(staff.language) : LANGUAGE_EN;
}

/* The address of a member now; "" when they have none or are blocked. */
static bool read_email(const struct letter *letter, const struct staff_id *staff, const char **email,
		       struct fault *fault)
{
	*email = "";
	struct query *query = db_query(store_reader(letter->store), &LETTER_EMAIL);
	query_text(query, 1, staff->text);
	if (query_next(query))
		*email = row_text(query, "email", letter->arena);
	return query_end(&query, fault);
}

/* Mails --------------------------------------------------------------------------------------- */

static enum lookup mail_alert(struct letter *letter, struct mail *mail, struct fault *fault)
{
	struct alert alert;
	enum lookup found = read_alert(letter, &alert, fault);
	if (found != LOOKUP_FOUND)
		return found;
	if (!read_email(letter, &letter->row->staff, &mail->to, fault))
		return LOOKUP_FAILED;
	enum language language = reader_language(letter);
	struct letter_page page = {.language = language,
			    .paragraphs = {letter_fill(letter->arena, letter_words[LETTER_ALERT_BODY][language],
						alert.group, alert.minutes),
					   letter_words[LETTER_ALERT_WHY][language]},
			    .link = desk_link(letter, inbox_place(letter)),
			    .link_words = letter_words[LETTER_OPEN][language]};
	mail->subject = letter_fill(letter->arena, letter_words[LETTER_ALERT_TITLE][language], alert.group, "");
	letter_page_write(&page, letter->arena, mail);
	return LOOKUP_FOUND;
}

static enum lookup mail_test(struct letter *letter, struct mail *mail, struct fault *fault)
{
	(void)fault;
	enum language language = reader_language(letter);
	struct letter_page page = {.language = language,
			    .paragraphs = {letter_words[LETTER_TEST_BODY][language]},
			    .link = ""};
	mail->subject = letter_words[LETTER_TEST_TITLE][language];
	letter_page_write(&page, letter->arena, mail);
	return LOOKUP_FOUND;
}

/* "Your conversation with SHOP", in the site's words where it has some. */
static bool talk_subject(const struct letter *letter, enum language language, const char **subject,
			 struct fault *fault)
{
	int64_t called;
	const char *name;
	struct site site;
	if (!read_called(letter, &called, &name, fault) ||
	    !site_read(store_reader(letter->store), name, letter->arena, &site, fault))
		return false;
	const char *whom = site.settings->display_name;
	if (whom == NULL || whom[0] == '\0')
		whom = letter->sending->mail_name;
	*subject = whom[0] == '\0' ? letter_words[LETTER_TALK_TITLE][language]
				   : letter_fill(letter->arena, letter_words[LETTER_TALK_WITH][language], whom, "");
	return true;
}

static enum lookup mail_transcript(struct letter *letter, struct mail *mail, struct fault *fault)
{
	const struct json *facts;
	struct event *events;
	int count;
	if (!read_facts(letter, &facts, fault))
		return LOOKUP_FAILED;
	const char *zone = json_text(facts, "zone");
	const char *tag = json_text(facts, "language");
	struct transcript transcript = {.conversation = &letter->row->conversation,
					.language = language_from_tag(tag == NULL ? "en" : tag),
					.zone = zone == NULL ? NULL : time_zone_find(zone)};
	if (!transcript_events(store_reader(letter->store), &transcript, letter->arena, &events, &count,
			       fault) ||
	    !talk_subject(letter, transcript.language, &mail->subject, fault))
		return LOOKUP_FAILED;
	struct buffer text = buffer_new(MAIL_BYTES_MOST / 6), page = buffer_new(MAIL_BYTES_MOST / 3);
	transcript_text(&transcript, events, count, letter->arena, &text);
	transcript_page(&transcript, events, count, letter->arena, &page);
	bool fits = !text.overflowed && !page.overflowed;
	mail->language = language_tag(transcript.language);
	mail->text = letter_take(&text, letter->arena);
	mail->html = letter_take(&page, letter->arena);
	return fits ? LOOKUP_FOUND : absent(letter, FAULT_SEND_TOO_LARGE, "");
}

static bool make_link(const struct letter *letter, const struct staff_id *staff, const char **link,
		      struct fault *fault)
{
	struct sign_in_link_make make = {.staff = *staff};
	sign_in_link_make_prepare(&make);
	if (!store_write(letter->store, &make.change, fault))
		return false;
	*link = desk_link(letter, arena_format(letter->arena, "#link=%s", make.secret.text));
	return true;
}

/* Of the account whose name somebody typed.  That there is none, or that it has
 * no address, nobody learns but here. */
static enum lookup mail_sign_in(struct letter *letter, struct mail *mail, struct fault *fault)
{
	const struct json *facts;
	struct staff staff;
	const char *link;
	if (!read_facts(letter, &facts, fault))
		return LOOKUP_FAILED;
	const char *name = json_text(facts, "name");
	enum lookup found = staff_by_name(store_reader(letter->store), name == NULL ? "" : name,
					  letter->arena, &staff, fault);
	if (found != LOOKUP_FOUND || staff.blocked)
		return found == LOOKUP_FAILED ? found : absent(letter, FAULT_SEND_NOWHERE, "there is no such account");
	if (!read_email(letter, &staff.id, &mail->to, fault))
		return LOOKUP_FAILED;
	if (mail->to[0] == '\0')
		return absent(letter, FAULT_SEND_NOWHERE, "the account has no address");
	if (letter->sending->desk_address[0] == '\0')
		return absent(letter, FAULT_SEND_NOWHERE, "the desk's own address isn't set");
	if (!make_link(letter, &staff.id, &link, fault))
		return LOOKUP_FAILED;
	enum language language = language_from_tag(staff.language);
	struct letter_page page = {.language = language,
			    .paragraphs = {letter_words[LETTER_LINK_BODY][language],
					   letter_words[LETTER_LINK_NOT_YOU][language]},
			    .link = link,
			    .link_words = letter_words[LETTER_LINK_OPEN][language]};
	mail->subject = letter_words[LETTER_LINK_TITLE][language];
	letter_page_write(&page, letter->arena, mail);
	return LOOKUP_FOUND;
}

enum lookup letter_mail(struct letter *letter, struct mail *mail, struct fault *fault)
{
	static enum lookup (*const writers[OUTBOX_CAUSE_COUNT])(struct letter *, struct mail *,
								 struct fault *) = {
	    [OUTBOX_ALERT] = mail_alert,
	    [OUTBOX_TRANSCRIPT] = mail_transcript,
	    [OUTBOX_SIGN_IN] = mail_sign_in,
	    [OUTBOX_TICKET] = ticket_letter,
	    [OUTBOX_TEST] = mail_test,
	};
	if (!sending_mails(letter->sending))
		return absent(letter, FAULT_MAIL_OFF, "");
	*mail = (struct mail){.id = letter->row->id,
			      .from = letter->sending->mail_sender,
			      .from_name = letter->sending->mail_name,
			      .to = letter->row->target,
			      .at = letter->row->created_at};
	enum lookup found = writers[letter->row->cause](letter, mail, fault);
	if (found == LOOKUP_FOUND && !mail_address_is_good(mail->to))
		return absent(letter, FAULT_SEND_NOWHERE, "no address of mail is known");
	return found;
}

/* Pushes and webhooks ------------------------------------------------------------------------- */

static void write_notice(const struct letter *letter, const char *title, const char *text,
			 const char *place, const char **body)
{
	struct buffer out = buffer_new(NOTICE_BYTES_MOST);
	struct json_writer json = json_writer(&out);
	json_open_object(&json, NULL);
	json_add_text(&json, "title", title);
	json_add_text(&json, "body", text);
	json_add_text(&json, "place", place);
	json_add_text(&json, "tag", letter->row->conversation.text[0] == '\0' ? letter->row->id
									     : letter->row->conversation.text);
	json_close_object(&json);
	*body = letter_take(&out, letter->arena);
}

enum lookup letter_push(struct letter *letter, struct push_device *device, const char **body,
			struct fault *fault)
{
	struct alert alert;
	enum language language = reader_language(letter);
	enum lookup found = push_device_read(store_reader(letter->store), letter->row->target,
					     letter->arena, device, fault);
	if (found != LOOKUP_FOUND)
		return found == LOOKUP_FAILED ? found : absent(letter, FAULT_SEND_NOWHERE, "the browser is signed out");
	if (letter->row->cause == OUTBOX_TEST) {
		write_notice(letter, letter_words[LETTER_TEST_TITLE][language],
			     letter_words[LETTER_TEST_BODY][language], "#/inbox", body);
		return LOOKUP_FOUND;
	}
	found = read_alert(letter, &alert, fault);
	if (found == LOOKUP_FOUND)
		write_notice(letter,
			     letter_fill(letter->arena, letter_words[LETTER_ALERT_TITLE][language], alert.group, ""),
			     letter_fill(letter->arena, letter_words[LETTER_ALERT_SHORT][language], alert.minutes, ""),
			     inbox_place(letter), body);
	return found;
}

static void write_waiting(const struct letter *letter, const struct alert *alert,
			  struct json_writer *json)
{
	json_open_object(json, "data");
	json_add_text(json, "conversation", letter->row->conversation.text);
	json_add_text(json, "site", alert->site);
	json_add_text(json, "group", alert->group);
	json_add_int(json, "waiting_since", alert->since);
	json_add_int(json, "level", alert->level);
	json_add_text(json, "link", desk_link(letter, inbox_place(letter)));
	json_close_object(json);
}

enum lookup letter_webhook(struct letter *letter, const char **body, struct fault *fault)
{
	struct alert alert = {0};
	bool is_test = letter->row->cause == OUTBOX_TEST;
	enum lookup found = is_test ? LOOKUP_FOUND : read_alert(letter, &alert, fault);
	if (letter->sending->webhook_url[0] == '\0')
		return absent(letter, FAULT_SEND_NOWHERE, "no webhook is set up");
	if (found != LOOKUP_FOUND)
		return found;
	struct buffer out = buffer_new(NOTICE_BYTES_MOST);
	struct json_writer json = json_writer(&out);
	json_open_object(&json, NULL);
	json_add_text(&json, "type", is_test ? "test" : "conversation.waiting");
	json_add_int(&json, "timestamp", letter->row->created_at);
	if (is_test) {
		json_open_object(&json, "data");
		json_close_object(&json);
	} else {
		write_waiting(letter, &alert, &json);
	}
	json_close_object(&json);
	*body = letter_take(&out, letter->arena);
	return LOOKUP_FOUND;
}
