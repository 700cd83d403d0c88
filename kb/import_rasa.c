/*
 * Rasa: intents with their examples (nlu), responses (domain) and the simple
 * rules and stories that answer one intent with responses.  An intent becomes
 * an entry: its first example the question, the others variants, the responses
 * the answer.  What Foyer exports also says id, category, tags and language in
 * the intent's metadata.  One thread.
 */
#include <string.h>

#include "kb/import_facts.h"
#include "kb/import_internal.h"
#include "kb/import_yaml.h"

struct intent {
	const char *name;
	const char *file;
	int64_t line;
	struct list examples; /* const char * */
	const struct yaml *metadata;
};

struct response {
	const char *name; /* "utter_NAME" */
	const char *text; /* Markdown */
};

/* What is said to an intent: the steps behind it, responses first. */
struct turn {
	const struct yaml *said;
};

struct rasa {
	struct import_reader *reader;
	struct list intents;   /* struct intent */
	struct list responses; /* struct response */
	struct list turns;     /* struct turn */
	struct names intent_numbers, response_numbers; /* index + 1 by name */
	struct names rule_numbers, story_numbers;      /* of the turn + 1, by intent */
};

/* Examples ---------------------------------------------------------------------- */

/* The next such byte, or NULL.  *known is where it was found last: each is
 * looked for once, however many marks are never closed. */
static const char *next_of(const char **known, const char *from, char byte)
{
	if (*known == NULL || *known < from)
		*known = strchrnul(from, byte);
	return **known == byte ? *known : NULL;
}

/* "[Paris](city)" and "[Paris]{...}" are about Paris. */
static const char *without_marks(const char *text, size_t length, struct arena *arena)
{
	char *out = arena_copy_text(arena, text, length);
	char *to = out;
	const char *square = NULL, *round = NULL, *curly = NULL;
	for (const char *at = out; *at != '\0';) {
		const char *close = *at == '[' ? next_of(&square, at, ']') : NULL;
		char after = close != NULL ? close[1] : '\0';
		const char *end = after == '(' ? next_of(&round, close, ')')
				  : after == '{' ? next_of(&curly, close, '}')
						 : NULL;
		if (end == NULL) {
			*to++ = *at++;
			continue;
		}
		memmove(to, at + 1, (size_t)(close - at - 1));
		to += close - at - 1;
		at = end + 1;
	}
	*to = '\0';
	return out;
}

