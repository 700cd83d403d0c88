/*
 * Plays the transcripts in tests/conversations: see the README there.
 *
 * Each line is matched against the tables in stage_tellings.h and stage_acts.h.
 */
#include "tests/unit/stage_acts.h"
#include "tests/unit/stage_tellings.h"

#include <ctype.h>
#include <glob.h>

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

static void nothing_is_left_untold(struct stage *stage)
{
	for (int i = 0; i < stage->guest_count; i++) {
		struct guest *guest = &stage->guests[i];
		int64_t last = look(stage->world, &guest->visitor).last_number;
		if (guest->told != last)
			wrong(stage, arena_format(stage->world->arena,
						  "%s has %d events untold before this line",
						  guest->name, (int)(last - guest->told)));
	}
}

/* Matches one word and keeps it when the pattern's is a capital one. */
static bool match_word(struct stage *stage, const char *pattern, size_t pattern_length,
		       const char *word, size_t length, int *taken)
{
	bool colon = pattern[pattern_length - 1] == ':';
	bool takes = isupper((unsigned char)pattern[0]) != 0;
	if (!takes)
		return length == pattern_length && strncmp(pattern, word, length) == 0;
	if (colon != (word[length - 1] == ':') || *taken == TAKEN_MOST)
		return false;
	stage->taken[(*taken)++] =
	    arena_copy_text(stage->world->arena, word, length - (colon ? 1 : 0));
	return true;
}

static bool match_line(struct stage *stage, const char *pattern, const char *line)
{
	int taken = 0;
	memset(stage->taken, 0, sizeof(stage->taken));
	while (*pattern != '\0' && *line != '\0') {
		size_t wanted = strcspn(pattern, " ");
		size_t length = strcspn(line, " ");
		if (wanted == 4 && strncmp(pattern, "REST", 4) == 0) {
			stage->taken[taken] = line;
			return true;
		}
		if (!match_word(stage, pattern, wanted, line, length, &taken))
			return false;
		pattern += wanted + strspn(pattern + wanted, " ");
		line += length + strspn(line + length, " ");
	}
	return *pattern == '\0' && *line == '\0';
}

/* Cuts "-> refused CODE" off the line; the code, or NULL. */
static const char *cut_refusal(char *line)
{
	static const char mark[] = " -> refused ";
	char *at = strstr(line, mark);
	if (at == NULL)
		return NULL;
	*at = '\0';
	return at + strlen(mark);
}

static void check_outcome(struct stage *stage, const char *refusal)
{
	const char *actual = stage->outcome == FAULT_NONE ? NULL : fault_type(stage->outcome);
	if (refusal == NULL && actual != NULL)
		wrong(stage, arena_format(stage->world->arena, "refused: %s", actual));
	if (refusal != NULL && (actual == NULL || strcmp(actual, refusal) != 0))
		wrong(stage, arena_format(stage->world->arena, "expected a refusal, got %s",
					  actual == NULL ? "none" : actual));
}

static const struct stage_line *find(struct stage *stage, const struct stage_line *lines,
				     size_t count, const char *line)
{
	for (size_t i = 0; i < count; i++)
		if (match_line(stage, lines[i].pattern, line))
			return &lines[i];
	return NULL;
}

static void play_line(struct stage *stage, char *line)
{
	const char *refusal = cut_refusal(line);
	const struct stage_line *found = find(stage, tellings, LENGTH(tellings), line);
	stage->outcome = FAULT_NONE;
	if (found == NULL) {
		found = find(stage, acts, LENGTH(acts), line);
		nothing_is_left_untold(stage);
	}
	if (found == NULL)
		wrong(stage, arena_format(stage->world->arena, "not understood: %s", line));
	found->run(stage);
	check_outcome(stage, refusal);
}

static void play_file(struct stage *stage, const char *path)
{
	char line[1024];
	int place = 0;
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		stage->place = arena_format(stage->world->arena, "%s:%d", path, ++place);
		if (line[0] != '\0' && line[0] != '#')
			play_line(stage, arena_text(stage->world->arena, line));
	}
	fclose(file);
	nothing_is_left_untold(stage);
}

/* One test for each file; its state is the path. */
static void play_conversation(void **state)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	const char *path = *state;
	stage->world = world_new();
	world_publish(stage->world);
	play_file(stage, path);
	world_free(stage->world);
	free(stage);
}

int main(void)
{
	glob_t found;
	if (glob(SOURCE_DIR "/tests/conversations/*.chat", 0, NULL, &found) != 0)
		return 1;
	struct CMUnitTest *tests = calloc(found.gl_pathc, sizeof(*tests));
	for (size_t i = 0; i < found.gl_pathc; i++)
		tests[i] = (struct CMUnitTest){.name = strrchr(found.gl_pathv[i], '/') + 1,
					       .test_func = play_conversation,
					       .initial_state = found.gl_pathv[i]};
	int failed = _cmocka_run_group_tests("conversations", tests, found.gl_pathc, NULL, NULL);
	free(tests);
	globfree(&found);
	return failed;
}
