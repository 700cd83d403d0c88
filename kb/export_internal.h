/*
 * What the writers of each export format share; see export.h.  One thread.
 */
#ifndef FOYER_KB_EXPORT_INTERNAL_H
#define FOYER_KB_EXPORT_INTERNAL_H

#include "data/db.h"
#include "kb/export.h"
#include "kb/import_facts.h"

/* Called for each entry; the draft and the arena last until it returns. */
typedef bool (*export_each)(void *context, const struct entry_draft *draft, struct arena *arena,
			    struct fault *fault);

/* The same of the entry as it is stored. */
typedef bool (*export_each_entry)(void *context, const struct entry *entry, struct arena *arena,
				  struct fault *fault);

struct export_source {
	struct db *db;
	bool with_retired;
	bool is_whole;
};
bool export_walk_entries(const struct export_source *source, export_each_entry each, void *context,
			 struct fault *fault) MUST_USE;
bool export_walk(const struct export_source *source, export_each each, void *context,
		 struct fault *fault) MUST_USE;

typedef bool (*export_write)(const struct export_source *source, struct buffer *out,
			     struct fault *fault);
bool export_jsonl(const struct export_source *source, struct buffer *out,
		  struct fault *fault) MUST_USE;
bool export_csv(const struct export_source *source, struct buffer *out,
		struct fault *fault) MUST_USE;
bool export_tsv(const struct export_source *source, struct buffer *out,
		struct fault *fault) MUST_USE;
bool export_xlsx(const struct export_source *source, struct buffer *out,
		 struct fault *fault) MUST_USE;
bool export_markdown(const struct export_source *source, struct buffer *out,
		     struct fault *fault) MUST_USE;
bool export_html(const struct export_source *source, struct buffer *out,
		 struct fault *fault) MUST_USE;
bool export_faqpage(const struct export_source *source, struct buffer *out,
		    struct fault *fault) MUST_USE;
bool export_rasa(const struct export_source *source, struct buffer *out,
		 struct fault *fault) MUST_USE;
bool export_dialogflow(const struct export_source *source, struct buffer *out,
		       struct fault *fault) MUST_USE;
bool export_zendesk(const struct export_source *source, struct buffer *out,
		    struct fault *fault) MUST_USE;

/* A cell as spreadsheets may have it: formulas with an apostrophe in front. */
const char *export_cell(const char *text, struct arena *arena);

/* A file name that no system trips over, and that no other entry has: what
 * can be kept of the id, and a part of its hash. */
const char *export_file_name(const char *external_id, struct arena *arena);

#endif
