/*
 * Dialogflow ES: the zip of an agent with an intent for each entry; see
 * export.h and import_dialogflow.c.  One thread.
 */
#include <string.h>

#include "kb/export_internal.h"
#include "kb/import_archive.h"

#define FILE_MOST ((size_t)64 * 1024 * 1024)

/* An id that is always the same for the same entry: 8-4-4-4-12 digits. */
static const char *uuid_of(const char *text, struct arena *arena)
{
	struct secret_hash hash = secret_hash(text);
	return arena_format(arena, "%.8s-%.4s-4%.3s-8%.3s-%.12s", hash.text, hash.text + 8,
			    hash.text + 13, hash.text + 17, hash.text + 20);
}

static void add_message(struct json_writer *json, const char *language, const char *text)
{
	json_open_object(json, NULL);
	json_add_text(json, "type", "0");
	json_add_text(json, "lang", language);
	json_open_array(json, "speech");
	json_add_text(json, NULL, text);
	json_close_array(json);
	json_close_object(json);
}

static void write_intent(struct buffer *out, const struct entry_draft *draft, const char *language,
			 struct arena *arena)
{
	struct json_writer json = json_writer(out);
	json_open_object(&json, NULL);
	json_add_text(&json, "id", uuid_of(draft->external_id, arena));
	json_add_text(&json, "name", draft->external_id);
	json_add_bool(&json, "auto", true);
	json_open_array(&json, "contexts");
	json_close_array(&json);
	json_open_array(&json, "responses");
	json_open_object(&json, NULL);
	json_add_bool(&json, "resetContexts", false);
	json_open_array(&json, "affectedContexts");
	json_close_array(&json);
	json_open_array(&json, "parameters");
	json_close_array(&json);
	json_open_array(&json, "messages");
	add_message(&json, language, draft->answer);
	json_close_array(&json);
	json_close_object(&json);
	json_close_array(&json);
	json_add_int(&json, "priority", 500000);
	json_add_bool(&json, "webhookUsed", false);
	json_add_bool(&json, "fallbackIntent", false);
	json_open_array(&json, "events");
	json_close_array(&json);
	json_close_object(&json);
}

static void write_phrases(struct buffer *out, const struct entry_draft *draft, const char *language,
			  struct arena *arena)
{
	struct json_writer json = json_writer(out);
	json_open_array(&json, NULL);
	for (int i = -1; i < draft->variant_count; i++) {
		const char *text = i < 0 ? draft->question : draft->variants[i];
		json_open_object(&json, NULL);
		json_add_text(&json, "id",
			      uuid_of(arena_format(arena, "%s/%d", draft->external_id, i), arena));
		json_open_array(&json, "data");
		json_open_object(&json, NULL);
		json_add_text(&json, "text", text);
		json_add_bool(&json, "userDefined", false);
		json_close_object(&json);
		json_close_array(&json);
		json_add_bool(&json, "isTemplate", false);
		json_add_int(&json, "count", 0);
		json_add_text(&json, "lang", language);
		json_close_object(&json);
	}
	json_close_array(&json);
}

/* What an entry of any language is exported as. */
#define LANGUAGE_OF_AGENT "en"

static bool add_intent(void *context, const struct entry_draft *draft, struct arena *arena,
		       struct fault *fault)
{
	const char *language = draft->language != NULL && *draft->language != '\0'
				   ? draft->language
				   : LANGUAGE_OF_AGENT;
	const char *name = export_file_name(draft->external_id, arena);
	struct buffer file = buffer_new(FILE_MOST);
	(void)fault;
	write_intent(&file, draft, language, arena);
	archive_add(context, arena_format(arena, "intents/%s.json", name), &file);
	buffer_free(&file);
	write_phrases(&file, draft, language, arena);
	archive_add(context, arena_format(arena, "intents/%s_usersays_%s.json", name, language),
		    &file);
	buffer_free(&file);
	return true;
}

static void add_agent(struct archive_writer *writer)
{
	struct buffer file = buffer_new(FILE_MOST);
	struct json_writer json = json_writer(&file);
	json_open_object(&json, NULL);
	json_add_text(&json, "description", "Exported from Foyer");
	json_add_text(&json, "language", LANGUAGE_OF_AGENT);
	json_add_text(&json, "displayName", "Foyer");
	json_open_array(&json, "supportedLanguages");
	json_close_array(&json);
	json_close_object(&json);
	archive_add(writer, "agent.json", &file);
	buffer_free(&file);
	json = json_writer(&file);
	json_open_object(&json, NULL);
	json_add_text(&json, "version", "1.0.0");
	json_close_object(&json);
	archive_add(writer, "package.json", &file);
	buffer_free(&file);
}

bool export_dialogflow(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	struct archive_writer *writer = archive_writer_new();
	struct buffer nothing = buffer_new(0);
	struct fault ignored;
	add_agent(writer);
	bool walked = export_walk(source, add_intent, writer, fault);
	bool packed = archive_finish(&writer, walked ? out : &nothing, walked ? fault : &ignored);
	buffer_free(&nothing);
	return walked && packed;
}
