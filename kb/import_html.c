/*
 * HTML: questions and answers of a page.  FAQPage data in it comes first;
 * without it, <details>, <dl>, or headings with text below them.  One thread.
 */
#include "kb/import_html.h"

#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

#include "kb/html_markdown.h"
#include "kb/import_internal.h"

#define OPTIONS                                                                                    \
	(HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |       \
	 HTML_PARSE_COMPACT)

static htmlDocPtr parse(const char *html, size_t length)
{
	return htmlReadMemory(html, (int)length, NULL, "UTF-8", OPTIONS);
}

const char *html_markdown(const char *html, struct arena *arena)
{
	htmlDocPtr document = parse(html, strlen(html));
	const char *markdown = "";
	if (document != NULL && xmlDocGetRootElement(document) != NULL)
		markdown = html_blocks(xmlDocGetRootElement(document), NULL, arena);
	xmlFreeDoc(document);
	return markdown;
}

struct page {
	struct import_reader *reader;
	const char *language;
	const char *headings[7]; /* now in force, by level */
	int taken;
	bool stopped;
};

static bool is_named(const xmlNode *node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	       strcasecmp((const char *)node->name, name) == 0;
}

static int heading_level(const xmlNode *node)
{
	if (node->type != XML_ELEMENT_NODE || (node->name[0] != 'h' && node->name[0] != 'H') ||
	    node->name[1] < '1' || node->name[1] > '6' || node->name[2] != '\0')
		return 0;
	return node->name[1] - '0';
}

/* The next node in the order of the page. */
static const xmlNode *following(const xmlNode *node, bool into)
{
	if (into && node->children != NULL && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != NULL && node->next == NULL)
		node = node->parent;
	return node != NULL && node->type != XML_HTML_DOCUMENT_NODE ? node->next : NULL;
}

/* FAQPage data ---------------------------------------------------------------------- */

static bool read_script(struct page *page, const xmlNode *script, struct fault *fault)
{
	struct arena *arena = page->reader->arena;
	xmlChar *type = xmlGetProp(script, (const xmlChar *)"type");
	xmlChar *content = xmlNodeGetContent(script);
	const struct json *tree;
	bool found = false;
	bool read = true;
	if (type != NULL && strcasecmp((const char *)type, "application/ld+json") == 0 &&
	    content != NULL && strstr((const char *)content, "FAQPage") != NULL)
		read = json_parse((const char *)content, strlen((const char *)content), arena, &tree,
				  fault) &&
		       import_take_faqpage(page->reader, tree, &found, fault);
	page->taken += found;
	xmlFree(type);
	xmlFree(content);
	return read;
}

static bool read_scripts(struct page *page, const xmlNode *root, struct fault *fault)
{
	for (const xmlNode *node = root; node != NULL; node = following(node, true))
		if (is_named(node, "script") && !read_script(page, node, fault))
			return false;
	return true;
}

/* Written pages ----------------------------------------------------------------------- */

static void take(struct page *page, const xmlNode *at, const char *question, const char *answer,
		 const char *category)
{
	struct entry_draft draft = {
	    .question = question,
	    .answer = answer,
	    .category = category,
	    .language = page->language,
	};
	if (*question == '\0' || *answer == '\0')
		return;
	page->taken++;
	page->stopped = !import_take(page->reader, xmlGetLineNo((xmlNode *)(uintptr_t)at), &draft);
}

static void take_details(struct page *page, const xmlNode *details)
{
	struct arena *arena = page->reader->scratch;
	for (const xmlNode *child = details->children; child != NULL; child = child->next)
		if (is_named(child, "summary")) {
			take(page, details, html_line(child, arena),
			     html_blocks(child->next, NULL, arena), NULL);
			return;
		}
}

