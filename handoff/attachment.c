/*
 * Attachment: see attachment.h.
 */
#include "handoff/attachment.h"

#include <string.h>

#include "data/json.h"
#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/site_settings.h"
#include "handoff/speech.h"

SQL_WRITE(ATTACHMENT_FORGET,
	  "DELETE FROM conversation_file WHERE number IS NULL AND created_at < $1");
SQL_READ(ATTACHMENT_COUNT,
	 "SELECT COUNT(*) AS files FROM conversation_file WHERE conversation = $1");
SQL_WRITE(ATTACHMENT_INSERT,
	  "INSERT INTO conversation_file (id, conversation, staff, name, type, size, width, "
	  "height, bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
SQL_READ(ATTACHMENT_READ,
	 "SELECT id, name, type, size, width, height, number, bytes FROM conversation_file "
	 "WHERE id = $1 AND conversation = $2 AND (number IS NOT NULL OR COALESCE(staff, '') = $3)");
SQL_READ(ATTACHMENT_FACTS,
	 "SELECT id, name, type, size, width, height, number FROM conversation_file "
	 "WHERE id = $1 AND conversation = $2 AND COALESCE(staff, '') = $3");
SQL_WRITE(ATTACHMENT_SENT, "UPDATE conversation_file SET number = $2 WHERE id = $1");

static void read_facts(struct query *query, struct arena *arena, struct attachment *facts)
{
	row_text_into(query, "id", facts->id.text, sizeof(facts->id.text));
	facts->name = row_text(query, "name", arena);
	facts->type = row_text(query, "type", arena);
	facts->size = row_int(query, "size");
	facts->width = (int)row_int(query, "width");
	facts->height = (int)row_int(query, "height");
	facts->number = row_is_null(query, "number") ? 0 : row_int(query, "number");
}

/* Saving ------------------------------------------------------------------------------------ */

static const char *sender(const struct scene *scene)
{
	return scene->act->actor.kind == ACTOR_STAFF ? scene->act->actor.staff.text : "";
}

static bool may_write(const struct scene *scene, struct fault *fault)
{
	return act_allow(scene,
			 scene->act->actor.kind == ACTOR_STAFF ? ACTION_AGENT_REPLY
							       : ACTION_VISITOR_MESSAGE,
			 fault);
}

static bool forget_unsent(struct transaction *transaction, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ATTACHMENT_FORGET);
	query_int(query, 1, transaction_now(transaction) - ATTACHMENT_UNSENT_MS);
	return query_run(&query, fault);
}

static bool check_count(const struct scene *scene, int most, struct fault *fault)
{
	int64_t files = 0;
	struct query *query = db_query(transaction_db(scene->transaction), &ATTACHMENT_COUNT);
	query_text(query, 1, scene->act->conversation.text);
	if (query_next(query))
		files = row_int(query, "files");
	if (!query_end(&query, fault))
		return false;
	return files < most || fault_limit(fault, FAULT_TOO_MANY, "files", files + 1, most);
}

/* What the site says: which kinds, how large, how many. */
static bool check_site(const struct scene *scene, const struct attachment_save *save,
		       struct fault *fault)
{
	const struct site_files *site = &speech_site(scene)->files;
	struct attachment_facts facts;
	if (save->length > (size_t)site->most_bytes)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "file", (int64_t)save->length,
				   site->most_bytes);
	if ((site->kinds >> save->facts.kind & 1) == 0)
		return attachment_recognise(save->bytes, save->length, save->name, site->kinds,
					    save->act.arena, &facts, fault);
	return check_count(scene, site->most, fault);
}

static bool insert(const struct scene *scene, const struct attachment_save *save,
		   struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &ATTACHMENT_INSERT);
	const char *staff = sender(scene);
	query_text(query, 1, save->saved.id.text);
	query_text(query, 2, save->act.conversation.text);
	query_text(query, 3, staff[0] == '\0' ? NULL : staff);
	query_text(query, 4, save->saved.name);
	query_text(query, 5, save->saved.type);
	query_int(query, 6, save->saved.size);
	query_int(query, 7, save->saved.width);
	query_int(query, 8, save->saved.height);
	query_blob(query, 9, save->bytes, save->length);
	query_int(query, 10, transaction_now(scene->transaction));
	return query_run(&query, fault);
}

static bool apply_save(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct attachment_save *save = (struct attachment_save *)change;
	struct scene scene;
	if (!act_begin(&scene, &save->act, transaction, NULL, fault) ||
	    !may_write(&scene, fault) || !forget_unsent(transaction, fault) ||
	    !check_site(&scene, save, fault))
		return false;
	save->saved = (struct attachment){.name = save->name,
					  .type = save->facts.type,
					  .size = (int64_t)save->length,
					  .width = save->facts.width,
					  .height = save->facts.height};
	id_new(transaction_now(transaction), save->saved.id.text);
	return insert(&scene, save, fault);
}