static void add_example(struct rasa *rasa, struct intent *intent, const char *text, size_t length)
{
	while (length > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	if (length > 0)
		*(const char **)list_add(&intent->examples) =
		    without_marks(text, length, rasa->reader->arena);
}

/* Lines of "- text". */
static void add_lines(struct rasa *rasa, struct intent *intent, const char *text)
{
	const char *end = text + strlen(text);
	for (const char *line = text, *next; line < end; line = next) {
		size_t size = import_line(line, end, &next);
		size_t blank = strspn(line, " \t");
		if (blank + 1 < size && line[blank] == '-')
			add_example(rasa, intent, line + blank + 1, size - blank - 1);
	}
}

static void add_examples(struct rasa *rasa, struct intent *intent, const struct yaml *examples)
{
	if (examples == NULL)
		return;
	if (examples->kind == YAML_TEXT) {
		add_lines(rasa, intent, examples->text);
		return;
	}
	for (const struct yaml *item = examples->first; item != NULL; item = item->next) {
		const char *text = item->kind == YAML_TEXT ? item->text : yaml_text(item, "text");
		if (text != NULL)
			add_example(rasa, intent, text, strcspn(text, "\r\n"));
	}
}

static struct intent *intent_named(struct rasa *rasa, const char *name, int64_t line)
{
	int *number = names_at(&rasa->intent_numbers, name);
	if (*number > 0)
		return &((struct intent *)rasa->intents.items)[*number - 1];
	struct intent *intent = list_add(&rasa->intents);
	*number = rasa->intents.count;
	intent->name = name;
	intent->line = line;
	intent->file = rasa->reader->file;
	intent->examples = list_new(rasa->reader->arena, sizeof(const char *));
	return intent;
}

static void read_nlu(struct rasa *rasa, const struct yaml *nlu)
{
	for (const struct yaml *item = nlu != NULL ? nlu->first : NULL; item != NULL;
	     item = item->next) {
		const char *name = yaml_text(item, "intent");
		if (name == NULL)
			continue; /* synonyms, lookups, regexes */
		struct intent *intent = intent_named(rasa, name, item->line);
		add_examples(rasa, intent, yaml_member(item, "examples"));
		if (intent->metadata == NULL)
			intent->metadata = yaml_member(item, "metadata");
	}
}

/* Responses and rules ------------------------------------------------------------ */

/* The text of a response with its picture and buttons; NULL when it is too long. */
static const char *response_text(struct import_reader *reader, const struct yaml *item)
{
	const char *text = yaml_text(item, "text");
	const char *image = yaml_text(item, "image");
	const struct yaml *buttons = yaml_member(item, "buttons");
	struct buffer all = buffer_new(IMPORT_ROW_MOST);
	buffer_add_text(&all, text != NULL ? text : "");
	if (image != NULL && *image != '\0')
		buffer_format(&all, "\n\n![](<%s>)", image);
	for (const struct yaml *button = buttons != NULL ? buttons->first : NULL; button != NULL;
	     button = button->next)
		if (yaml_text(button, "title") != NULL)
			buffer_format(&all, "\n- %s", yaml_text(button, "title"));
	return import_joined(reader, item->line, &all, reader->arena);
}

/* The first wording for everyone: neither one channel's nor under a condition. */
static const struct yaml *wording_for_all(const struct yaml *wordings)
{
	for (const struct yaml *item = wordings->first; item != NULL; item = item->next)
		if (yaml_member(item, "condition") == NULL && yaml_member(item, "channel") == NULL)
			return item;
	return wordings->first;
}

static void read_responses(struct rasa *rasa, const struct yaml *responses)
{
	for (const struct yaml *item = responses != NULL ? responses->first : NULL; item != NULL;
	     item = item->next) {
		if (item->name == NULL || item->first == NULL)
			continue;
		struct response *response = list_add(&rasa->responses);
		response->name = item->name;
		response->text = response_text(rasa->reader, wording_for_all(item));
		*names_at(&rasa->response_numbers, item->name) = rasa->responses.count;
		if (item->first->next != NULL)
			import_note(rasa->reader, item->line, item->name, "other-wordings");
	}
}

static bool is_response(const struct yaml *step)
{
	const char *action = step != NULL ? yaml_text(step, "action") : NULL;
	return action != NULL && strncmp(action, "utter_", 6) == 0;
}

/* The intent of one that is asked first and answered by responses only: what
 * goes on with other steps than an end is a dialogue.  NULL else. */
static const char *simple_turn(const struct yaml *item, const struct yaml **said)
{
	const struct yaml *steps = yaml_member(item, "steps");
	const struct yaml *asked = steps != NULL ? steps->first : NULL;
	const struct yaml *step = *said = asked != NULL ? asked->next : NULL;
	if (!is_response(step) || yaml_member(item, "condition") != NULL)
		return NULL;
	while (is_response(step))
		step = step->next;
	for (; step != NULL; step = step->next) {
		const char *action = yaml_text(step, "action");
		bool ends = action != NULL && (strcmp(action, "action_listen") == 0 ||
					       strcmp(action, "action_restart") == 0);
		if (!ends && yaml_text(step, "checkpoint") == NULL)
			return NULL;
	}
	return yaml_text(asked, "intent");
}

/* The first story of an intent counts; of its rules the last. */
static void read_turns(struct rasa *rasa, const struct yaml *items, bool rules)
{
	for (const struct yaml *item = items != NULL ? items->first : NULL; item != NULL;
	     item = item->next) {
		const struct yaml *said;
		const char *intent = simple_turn(item, &said);
		const char *name = yaml_text(item, "rule");
		if (intent == NULL && rules)
			import_note(rasa->reader, item->line, name != NULL ? name : "rule",
				    "not-simple");
		if (intent == NULL)
			continue;
		int *number =
		    names_at(rules ? &rasa->rule_numbers : &rasa->story_numbers, intent);
		if (!rules && *number > 0)
			continue;
		((struct turn *)list_add(&rasa->turns))->said = said;
		*number = rasa->turns.count;
	}
}

static const char *find_response(struct rasa *rasa, const char *name)
{
	int number = *names_at(&rasa->response_numbers, name);
	return number > 0 ? ((const struct response *)rasa->responses.items)[number - 1].text : NULL;
}

/* The responses of a turn, one below the other; NULL without one. */
static const char *turn_text(struct rasa *rasa, int number)
{
	struct buffer all = buffer_new(IMPORT_ROW_MOST);
	const struct yaml *said =
	    number > 0 ? ((const struct turn *)rasa->turns.items)[number - 1].said : NULL;
	for (const struct yaml *step = said; is_response(step); step = step->next) {
		const char *text = find_response(rasa, yaml_text(step, "action"));
		if (text == NULL || *text == '\0')
			continue;
		buffer_add_text(&all, all.length > 0 ? "\n\n" : "");
		buffer_add_text(&all, text);
	}
	if (all.length == 0 && !all.overflowed)
		return NULL;
	return import_joined(rasa->reader, said->line, &all, rasa->reader->scratch);
}

/* What a rule says, or the response of the same name, or a story. */
static const char *answer_of(struct rasa *rasa, const char *intent)
{
	const char *text = turn_text(rasa, *names_at(&rasa->rule_numbers, intent));
	if (text != NULL)
		return text;
	/* The names that were looked for stay in the table. */
	text = find_response(rasa, arena_format(rasa->reader->arena, "utter_%s", intent));
	if (text != NULL && *text != '\0')
		return text;
	return turn_text(rasa, *names_at(&rasa->story_numbers, intent));
}

/* Entries ------------------------------------------------------------------------ */

/* Other metadata is others'. */
static bool read_fact(const struct yaml *node, struct arena *arena, struct entry_draft *draft,
		      struct fault *fault)
{
	enum fact fact;
	if (node->name == NULL || node->kind != YAML_TEXT || !fact_from_name(node->name, &fact) ||
	    fact == FACT_ANSWER || fact == FACT_VARIANTS)
		return true;
	return fact_set(draft, fact, node->text, arena, fault);
}

static bool take_intent(struct rasa *rasa, const struct intent *intent)
{
	struct import_reader *reader = rasa->reader;
	const char *const *examples = intent->examples.items;
	int count = intent->examples.count;
	arena_reset(reader->scratch);
	reader->file = intent->file;
	const char *answer = answer_of(rasa, intent->name);
	if (answer == NULL) {
		import_note(reader, intent->line, intent->name, "no-answer");
		return true;
	}
	struct entry_draft draft = {
	    .external_id = intent->name,
	    .question = count > 0 ? examples[0] : intent->name,
	    .variants = count > 1 ? examples + 1 : NULL,
	    .variant_count = count > 1 ? count - 1 : 0,
	    .answer = answer,
	};
	struct fault fault;
	for (const struct yaml *fact = intent->metadata != NULL ? intent->metadata->first : NULL;
	     fact != NULL; fact = fact->next)
		if (!read_fact(fact, reader->arena, &draft, &fault)) {
			import_refuse(reader, fact->line, &fault);
			return true;
		}
	return import_take(reader, intent->line, &draft);
}

static bool read_file(struct rasa *rasa, const struct archive_file *file, struct fault *fault)
{
	const char *text;
	size_t length;
	const struct yaml *root = NULL;
	rasa->reader->file = file->name;
	if (!import_decode(rasa->reader, file, &text, &length, fault) ||
	    !yaml_parse(text, length, rasa->reader->arena, &root, fault))
		return false;
	read_nlu(rasa, yaml_member(root, "nlu"));
	read_responses(rasa, yaml_member(root, "responses"));
	read_turns(rasa, yaml_member(root, "rules"), true);
	read_turns(rasa, yaml_member(root, "stories"), false);
	return true;
}

bool import_read_rasa(struct import_reader *reader, const struct archive *archive,
		      struct fault *fault)
{
	struct rasa rasa = {
	    .reader = reader,
	    .intents = list_new(reader->arena, sizeof(struct intent)),
	    .responses = list_new(reader->arena, sizeof(struct response)),
	    .turns = list_new(reader->arena, sizeof(struct turn)),
	    .intent_numbers = {.arena = reader->arena},
	    .response_numbers = {.arena = reader->arena},
	    .rule_numbers = {.arena = reader->arena},
	    .story_numbers = {.arena = reader->arena},
	};
	for (int i = 0; i < archive->count; i++) {
		const char *name = archive->files[i].name;
		if (name != NULL && !import_has_ending(name, ".yml") &&
		    !import_has_ending(name, ".yaml"))
			continue;
		if (!read_file(&rasa, &archive->files[i], fault))
			return false;
	}
	for (int i = 0; i < rasa.intents.count; i++)
		if (!take_intent(&rasa, &((const struct intent *)rasa.intents.items)[i]))
			break;
	reader->file = NULL;
	return true;
}
