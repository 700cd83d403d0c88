/*
 * Shapes: what answers look like, for the OpenAPI document and for the tests
 * that hold the live server's answers against it.
 *
 * Not here: what requests look like (the field tables beside the handlers).
 */
#include <stddef.h>

#include "http/openapi.h"

/* clang-format off: one row for each member reads better */
#define TEXT(name_)            {.name = name_, .type = SHAPE_TEXT}
#define TEXT_OR_NULL(name_)    {.name = name_, .type = SHAPE_TEXT, .is_nullable = true}
#define TEXT_MAYBE(name_)      {.name = name_, .type = SHAPE_TEXT, .is_optional = true}
#define TEXT_STAFF(name_)      {.name = name_, .type = SHAPE_TEXT, .is_optional = true, .is_nullable = true}
#define INT(name_)             {.name = name_, .type = SHAPE_INT}
#define INT_OR_NULL(name_)     {.name = name_, .type = SHAPE_INT, .is_nullable = true}
#define INT_MAYBE(name_)       {.name = name_, .type = SHAPE_INT, .is_optional = true}
#define REAL(name_)            {.name = name_, .type = SHAPE_REAL}
#define REAL_OR_NULL(name_)    {.name = name_, .type = SHAPE_REAL, .is_nullable = true}
#define BOOL(name_)            {.name = name_, .type = SHAPE_BOOL}
#define TEXTS(name_)           {.name = name_, .type = SHAPE_TEXTS}
#define ANY_OR_NULL(name_)     {.name = name_, .type = SHAPE_ANY, .is_nullable = true}
#define ANY_MAYBE(name_)       {.name = name_, .type = SHAPE_ANY, .is_optional = true}
#define ONE(name_, of_)        {.name = name_, .type = SHAPE_OBJECT, .of = of_}
#define ONE_OR_NULL(name_, of_) {.name = name_, .type = SHAPE_OBJECT, .of = of_, .is_nullable = true}
#define LIST(name_, of_)       {.name = name_, .type = SHAPE_LIST, .of = of_}
#define END                    {.type = SHAPE_END}

#define SHAPE(name_, ...)      {.name = name_, .members = (const struct shape_member[]){__VA_ARGS__, END}}
#define OPEN_SHAPE(name_, ...)                                                                     \
	{.name = name_, .members = (const struct shape_member[]){__VA_ARGS__, END}, .is_open = true}

