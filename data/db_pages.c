/*
 * The page cache of SQLite, asked to drop pages only when it may have some to
 * drop.  Configured once, from db_files.c; called by SQLite on any thread.
 *
 * When a page of a B-tree is split, SQLite parks a page for a moment under a
 * number that no page has (a gigabyte on), and its cache remembers that as the
 * largest it ever had.  From then on it looks at every page that it holds, at
 * each commit, for some beyond the file's end: 16,000 reads all over the memory
 * while everybody waits for the commit.  Here the number counts only as
 * long as a page is parked there.
 */
#include <stdlib.h>

#include "data/db_internal.h"

struct pages {
	sqlite3_pcache *cache;
	unsigned most;   /* no page has a larger number, but for one that is parked */
	unsigned parked; /* beyond most; 0: none */
};

static sqlite3_pcache_methods2 usual;

static struct pages *pages_of(sqlite3_pcache *cache)
{
	return (struct pages *)cache;
}

static int init(void *unused)
{
	(void)unused;
	return usual.xInit(usual.pArg);
}

static void shut_down(void *unused)
{
	(void)unused;
	usual.xShutdown(usual.pArg);
}

static sqlite3_pcache *create(int page_size, int extra_size, int is_purgeable)
{
	struct pages *pages = calloc(1, sizeof(*pages));
	if (pages == NULL)
		return NULL;
	pages->cache = usual.xCreate(page_size, extra_size, is_purgeable);
	if (pages->cache == NULL) {
		free(pages);
		return NULL;
	}
	return (sqlite3_pcache *)pages;
}

static void destroy(sqlite3_pcache *cache)
{
	usual.xDestroy(pages_of(cache)->cache);
	free(cache);
}

static void set_size(sqlite3_pcache *cache, int count)
{
	usual.xCachesize(pages_of(cache)->cache, count);
}

static int count(sqlite3_pcache *cache)
{
	return usual.xPagecount(pages_of(cache)->cache);
}

static sqlite3_pcache_page *fetch(sqlite3_pcache *cache, unsigned number, int create_flag)
{
	struct pages *pages = pages_of(cache);
	sqlite3_pcache_page *page = usual.xFetch(pages->cache, number, create_flag);
	if (page != NULL && number > pages->most)
		pages->most = number;
	return page;
}

static void unpin(sqlite3_pcache *cache, sqlite3_pcache_page *page, int is_discarded)
{
	usual.xUnpin(pages_of(cache)->cache, page, is_discarded);
}

static void renumber(sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned old,
		     unsigned number)
{
	struct pages *pages = pages_of(cache);
	usual.xRekey(pages->cache, page, old, number);
	if (old == pages->parked)
		pages->parked = 0;
	if (number <= pages->most)
		return;
	if (pages->parked == 0)
		pages->parked = number;
	else
		pages->most = number;
}

static void truncate_from(sqlite3_pcache *cache, unsigned first)
{
	struct pages *pages = pages_of(cache);
	if (first > pages->most && first > pages->parked)
		return;
	usual.xTruncate(pages->cache, first);
	if (pages->parked >= first)
		pages->parked = 0;
	if (pages->most >= first)
		pages->most = first - 1;
}

static void shrink(sqlite3_pcache *cache)
{
	usual.xShrink(pages_of(cache)->cache);
}

void db_configure_pages(void)
{
	static const sqlite3_pcache_methods2 ours = {
	    .iVersion = 1,
	    .xInit = init,
	    .xShutdown = shut_down,
	    .xCreate = create,
	    .xCachesize = set_size,
	    .xPagecount = count,
	    .xFetch = fetch,
	    .xUnpin = unpin,
	    .xRekey = renumber,
	    .xTruncate = truncate_from,
	    .xDestroy = destroy,
	    .xShrink = shrink,
	};
	sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &usual);
	sqlite3_config(SQLITE_CONFIG_PCACHE2, &ours);
}