/* Each <dt> with the <dd> behind it; the last <dt> of several is the question. */
static void take_definitions(struct page *page, const xmlNode *list)
{
	struct arena *arena = page->reader->scratch;
	const xmlNode *term = NULL;
	for (const xmlNode *child = list->children; child != NULL && !page->stopped;
	     child = child->next) {
		if (is_named(child, "dt"))
			term = child;
		else if (is_named(child, "dd") && term != NULL)
			take(page, term, html_line(term, arena),
			     html_blocks(child->children, NULL, arena), NULL);
	}
}

/* Headings above this one, without the page's title, as a category. */
static const char *category_of(const struct page *page, int level)
{
	const char *path = "";
	for (int i = 2; i < level; i++)
		if (page->headings[i] != NULL)
			path = arena_format(page->reader->scratch, "%s%s%s", path,
					    *path != '\0' ? "/" : "", page->headings[i]);
	return path;
}

/* A heading, or a block whose first content is one. */
static bool begins_with_heading(const xmlNode *node)
{
	while (node != NULL && node->type == XML_ELEMENT_NODE && heading_level(node) == 0) {
		node = node->children;
		while (node != NULL && (xmlIsBlankNode(node) || node->type == XML_COMMENT_NODE))
			node = node->next;
	}
	return node != NULL && heading_level(node) > 0;
}

/* What stands between a heading and the next among its siblings. */
static void take_heading(struct page *page, const xmlNode *heading, int level)
{
	struct arena *arena = page->reader->scratch;
	const xmlNode *end = heading->next;
	page->headings[level] = html_line(heading, page->reader->arena);
	for (int i = level + 1; i < 7; i++)
		page->headings[i] = NULL;
	while (end != NULL && !begins_with_heading(end))
		end = end->next;
	take(page, heading, page->headings[level], html_blocks(heading->next, end, arena),
	     category_of(page, level));
}

typedef void (*take_node)(struct page *page, const xmlNode *node);

static void take_any_heading(struct page *page, const xmlNode *node)
{
	int level = heading_level(node);
	if (level > 0)
		take_heading(page, node, level);
}

static void walk(struct page *page, const xmlNode *root, const char *name, take_node take_it)
{
	for (const xmlNode *node = root; node != NULL && !page->stopped;) {
		bool wanted = name == NULL || is_named(node, name);
		arena_reset(page->reader->scratch);
		if (wanted)
			take_it(page, node);
		node = following(node, name == NULL || !wanted);
	}
}

static bool read_page(struct import_reader *reader, const char *text, size_t length,
		      struct fault *fault)
{
	struct page page = {.reader = reader};
	htmlDocPtr document = parse(text, length);
	const xmlNode *root = document != NULL ? xmlDocGetRootElement(document) : NULL;
	bool read = root != NULL || fault_detail(fault, FAULT_MALFORMED, "file", "not HTML");
	if (read) {
		xmlChar *language = xmlGetProp(root, (const xmlChar *)"lang");
		page.language = arena_text(reader->arena, (const char *)language);
		xmlFree(language);
		read = read_scripts(&page, root, fault);
	}
	if (read && page.taken == 0)
		walk(&page, root, "details", take_details);
	if (read && page.taken == 0)
		walk(&page, root, "dl", take_definitions);
	if (read && page.taken == 0)
		walk(&page, root, NULL, take_any_heading);
	if (read && page.taken == 0)
		import_note(reader, 1, "", "no-question");
	xmlFreeDoc(document);
	return read;
}

bool import_read_html(struct import_reader *reader, const struct archive *archive,
		      struct fault *fault)
{
	for (int i = 0; i < archive->count; i++) {
		const struct archive_file *file = &archive->files[i];
		const char *text;
		size_t length;
		if (file->name != NULL && !import_has_ending(file->name, ".html") &&
		    !import_has_ending(file->name, ".htm"))
			continue;
		reader->file = file->name;
		if (!import_decode(reader, file, &text, &length, fault) ||
		    !read_page(reader, text, length, fault))
			return false;
	}
	return true;
}
