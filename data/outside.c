/*
 * Outside: see outside.h.  Pure; any thread.
 */
#include "data/outside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "data/address_range.h"
#include "data/buffer.h"
#include "data/text.h"

#define WORDS_BYTES_MOST 4000
#define SEPARATORS       " ,;\t\r\n"

/* What of IPv4 isn't the public internet (IANA's special-purpose registry). */
#define INSIDE_4                                                                                   \
	"0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "             \
	"192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 "                   \
	"198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
/* Of IPv6 only this is given out, and of it not what follows: tunnels, which
 * carry an IPv4 address of anybody's choice, and examples. */
#define OUTSIDE_6 "2000::/3"
#define INSIDE_6  "2001::/23 2001:db8::/32 2002::/16 3fff::/20"
/* NAT64: the last four bytes are the IPv4 address meant. */
#define TRANSLATED_6 "64:ff9b::/96"

/* Reading ------------------------------------------------------------------------------- */

static bool is_range(const char *word)
{
	unsigned char bytes[16];
	return strchr(word, '/') != NULL || inet_pton(AF_INET, word, bytes) == 1 ||
	       inet_pton(AF_INET6, word, bytes) == 1;
}

static bool is_host(const char *word)
{
	return word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-.")] == '\0';
}

static bool sort_word(const char *word, struct buffer *hosts, struct buffer *ranges,
		      struct fault *fault)
{
	if (is_range(word))
		buffer_format(ranges, "%s ", word);
	else if (is_host(word))
		buffer_format(hosts, "%s ", word);
	else
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "allow-outgoing", "%s", word);
	return true;
}

bool outside_read(const char *words, struct arena *arena, struct outside_allowed *allowed,
		  struct fault *fault)
{
	struct outside_allowed found = {.hosts = "", .ranges = ""};
	struct buffer hosts = buffer_new(WORDS_BYTES_MOST), ranges = buffer_new(WORDS_BYTES_MOST);
	bool good = true;
	const char *rest = words == NULL ? "" : text_lower_ascii(words, arena);
	buffer_add_char(&hosts, ' ');
	buffer_add_text(&ranges, "");
	for (rest += strspn(rest, SEPARATORS); good && *rest != '\0'; rest += strspn(rest, SEPARATORS)) {
		size_t length = strcspn(rest, SEPARATORS);
		good = sort_word(arena_copy_text(arena, rest, length), &hosts, &ranges, fault);
		rest += length;
	}
	if (good) {
		found.hosts = arena_copy_text(arena, hosts.bytes, hosts.length);
		good = address_ranges_clean(ranges.length == 0 ? "" : ranges.bytes, "allow-outgoing", arena,
					    &found.ranges, fault);
	}
	buffer_free(&hosts);
	buffer_free(&ranges);
	if (good)
		*allowed = found;
	return good;
}

bool outside_allows_host(const struct outside_allowed *allowed, const char *host)
{
	char word[260];
	size_t length = strlen(host);
	if (length == 0 || length > 253 || host[strcspn(host, SEPARATORS)] != '\0')
		return false;
	word[0] = ' ';
	for (size_t at = 0; at < length; at++)
		word[at + 1] = (char)(host[at] >= 'A' && host[at] <= 'Z' ? host[at] + 32 : host[at]);
	word[length + 1] = ' ';
	word[length + 2] = '\0';
	return strstr(allowed->hosts, word) != NULL;
}

/* Addresses ------------------------------------------------------------------------------ */

static bool is_public_4(const char *address)
{
	return !address_ranges_hold(INSIDE_4, address);
}

/* The IPv4 address in the last bytes of a mapped or translated one. */
static bool carries_public_4(const struct in6_addr *address)
{
	char text[INET_ADDRSTRLEN];
	return inet_ntop(AF_INET, address->s6_addr + 12, text, sizeof(text)) != NULL &&
	       is_public_4(text);
}

static bool is_public_6(const struct in6_addr *address, const char *text)
{
	if (IN6_IS_ADDR_V4MAPPED(address) || address_ranges_hold(TRANSLATED_6, text))
		return carries_public_4(address);
	return address_ranges_hold(OUTSIDE_6, text) && !address_ranges_hold(INSIDE_6, text);
}

bool outside_allows(const struct outside_allowed *allowed, const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN];
	const struct in_addr *four = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
	const struct in6_addr *six =
	    &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	bool is_six = address->sa_family == AF_INET6;
	if ((!is_six && address->sa_family != AF_INET) ||
	    inet_ntop(address->sa_family, is_six ? (const void *)six : (const void *)four, text,
		      sizeof(text)) == NULL)
		return false;
	if (allowed->ranges[0] != '\0' && address_ranges_hold(allowed->ranges, text))
		return true;
	return is_six ? is_public_6(six, text) : is_public_4(text);
}
