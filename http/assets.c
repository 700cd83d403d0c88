/*
 * Assets: see assets.h.
 *
 * The table is made once, by whoever asks first; after that it only is read,
 * so any event loop may answer from it.
 */
#include "http/assets.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/embedded.h"
#include "http/request_state.h"

#define ETAG_BYTES 12

enum encoding { ENCODING_PLAIN, ENCODING_GZIP, ENCODING_BROTLI, ENCODING_COUNT };

static const struct {
	const char *suffix;
	const char *token; /* in Accept-Encoding and Content-Encoding */
} ENCODINGS[ENCODING_COUNT] = {{"", ""}, {".gz", "gzip"}, {".br", "br"}};

struct asset {
	const char *path;
	const struct embedded_file *files[ENCODING_COUNT]; /* NULL: not in that form */
	char etag[ETAG_BYTES * 2 + 1];
};

static struct asset *assets;
static size_t asset_count;
static pthread_once_t made = PTHREAD_ONCE_INIT;

/* What pages may load and who may frame them.  Nothing inline: no script or
 * style of a visitor's making can run.  Pictures may come from anywhere over
 * TLS, since answers show them. */
#define POLICY                                                                                     \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: "     \
	"https:; font-src 'self'; media-src 'self' data:; connect-src 'self'; manifest-src "       \
	"'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "

/* By the path's beginning, the first that fits. */
static const struct {
	const char *prefix;
	const char *policy;
	const char *cache;
	const char *resource_policy;
} CLASSES[] = {
    {"assets/", POLICY "frame-ancestors 'none'", "public, max-age=31536000, immutable",
     "same-origin"},
    {"widget/", POLICY "frame-ancestors *", "no-cache", "cross-origin"},
    {"widget.js", POLICY "frame-ancestors 'none'", "public, max-age=600", "cross-origin"},
    {"", POLICY "frame-ancestors 'none'", "no-cache", "same-origin"},
};

static const struct {
	const char *suffix;
	const char *type;
} TYPES[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".jpg", "image/jpeg"},
    {".woff2", "font/woff2"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".wav", "audio/wav"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {"", "application/octet-stream"},
};

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text);
	size_t end_length = strlen(end);
	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static const struct embedded_file *find_file(const char *path, const char *suffix)
{
	size_t length = strlen(path);
	for (const struct embedded_file *file = embedded_web; file->path != NULL; file++)
		if (strncmp(file->path, path, length) == 0 &&
		    strcmp(file->path + length, suffix) == 0)
			return file;
	return NULL;
}

static void add_asset(const struct embedded_file *file)
{
	struct asset *asset = &assets[asset_count++];
	unsigned char hash[crypto_generichash_BYTES_MIN];
	asset->path = file->path;
	for (int i = 0; i < ENCODING_COUNT; i++)
		asset->files[i] = find_file(file->path, ENCODINGS[i].suffix);
	crypto_generichash(hash, crypto_generichash_BYTES_MIN, (const unsigned char *)file->bytes,
			   (unsigned long long)(file->end - file->bytes), NULL, 0);
	sodium_bin2hex(asset->etag, sizeof(asset->etag), hash, ETAG_BYTES);
}

static void make(void)
{
	size_t count = 0;
	for (const struct embedded_file *file = embedded_web; file->path != NULL; file++)
		count++;
	assets = memory_array(count, sizeof(*assets));
	for (const struct embedded_file *file = embedded_web; file->path != NULL; file++)
		if (!ends_with(file->path, ".gz") && !ends_with(file->path, ".br"))
			add_asset(file);
}

static const struct asset *find_name(const char *name)
{
	for (size_t i = 0; i < asset_count; i++)
		if (strcmp(assets[i].path, name) == 0)
			return &assets[i];
	return NULL;
}

