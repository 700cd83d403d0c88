/*
 * Sockets: the system calls that make, accept and watch them, each of which
 * may be made to fail.
 */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "injection.h"

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
	return injection_refuses(KIND_ACCEPT)
		   ? -1
		   : (int)syscall(SYS_accept4, fd, address, length, flags);
}

int epoll_wait(int epoll, struct epoll_event *events, int most, int wait)
{
	return injection_refuses(KIND_EPOLL_WAIT)
		   ? -1
		   : (int)syscall(SYS_epoll_wait, epoll, events, most, wait);
}

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
	return injection_refuses(KIND_EPOLL_CTL)
		   ? -1
		   : (int)syscall(SYS_epoll_ctl, epoll, operation, fd, event);
}

int epoll_create1(int flags)
{
	return injection_refuses(KIND_DESCRIPTOR) ? -1 : (int)syscall(SYS_epoll_create1, flags);
}

int eventfd(unsigned count, int flags)
{
	return injection_refuses(KIND_DESCRIPTOR) ? -1 : (int)syscall(SYS_eventfd2, count, flags);
}

int socket(int domain, int type, int protocol)
{
	return injection_refuses(KIND_DESCRIPTOR)
		   ? -1
		   : (int)syscall(SYS_socket, domain, type, protocol);
}