/* Only what follows the last slash of either kind; never empty. */
static const char *bare_name(const char *name)
{
	const char *bare = name;
	for (const char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			bare = at + 1;
	return bare;
}

bool attachment_save_prepare(struct attachment_save *save, struct fault *fault)
{
	static const struct text_limit limit = {1, ATTACHMENT_NAME_MOST, true};
	static const unsigned every_kind = (1u << ATTACHMENT_KIND_COUNT) - 1;
	char *name;
	save->act.change.apply = apply_save;
	if (save->length == 0)
		return fault_set(fault, FAULT_EMPTY, "file");
	if (save->length > ATTACHMENT_BYTES_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "file", (int64_t)save->length,
				   (int64_t)ATTACHMENT_BYTES_MOST);
	if (!text_clean(bare_name(save->name), "name", limit, save->act.arena, &name, fault) ||
	    !attachment_recognise(save->bytes, save->length, name, every_kind, save->act.arena,
				  &save->facts, fault) ||
	    !attachment_bare(&save->facts, save->act.arena, &save->bytes, &save->length, fault))
		return false;
	save->name = save->facts.has_extension
			 ? name
			 : arena_format(save->act.arena, "%s.%s", name, save->facts.extension);
	return true;
}

/* Reading ----------------------------------------------------------------------------------- */

enum lookup attachment_read(struct db *db, const struct conversation_id *conversation,
			    const struct attachment_id *id, const struct staff_id *by_staff,
			    struct arena *arena, struct attachment_content *out,
			    struct fault *fault)
{
	struct attachment_content content = {0};
	bool any = false;
	struct query *query = db_query(db, &ATTACHMENT_READ);
	query_text(query, 1, id->text);
	query_text(query, 2, conversation->text);
	query_text(query, 3, by_staff == NULL ? "" : by_staff->text);
	if (query_next(query)) {
		const char *bytes = row_peek(query, "bytes", &content.length);
		content.bytes = arena_copy_text(arena, bytes, content.length);
		read_facts(query, arena, &content.facts);
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (any)
		*out = content;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

void attachment_write(struct json_writer *json, const char *name,
		      const struct attachment *attachment)
{
	json_open_object(json, name);
	json_add_text(json, "id", attachment->id.text);
	json_add_text(json, "name", attachment->name);
	json_add_text(json, "type", attachment->type);
	json_add_int(json, "size", attachment->size);
	if (attachment->width > 0) {
		json_add_int(json, "width", attachment->width);
		json_add_int(json, "height", attachment->height);
	}
	json_close_object(json);
}

/* In a message -------------------------------------------------------------------------------- */

static bool find(struct scene *scene, const char *id, struct attachment *found,
		 struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(transaction_db(scene->transaction), &ATTACHMENT_FACTS);
	query_text(query, 1, id);
	query_text(query, 2, scene->act->conversation.text);
	query_text(query, 3, sender(scene));
	if (query_next(query)) {
		read_facts(query, scene->act->arena, found);
		any = true;
	}
	if (!query_end(&query, fault))
		return false;
	bool fresh = found->number == 0 || found->number == scene->standing.repeated;
	return (any && fresh) || fault_set(fault, FAULT_NOT_FOUND, "files");
}

bool attachments_find(struct scene *scene, struct message_files *files, struct fault *fault)
{
	if (files->count > MESSAGE_FILES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "files", files->count, MESSAGE_FILES_MOST);
	files->found = arena_array(scene->act->arena, (size_t)files->count + 1,
				   sizeof(*files->found));
	for (int i = 0; i < files->count; i++) {
		for (int before = 0; before < i; before++)
			if (strcmp(files->ids[before], files->ids[i]) == 0)
				return fault_set(fault, FAULT_NOT_FOUND, "files");
		if (!find(scene, files->ids[i], &files->found[i], fault))
			return false;
	}
	return true;
}

bool attachments_sent(struct scene *scene, const struct message_files *files, int64_t number,
		      struct fault *fault)
{
	for (int i = 0; i < files->count; i++) {
		struct query *query =
		    db_query(transaction_db(scene->transaction), &ATTACHMENT_SENT);
		query_text(query, 1, files->ids[i]);
		query_int(query, 2, number);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

bool attachments_same(const struct message_files *files, int64_t number)
{
	for (int i = 0; i < files->count; i++)
		if (files->found[i].number != number)
			return false;
	return true;
}