/* "/chat", "/chat/" and "/chat/index.html" are one page; "/" is the demo. */
static const struct asset *find(const char *path)
{
	char name[256];
	pthread_once(&made, make);
	size_t length = strlen(path);
	if (path[0] != '/' || length >= sizeof(name) - sizeof("/index.html"))
		return NULL;
	snprintf(name, sizeof(name), "%s", path + 1);
	const struct asset *asset = find_name(name);
	if (asset != NULL)
		return asset;
	if (name[0] == '\0')
		asset = find_name("demo/index.html");
	bool slash = name[0] == '\0' || ends_with(name, "/");
	snprintf(name + strlen(name), sizeof(name) - strlen(name), "%sindex.html",
		 slash ? "" : "/");
	const struct asset *index = find_name(name);
	return index != NULL ? index : asset;
}

/* Whether an Accept-Encoding header takes this coding (RFC 9110 12.5.3). */
static bool takes(const char *header, const char *token)
{
	size_t length = strlen(token);
	while (header != NULL && *header != '\0') {
		header += strspn(header, " ,\t");
		size_t item = strcspn(header, ",");
		if (item >= length && strncasecmp(header, token, length) == 0 &&
		    strchr(" ;,\t", header[length]) != NULL) {
			const char *weight = memmem(header, item, "q=0", 3);
			return weight == NULL ||
			       strspn(weight + 2, "0.") < strcspn(weight + 2, ", ;");
		}
		header += item;
	}
	return false;
}

static enum encoding choose(const struct asset *asset, const char *accepted)
{
	for (int i = ENCODING_COUNT - 1; i > ENCODING_PLAIN; i--)
		if (asset->files[i] != NULL && takes(accepted, ENCODINGS[i].token))
			return (enum encoding)i;
	return ENCODING_PLAIN;
}

static const char *type_of(const char *path)
{
	size_t i = 0;
	while (!ends_with(path, TYPES[i].suffix))
		i++;
	return TYPES[i].type;
}

static void add_class_headers(struct request *request, const char *path)
{
	size_t i = 0;
	while (strncmp(path, CLASSES[i].prefix, strlen(CLASSES[i].prefix)) != 0)
		i++;
	request_add_header(request, "Content-Security-Policy", CLASSES[i].policy);
	request_add_header(request, "Cache-Control", CLASSES[i].cache);
	request_add_header(request, "Cross-Origin-Resource-Policy", CLASSES[i].resource_policy);
	request_add_header(request, "Referrer-Policy", "same-origin");
	request_add_header(request, "Vary", "Accept-Encoding");
}

static struct answer show(struct request *request)
{
	struct request_state *state = state_of(request);
	const struct asset *asset = find(state->path);
	enum encoding encoding = choose(asset, request_header(request, "Accept-Encoding"));
	const struct embedded_file *file = asset->files[encoding];
	size_t length = (size_t)(file->end - file->bytes);
	const char *etag =
	    arena_format(request->arena, "\"%s%s\"", asset->etag, ENCODINGS[encoding].suffix);
	const char *known = request_header(request, "If-None-Match");
	state->answer.is_page = true;
	add_class_headers(request, asset->path);
	request_add_header(request, "ETag", etag);
	if (known != NULL && (strstr(known, etag) != NULL || strcmp(known, "*") == 0))
		/* The library sends the length and, for 304, no bytes. */
		return answer_bytes(request, 304, NULL, file->bytes, length);
	if (encoding != ENCODING_PLAIN)
		request_add_header(request, "Content-Encoding", ENCODINGS[encoding].token);
	return answer_bytes(request, 200, type_of(asset->path), file->bytes, length);
}

static const struct route PAGE = {
    .method = "GET",
    .path = "(a page)",
    .who = MAY_ANYONE,
    .handle = show,
    .raw_query = true, /* the page's own business: a site's name, a campaign */
    .summary = "The web front-ends",
    .quiet = true,
};

const struct route *assets_route(const char *method, const char *path, char *allow, size_t size)
{
	if (find(path) == NULL)
		return NULL;
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
		return &PAGE;
	snprintf(allow, size, "GET, HEAD");
	return NULL;
}
