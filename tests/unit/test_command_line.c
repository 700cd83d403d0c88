/* The command line: options, operands, help and mistakes. */
#include "tests/unit/support.h"

#include "data/command_line.h"

struct arguments {
	const char *folder;
	const char *format;
	bool dry_run;
};

static const struct command_option options[] = {
    {"data", "DIR", "The data folder", offsetof(struct arguments, folder), true},
    {"format", "F", "jsonl or csv", offsetof(struct arguments, format), false},
    {"dry-run", NULL, "Store nothing", offsetof(struct arguments, dry_run), false},
    {0},
};

static const struct command command = {
    .name = "test",
    .summary = "A test.",
    .operands = "FILE...",
    .operands_least = 1,
    .operands_most = 2,
    .options = options,
};

struct result {
	bool goes_on;
	int status;
	struct arguments arguments;
	struct command_operands operands;
};

/* Reads one command line, its words separated by single spaces. */
static struct result read_line(const char *line)
{
	static char words[400];
	static char *argv[20];
	struct result result = {0};
	int argc = 0;
	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	result.goes_on = command_line_read(&command, argc, argv, &result.arguments,
					   &result.operands, &result.status);
	return result;
}

static void options_and_operands_come_in_any_order(void **state)
{
	(void)state;
	struct result result = read_line("test one --dry-run --data /d two --format=csv");
	assert_true(result.goes_on);
	assert_string_equal(result.arguments.folder, "/d");
	assert_string_equal(result.arguments.format, "csv");
	assert_true(result.arguments.dry_run);
	assert_int_equal(result.operands.count, 2);
	assert_string_equal(result.operands.text[0], "one");
	assert_string_equal(result.operands.text[1], "two");
}

static void two_dashes_end_the_options(void **state)
{
	(void)state;
	struct result result = read_line("test --data=/d -- --dry-run -");
	assert_true(result.goes_on);
	assert_false(result.arguments.dry_run);
	assert_string_equal(result.operands.text[0], "--dry-run");
	assert_string_equal(result.operands.text[1], "-");
}

static void mistakes_are_usage(void **state)
{
	(void)state;
	static const char *const lines[] = {
	    "test",
	    "test file",
	    "test --data",
	    "test --data= file",
	    "test --data /d",
	    "test --data /d --dry file",
	    "test --data /d -x file",
	    "test --data /d --dry-run=yes file",
	    "test --data /d a b c",
	};
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct result result = read_line(lines[i]);
		assert_false(result.goes_on);
		assert_int_equal(result.status, COMMAND_USAGE);
	}
}

static void help_is_good_whatever_else_is_missing(void **state)
{
	(void)state;
	struct result result = read_line("test --help");
	assert_false(result.goes_on);
	assert_int_equal(result.status, COMMAND_GOOD);
	assert_int_equal(read_line("test -h").status, COMMAND_GOOD);
}

static void a_fault_fails_the_command(void **state)
{
	(void)state;
	struct fault fault;
	fault_detail(&fault, FAULT_BAD_ENCODING, "file", "%s", "GBK");
	fault.line = 7;
	assert_int_equal(command_line_fault(&command, &fault), COMMAND_FAILED);
	assert_int_equal(command_line_usage(&command, "%s", "no"), COMMAND_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_and_operands_come_in_any_order),
	    cmocka_unit_test(two_dashes_end_the_options),
	    cmocka_unit_test(mistakes_are_usage),
	    cmocka_unit_test(help_is_good_whatever_else_is_missing),
	    cmocka_unit_test(a_fault_fails_the_command),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
