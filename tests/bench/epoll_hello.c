/*
 * Epoll hello: the least that HTTP costs on this machine, to compare with.
 * Threads with a listening socket and an epoll each; whatever is asked, one
 * fixed answer, without looking further than for the end of the head.  Runs
 * until it is killed.
 *
 *	epoll_hello PORT THREADS
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";
static int port;

static int listen_here(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((uint16_t)port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &(int){1}, sizeof(int));
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, 1024) != 0)
		exit(1);
	return fd;
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void accept_all(int epoll, int listener)
{
	int fd;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
		watch(epoll, fd);
	}
}

/* Heads are small and come whole; requests have no bodies. */
static void answer(int fd)
{
	char bytes[4096];
	ssize_t length = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (length >= 4 && memcmp(bytes + length - 4, "\r\n\r\n", 4) == 0)
		length = send(fd, ANSWER, sizeof(ANSWER) - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (length <= 0)
		close(fd);
}

static void *serve(void *unused)
{
	int epoll = epoll_create1(0);
	int listener = listen_here();
	watch(epoll, listener);
	for (;;) {
		struct epoll_event events[256];
		int count = epoll_wait(epoll, events, 256, -1);
		for (int i = 0; i < count; i++) {
			if (events[i].data.fd == listener)
				accept_all(epoll, listener);
			else
				answer(events[i].data.fd);
		}
	}
	return unused;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	port = atoi(argv[1]);
	for (int i = 1; i < atoi(argv[2]); i++) {
		pthread_t thread;
		pthread_create(&thread, NULL, serve, NULL);
	}
	serve(NULL);
	return 0;
}