const struct shape shapes[] = {
    /* The machine */
    SHAPE("health", TEXT("status")),
    SHAPE("ready", TEXT("status"), INT_OR_NULL("publication")),
    OPEN_SHAPE("openapi", TEXT("openapi")),
    OPEN_SHAPE("problem", TEXT("type"), TEXT("title"), INT("status"), TEXT("code"),
	       TEXT_MAYBE("field"), TEXT_MAYBE("detail"), TEXT_MAYBE("request_id"),
	       INT_MAYBE("limit"), INT_MAYBE("actual"), INT_MAYBE("line")),

    /* Conversations */
    OPEN_SHAPE("event", INT("seq"), TEXT("type"), TEXT("author"), INT("at"), TEXT_MAYBE("name"),
	       TEXT_MAYBE("text"), TEXT_MAYBE("key"), TEXT_MAYBE("author_id"), ANY_MAYBE("why")),
    SHAPE("events", LIST("events", "event")),
    SHAPE("events_page", LIST("events", "event"), BOOL("more")),
    SHAPE("events_and_conversation", LIST("events", "event"), ONE("conversation", "conversation")),
    SHAPE("new_conversation", TEXT("id"), TEXT("token"), LIST("events", "event"),
	  ONE("conversation", "conversation")),
    SHAPE("queue_place", INT("position"), INT("waiting"), INT_OR_NULL("estimated_wait_seconds"),
	  INT_OR_NULL("estimated_wait_low"), INT_OR_NULL("estimated_wait_high")),
    SHAPE("agent_name", TEXT("name")),
    SHAPE("agent_reference", TEXT("id"), TEXT_OR_NULL("name")),
    SHAPE("conversation", TEXT("id"), TEXT("site"), TEXT("language"), TEXT("owner"),
	  INT("last_seq"), INT("created_at"), ONE_OR_NULL("queue", "queue_place"),
	  ONE_OR_NULL("agent", "agent_name"), TEXT_OR_NULL("rating"), INT("agents_online"),
	  TEXT_STAFF("group"), TEXT_STAFF("handoff_reason"), TEXT_STAFF("agent_id"),
	  TEXT_STAFF("page"), TEXT_STAFF("referrer"), TEXT_STAFF("rating_comment"),
	  {.name = "tags", .type = SHAPE_TEXTS, .is_optional = true}, ANY_MAYBE("attributes"),
	  INT_MAYBE("seen_seq"), INT_MAYBE("changed_at")),
    SHAPE("summary", TEXT("id"), TEXT("language"), TEXT("owner"), TEXT_OR_NULL("group"),
	  INT_OR_NULL("queued_at"), TEXT_OR_NULL("handoff_reason"), TEXT("excerpt"),
	  INT("last_seq"), INT("seen_seq"), INT("unread"), INT("created_at"), INT("changed_at"),
	  TEXT_OR_NULL("rating"), ONE_OR_NULL("agent", "agent_reference")),
    SHAPE("conversations", LIST("conversations", "summary"), TEXT_OR_NULL("next")),
    SHAPE("queue", LIST("waiting", "summary"), LIST("mine", "summary"), LIST("agents", "agent"),
	  LIST("groups", "group")),
    SHAPE("left_message", TEXT("id"), TEXT("conversation"), TEXT_OR_NULL("category"), TEXT("text"),
	  TEXT("reply_by"), TEXT_OR_NULL("contact"), TEXT("language"), TEXT("state"),
	  TEXT_OR_NULL("done_by"), INT("created_at"), INT_OR_NULL("done_at")),
    SHAPE("left_messages", LIST("messages", "left_message")),
    SHAPE("hot_question", TEXT("entry"), TEXT("text")),
    SHAPE("site", TEXT("site"), TEXT("language"), TEXT("title"), TEXT("welcome"),
	  LIST("hot", "hot_question"), INT("agents_online"), TEXT("display_name"),
	  TEXTS("languages"), TEXT("warning"), BOOL("is_open"), INT_OR_NULL("opens_at"),
	  BOOL("people_first")),
    OPEN_SHAPE("site_settings", TEXTS("languages")),
    SHAPE("site_state", TEXT("site"), INT("version"), TEXT_OR_NULL("changed_by"),
	  INT_OR_NULL("changed_at"), TEXT_OR_NULL("reason"), ONE("settings", "site_settings"),
	  {.name = "defaults", .type = SHAPE_ANY, .is_optional = true}),
    SHAPE("sites", LIST("sites", "site_state")),
    SHAPE("site_versions", LIST("versions", "site_state")),

    /* Rules */
    SHAPE("rule", TEXT("id"), TEXT("name"), TEXT("kind"), TEXT("pattern"), ANY_OR_NULL("words"),
	  INT("priority"), ANY_OR_NULL("conditions"), ANY_OR_NULL("actions"), BOOL("is_active"),
	  INT("version"), TEXT_OR_NULL("changed_by"), INT("changed_at")),
    SHAPE("rules", LIST("rules", "rule"), INT("builtin_from"), INT("builtin_to")),
    SHAPE("rule_sample", TEXT("text"), BOOL("matches"), TEXT_OR_NULL("matched"),
	  BOOL("took_too_long"), INT("micros")),
    SHAPE("rule_test", TEXT("pattern"), LIST("samples", "rule_sample")),
    SHAPE("rule_outcome", TEXT("decision"), TEXT_OR_NULL("entry"), TEXT_OR_NULL("reason")),
    SHAPE("rule_change", TEXT("text"), TEXT("conversation"), INT("at"),
	  ONE("before", "rule_outcome"), ONE("after", "rule_outcome")),
    SHAPE("rule_effect", INT("questions"), INT("days"), LIST("changes", "rule_change"),
	  INT("changed")),
    SHAPE("word_group", TEXT("id"), TEXTS("words"), INT("version"), TEXT_OR_NULL("changed_by"),
	  INT("changed_at")),
    SHAPE("word_groups", LIST("groups", "word_group")),

    /* People */
    SHAPE("agent", TEXT("id"), TEXT("display_name"), TEXT("role"), TEXT("presence"), INT("load"),
	  INT("capacity")),
    SHAPE("agents", LIST("agents", "agent")),
    SHAPE("me", TEXT("id"), TEXT("display_name"), TEXT("role"), TEXT("presence"), INT("load"),
	  INT("capacity"), TEXT("name"), TEXT("language"), BOOL("needs_password"),
	  {.name = "may", .type = SHAPE_TEXTS}),
    SHAPE("session", TEXT_OR_NULL("csrf"), ONE("me", "me")),
    SHAPE("account", TEXT("id"), TEXT("display_name"), TEXT("role"), TEXT("presence"), INT("load"),
	  INT("capacity"), TEXT("name"), TEXT("language"), BOOL("has_password"), BOOL("blocked"),
	  BOOL("connected"), INT("created_at"), INT_OR_NULL("signed_in_at"), TEXT("languages"),
	  TEXT("skills"), TEXT("regions")),
    SHAPE("staff", LIST("staff", "account")),
    SHAPE("group", TEXT("id"), TEXT("name"), BOOL("is_open"), BOOL("by_hours"),
	  INT_OR_NULL("opens_at"), ANY_OR_NULL("hours"), TEXT("assignment"),
	  BOOL("is_default"), INT("online"), INT("waiting"), TEXTS("members")),
    SHAPE("groups", LIST("groups", "group")),
    SHAPE("group_member", TEXT("staff"), TEXT("display_name"), INT("priority"), INT("capacity")),
    SHAPE("group_routing", TEXT("strategy"), BOOL("prefers_last"), LIST("members", "group_member")),
    SHAPE("api_token", TEXT("id"), TEXT("name"), TEXTS("scopes"), INT("created_at"),
	  INT_OR_NULL("expires_at"), TEXT_MAYBE("token")),
    SHAPE("api_tokens", LIST("tokens", "api_token")),

    /* Knowledge */
    SHAPE("entry", TEXT("id"), TEXT("external_id"), TEXT("question"), TEXTS("variants"),
	  TEXT("answer"), TEXT("category"), TEXTS("tags"), TEXT("language"), TEXT("status"),
	  INT("valid_from"), INT("valid_until"), TEXTS("sites"), TEXT("translation"),
	  ONE("extras", "extras"), INT("version"), INT("approved_version"),
	  TEXT_OR_NULL("changed_by"), INT("created_at"), INT("changed_at")),
    OPEN_SHAPE("extras", TEXT_MAYBE("note")),
    OPEN_SHAPE("entry_content", TEXT("question"), TEXT("answer")),
    SHAPE("entry_version", INT("version"), TEXT_OR_NULL("changed_by"), INT("at"),
	  TEXT_OR_NULL("reason"), ONE("content", "entry_content")),
    SHAPE("bulk_refusal", TEXT("entry"), TEXT("question"), TEXT("code")),
    SHAPE("bulk", TEXT("bulk"), INT("changed"), LIST("refused", "bulk_refusal")),
    SHAPE("comment", TEXT("id"), TEXT("entry"), TEXT("question"), INT("version"), TEXT("text"),
	  TEXT("by"), INT("at")),
    SHAPE("comments", LIST("comments", "comment")),
    SHAPE("mentions", LIST("mentions", "comment")),
    SHAPE("right", TEXT("category"), TEXT("site"), TEXT("power")),
    SHAPE("rights", LIST("rights", "right")),
    OPEN_SHAPE("audit_detail", TEXT_MAYBE("name")),
    SHAPE("audit_line", INT("number"), INT("at"), TEXT_OR_NULL("staff"),
	  TEXT_OR_NULL("staff_name"), TEXT("action"), TEXT("kind"), TEXT("object"),
	  ONE("detail", "audit_detail")),
    SHAPE("audit", LIST("lines", "audit_line")),
    SHAPE("file", TEXT("file"), TEXT("type"), INT("size")),
    SHAPE("entry_versions", LIST("versions", "entry_version")),
    SHAPE("entry_line", TEXT("id"), TEXT("external_id"), TEXT("question"), TEXT("excerpt"),
	  TEXT("category"), TEXT("language"), INT("variants"), INT("version"),
	  INT("approved_version"), INT("valid_until"), TEXT("status"), INT("changed_at")),
    SHAPE("entries", LIST("entries", "entry_line"), INT("total"), TEXT_OR_NULL("next")),
    SHAPE("category", TEXT("category"), INT("entries")),
    SHAPE("categories", LIST("categories", "category")),
    SHAPE("unmatched", TEXT("id"), TEXT("text"), TEXT("language"), INT("asked"), TEXT("state"),
	  TEXT_OR_NULL("reason"), TEXT_OR_NULL("entry"), TEXT_OR_NULL("nearest"),
	  TEXT_OR_NULL("nearest_id"), TEXT_OR_NULL("nearest_question"),
	  REAL_OR_NULL("nearest_confidence"), TEXT_OR_NULL("conversation"), INT("seq"),
	  INT("first_at"), INT("last_at")),
    SHAPE("unmatched_page", LIST("unmatched", "unmatched"), INT("total"), TEXT_OR_NULL("next")),
    SHAPE("publication", INT("number"), INT("entries"), INT("variants"), INT("golden_passed"),
	  INT("golden_failed"), TEXT_OR_NULL("reason"), TEXT_OR_NULL("published_by"),
	  INT("published_at"), INT("duration_ms"), INT_OR_NULL("same_as")),
    SHAPE("plan", INT("at"), TEXT("state"), TEXT_OR_NULL("reason"), TEXT_OR_NULL("planned_by"),
	  ANY_OR_NULL("outcome")),
    SHAPE("publications", INT_OR_NULL("live"), INT("pending_changes"), ONE_OR_NULL("plan", "plan"),
	  LIST("publications", "publication")),
    SHAPE("golden_failure", TEXT("text"), TEXT("expect"), TEXT_OR_NULL("expect_entry"),
	  TEXT("got"), TEXT_OR_NULL("got_entry"), REAL("confidence"), BOOL("is_new")),
    SHAPE("golden_result", INT("passed"), INT("failed"), INT("newly_broken"), INT("newly_fixed"),
	  LIST("failures", "golden_failure"), LIST("fixed", "golden_failure")),
    SHAPE("published", INT("number"), INT("entries"), INT("variants"), INT("golden_passed"),
	  INT("golden_failed"), TEXT_OR_NULL("reason"), TEXT_OR_NULL("published_by"),
	  INT("published_at"), INT("duration_ms"), INT_OR_NULL("same_as"), INT("passed"),
	  INT("failed"), INT("newly_broken"), INT("newly_fixed"),
	  LIST("failures", "golden_failure"), LIST("fixed", "golden_failure")),
    SHAPE("difference_count", TEXT("what"), INT("added"), INT("changed"), INT("removed")),
    SHAPE("difference_field", TEXT("name"), TEXT_OR_NULL("before"), TEXT_OR_NULL("after")),
    SHAPE("difference_item", TEXT("change"), TEXT("what"), TEXT("id"), TEXT_OR_NULL("title"),
	  LIST("fields", "difference_field"), TEXTS("added"), TEXTS("removed"), INT("added_count"),
	  INT("removed_count")),
    SHAPE("preview", LIST("counts", "difference_count"), LIST("items", "difference_item"),
	  INT("more"), ONE("golden", "golden_result"), BOOL("may_overrule")),
    SHAPE("golden", TEXT("id"), TEXT("text"), TEXT("expect"), TEXT_OR_NULL("entry"),
	  TEXT_OR_NULL("entry_question"), TEXT("language"), TEXT("site"),
	  TEXT_OR_NULL("conversation"), INT("seq"), TEXT_OR_NULL("changed_by"), INT("created_at")),
    SHAPE("golden_page", LIST("golden", "golden"), INT("total"), TEXT_OR_NULL("next")),
    SHAPE("golden_made", TEXT("id")),
    SHAPE("judged", INT("saved")),
    SHAPE("import", INT("added"), INT("changed"), INT("unchanged"), BOOL("dry_run")),
    SHAPE("alternative", TEXT("entry"), TEXT("question"), REAL("confidence")),
    SHAPE("rival", TEXT("entry"), TEXT("question"), REAL("confidence"), REAL("score"),
	  REAL("behind"), TEXT_OR_NULL("closest"), REAL("likeness"), TEXT("why_not")),
    SHAPE("trial", TEXT("decision"), TEXT_OR_NULL("entry"), TEXT_OR_NULL("question"),
	  TEXT_OR_NULL("answer"), REAL("confidence"), TEXT("reason"), TEXT_OR_NULL("group"),
	  ANY_OR_NULL("why"), INT("snapshot"), TEXT("against"), REAL("answer_from"),
	  REAL("clarify_from"), INT("micros"), LIST("alternatives", "alternative"),
	  LIST("rivals", "rival")),
    SHAPE("what_if_side", INT("questions"), INT("answered"), INT("asked_back"),
	  INT("handed_over"), INT("unmatched"), INT("by_person"), INT("judged"), REAL("wrong"),
	  REAL("wrong_low"), REAL("wrong_high"), REAL("handed_over_per_day"),
	  REAL("busiest_per_hour"), INT("agents"), REAL("answer_from")),
    SHAPE("health_item", TEXT("kind"), TEXT("action"), TEXT_OR_NULL("entry"),
	  TEXT_OR_NULL("question"), TEXT_OR_NULL("other"), TEXT_OR_NULL("other_question"),
	  TEXT_OR_NULL("text"), TEXT_OR_NULL("category"), REAL("share"), REAL("share_before"),
	  INT("count"), INT("count_before"), INT("at")),
    SHAPE("knowledge_health", LIST("items", "health_item"), INT("total"), INT("questions"),
	  REAL("share"), INT("days")),
    SHAPE("what_if_point", REAL("answered"), REAL("wrong")),
    SHAPE("what_if_change", TEXT("conversation"), INT("seq"), INT("at"), TEXT("text"),
	  TEXT("before"), TEXT_OR_NULL("before_entry"), TEXT("after"), TEXT_OR_NULL("after_entry"),
	  REAL("confidence")),
    SHAPE("what_if", INT("days"), INT("messages"), INT("conversations"), REAL("share"),
	  INT("handling_seconds"), REAL("at_once"), ONE("before", "what_if_side"),
	  ONE("after", "what_if_side"), LIST("curve", "what_if_point"), INT("changed"),
	  LIST("changes", "what_if_change")),
    {0},
};
