/*
 * Rasa: a zip of nlu.yml, domain.yml and rules.yml; see export.h and
 * import_rasa.c.  One thread.
 */
#include <string.h>

#include "kb/export_internal.h"
#include "kb/import_archive.h"
#include "kb/import_yaml.h"

struct rasa_out {
	struct yaml_writer *nlu;
	struct yaml_writer *domain; /* responses; intents come before them */
	struct yaml_writer *rules;
	struct yaml_writer *intents;
};

/* Names of intents have no "/", which Rasa takes for a response selector. */
static const char *intent_name(const char *external_id, struct arena *arena)
{
	if (strpbrk(external_id, "/+ {}@\"'\\") == NULL)
		return external_id;
	return export_file_name(external_id, arena);
}

/* "[word](name)" in a question would be an entity to Rasa, which has no way to
 * write it as text. */
static void add_examples(struct yaml_writer *yaml, const struct entry_draft *draft)
{
	yaml_open_list(yaml, "examples");
	for (int i = -1; i < draft->variant_count; i++) {
		yaml_open_map(yaml, NULL);
		yaml_add(yaml, "text", i < 0 ? draft->question : draft->variants[i]);
		yaml_close(yaml);
	}
	yaml_close(yaml);
}

static void add_metadata(struct yaml_writer *yaml, const struct entry_draft *draft,
			 struct arena *arena)
{
	yaml_open_map(yaml, "metadata");
	for (int i = 0; i < FACT_COUNT; i++) {
		const char *text = fact_text(draft, (enum fact)i, arena);
		if (*text != '\0' && i != FACT_QUESTION && i != FACT_VARIANTS && i != FACT_ANSWER)
			yaml_add(yaml, fact_name((enum fact)i), text);
	}
	yaml_close(yaml);
}

static bool add_intent(void *context, const struct entry_draft *draft, struct arena *arena,
		       struct fault *fault)
{
	struct rasa_out *rasa = context;
	const char *name = intent_name(draft->external_id, arena);
	const char *action = arena_format(arena, "utter_%s", name);
	(void)fault;
	yaml_add(rasa->intents, NULL, name);
	yaml_open_map(rasa->nlu, NULL);
	yaml_add(rasa->nlu, "intent", name);
	add_metadata(rasa->nlu, draft, arena);
	add_examples(rasa->nlu, draft);
	yaml_close(rasa->nlu);
	yaml_open_list(rasa->domain, action);
	yaml_open_map(rasa->domain, NULL);
	yaml_add(rasa->domain, "text", draft->answer);
	yaml_close(rasa->domain);
	yaml_close(rasa->domain);
	yaml_open_map(rasa->rules, NULL);
	yaml_add(rasa->rules, "rule", name);
	yaml_open_list(rasa->rules, "steps");
	yaml_open_map(rasa->rules, NULL);
	yaml_add(rasa->rules, "intent", name);
	yaml_close(rasa->rules);
	yaml_open_map(rasa->rules, NULL);
	yaml_add(rasa->rules, "action", action);
	yaml_close(rasa->rules);
	yaml_close(rasa->rules);
	yaml_close(rasa->rules);
	return true;
}

/* A document "version: 3.1" with one member that is still open. */
static struct yaml_writer *begin(struct buffer *out, const char *member, bool is_list)
{
	struct yaml_writer *yaml;
	*out = buffer_new(EXPORT_BYTES_MOST);
	yaml = yaml_writer_new(out);
	yaml_open_map(yaml, NULL);
	yaml_add(yaml, "version", "3.1");
	if (is_list)
		yaml_open_list(yaml, member);
	else
		yaml_open_map(yaml, member);
	return yaml;
}

static bool end(struct yaml_writer **yaml)
{
	yaml_close(*yaml);
	yaml_close(*yaml);
	return yaml_finish(yaml);
}

bool export_rasa(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	static const char *const names[] = {"data/nlu.yml", "domain/responses.yml",
					    "data/rules.yml", "domain/intents.yml"};
	struct buffer files[4];
	struct buffer nothing = buffer_new(0);
	struct fault ignored;
	struct rasa_out rasa = {
	    .nlu = begin(&files[0], "nlu", true),
	    .domain = begin(&files[1], "responses", false),
	    .rules = begin(&files[2], "rules", true),
	    .intents = begin(&files[3], "intents", true),
	};
	struct archive_writer *writer = archive_writer_new();
	bool walked = export_walk(source, add_intent, &rasa, fault);
	bool written = end(&rasa.nlu);
	written = end(&rasa.domain) && written;
	written = end(&rasa.rules) && written;
	written = end(&rasa.intents) && written;
	for (int i = 0; i < 4; i++) {
		archive_add(writer, names[i], &files[i]);
		buffer_free(&files[i]);
	}
	bool good = walked && written;
	bool packed = archive_finish(&writer, good ? out : &nothing, good ? fault : &ignored);
	buffer_free(&nothing);
	if (walked && !written)
		return fault_set(fault, FAULT_INTERNAL, "yaml");
	return walked && packed;
}
