/* Commands from the outside, as a shell runs them: exit status and output. */
#ifndef FOYER_TESTS_SHELL_SUPPORT_H
#define FOYER_TESTS_SHELL_SUPPORT_H

#include "tests/unit/support.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/arena.h"
#include "data/command_line.h"

typedef int (*command_function)(int argc, char **argv);

struct shell {
	char *folder; /* holds the data folder and files */
	struct arena *arena;
};

struct ran {
	int status;
	const char *output;
	const char *errors;
};

static inline int shell_set_up(void **state)
{
	struct shell *shell = calloc(1, sizeof(*shell));
	shell->folder = test_folder();
	shell->arena = arena_new();
	*state = shell;
	return 0;
}

static inline int shell_tear_down(void **state)
{
	struct shell *shell = *state;
	test_folder_remove(shell->folder);
	arena_free(&shell->arena);
	free(shell);
	return 0;
}

static inline const char *path_of(struct shell *shell, const char *name)
{
	return arena_format(shell->arena, "%s/%s", shell->folder, name);
}

static inline void write_file(struct shell *shell, const char *name, const char *text)
{
	FILE *file = fopen(path_of(shell, name), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static inline const char *read_back(struct shell *shell, const char *name)
{
	struct buffer buffer;
	struct fault fault = {0};
	must(command_line_file(path_of(shell, name), 1 << 20, &buffer, &fault), &fault);
	const char *text =
	    arena_copy_text(shell->arena, buffer.length > 0 ? buffer.bytes : "", buffer.length);
	buffer_free(&buffer);
	return text;
}

static inline void redirect(struct shell *shell, const char *name, int flags, int descriptor)
{
	int file = open(path_of(shell, name), flags, 0600);
	if (file < 0 || dup2(file, descriptor) < 0)
		_exit(99);
}

/* Where coverage is counted: what a child ran counts, too, though it leaves
 * without its parent's farewells. */
extern void __gcov_dump(void) __attribute__((weak));

/* Runs a command in a process of its own, words separated by spaces; "@"
 * begins a path in the test's folder. */
static inline struct ran run(struct shell *shell, command_function command, const char *line,
		      const char *input)
{
	char *argv[20];
	int argc = 0;
	int status;
	char *words = arena_text(shell->arena, line);
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		argv[argc++] = (char *)(*word == '@' ? path_of(shell, word + 1) : word);
	argv[argc] = NULL;
	write_file(shell, "stdin", input);
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		redirect(shell, "stdin", O_RDONLY, 0);
		redirect(shell, "stdout", O_WRONLY | O_CREAT | O_TRUNC, 1);
		redirect(shell, "stderr", O_WRONLY | O_CREAT | O_TRUNC, 2);
		int result = command(argc, argv);
		fflush(NULL);
		if (__gcov_dump != NULL)
			__gcov_dump();
		_exit(result);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return (struct ran){WEXITSTATUS(status), read_back(shell, "stdout"),
			    read_back(shell, "stderr")};
}

static inline void must_hold(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

#endif
