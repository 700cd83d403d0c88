/*
 * Dialogflow ES: the zip of an agent.  An intent becomes an entry: the first
 * phrase of its training phrases the question, the others variants, its text
 * responses the answer.  One thread.
 */
#include <string.h>

#include "kb/import_internal.h"

#define LANGUAGES_MOST 50 /* of an intent: for each, all its messages are looked at */

struct agent {
	struct import_reader *reader;
	const struct archive *archive;
	const char *language; /* the agent's own */
};

static bool read_json(struct agent *agent, const struct archive_file *file,
		      const struct json **tree, struct fault *fault)
{
	const char *text;
	size_t length;
	return import_decode(agent->reader, file, &text, &length, fault) &&
	       json_parse(text, length, agent->reader->arena, tree, fault);
}

/* "intents/NAME.json", but not the phrases beside it. */
static bool is_intent(const char *name)
{
	return strstr(name, "intents/") != NULL && import_has_ending(name, ".json") &&
	       strstr(import_base_name(name), "_usersays_") == NULL;
}

/* A phrase's parts, joined. */
static const char *phrase_of(const struct json *phrase, struct arena *arena)
{
	struct buffer text = buffer_new(IMPORT_ROW_MOST);
	const struct json *data = json_member(phrase, "data");
	for (const struct json *part = data != NULL ? data->first : NULL; part != NULL;
	     part = part->next)
		if (json_text(part, "text") != NULL)
			buffer_add_text(&text, json_text(part, "text"));
	const char *copy = arena_text(arena, text.length > 0 ? text.bytes : "");
	buffer_free(&text);
	return copy;
}

/* The phrases in the language, or older files' own list. */
static bool read_phrases(struct agent *agent, const struct archive_file *file,
			 const struct json *intent, const char *language, struct list *phrases,
			 struct fault *fault)
{
	struct arena *arena = agent->reader->arena;
	const char *name = arena_format(arena, "%.*s_usersays_%s.json",
					(int)(strlen(file->name) - 5), file->name, language);
	const struct archive_file *beside = archive_find(agent->archive, name);
	const struct json *list = json_member(intent, "userSays");
	if (beside != NULL && !read_json(agent, beside, &list, fault))
		return false;
	for (const struct json *phrase = list != NULL ? list->first : NULL; phrase != NULL;
	     phrase = phrase->next) {
		const char *text = phrase_of(phrase, arena);
		if (*text != '\0')
			*(const char **)list_add(phrases) = text;
	}
	return true;
}

/* The first wording of a text message in the language, else NULL.  0 and "0"
 * mean text; the assistant's texts are simple responses. */
static const char *text_of(const struct json *message, const char *language)
{
	const char *type = json_text(message, "type");
	const char *lang = json_text(message, "lang");
	const struct json *speech = json_member(message, "speech");
	if (lang != NULL && strcmp(lang, language) != 0)
		return NULL;
	if (type != NULL && strcmp(type, "simple_response") == 0)
		speech = json_member(message, "textToSpeech");
	else if (json_int(message, "type", -1) != 0 && (type == NULL || strcmp(type, "0") != 0))
		return NULL;
	if (speech != NULL && speech->type == JSON_ARRAY)
		speech = speech->first;
	return speech != NULL && speech->type == JSON_STRING && *speech->text != '\0' ? speech->text
										    : NULL;
}

/* The texts for a platform, in the order they are sent; "" is everywhere.
 * NULL where there are none, or too many. */
static const char *texts_for(struct agent *agent, const struct json *messages,
			     const char *language, const char *platform)
{
	struct buffer answer = buffer_new(IMPORT_ROW_MOST);
	for (const struct json *message = messages != NULL ? messages->first : NULL;
	     message != NULL; message = message->next) {
		const char *own = json_text(message, "platform");
		const char *text = text_of(message, language);
		if (text == NULL || strcmp(own != NULL ? own : "", platform) != 0)
			continue;
		buffer_add_text(&answer, answer.length > 0 ? "\n\n" : "");
		buffer_add_text(&answer, text);
	}
	if (answer.length == 0 && !answer.overflowed)
		return NULL;
	return import_joined(agent->reader, 1, &answer, agent->reader->scratch);
}

/* What is said everywhere, else on the first platform with a text: platforms
 * say the same once more. */
