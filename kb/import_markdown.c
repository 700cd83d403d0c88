/*
 * Markdown: an entry a file, its facts in front matter (YAML between two
 * lines of "---") and its answer below.  Without a question in front the
 * first heading is the question, without a category the folder is.  One
 * thread.
 */
#include <string.h>

#include "kb/import_facts.h"
#include "kb/import_internal.h"
#include "kb/import_yaml.h"

/* Other names for facts. */
static const struct {
	const char *name;
	enum fact fact;
} aliases[] = {{"title", FACT_QUESTION}, {"lang", FACT_LANGUAGE}, {"keywords", FACT_TAGS}};

/* What site generators keep there. */
static const char *const ignored[] = {
    "layout",    "date",         "description", "author",       "slug",          "weight",
    "permalink", "draft",        "toc",         "image",        "hide_title",    "sidebar_label",
    "parent",    "grand_parent", "nav_order",   "has_children", "redirect_from", "sidebar_position",
    "lastmod",   "last_update"};

static bool wrong_type(const struct yaml *node, const char *what, struct fault *fault)
{
	fault_detail(fault, FAULT_WRONG_TYPE, node->name, "%s", what);
	fault->line = node->line + 1; /* the line of "---" */
	return false;
}

static bool find_fact(const char *name, enum fact *out)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (strcmp(aliases[i].name, name) == 0) {
			*out = aliases[i].fact;
			return true;
		}
	return fact_from_name(name, out) && *out != FACT_ANSWER;
}

static bool is_ignored(const char *name)
{
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		if (strcmp(ignored[i], name) == 0)
			return true;
	return false;
}

/* Lists are one text with a line each. */
static bool join_list(const struct yaml *node, struct arena *arena, const char **out,
		      struct fault *fault)
{
	struct buffer text = buffer_new(IMPORT_ROW_MOST);
	for (const struct yaml *child = node->first; child != NULL; child = child->next) {
		if (node->kind != YAML_LIST || child->kind != YAML_TEXT) {
			buffer_free(&text);
			return wrong_type(node, "a list of texts", fault);
		}
		buffer_add_text(&text, child->text);
		buffer_add_char(&text, '\n');
	}
	*out = arena_text(arena, text.length > 0 ? text.bytes : "");
	buffer_free(&text);
	return true;
}

static bool read_part(const struct yaml *node, struct arena *arena, struct entry_draft *draft,
		      struct fault *fault)
{
	enum fact fact;
	const char *text = node->text;
	if (!find_fact(node->name, &fact)) {
		if (is_ignored(node->name))
			return true;
		fault_set(fault, FAULT_UNKNOWN_FIELD, node->name);
		fault->line = node->line + 1;
		return false;
	}
	bool many = fact == FACT_VARIANTS || fact == FACT_TAGS;
	if (node->kind != YAML_TEXT && !many)
		return wrong_type(node, "text", fault);
	if (node->kind != YAML_TEXT && !join_list(node, arena, &text, fault))
		return false;
	if (fact_set(draft, fact, text, arena, fault))
		return true;
	fault->line = node->line + 1;
	return false;
}

static bool is_fence(const char *line, size_t size)
{
	while (size > 3 && (line[size - 1] == ' ' || line[size - 1] == '\t'))
		size--;
	return size == 3 && memcmp(line, "---", 3) == 0;
}

/* The front matter's bytes, and where the body begins; no bytes when there is
 * none.  False when it never ends. */
static bool find_front(const char *text, size_t length, const char **front, size_t *size,
		       const char **body)
{
	const char *end = text + length;
	const char *next;
	*size = 0;
	*body = text;
	if (!is_fence(text, import_line(text, end, &next)))
		return true;
	*front = next;
	for (const char *line = next; line < end; line = next)
		if (is_fence(line, import_line(line, end, &next))) {
			*size = (size_t)(line - *front);
			*body = next;
			return true;
		}
	return false;
}

