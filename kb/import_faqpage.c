/*
 * FAQPage: questions and answers as schema.org has them, in JSON-LD.  What
 * Foyer exports also says id, variants, category, tags and language there,
 * and the answer's Markdown beside its HTML.  One thread.
 */
#include <string.h>

#include "kb/import_facts.h"
#include "kb/import_html.h"
#include "kb/import_internal.h"

struct faq {
	struct import_reader *reader;
	const char *language; /* of the page */
	int64_t number;       /* of the question in the file */
	bool found;
	bool stopped;
};

/* A member with one value or several: the first of them, and how the next is
 * reached. */
static const struct json *values_of(const struct json *object, const char *name)
{
	const struct json *member = json_member(object, name);
	return member != NULL && member->type == JSON_ARRAY ? member->first : member;
}

static const struct json *next_value(const struct json *object, const char *name,
				     const struct json *value)
{
	return value == json_member(object, name) ? NULL : value->next;
}

static bool has_type(const struct json *object, const char *type)
{
	for (const struct json *value = values_of(object, "@type"); value != NULL;
	     value = next_value(object, "@type", value))
		if (value->type == JSON_STRING && strcmp(value->text, type) == 0)
			return true;
	return false;
}

static const char *const *texts_of(const struct json *object, const char *name, struct arena *arena,
				   int *count)
{
	struct list texts = list_new(arena, sizeof(const char *));
	for (const struct json *value = values_of(object, name); value != NULL;
	     value = next_value(object, name, value))
		if (value->type == JSON_STRING)
			*(const char **)list_add(&texts) = value->text;
	*count = texts.count;
	return texts.items;
}

static const char *answer_of(const struct json *question, struct arena *arena)
{
	const struct json *answer = values_of(question, "acceptedAnswer");
	if (answer == NULL)
		answer = values_of(question, "suggestedAnswer");
	const struct json *encoding = values_of(answer, "encoding");
	const char *format = json_text(encoding, "encodingFormat");
	const char *html = json_text(answer, "text");
	if (format != NULL && strcmp(format, "text/markdown") == 0 &&
	    json_text(encoding, "text") != NULL)
		return json_text(encoding, "text");
	return html != NULL ? html_markdown(html, arena) : NULL;
}

static const char *or_else(const char *text, const char *other)
{
	return text != NULL ? text : other;
}

/* More of schema.org's names for what an entry says. */
static const struct {
	const char *name;
	enum fact fact;
} more[] = {{"creativeWorkStatus", FACT_STATUS},
	    {"datePublished", FACT_VALID_FROM},
	    {"expires", FACT_VALID_UNTIL}};

static void take_question(struct faq *faq, const struct json *question)
{
	struct arena *arena = faq->reader->scratch;
	struct entry_draft draft = {
	    .external_id = or_else(json_text(question, "identifier"), json_text(question, "@id")),
	    .question = or_else(json_text(question, "name"), json_text(question, "text")),
	    .category = json_text(question, "genre"),
	    .language = or_else(json_text(question, "inLanguage"), faq->language),
	};
	arena_reset(arena);
	draft.variants = texts_of(question, "alternateName", arena, &draft.variant_count);
	draft.tags = texts_of(question, "keywords", arena, &draft.tag_count);
	if (json_text(question, "keywords") != NULL)
		draft.tags =
		    import_split(json_text(question, "keywords"), ",", arena, &draft.tag_count);
	draft.answer = answer_of(question, arena);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		const char *text = json_text(question, more[i].name);
		struct fault fault;
		if (text != NULL && !fact_set(&draft, more[i].fact, text, arena, &fault)) {
			import_refuse(faq->reader, ++faq->number, &fault);
			return;
		}
	}
	faq->stopped = !import_take(faq->reader, ++faq->number, &draft);
}

static void take_page(struct faq *faq, const struct json *page)
{
	faq->found = true;
	faq->language = json_text(page, "inLanguage");
	for (const struct json *value = values_of(page, "mainEntity");
	     value != NULL && !faq->stopped; value = next_value(page, "mainEntity", value))
		if (has_type(value, "Question"))
			take_question(faq, value);
}

/* Pages stand by themselves, in lists, and below "@graph". */
static void search(struct faq *faq, const struct json *value)
{
	if (value->type == JSON_OBJECT && has_type(value, "FAQPage")) {
		take_page(faq, value);
		return;
	}
	const struct json *inside =
	    value->type == JSON_OBJECT ? values_of(value, "@graph") : value->first;
	for (; inside != NULL && !faq->stopped; inside = inside->next)
		if (inside->type == JSON_OBJECT || inside->type == JSON_ARRAY)
			search(faq, inside);
}

bool import_take_faqpage(struct import_reader *reader, const struct json *tree, bool *found,
			 struct fault *fault)
{
	struct faq faq = {.reader = reader, .number = reader->rows.count};
	(void)fault; /* only single questions can be wrong */
	search(&faq, tree);
	*found = faq.found;
	return true;
}

bool import_read_faqpage(struct import_reader *reader, const struct archive *archive,
			 struct fault *fault)
{
	for (int i = 0; i < archive->count; i++) {
		const struct archive_file *file = &archive->files[i];
		const struct json *tree;
		const char *text;
		size_t length;
		bool found;
		if (file->name != NULL && !import_has_ending(file->name, ".jsonld") &&
		    !import_has_ending(file->name, ".json"))
			continue;
		reader->file = file->name;
		if (!import_decode(reader, file, &text, &length, fault) ||
		    !json_parse(text, length, reader->arena, &tree, fault) ||
		    !import_take_faqpage(reader, tree, &found, fault))
			return false;
		if (!found && file->name == NULL)
			return fault_detail(fault, FAULT_MALFORMED, "file",
					    "there is no FAQPage in it");
	}
	return true;
}
