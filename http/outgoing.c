/*
 * Outgoing: see outgoing.h.  Not for which URLs may be sent to
 * (outgoing_url.c).  One thread at a time, but for outgoing_wake.
 */
#include "http/outgoing.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "data/log.h"
#include "data/mail.h"
#include "data/text.h"

#define WAKE_TRIES 3

struct outgoing {
	CURLM *multi;
	const struct outside_allowed *allowed;
	const char *trusted;
	struct sending_now *first;
};

/* One that is under way. */
struct sending_now {
	struct sending_now *next, **place;
	struct outgoing *outgoing;
	CURL *easy;
	struct curl_slist *headers, *recipients;
	char *body;
	size_t length, at, received;
	bool is_mail, is_named; /* the operator allows the host by its name */
	bool was_refused;       /* it led to an address that isn't allowed */
	bool was_too_long;
	bool has_recipient; /* mail: its server was told who it is for */
	bool is_policy;     /* mail: what was refused last was so for who sends it, RFC 3463 */
	outgoing_done done;
	void *context;
	char error[CURL_ERROR_SIZE];
};

/* Callbacks ------------------------------------------------------------------------------ */

/* The one place where connections are opened. */
static curl_socket_t open_socket(void *now_, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct sending_now *now = now_;
	if (purpose != CURLSOCKTYPE_IPCXN ||
	    (!now->is_named && !outside_allows(now->outgoing->allowed, &address->addr))) {
		now->was_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t receive(char *bytes, size_t size, size_t count, void *now_)
{
	struct sending_now *now = now_;
	(void)bytes;
	now->received += size * count;
	now->was_too_long = now->received > OUTGOING_ANSWER_MOST;
	return now->was_too_long ? 0 : size * count;
}

static size_t give(char *bytes, size_t size, size_t count, void *now_)
{
	struct sending_now *now = now_;
	size_t length = now->length - now->at;
	if (length > size * count)
		length = size * count;
	memcpy(bytes, now->body + now->at, length);
	now->at += length;
	return length;
}

static bool begins(const char *bytes, size_t size, const char *with)
{
	return size >= strlen(with) && memcmp(bytes, with, strlen(with)) == 0;
}

/* Overhears the talk with a mail server: the library doesn't say what was refused. */
static int overhear(CURL *easy, curl_infotype type, char *bytes, size_t size, void *now_)
{
	struct sending_now *now = now_;
	(void)easy;
	if (type == CURLINFO_HEADER_OUT && begins(bytes, size, "RCPT "))
		now->has_recipient = true;
	/* "550 5.7.1 ..." or "550-5.7.1 ..." */
	if (type == CURLINFO_HEADER_IN && begins(bytes, size, "5"))
		now->is_policy = size > 4 && begins(bytes + 4, size - 4, "5.7.");
	return 0;
}

/* Starting ------------------------------------------------------------------------------- */

static struct sending_now *begin(struct outgoing *outgoing, const void *body, size_t length,
				 outgoing_done done, void *context)
{
	struct sending_now *now = memory_new(sizeof(*now));
	now->outgoing = outgoing;
	now->body = memory_new(length + 1);
	memcpy(now->body, body, length);
	now->length = length;
	now->done = done;
	now->context = context;
	now->place = &outgoing->first;
	now->next = outgoing->first;
	if (now->next != NULL)
		now->next->place = &now->next;
	outgoing->first = now;
	now->easy = curl_easy_init();
	if (now->easy == NULL)
		memory_ran_out(0);
	return now;
}

static void end(struct sending_now *now)
{
	*now->place = now->next;
	if (now->next != NULL)
		now->next->place = now->place;
	curl_multi_remove_handle(now->outgoing->multi, now->easy);
	curl_easy_cleanup(now->easy);
	curl_slist_free_all(now->headers);
	curl_slist_free_all(now->recipients);
	free(now->body);
	free(now);
}

/* They stand for the system's file; its folder of the same counts on. */
static void set_trusted(struct sending_now *now)
{
	const char *trusted = now->outgoing->trusted;
	struct curl_blob blob = {.data = (void *)trusted, .flags = CURL_BLOB_NOCOPY};
	if (trusted == NULL)
		return;
	blob.len = strlen(trusted);
	curl_easy_setopt(now->easy, CURLOPT_CAINFO_BLOB, &blob);
}

/* What holds for all: no proxies of the environment, no redirects, bounds. */
static void set_common(struct sending_now *now, const char *url)
{
	curl_easy_setopt(now->easy, CURLOPT_URL, url);
	curl_easy_setopt(now->easy, CURLOPT_PRIVATE, now);
	curl_easy_setopt(now->easy, CURLOPT_PROTOCOLS_STR, now->is_mail ? "smtp,smtps" : "http,https");
	curl_easy_setopt(now->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(now->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(now->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(now->easy, CURLOPT_TIMEOUT, (long)OUTGOING_SECONDS);
	curl_easy_setopt(now->easy, CURLOPT_CONNECTTIMEOUT, (long)OUTGOING_CONNECT_SECONDS);
	curl_easy_setopt(now->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(now->easy, CURLOPT_OPENSOCKETDATA, now);
	curl_easy_setopt(now->easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(now->easy, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(now->easy, CURLOPT_WRITEDATA, now);
	curl_easy_setopt(now->easy, CURLOPT_ERRORBUFFER, now->error);
	set_trusted(now);
}

static void finish_early(struct sending_now *now, const char *why_not)
{
	struct outgoing_answer answer = {.forever = true};
	fault_detail(&answer.reason, FAULT_SEND_ADDRESS, "", "%s", why_not);
	now->done(now->context, &answer);
	end(now);
}

void outgoing_post(struct outgoing *outgoing, const struct outgoing_post *post, outgoing_done done,
		   void *context)
{
	struct sending_now *now = begin(outgoing, post->body, post->length, done, context);
	const char *why_not = outgoing_judge_url(outgoing->allowed, post->url, &now->is_named);
	if (why_not != NULL) {
		finish_early(now, why_not);
		return;
	}
	set_common(now, post->url);
	for (int at = 0; at < OUTGOING_HEADERS_MOST && post->headers[at] != NULL; at++)
		now->headers = curl_slist_append(now->headers, post->headers[at]);
	now->headers = curl_slist_append(now->headers, "Expect:");
	curl_easy_setopt(now->easy, CURLOPT_HTTPHEADER, now->headers);
	curl_easy_setopt(now->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(now->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)now->length);
	curl_easy_setopt(now->easy, CURLOPT_POSTFIELDS, now->body);
	curl_easy_setopt(now->easy, CURLOPT_USERAGENT, "Foyer/" FOYER_VERSION);
	curl_multi_add_handle(outgoing->multi, now->easy);
}

static void set_mail(struct sending_now *now, const struct outgoing_mail *mail)
{
	char from[MAIL_ADDRESS_MOST + 3], to[MAIL_ADDRESS_MOST + 3];
	snprintf(from, sizeof(from), "<%s>", mail->from);
	snprintf(to, sizeof(to), "<%s>", mail->to);
	now->recipients = curl_slist_append(now->recipients, to);
	curl_easy_setopt(now->easy, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(now->easy, CURLOPT_MAIL_RCPT, now->recipients);
	curl_easy_setopt(now->easy, CURLOPT_USE_SSL, mail->starttls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	if (mail->user[0] != '\0') {
		curl_easy_setopt(now->easy, CURLOPT_USERNAME, mail->user);
		curl_easy_setopt(now->easy, CURLOPT_PASSWORD, mail->password);
	}
	curl_easy_setopt(now->easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(now->easy, CURLOPT_DEBUGFUNCTION, overhear);
	curl_easy_setopt(now->easy, CURLOPT_DEBUGDATA, now);
	/* The library waits for the answer to its goodbye, and everybody with it. */
	curl_easy_setopt(now->easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)OUTGOING_SECONDS);
	curl_easy_setopt(now->easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(now->easy, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(now->easy, CURLOPT_READDATA, now);
	curl_easy_setopt(now->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)now->length);
}

void outgoing_send_mail(struct outgoing *outgoing, const struct outgoing_mail *mail,
			outgoing_done done, void *context)
{
	char url[700];
	struct sending_now *now = begin(outgoing, mail->message, mail->length, done, context);
	now->is_mail = true;
	now->is_named = outside_allows_host(outgoing->allowed, mail->server);
	if (!mail_address_is_good(mail->from) || !mail_address_is_good(mail->to) ||
	    strpbrk(mail->server, "/@:?#[]% \t\r\n") != NULL) {
		finish_early(now, "a mail server and addresses of mail");
		return;
	}
	/* What follows the slash is how we greet. */
	snprintf(url, sizeof(url), "%s://%s:%d/%s", mail->tls ? "smtps" : "smtp", mail->server, mail->port,
		 mail_domain(mail->from));
	set_common(now, url);
	set_mail(now, mail);
	curl_multi_add_handle(outgoing->multi, now->easy);
}

/* Ending --------------------------------------------------------------------------------- */

/* What the other side will never take.  It may think otherwise of a time-out
 * (408), too early (425), too often (429).  A mail server may refuse this
 * address or this message for good; what it refuses before it knows them, or
 * for who we are, is a setting that can be mended. */
static bool is_final(const struct sending_now *now, long status)
{
	if (now->is_mail)
		return status >= 500 && status < 600 && now->has_recipient && !now->is_policy;
	if (now->was_refused)
		return true;
	return status >= 300 && status < 500 && status != 408 && status != 425 && status != 429;
}

static enum fault_code code_of(const struct sending_now *now, CURLcode code, long status)
{
	static const struct {
		CURLcode curl;
		enum fault_code ours;
	} codes[] = {{CURLE_COULDNT_RESOLVE_HOST, FAULT_SEND_NAME},
		     {CURLE_COULDNT_CONNECT, FAULT_SEND_NO_CONNECTION},
		     {CURLE_SEND_ERROR, FAULT_SEND_NO_CONNECTION},
		     {CURLE_RECV_ERROR, FAULT_SEND_NO_CONNECTION},
		     {CURLE_GOT_NOTHING, FAULT_SEND_NO_CONNECTION},
		     {CURLE_OPERATION_TIMEDOUT, FAULT_SEND_TIMED_OUT},
		     {CURLE_PEER_FAILED_VERIFICATION, FAULT_SEND_CERTIFICATE},
		     {CURLE_USE_SSL_FAILED, FAULT_SEND_NO_TLS},
		     {CURLE_SSL_CONNECT_ERROR, FAULT_SEND_NO_TLS},
		     {CURLE_LOGIN_DENIED, FAULT_SEND_SIGN_IN}};
	if (now->is_mail && code == CURLE_SEND_ERROR && status >= 400)
		return FAULT_SEND_REFUSED;
	for (size_t at = 0; at < sizeof(codes) / sizeof(*codes); at++)
		if (codes[at].curl == code)
			return codes[at].ours;
	return now->is_mail && code != CURLE_WEIRD_SERVER_REPLY ? FAULT_SEND_REFUSED : FAULT_SEND_FAILED;
}

static void describe(const struct sending_now *now, CURLcode code, long status, struct fault *reason)
{
	if (now->was_refused)
		fault_set(reason, FAULT_SEND_INSIDE, "");
	else if (now->was_too_long)
		fault_detail(reason, FAULT_SEND_FAILED, "", "the answer is too long");
	else if (code != CURLE_OK)
		fault_detail(reason, code_of(now, code, status), "", "%s",
			     now->error[0] != '\0' ? now->error : curl_easy_strerror(code));
	else if (status >= 300 && status < 400)
		fault_detail(reason, FAULT_SEND_REDIRECT, "", "%ld", status);
	else
		fault_detail(reason, FAULT_SEND_REFUSED, "", "it answers %ld", status);
	text_cut(reason->detail, sizeof(reason->detail) - 1);
}

static void finish(struct sending_now *now, CURLcode code)
{
	long status = 0;
	curl_off_t wait = 0;
	curl_easy_getinfo(now->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 0)
		now->was_refused = false; /* another address of the name took it */
	curl_easy_getinfo(now->easy, CURLINFO_RETRY_AFTER, &wait);
	if (wait > OUTGOING_WAIT_MOST)
		wait = OUTGOING_WAIT_MOST;
	bool arrived = code == CURLE_OK && status >= 200 && status < 300;
	struct outgoing_answer answer = {.arrived = arrived,
					 .forever = !arrived && is_final(now, status),
					 .status = (int)status,
					 .wait_ms = (int64_t)wait * 1000};
	if (!arrived)
		describe(now, code, status, &answer.reason);
	now->done(now->context, &answer);
	end(now);
}

/* True when any has ended. */
static bool take_ended(struct outgoing *outgoing)
{
	int running = 0, left = 0;
	bool any = false;
	CURLMsg *message;
	curl_multi_perform(outgoing->multi, &running);
	while ((message = curl_multi_info_read(outgoing->multi, &left)) != NULL) {
		struct sending_now *now = NULL;
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&now);
		finish(now, code);
		any = true;
	}
	return any;
}

void outgoing_run(struct outgoing *outgoing, int wait_ms)
{
	if (take_ended(outgoing))
		return;
	if (curl_multi_poll(outgoing->multi, NULL, 0, wait_ms, NULL) != CURLM_OK)
		usleep(10000);
	(void)take_ended(outgoing);
}

void outgoing_wake(struct outgoing *outgoing)
{
	for (int i = 0; i < WAKE_TRIES; i++)
		if (curl_multi_wakeup(outgoing->multi) == CURLM_OK)
			return;
	log_line(LOG_ERROR, "wake", "what goes out can't be woken: %m");
}

static void start_library(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct outgoing *outgoing_new(const struct outside_allowed *allowed, const char *trusted)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start_library);
	struct outgoing *outgoing = memory_new(sizeof(*outgoing));
	outgoing->allowed = allowed;
	outgoing->trusted = trusted;
	outgoing->multi = curl_multi_init();
	if (outgoing->multi == NULL)
		memory_ran_out(0);
	return outgoing;
}

void outgoing_free(struct outgoing **outgoing)
{
	if (*outgoing == NULL)
		return;
	while ((*outgoing)->first != NULL)
		end((*outgoing)->first);
	curl_multi_cleanup((*outgoing)->multi);
	free(*outgoing);
	*outgoing = NULL;
}