static const char *answer_of(struct agent *agent, const struct json *messages,
			     const char *language)
{
	const char *answer = texts_for(agent, messages, language, "");
	const struct json *first = messages != NULL ? messages->first : NULL;
	while (first != NULL && text_of(first, language) == NULL)
		first = first->next;
	if (answer != NULL || first == NULL || json_text(first, "platform") == NULL)
		return answer;
	return texts_for(agent, messages, language, json_text(first, "platform"));
}

static const struct json *messages_of(const struct json *intent)
{
	const struct json *responses = json_member(intent, "responses");
	return responses != NULL ? json_member(responses->first, "messages") : NULL;
}

/* An intent in one language; other languages than the main one are entries of
 * their own. */
static bool take_language(struct agent *agent, const struct archive_file *file,
			  const struct json *intent, const char *language, bool is_main,
			  bool *more, struct fault *fault)
{
	arena_reset(agent->reader->scratch);
	struct list phrases = list_new(agent->reader->arena, sizeof(const char *));
	const char *name = json_text(intent, "name");
	const char *answer = answer_of(agent, messages_of(intent), language);
	if (!read_phrases(agent, file, intent, language, &phrases, fault))
		return false;
	if (answer == NULL || phrases.count == 0) {
		import_note(agent->reader, 1, name != NULL ? name : "",
			    answer == NULL ? "no-answer" : "no-question");
		return true;
	}
	const char *const *texts = phrases.items;
	struct entry_draft draft = {
	    .external_id = name == NULL || is_main
			       ? name
			       : arena_format(agent->reader->arena, "%s (%s)", name, language),
	    .question = texts[0],
	    .variants = texts + 1,
	    .variant_count = phrases.count - 1,
	    .answer = answer,
	    .language = language,
	};
	*more = import_take(agent->reader, 1, &draft);
	return true;
}

/* Languages of the messages, each once; the agent's when none says. */
static const char *const *languages_of(struct agent *agent, const struct json *intent, int *count)
{
	struct arena *arena = agent->reader->arena;
	struct list languages = list_new(arena, sizeof(const char *));
	struct names seen = {.arena = arena};
	const struct json *messages = messages_of(intent);
	for (const struct json *message = messages != NULL ? messages->first : NULL;
	     message != NULL && seen.count < LANGUAGES_MOST; message = message->next) {
		const char *lang = json_text(message, "lang");
		lang = lang != NULL ? lang : agent->language;
		if ((*names_at(&seen, lang))++ == 0)
			*(const char **)list_add(&languages) = lang;
	}
	if (languages.count == 0)
		*(const char **)list_add(&languages) = agent->language;
	*count = languages.count;
	return languages.items;
}

static bool take_intent(struct agent *agent, const struct archive_file *file, bool *more,
			struct fault *fault)
{
	const struct json *intent;
	int count;
	agent->reader->file = file->name;
	if (!read_json(agent, file, &intent, fault))
		return false;
	if (json_bool(intent, "fallbackIntent", false)) {
		import_note(agent->reader, 1,
			    json_text(intent, "name") != NULL ? json_text(intent, "name") : "",
			    "fallback");
		return true;
	}
	const char *const *languages = languages_of(agent, intent, &count);
	int main_one = 0;
	for (int i = 0; i < count; i++)
		if (strcmp(languages[i], agent->language) == 0)
			main_one = i;
	for (int i = 0; i < count && *more; i++)
		if (!take_language(agent, file, intent, languages[i], i == main_one, more, fault))
			return false;
	return true;
}

static bool read_language(struct agent *agent, struct fault *fault)
{
	agent->language = "";
	for (int i = 0; i < agent->archive->count; i++) {
		const struct archive_file *file = &agent->archive->files[i];
		const struct json *tree;
		if (file->name == NULL || strcmp(import_base_name(file->name), "agent.json") != 0)
			continue;
		agent->reader->file = file->name;
		if (!read_json(agent, file, &tree, fault))
			return false;
		if (json_text(tree, "language") != NULL)
			agent->language = json_text(tree, "language");
	}
	return true;
}

bool import_read_dialogflow(struct import_reader *reader, const struct archive *archive,
			    struct fault *fault)
{
	struct agent agent = {.reader = reader, .archive = archive};
	bool more = true;
	if (!read_language(&agent, fault))
		return false;
	for (int i = 0; i < archive->count && more; i++) {
		const struct archive_file *file = &archive->files[i];
		if (file->name != NULL && is_intent(file->name) &&
		    !take_intent(&agent, file, &more, fault))
			return false;
	}
	reader->file = NULL;
	return true;
}
