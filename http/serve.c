/*
 * Serve: see serve.h.  The server's story begins here: what is opened first
 * is closed last.
 */
#include "http/serve.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/bot.h"
#include "bot/gate.h"
#include "data/command_line.h"
#include "data/log.h"
#include "data/settings.h"
#include "data/store.h"
#include "handoff/first_run.h"
#include "handoff/sealing.h"
#include "handoff/presence.h"
#include "handoff/timers.h"
#include "http/confine.h"
#include "http/server.h"
#include "http/trusted.h"
#include "kb/demo.h"
#include "kb/live.h"
#include "kb/recover.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"

struct serve_arguments {
	const char *folder;
	const char *listen;
	const char *threads;
	const char *user;
	const char *allow_outgoing;
	const char *trust;
	bool demo;
	bool verbose;
};

static const struct command_option serve_options[] = {
    {"data", "DIR", "The data folder; made when it is missing",
     offsetof(struct serve_arguments, folder), true},
    {"listen", "ADDRESS:PORT", "Where to listen (" LISTEN_DEFAULT ")",
     offsetof(struct serve_arguments, listen), false},
    {"threads", "N", "Event loops (one for each core)", offsetof(struct serve_arguments, threads),
     false},
    {"user", "ACCOUNT", "Give up root for this account once the port is bound",
     offsetof(struct serve_arguments, user), false},
    {"allow-outgoing", "HOSTS", "Hosts and address ranges of your own network that mail and webhooks "
				"may go to, as \"localhost 10.0.0.0/8\"",
     offsetof(struct serve_arguments, allow_outgoing), false},
    {"trust", "FILE", "Certificates (PEM) of your own authority, for mail servers and webhooks; those that "
		      "the system trusts are trusted anyhow",
     offsetof(struct serve_arguments, trust), false},
    {"demo", NULL, "Fill an empty folder with the demo knowledge base",
     offsetof(struct serve_arguments, demo), false},
    {"verbose", NULL, "Log every request, health checks and files too",
     offsetof(struct serve_arguments, verbose), false},
    {0},
};

static const char *const serve_examples[] = {
    "foyer serve --data /var/lib/foyer",
    "foyer serve --data ./foyer-data --demo --listen 0.0.0.0:8080",
    NULL,
};

static const struct command serve_command = {
    .name = "serve",
    .summary = "Serves visitors and staff from a data folder until SIGINT or SIGTERM.",
    .options = serve_options,
    .examples = serve_examples,
};

/* All that runs; each is NULL until it has been started. */
struct running {
	struct arena *arena; /* for as long as it runs */
	struct store *store;
	struct live *live;
	struct server_sockets sockets; /* until the server has them */
	struct server *server;
	struct timers *timers;
	struct first_run first;
};

/* --- Starting ----------------------------------------------------------------------------- */

static bool publish_demo(struct running *running, struct arena *arena, struct fault *fault)
{
	struct publish_report report;
	struct gate_request request = {.reason = "The demo base, at the first start"};
	return gate_publish(running->store, &request, arena, &report, fault);
}

/* A folder that has entries already keeps them as they are. */
static bool load_demo(struct running *running, struct fault *fault)
{
	struct arena *arena = arena_new();
	bool loaded = demo_load(running->store, arena, fault);
	bool good = loaded ? publish_demo(running, arena, fault) : fault->code == FAULT_EXISTS;
	arena_free(&arena);
	return good;
}

static bool load_snapshot(struct running *running, struct fault *fault)
{
	enum lookup found = recover_live(running->store, running->live, bot_prepare, fault);
	if (found == LOOKUP_ABSENT) {
		bot_warm(NULL);
		log_line(LOG_INFO, "start",
			 "nothing is published yet: visitors get no answers "
			 "from the bot");
	}
	return found != LOOKUP_FAILED;
}

/* While there is one thread: takes the port and what must be read, and then gives up what it took. */
static bool bind_and_confine(struct running *running, const struct serve_arguments *arguments,
			     struct server_options *options, struct fault *fault)
{
	if (arguments->trust != NULL &&
	    !trusted_read(arguments->trust, running->arena, &options->trusted, fault))
		return false;
	if (!settings_load(fault) || !server_bind(options, &running->sockets, fault))
		return false;
	if (arguments->user != NULL && !confine_become(arguments->user, arguments->folder, fault))
		return false;
	confine_process(arguments->folder, getenv("FOYER_BACKUP_FOLDER"));
	return true;
}

