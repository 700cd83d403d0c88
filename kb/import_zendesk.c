/*
 * Zendesk Help Center: articles as its API gives them, in one JSON document
 * or a zip of several (articles, sections, categories).  The title is the
 * question, the body the answer, labels the tags, and category and sections
 * above the article its category.  One thread.
 */
#include <string.h>

#include "kb/import_html.h"
#include "kb/import_internal.h"

#define SECTIONS_DEEP 10

struct help_center {
	struct import_reader *reader;
	struct list sections;      /* const struct json * */
	struct list categories;    /* const struct json * */
	struct names section_at;   /* index + 1 by id */
	struct names category_at;  /* index + 1 by id */
	struct list articles;      /* const struct json * */
	struct list article_files; /* const char * */
};

/* Ids are numbers or texts. */
static const char *id_of(const struct json *object, const char *name, struct arena *arena)
{
	int64_t number = json_int(object, name, -1);
	if (json_text(object, name) != NULL)
		return json_text(object, name);
	return number >= 0 ? arena_format(arena, "%lld", (long long)number) : "";
}

static void collect(struct help_center *center, const struct json *list, struct list *out,
		    struct names *names)
{
	struct arena *arena = center->reader->arena;
	for (const struct json *item = list != NULL && list->type == JSON_ARRAY ? list->first : NULL;
	     item != NULL; item = item->next) {
		*(const struct json **)list_add(out) = item;
		*names_at(names, id_of(item, "id", arena)) = out->count;
	}
}

static const struct json *find(const struct list *list, struct names *names, const char *id)
{
	int number = *names_at(names, id);
	return number > 0 ? ((const struct json *const *)list->items)[number - 1] : NULL;
}

/* A name in a path: its slashes are other slashes. */
static const char *step(const struct json *object, struct arena *arena)
{
	const char *name = json_text(object, "name");
	char *copy = arena_text(arena, name != NULL ? name : "");
	for (char *at = copy; *at != '\0'; at++)
		if (*at == '/')
			*at = '-';
	return copy;
}

/* Category and sections, uppermost first.  Sections that lead round in a
 * circle, or too deep, are refused. */
static bool path_of(struct help_center *center, const struct json *article, const char **out,
		    struct fault *fault)
{
	struct arena *arena = center->reader->arena;
	const char *path = "";
	const char *category = "";
	const char *id = id_of(article, "section_id", arena);
	for (int depth = 0; *id != '\0'; depth++) {
		const struct json *section = find(&center->sections, &center->section_at, id);
		if (depth == SECTIONS_DEEP)
			return fault_detail(fault, FAULT_MALFORMED, "section_id",
					    "its sections lead round in a circle, or deeper than %d",
					    SECTIONS_DEEP);
		if (section == NULL)
			break;
		path = *path == '\0' ? step(section, arena)
				     : arena_format(arena, "%s/%s", step(section, arena), path);
		category = id_of(section, "category_id", arena);
		id = id_of(section, "parent_section_id", arena);
	}
	const struct json *top = find(&center->categories, &center->category_at, category);
	*out = top != NULL ? arena_format(arena, "%s/%s", step(top, arena), path) : path;
	return true;
}

static const char *const *labels_of(const struct json *article, struct arena *arena, int *count)
{
	struct list labels = list_new(arena, sizeof(const char *));
	const struct json *names = json_member(article, "label_names");
	for (const struct json *name = names != NULL ? names->first : NULL; name != NULL;
	     name = name->next)
		if (name->type == JSON_STRING)
			*(const char **)list_add(&labels) = name->text;
	*count = labels.count;
	return labels.items;
}

/* "en-us" is "en-US". */
static const char *language_of(const struct json *article, struct arena *arena)
{
	const char *locale = json_text(article, "locale");
	char *tag = arena_text(arena, locale != NULL ? locale : "");
	if (strlen(tag) == 5 && tag[2] == '-')
		for (int i = 3; i < 5; i++)
			tag[i] = tag[i] >= 'a' && tag[i] <= 'z' ? (char)(tag[i] - 'a' + 'A') : tag[i];
	return tag;
}

static bool take_article(struct help_center *center, int64_t number, const struct json *article)
{
	struct arena *arena = center->reader->arena;
	const char *title = json_text(article, "title");
	const char *own = json_text(article, "external_id");
	struct entry_draft draft = {
	    .external_id = own != NULL ? own : id_of(article, "id", arena),
	    .question = title != NULL ? title : json_text(article, "name"),
	    .language = language_of(article, arena),
	};
	struct fault fault;
	if (json_bool(article, "draft", false))
		draft.status = ENTRY_DRAFT;
	if (!path_of(center, article, &draft.category, &fault)) {
		import_refuse(center->reader, number, &fault);
		return true;
	}
	draft.tags = labels_of(article, arena, &draft.tag_count);
	if (json_text(article, "body") != NULL)
		draft.answer = html_markdown(json_text(article, "body"), arena);
	if (draft.answer == NULL || *draft.answer == '\0') {
		import_note(center->reader, number,
			    draft.question != NULL ? draft.question : "", "no-answer");
		return true;
	}
	return import_take(center->reader, number, &draft);
}

static void collect_articles(struct help_center *center, const struct json *list)
{
	for (const struct json *item = list != NULL && list->type == JSON_ARRAY ? list->first : NULL;
	     item != NULL; item = item->next) {
		*(const struct json **)list_add(&center->articles) = item;
		*(const char **)list_add(&center->article_files) = center->reader->file;
	}
}

static bool read_file(struct help_center *center, const struct archive_file *file,
		      struct fault *fault)
{
	const struct json *tree;
	const char *text;
	size_t length;
	center->reader->file = file->name;
	if (!import_decode(center->reader, file, &text, &length, fault) ||
	    !json_parse(text, length, center->reader->arena, &tree, fault))
		return false;
	if (tree->type == JSON_ARRAY)
		collect_articles(center, tree);
	collect_articles(center, json_member(tree, "articles"));
	collect(center, json_member(tree, "sections"), &center->sections, &center->section_at);
	collect(center, json_member(tree, "categories"), &center->categories, &center->category_at);
	return true;
}

bool import_read_zendesk(struct import_reader *reader, const struct archive *archive,
			 struct fault *fault)
{
	struct arena *arena = reader->arena;
	struct help_center center = {
	    .reader = reader,
	    .sections = list_new(arena, sizeof(const struct json *)),
	    .categories = list_new(arena, sizeof(const struct json *)),
	    .section_at = {.arena = arena},
	    .category_at = {.arena = arena},
	    .articles = list_new(arena, sizeof(const struct json *)),
	    .article_files = list_new(arena, sizeof(const char *)),
	};
	for (int i = 0; i < archive->count; i++)
		if ((archive->files[i].name == NULL ||
		     import_has_ending(archive->files[i].name, ".json")) &&
		    !read_file(&center, &archive->files[i], fault))
			return false;
	for (int i = 0; i < center.articles.count; i++) {
		reader->file = ((const char *const *)center.article_files.items)[i];
		if (!take_article(&center, i + 1,
				  ((const struct json *const *)center.articles.items)[i]))
			break;
	}
	return true;
}
