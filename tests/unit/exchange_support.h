/* Imports as files and texts, for tests of every format. */
#ifndef FOYER_TEST_EXCHANGE_SUPPORT_H
#define FOYER_TEST_EXCHANGE_SUPPORT_H

#include "tests/unit/knowledge_support.h"

#include "kb/import_facts.h"

static inline struct import_report import_source(struct base *base, struct import_source source,
						 bool *good, struct fault *fault)
{
	struct import_request request = {.source = source};
	struct import_report report;
	*fault = (struct fault){0};
	*good = import_run(base->store, &request, base->arena, &report, fault);
	return report;
}

static inline struct import_report import_file(struct base *base, const char *name)
{
	struct import_source source = {.name = name, .format = IMPORT_BY_ITSELF};
	struct buffer bytes = buffer_new(0);
	struct fault fault;
	bool good;
	char path[500];
	FILE *file;
	char block[4096];
	size_t got;
	snprintf(path, sizeof(path), "%s/tests/exchange/%s", SOURCE_DIR, name);
	if (strchr(name, '.') == NULL) {
		source.folder = path;
	} else {
		bytes = buffer_new(1 << 20);
		file = fopen(path, "rb");
		assert_non_null(file);
		while ((got = fread(block, 1, sizeof(block), file)) > 0)
			buffer_add(&bytes, block, got);
		fclose(file);
		source.bytes = arena_copy_text(base->arena, bytes.bytes, bytes.length);
		source.length = bytes.length;
		buffer_free(&bytes);
	}
	struct import_report report = import_source(base, source, &good, &fault);
	if (!good && fault.code != FAULT_ROWS_REFUSED)
		fail_msg("%s: %s %s", name, fault.field, fault.detail);
	return report;
}

#endif
