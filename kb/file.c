/*
 * File: see file.h.  Recognising is pure; saving applies on the writer's
 * thread; reading is for any thread with its own reader.
 */
#include "kb/file.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "data/audit.h"
#include "data/picture.h"
#include "data/text.h"

SQL_WRITE(FILE_SAVE, "INSERT INTO file (id, type, bytes, created_by, created_at) "
		     "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
SQL_READ(FILE_READ, "SELECT type, bytes FROM file WHERE id = $1");

bool file_id_is_valid(const char *id)
{
	return id != NULL && strlen(id) == FILE_ID_LENGTH &&
	       strspn(id, "0123456789abcdef") == FILE_ID_LENGTH;
}

/* Recognising ------------------------------------------------------------------------- */

static bool begins(const char *bytes, size_t length, const char *with, size_t size)
{
	return length >= size && memcmp(bytes, with, size) == 0;
}

static bool ends(const char *bytes, size_t length, const char *with, size_t size)
{
	return length >= size && memcmp(bytes + length - size, with, size) == 0;
}

/* Signature and header at the beginning, the closing chunk at the end
 * (PNG specification 5.2, 11.2.1, 11.2.5). */
static bool is_png(const char *bytes, size_t length)
{
	return begins(bytes, length, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) &&
	       ends(bytes, length, "\0\0\0\0IEND\xae\x42\x60\x82", 12);
}

static bool holds(const char *bytes, size_t length, const char *mark, size_t size)
{
	return memmem(bytes, length, mark, size) != NULL;
}

/* Cameras write more after the end mark, so it may stand anywhere. */
static bool is_jpeg(const char *bytes, size_t length)
{
	return begins(bytes, length, "\xff\xd8\xff", 3) && holds(bytes, length, "\xff\xd9", 2);
}

static bool is_gif(const char *bytes, size_t length)
{
	return (begins(bytes, length, "GIF89a", 6) || begins(bytes, length, "GIF87a", 6)) &&
	       length > 13 && holds(bytes + 13, length - 13, ";", 1);
}

/* A RIFF whose stated size is the file's. */
static bool is_webp(const char *bytes, size_t length)
{
	if (!begins(bytes, length, "RIFF", 4) || length < 16 ||
	    memcmp(bytes + 8, "WEBPVP8", 7) != 0)
		return false;
	const unsigned char *size = (const unsigned char *)bytes + 4;
	uint64_t stated = size[0] | size[1] << 8 | size[2] << 16 | (uint64_t)size[3] << 24;
	return stated + 8 == length || stated + 8 + 1 == length;
}

static bool is_pdf(const char *bytes, size_t length)
{
	return begins(bytes, length, "%PDF-", 5);
}

static bool is_zip(const char *bytes, size_t length)
{
	return begins(bytes, length, "PK\x03\x04", 4);
}

/* Whether a browser that looks into the text could take it for a page. */
static bool looks_like_markup(const char *bytes, size_t length)
{
	size_t at = begins(bytes, length, "\xef\xbb\xbf", 3) ? 3 : 0;
	while (at < length && strchr(" \t\r\n\f", bytes[at]) != NULL)
		at++;
	return at < length && bytes[at] == '<';
}

static bool is_text(const char *bytes, size_t length)
{
	return text_is_utf8(bytes, length) && !looks_like_markup(bytes, length);
}

static const struct kind {
	const char *type;
	bool (*is)(const char *bytes, size_t length);
} kinds[] = {
    {"image/png", is_png},   {"image/jpeg", is_jpeg},      {"image/gif", is_gif},
    {"image/webp", is_webp}, {"application/pdf", is_pdf},  {"application/zip", is_zip},
    {"text/plain", is_text},
};

const char *file_type(const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].is(bytes, length))
			return kinds[i].type;
	return NULL;
}

/* Saving and reading -------------------------------------------------------------------- */

static bool apply_save(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct file_save *save = (struct file_save *)change;
	struct query *query = db_query(transaction_db(transaction), &FILE_SAVE);
	query_text(query, 1, save->id);
	query_text(query, 2, save->type);
	query_blob(query, 3, save->bytes, save->length);
	query_text(query, 4, save->by.text[0] == '\0' ? NULL : save->by.text);
	query_int(query, 5, transaction_now(transaction));
	return query_run(&query, fault) &&
	       audit_append(transaction, save->by.text[0] == '\0' ? NULL : save->by.text,
			    "file.add", "file", save->id, NULL, fault);
}

bool file_save_prepare(struct file_save *save, struct fault *fault)
{
	if (save->length == 0)
		return fault_set(fault, FAULT_EMPTY, "file");
	if (save->length > FILE_BYTES_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "file", (int64_t)save->length,
				   (int64_t)FILE_BYTES_MOST);
	save->type = file_type(save->bytes, save->length);
	if (save->type == NULL)
		return fault_detail(fault, FAULT_FILE_KIND, "file",
				    "PNG, JPEG, GIF, WebP, PDF, ZIP, TXT");
	if (picture_is_known(save->type) && !picture_bare(save->type, save->bytes, save->length,
							  save->arena, &save->bytes, &save->length))
		return fault_set(fault, FAULT_FILE_DAMAGED, "file");
	struct secret_hash hash = bytes_hash(save->bytes, save->length);
	memcpy(save->id, hash.text, sizeof(save->id));
	save->change.apply = apply_save;
	return true;
}

enum lookup file_read(struct db *db, const char *id, struct arena *arena, struct file *out,
		      struct fault *fault)
{
	struct file file = {0};
	struct query *query = db_query(db, &FILE_READ);
	query_text(query, 1, id);
	if (query_next(query)) {
		const char *bytes = row_peek(query, "bytes", &file.length);
		file.bytes = arena_copy_text(arena, bytes, file.length);
		file.type = row_text(query, "type", arena);
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (file.type == NULL)
		return LOOKUP_ABSENT;
	*out = file;
	return LOOKUP_FOUND;
}
