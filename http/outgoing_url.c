/*
 * Outgoing URL: the part of outgoing.h that judges a URL by its text.  What it
 * leads to is looked at as it is connected to (outgoing.c).  Any thread.
 */
#include "http/outgoing.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

static char *part_of(CURLU *parts, CURLUPart part)
{
	char *text = NULL;
	return curl_url_get(parts, part, &text, 0) == CURLUE_OK ? text : NULL;
}

/* NULL, or why not. */
static const char *judge_parts(const struct outside_allowed *allowed, const char *scheme,
			       const char *host, bool has_user)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	char bare[300];
	if (scheme == NULL || host == NULL || host[0] == '\0')
		return "no address of the web";
	if (has_user)
		return "an address without a name and password";
	bool is_named = outside_allows_host(allowed, host);
	if (strcmp(scheme, "https") != 0 && (strcmp(scheme, "http") != 0 || !is_named))
		return "an address with https";
	snprintf(bare, sizeof(bare), "%s", host[0] == '[' ? host + 1 : host);
	bare[strcspn(bare, "]%")] = '\0';
	bool is_four = inet_pton(AF_INET, bare, &four.sin_addr) == 1;
	bool is_six = inet_pton(AF_INET6, bare, &six.sin6_addr) == 1;
	if (!is_named && ((is_four && !outside_allows(allowed, (struct sockaddr *)&four)) ||
			  (is_six && !outside_allows(allowed, (struct sockaddr *)&six))))
		return "an address outside this network";
	return NULL;
}

/* Curl writes a host as it will connect to it: 0x7f.1 is 127.0.0.1 here. */
const char *outgoing_judge_url(const struct outside_allowed *allowed, const char *url,
			       bool *is_named)
{
	const char *why_not = "no address of the web";
	CURLU *parts = curl_url();
	if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK) {
		char *scheme = part_of(parts, CURLUPART_SCHEME);
		char *host = part_of(parts, CURLUPART_HOST);
		char *user = part_of(parts, CURLUPART_USER);
		why_not = judge_parts(allowed, scheme, host, user != NULL);
		*is_named = host != NULL && outside_allows_host(allowed, host);
		curl_free(scheme);
		curl_free(host);
		curl_free(user);
	}
	curl_url_cleanup(parts);
	return why_not;
}

bool outgoing_check_url(const struct outside_allowed *allowed, const char *url, const char *field,
			struct fault *fault)
{
	bool is_named;
	const char *why_not = outgoing_judge_url(allowed, url, &is_named);
	return why_not == NULL || fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, field, "%s", why_not);
}
