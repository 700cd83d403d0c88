/*
 * Forgotten: see forgotten.h.  Writer thread.
 */
#include "handoff/forgotten.h"

#include "data/buffer.h"
#include "data/id.h"
#include "data/json.h"
#include "data/text.h"
#include "handoff/outbox.h"

#define ONE_EVERY_MS 600000

static bool apply(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct forgotten *forgotten = (const struct forgotten *)change;
	struct arena *arena = transaction_arena(transaction);
	const char *name = text_lower_ascii(forgotten->name, arena);
	struct buffer facts = buffer_new(2000);
	struct json_writer json = json_writer(&facts);
	json_open_object(&json, NULL);
	json_add_text(&json, "name", name);
	json_close_object(&json);
	struct outbox_item item = {
	    .kind = OUTBOX_MAIL,
	    .cause = OUTBOX_SIGN_IN,
	    .target = "",
	    .facts = facts.bytes,
	    .once = arena_format(arena, "sign-in %s %lld", secret_hash(name).text,
				 (long long)(transaction_now(transaction) / ONE_EVERY_MS))};
	bool good = outbox_put(transaction, &item, fault);
	buffer_free(&facts);
	return good;
}

void forgotten_prepare(struct forgotten *forgotten)
{
	forgotten->change.apply = apply;
}
