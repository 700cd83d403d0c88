/*
 * Transcript: a conversation to read, keep and print, as text or as a page.
 *
 * A visitor's has what a visitor saw; that of staff has the notes too, and the
 * whispers that were for them.  What
 * was written stays text: nothing in a page can run.  Any thread.
 */
#ifndef FOYER_HANDOFF_TRANSCRIPT_H
#define FOYER_HANDOFF_TRANSCRIPT_H

#include "data/buffer.h"
#include "data/db.h"
#include "data/event_log.h"
#include "data/time_zone.h"

#define TRANSCRIPT_BYTES_MOST ((size_t)12 * 1024 * 1024)

struct transcript {
	const struct conversation_id *conversation;
	struct event_reader reader;
	enum language language;       /* of the reader */
	const struct time_zone *zone; /* NULL: UTC */
};

/* All events that this reader may see, oldest first. */
bool transcript_events(struct db *db, const struct transcript *transcript, struct arena *arena,
		       struct event **events, int *count, struct fault *fault) MUST_USE;

void transcript_text(const struct transcript *transcript, const struct event *events, int count,
		     struct arena *arena, struct buffer *out);
void transcript_page(const struct transcript *transcript, const struct event *events, int count,
		     struct arena *arena, struct buffer *out);

#endif