static bool start(struct running *running, const struct serve_arguments *arguments,
		  struct fault *fault)
{
	struct server_options options = {
	    .listen = arguments->listen ? arguments->listen : LISTEN_DEFAULT,
	    .threads = arguments->threads ? atoi(arguments->threads) : 0,
	    .allow_outgoing = arguments->allow_outgoing,
	};
	running->arena = arena_new();
	running->live = live_new();
	if (!bind_and_confine(running, arguments, &options, fault))
		return false;
	running->store = store_open(arguments->folder, fault);
	if (running->store == NULL)
		return false;
	if (arguments->demo && !load_demo(running, fault))
		return false;
	if (!load_snapshot(running, fault) || !sealing_run(running->store, fault) || !presence_start(running->store, fault) ||
	    !first_run(running->store, &running->first, fault))
		return false;
	running->timers =
	    timers_start(running->store, setting_value(SETTING_AGENT_GRACE_SECONDS) * 1000);
	running->server = server_start(running->store, running->live, &options,
				       &running->sockets, fault);
	return running->server != NULL;
}

static void stop(struct running *running)
{
	server_stop(&running->server);
	server_unbind(&running->sockets);
	timers_stop(&running->timers);
	store_close(&running->store);
	live_free(&running->live);
	arena_free(&running->arena);
}

/* --- Telling ------------------------------------------------------------------------------- */

/* What a browser can open: a server that listens everywhere is here too. */
static void print_address(struct running *running, const char *listen_)
{
	char base[160];
	const char *listen = listen_ ? listen_ : LISTEN_DEFAULT;
	int length = (int)(strrchr(listen, ':') - listen);
	bool everywhere =
	    length == 0 || strncmp(listen, "0.0.0.0", 7) == 0 || strncmp(listen, "[::]", 4) == 0;
	snprintf(base, sizeof(base), "http://%.*s:%d", everywhere ? 9 : length,
		 everywhere ? "127.0.0.1" : listen, server_port(running->server));
	printf("Foyer is serving %s/\n", base);
	printf("  a shop with the chat   %s/\n", base);
	printf("  the staff's desk       %s/desk/\n", base);
	if (running->first.has_link)
		printf("  first sign-in (admin, once, within 24 hours)\n"
		       "                         %s/desk/#link=%s\n",
		       base, running->first.link.text);
	fflush(stdout);
	explicit_bzero(&running->first, sizeof(running->first));
}

/* --- Signals ------------------------------------------------------------------------------- */

/* Blocked before any thread starts, so that this thread alone gets them. */
static void block_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void wait_for_signal(const sigset_t *signals)
{
	int number = 0;
	sigwait(signals, &number);
	log_line(LOG_INFO, "stop", "signal %d: finishing what is in flight", number);
}

static bool check_threads(const char *text)
{
	return text == NULL ||
	       (strspn(text, "0123456789") == strlen(text) && atoi(text) > 0 && atoi(text) <= 64);
}

/* Large blocks, such as files that are given back, go back to the system when
 * they are freed.  By itself the C library keeps ever larger ones. */
static void give_memory_back(void)
{
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 32 << 20);
}

int command_serve(int argc, char **argv)
{
	struct serve_arguments arguments = {0};
	struct running running = {0};
	struct fault fault;
	sigset_t signals;
	int status;
	if (!command_line_read(&serve_command, argc, argv, &arguments, NULL, &status))
		return status;
	if (!check_threads(arguments.threads))
		return command_line_usage(&serve_command, "--threads takes a number from 1 to 64");
	if (arguments.verbose)
		log_set_level(LOG_DEBUG);
	give_memory_back();
	block_signals(&signals);
	if (!start(&running, &arguments, &fault)) {
		stop(&running);
		return command_line_fault(&serve_command, &fault);
	}
	print_address(&running, arguments.listen);
	wait_for_signal(&signals);
	stop(&running);
	return COMMAND_GOOD;
}
