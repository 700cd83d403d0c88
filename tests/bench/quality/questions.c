/* Reads a question set, publishes it and asks it. */
#include "tests/bench/quality/questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "data/text.h"
#include "kb/han.h"

char snapshot_path[64];

static uint64_t chance_state;

void chance_seed(int seed)
{
	chance_state = 0x9e3779b97f4a7c15u * (uint64_t)(seed + 1);
}

int chance_below(int limit)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (int)((chance_state >> 33) % (uint64_t)limit);
}

/* Reading -------------------------------------------------------------------- */

void stop_because(const char *what, const struct fault *fault)
{
	fprintf(stderr, "%s: %s %s %s\n", what, fault_type(fault->code), fault->field,
		fault->detail);
	exit(1);
}

static char *read_file(struct set *set, const char *name, size_t *length)
{
	char *path = arena_format(set->arena, "%s/%s", set->folder, name);
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	fseek(file, 0, SEEK_END);
	*length = (size_t)ftell(file);
	rewind(file);
	char *bytes = arena_alloc(set->arena, *length + 1);
	if (fread(bytes, 1, *length, file) != *length)
		exit(1);
	fclose(file);
	return bytes;
}

static struct compile_entry read_entry(struct set *set, const char *line, size_t length)
{
	const struct json *row;
	struct fault fault;
	int count = 0;

	if (!json_parse(line, length, set->arena, &row, &fault))
		stop_because(set->folder, &fault);
	const struct json *list = json_member(row, "variants");
	const char **variants =
	    arena_array(set->arena, list == NULL ? 1 : list->count, sizeof(char *));
	for (const struct json *at = list == NULL ? NULL : list->first; at != NULL; at = at->next)
		variants[count++] = at->text;
	return (struct compile_entry){
	    .external_id = json_text(row, "id"),
	    .question = json_text(row, "question"),
	    .variants = variants,
	    .variant_count = count,
	    .answer = "",
	    .category = "",
	    .language = "",
	    .tags = "",
	};
}

static void read_base(struct set *set)
{
	size_t length;
	char *line = read_file(set, "base.jsonl", &length);
	char *end = line + length;
	size_t room = 1;

	for (const char *at = line; at < end; at++)
		room += *at == '\n';
	set->entries = arena_array(set->arena, room, sizeof(*set->entries));
	while (line < end) {
		size_t size = strcspn(line, "\n");
		if (size > 0)
			set->entries[set->entry_count++] = read_entry(set, line, size);
		line += size + 1;
	}
}

struct set read_set(const char *folder)
{
	struct set set = {.folder = folder, .arena = arena_new()};
	struct fault fault;
	size_t length;

	set.name = strrchr(folder, '/') == NULL ? folder : strrchr(folder, '/') + 1;
	read_base(&set);
	const char *questions = read_file(&set, "dev.tsv", &length);
	if (!eval_parse(questions, length, set.arena, &set.questions, &set.question_count, &fault))
		stop_because(folder, &fault);
	const char *first = set.entries[0].question;
	uint32_t character = text_next(&first);
	set.is_chinese = character >= HAN_FIRST && character <= HAN_LAST;
	return set;
}

/* Publishing and asking -------------------------------------------------------- */

struct snapshot *publish_asked(const struct compile_entry *entries, int count,
			       const char *const *asked, int asked_count)
{
	struct compile_source source = {.number = 1,
					.entries = entries,
					.entry_count = count,
					.asked = asked,
					.asked_count = asked_count};
	struct fault fault;

	if (!compile_snapshot(&source, snapshot_path, &fault))
		stop_because("publish", &fault);
	struct snapshot *snapshot = snapshot_open(snapshot_path, &fault);
	if (snapshot == NULL || !bot_prepare(snapshot, &fault))
		stop_because("open", &fault);
	return snapshot;
}

struct snapshot *publish(const struct compile_entry *entries, int count)
{
	return publish_asked(entries, count, NULL, 0);
}

struct eval_report ask(struct snapshot *snapshot, const struct eval_question *questions, int count)
{
	struct bot_policy policy = bot_policy_default();
	struct eval_report report;

	eval_run(snapshot, questions, count, &policy, &report);
	return report;
}

double seconds_used(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
