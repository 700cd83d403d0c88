/*
 * Hello: the least that libmicrohttpd can do, to compare with.  Threads with
 * an epoll each, one fixed answer.  Runs until it is killed.
 *
 *	hello PORT THREADS
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *size, void **request)
{
	(void)url;
	(void)method;
	(void)version;
	(void)data;
	(void)size;
	/* Answering in the first call would close the connection. */
	if (*request == NULL) {
		*request = context;
		return MHD_YES;
	}
	return MHD_queue_response(connection, MHD_HTTP_OK, context);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	static char text[] = "hello\n";
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_PERSISTENT);
	struct MHD_Daemon *daemon = MHD_start_daemon(
	    MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, answer, response,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)atoi(argv[2]), MHD_OPTION_CONNECTION_LIMIT, 4096u,
	    MHD_OPTION_END);
	if (daemon == NULL)
		return 1;
	pause();
	return 0;
}
