/*
 * HTML and FAQPage JSON-LD: pages that say to people and to search engines
 * the same; see export.h and import_faqpage.c.  One thread.
 */
#include <string.h>

#include "data/html.h"
#include "data/markdown.h"
#include "kb/export_internal.h"

static const char *html_of(const char *markdown, struct arena *arena)
{
	struct buffer html = buffer_new(EXPORT_BYTES_MOST);
	markdown_html(markdown, 3, arena, &html);
	const char *copy = arena_text(arena, html.length > 0 ? html.bytes : "");
	buffer_free(&html);
	return copy;
}

static void add_texts(struct json_writer *json, const char *name, const char *const *texts,
		      int count)
{
	if (count == 0)
		return;
	json_open_array(json, name);
	for (int i = 0; i < count; i++)
		json_add_text(json, NULL, texts[i]);
	json_close_array(json);
}

static void add_fact(struct json_writer *json, const char *name, const struct entry_draft *draft,
		     enum fact fact, struct arena *arena)
{
	const char *text = fact_text(draft, fact, arena);
	if (*text != '\0')
		json_add_text(json, name, text);
}

static void add_answer(struct json_writer *json, const struct entry_draft *draft,
		       struct arena *arena)
{
	json_open_object(json, "acceptedAnswer");
	json_add_text(json, "@type", "Answer");
	json_add_text(json, "text", html_of(draft->answer, arena));
	json_open_object(json, "encoding");
	json_add_text(json, "@type", "MediaObject");
	json_add_text(json, "encodingFormat", "text/markdown");
	json_add_text(json, "text", draft->answer);
	json_close_object(json);
	json_close_object(json);
}

static bool add_question(void *context, const struct entry_draft *draft, struct arena *arena,
			 struct fault *fault)
{
	struct json_writer *json = context;
	(void)fault;
	json_open_object(json, NULL);
	json_add_text(json, "@type", "Question");
	json_add_text(json, "identifier", draft->external_id);
	json_add_text(json, "name", draft->question);
	add_texts(json, "alternateName", draft->variants, draft->variant_count);
	add_texts(json, "keywords", draft->tags, draft->tag_count);
	add_fact(json, "genre", draft, FACT_CATEGORY, arena);
	add_fact(json, "inLanguage", draft, FACT_LANGUAGE, arena);
	add_fact(json, "creativeWorkStatus", draft, FACT_STATUS, arena);
	add_fact(json, "datePublished", draft, FACT_VALID_FROM, arena);
	add_fact(json, "expires", draft, FACT_VALID_UNTIL, arena);
	add_answer(json, draft, arena);
	json_close_object(json);
	return true;
}

bool export_faqpage(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	struct json_writer json = json_writer(out);
	json_open_object(&json, NULL);
	json_add_text(&json, "@context", "https://schema.org");
	json_add_text(&json, "@type", "FAQPage");
	json_open_array(&json, "mainEntity");
	bool walked = export_walk(source, add_question, &json, fault);
	json_close_array(&json);
	json_close_object(&json);
	return walked;
}

static bool add_section(void *context, const struct entry_draft *draft, struct arena *arena,
			struct fault *fault)
{
	struct buffer *out = context;
	(void)fault;
	buffer_add_text(out, "<section>\n<h2>");
	html_text(out, draft->question);
	buffer_add_text(out, "</h2>\n");
	buffer_add_text(out, html_of(draft->answer, arena));
	buffer_add_text(out, "</section>\n");
	return true;
}

/* The JSON-LD escapes "<", so it can't end the script early. */
bool export_html(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	buffer_add_text(out, "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
			     "<title>FAQ</title>\n<script type=\"application/ld+json\">\n");
	if (!export_faqpage(source, out, fault))
		return false;
	buffer_add_text(out, "\n</script>\n</head>\n<body>\n<h1>FAQ</h1>\n");
	if (!export_walk(source, add_section, out, fault))
		return false;
	buffer_add_text(out, "</body>\n</html>\n");
	return true;
}