static bool read_front(const char *front, size_t size, struct arena *arena,
		       struct entry_draft *draft, struct fault *fault)
{
	const struct yaml *map = NULL;
	if (!yaml_parse(front, size, arena, &map, fault)) {
		fault->line++;
		return false;
	}
	if (map != NULL && map->kind != YAML_MAP) {
		fault_detail(fault, FAULT_WRONG_TYPE, "front matter", "lines of \"name: value\"");
		fault->line = 2;
		return false;
	}
	for (const struct yaml *node = map != NULL ? map->first : NULL; node != NULL;
	     node = node->next)
		if (!read_part(node, arena, draft, fault))
			return false;
	return true;
}

/* The first line of text when it is a heading; *body moves behind it. */
static const char *take_heading(const char **body, const char *end, struct arena *arena)
{
	for (const char *line = *body, *next; line < end; line = next) {
		size_t size = import_line(line, end, &next);
		size_t marks = 0;
		while (marks < size && line[marks] == '#')
			marks++;
		if (size == 0 || strspn(line, " \t\r\n") >= size)
			continue;
		if (marks == 0 || marks > 6 || marks == size || line[marks] != ' ')
			return NULL;
		while (size > marks && (line[size - 1] == '#' || line[size - 1] == ' '))
			size--;
		*body = next;
		return arena_copy_text(arena, line + marks, size - marks);
	}
	return NULL;
}

/* The length of the folder that holds all files, with its slash; 0: there is none. */
static size_t common_folder(const struct archive *archive)
{
	const char *first = archive->count > 0 ? archive->files[0].name : NULL;
	size_t length = first == NULL ? 0 : strcspn(first, "/") + 1;
	for (int i = 0; i < archive->count && length > 0; i++)
		if (strncmp(archive->files[i].name, first, length) != 0)
			length = 0;
	return length;
}

/* The folders that a file lies in, without the one that holds everything. */
static const char *folder_of(size_t common, const char *name, struct arena *arena)
{
	const char *slash = strrchr(name, '/');
	if (slash == NULL)
		return "";
	if (name + common > slash)
		return "";
	return arena_copy_text(arena, name + common, (size_t)(slash - name) - common);
}

static bool read_draft(struct import_reader *reader, size_t common,
		       const struct archive_file *file, struct entry_draft *draft,
		       struct fault *fault)
{
	const char *text;
	const char *front;
	const char *body;
	size_t length;
	size_t size;
	if (!import_decode(reader, file, &text, &length, fault))
		return false;
	if (length > IMPORT_ROW_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "file", (int64_t)length,
				   IMPORT_ROW_MOST);
	text = arena_copy_text(reader->scratch, text, length);
	if (!find_front(text, length, &front, &size, &body)) {
		fault_detail(fault, FAULT_MALFORMED, "front matter", "a second line of --- is missing");
		fault->line = 1;
		return false;
	}
	if (size > 0 && !read_front(front, size, reader->scratch, draft, fault))
		return false;
	if (draft->question == NULL || *draft->question == '\0')
		draft->question = take_heading(&body, text + length, reader->scratch);
	if (draft->category == NULL && file->name != NULL)
		draft->category = folder_of(common, file->name, reader->scratch);
	draft->answer = body;
	return true;
}

/* A file alone may hold no front matter; in a folder, what has neither front
 * matter nor a heading (a licence, say) is left aside. */
bool import_read_markdown(struct import_reader *reader, const struct archive *archive,
			  struct fault *fault)
{
	bool more = true;
	size_t common = common_folder(archive);
	(void)fault; /* a file is a row: only rows can be wrong */
	for (int i = 0; i < archive->count && more; i++) {
		const struct archive_file *file = &archive->files[i];
		struct entry_draft draft = {0};
		struct fault row = {0};
		if (file->name != NULL && !import_has_ending(file->name, ".md") &&
		    !import_has_ending(file->name, ".markdown"))
			continue;
		arena_reset(reader->scratch);
		reader->file = file->name;
		if (!read_draft(reader, common, file, &draft, &row))
			import_refuse(reader, row.line > 0 ? row.line : 1, &row);
		else if (draft.question == NULL && draft.external_id == NULL)
			import_note(reader, 1, "question", "no-question");
		else
			more = import_take(reader, 1, &draft);
	}
	return true;
}
