/*
 * Command line: see command_line.h.  Not for settings of the server.  Main
 * thread.
 */
#include "data/command_line.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Help --------------------------------------------------------------------------- */

static void print_usage(FILE *out, const struct command *command)
{
	fprintf(out, "Usage: foyer %s", command->name);
	for (const struct command_option *option = command->options; option->name != NULL;
	     option++) {
		fprintf(out, option->is_needed ? " --%s" : " [--%s", option->name);
		if (option->value != NULL)
			fprintf(out, " %s", option->value);
		if (!option->is_needed)
			fputc(']', out);
	}
	if (command->operands != NULL)
		fprintf(out, " %s", command->operands);
	fputc('\n', out);
}

void command_line_help(const struct command *command)
{
	printf("%s\n\n", command->summary);
	print_usage(stdout, command);
	printf("\nOptions:\n");
	for (const struct command_option *option = command->options; option->name != NULL;
	     option++) {
		char name[64];
		snprintf(name, sizeof(name), "--%s %s", option->name,
			 option->value != NULL ? option->value : "");
		printf("  %-22s %s%s\n", name, option->help, option->is_needed ? " (needed)" : "");
	}
	printf("  %-22s %s\n", "--help", "This text");
	if (command->examples == NULL)
		return;
	printf("\nExamples:\n");
	for (const char *const *example = command->examples; *example != NULL; example++)
		printf("  %s\n", *example);
}

/* Messages ------------------------------------------------------------------------- */

int command_line_fault(const struct command *command, const struct fault *fault)
{
	char sentence[600];
	fault_sentence(fault, LANGUAGE_EN, sentence, sizeof(sentence));
	fprintf(stderr, "foyer %s: %s", command->name, sentence);
	if (fault->line > 0)
		fprintf(stderr, " (line %lld)", (long long)fault->line);
	/* Many sentences hold the detail already. */
	if (*fault->detail != '\0' && strstr(sentence, fault->detail) == NULL)
		fprintf(stderr, " (%s)", fault->detail);
	fputc('\n', stderr);
	return COMMAND_FAILED;
}

int command_line_usage(const struct command *command, const char *format, ...)
{
	va_list arguments;
	fprintf(stderr, "foyer %s: ", command->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	print_usage(stderr, command);
	fprintf(stderr, "foyer %s --help tells more.\n", command->name);
	return COMMAND_USAGE;
}

/* Files ---------------------------------------------------------------------------- */

/* What the file says of its size; 0 where it says nothing, as a pipe. */
static int64_t stated_size(FILE *file)
{
	struct stat stat;
	return fstat(fileno(file), &stat) == 0 && S_ISREG(stat.st_mode) ? (int64_t)stat.st_size : 0;
}

static bool refuse_size(const char *path, int64_t size, size_t most, struct fault *fault)
{
	fault_limit(fault, FAULT_BODY_TOO_LARGE, path, size, (int64_t)most);
	snprintf(fault->detail, sizeof(fault->detail), "%.180s", path);
	return false;
}

bool command_line_file(const char *path, size_t most, struct buffer *out, struct fault *fault)
{
	char block[65536];
	size_t length;
	*out = buffer_new(most);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
	int64_t size = stated_size(file);
	if (size > (int64_t)most) {
		fclose(file);
		return refuse_size(path, size, most, fault);
	}
	while (!out->overflowed && (length = fread(block, 1, sizeof(block), file)) > 0)
		buffer_add(out, block, length);
	bool failed = ferror(file) != 0;
	int error = errno;
	fclose(file);
	if (failed)
		return fault_detail(fault, FAULT_FILE, path, "%s", strerror(error));
	return !out->overflowed || refuse_size(path, (int64_t)most + 1, most, fault);
}

/* Reading -------------------------------------------------------------------------- */

struct reading {
	const struct command *command;
	char **argv;
	int argc;
	int at; /* the next argument */
	void *values;
	int operand_count; /* operands are gathered at the front of argv + 1 */
	bool help;
};

static const struct command_option *find_option(const struct command *command, const char *name,
						size_t length)
{
	for (const struct command_option *option = command->options; option->name != NULL; option++)
		if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
			return option;
	return NULL;
}

/* Takes one option, its dashes already seen; COMMAND_GOOD when it is right. */
static int read_option(struct reading *reading, const char *argument)
{
	const char *name = argument + 2;
	const char *equals = strchr(name, '=');
	size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct command_option *option = find_option(reading->command, name, length);
	if (option == NULL)
		return command_line_usage(reading->command, "there is no option \"%s\".", argument);
	void *place = (char *)reading->values + option->offset;
	if (option->value == NULL) {
		if (equals != NULL)
			return command_line_usage(reading->command, "--%s takes no value.",
						  option->name);
		*(bool *)place = true;
		return COMMAND_GOOD;
	}
	if (equals == NULL && reading->at == reading->argc)
		return command_line_usage(reading->command, "--%s needs a value (%s).",
					  option->name, option->value);
	*(const char **)place = equals != NULL ? equals + 1 : reading->argv[reading->at++];
	return COMMAND_GOOD;
}

static int read_arguments(struct reading *reading)
{
	bool only_operands = false;
	while (reading->at < reading->argc) {
		char *argument = reading->argv[reading->at++];
		int status = COMMAND_GOOD;
		if (only_operands || argument[0] != '-' || argument[1] == '\0')
			reading->argv[++reading->operand_count] = argument;
		else if (strcmp(argument, "--") == 0)
			only_operands = true;
		else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
			reading->help = true;
		else if (argument[1] != '-')
			status = command_line_usage(reading->command, "there is no option \"%s\".",
						    argument);
		else
			status = read_option(reading, argument);
		if (status != COMMAND_GOOD)
			return status;
	}
	return COMMAND_GOOD;
}

static int check_complete(const struct reading *reading)
{
	const struct command *command = reading->command;
	for (const struct command_option *option = command->options; option->name != NULL;
	     option++) {
		const char *const *value =
		    (const void *)((const char *)reading->values + option->offset);
		if (option->is_needed && option->value != NULL &&
		    (*value == NULL || **value == '\0'))
			return command_line_usage(command, "--%s %s is needed.", option->name,
						  option->value);
	}
	if (reading->operand_count < command->operands_least)
		return command_line_usage(command, "%s is missing.", command->operands);
	if (reading->operand_count > command->operands_most)
		return command_line_usage(command, "\"%s\" is one argument too many.",
					  reading->argv[command->operands_most + 1]);
	return COMMAND_GOOD;
}

bool command_line_read(const struct command *command, int argc, char **argv, void *values,
		       struct command_operands *operands, int *status)
{
	struct reading reading = {
	    .command = command, .argv = argv, .argc = argc, .at = 1, .values = values};
	*status = read_arguments(&reading);
	if (*status == COMMAND_GOOD && reading.help) {
		command_line_help(command);
		return false;
	}
	if (*status == COMMAND_GOOD)
		*status = check_complete(&reading);
	if (*status != COMMAND_GOOD)
		return false;
	if (operands != NULL)
		*operands =
		    (struct command_operands){(const char *const *)argv + 1, reading.operand_count};
	return true;
}
