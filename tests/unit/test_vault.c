/* Secrets in the database: encrypted by a key beside it, bound to what they are for. */
#include "tests/unit/handoff_support.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/signature.h"
#include "data/vault.h"
#include "handoff/member.h"
#include "handoff/sealing.h"
#include "handoff/sending.h"

static int set_up(void **state)
{
	*state = world_new();
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static void a_secret_opens_where_it_belongs_and_nowhere_else(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct db *db = reader(world);
	const char *plain;
	const char *stored = vault_close(db, "factor mei", "JBSWY3DP", world->arena);
	assert_null(strstr(stored, "JBSWY3DP"));
	assert_true(vault_is_closed(stored));
	assert_string_not_equal(stored, vault_close(db, "factor mei", "JBSWY3DP", world->arena));
	must(vault_open(db, "factor mei", stored, world->arena, &plain, &fault), &fault);
	assert_string_equal(plain, "JBSWY3DP");
	assert_false(vault_open(db, "factor bo", stored, world->arena, &plain, &fault));
	assert_int_equal(fault.code, FAULT_SECRET_LOST);
}

static void what_was_changed_opens_no_more(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct db *db = reader(world);
	const char *plain;
	char *stored =
	    arena_text(world->arena, vault_close(db, "it", "secret", world->arena));
	size_t length = strlen(stored);
	stored[length - 5] = stored[length - 5] == 'A' ? 'B' : 'A';
	assert_false(vault_open(db, "it", stored, world->arena, &plain, &fault));
	stored[20] = '\0';
	assert_false(vault_open(db, "it", stored, world->arena, &plain, &fault));
	assert_false(vault_open(db, "it", "sealed:a:", world->arena, &plain, &fault));
	assert_false(vault_open(db, "it", "sealed:a:%%%", world->arena, &plain, &fault));
}

static void nothing_stays_nothing_and_old_secrets_are_read(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	const char *plain;
	assert_string_equal(vault_close(reader(world), "it", "", world->arena), "");
	must(vault_open(reader(world), "it", "as it was", world->arena, &plain, &fault), &fault);
	assert_string_equal(plain, "as it was");
}

static void the_key_is_its_owners_alone_and_stays(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct stat status;
	unsigned char first[VAULT_KEY_BYTES], second[VAULT_KEY_BYTES];
	const char *folder = store_folder(world->store);
	const char *path = arena_format(world->arena, "%s/" VAULT_FILE, folder);
	must(vault_key(folder, first, &fault), &fault);
	must(vault_key(folder, second, &fault), &fault);
	assert_memory_equal(first, second, sizeof(first));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	FILE *file = fopen(path, "w");
	fputs("no key", file);
	fclose(file);
	assert_false(vault_key(folder, first, &fault));
	assert_int_equal(fault.code, FAULT_FILE);
}

/* Where the system lets nobody lock memory, a key has room all the same. */
static void a_key_has_room_where_nothing_may_be_locked(void **state)
{
	(void)state;
	int status;
	pid_t child = fork();
	if (child == 0) {
		const struct rlimit none = {0, 0};
		bool is_bounded = setrlimit(RLIMIT_MEMLOCK, &none) == 0 &&
				  (geteuid() != 0 || setuid(65534) == 0);
		unsigned char *key = vault_key_new();
		for (int i = 0; i < VAULT_KEY_BYTES; i++)
			is_bounded = is_bounded && key[i] == 0;
		memset(key, 7, VAULT_KEY_BYTES);
		vault_key_free(&key);
		_exit(is_bounded && key == NULL ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* The stored texts, and whether one of them is what is looked for. */
static int stored_texts(struct world *world, const char *plain)
{
	int closed = 0;
	struct query *query = db_prepare(reader(world), "SELECT secret FROM member_secret UNION ALL "
							"SELECT secret FROM second_factor");
	struct fault fault = {0};
	while (query_next(query)) {
		const char *stored = row_text(query, "secret", world->arena);
		assert_null(strstr(stored, plain));
		closed += vault_is_closed(stored);
	}
	must(query_end(&query, &fault), &fault);
	return closed;
}

struct script {
	struct change change;
	const char *text;
};

static bool apply_script(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	return db_script(transaction_db(transaction), ((struct script *)change)->text, fault);
}

static void what_was_stored_before_is_encrypted_at_the_start(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct script old = {
	    .change = {.apply = apply_script},
	    .text = arena_format(world->arena,
				 "INSERT INTO second_factor (staff, secret) VALUES ('%s', 'plainone');"
				 "INSERT INTO member_secret (id, site, secret, created_by, created_at) "
				 "VALUES ('s', 'default', 'plaintwo', '%s', 1)",
				 world->admin.text, world->admin.text)};
	struct member_secret_make make = {.site = "default", .by = world->admin};
	must(store_write(world->store, &old.change, &fault), &fault);
	must(member_secret_make_prepare(&make, &fault), &fault);
	must(store_write(world->store, &make.change, &fault), &fault);
	must(sealing_run(world->store, &fault), &fault);
	assert_int_equal(stored_texts(world, "plain"), 3);
	assert_int_equal(stored_texts(world, make.secret.text), 3);
	must(sealing_run(world->store, &fault), &fault); /* changes nothing */
	assert_int_equal(stored_texts(world, "plain"), 3);

	/* A site's old secret goes on to count. */
	struct member_entry entry = {.arena = world->arena, .site = "default", .member = "mei",
				     .expires = world_time / 1000 + 60};
	const char *message = arena_format(world->arena, "mei.%lld", (long long)entry.expires);
	struct signature signature = signature_make("plaintwo", message);
	entry.signature = signature.text;
	must(member_entry_prepare(&entry, reader(world), &fault), &fault);
}

/* As after a restore without the key's file: sealed, but by another. */
static void lose(struct world *world, const char *table, const char *column)
{
	struct fault fault = {0};
	const char *sealed = vault_close(reader(world), "elsewhere", "x", world->arena);
	struct script script = {.change = {.apply = apply_script},
				.text = arena_format(world->arena, "UPDATE %s SET %s = '%s'",
						     table, column, sealed)};
	must(store_write(world->store, &script.change, &fault), &fault);
}

static struct sending change_sending(struct world *world, struct sending_change change)
{
	struct fault fault = {0};
	struct sending sending;
	change.arena = world->arena;
	change.by = world->admin;
	change.mail_port = -1;
	must(sending_change_prepare(&change, &fault), &fault);
	must(store_write(world->store, &change.change, &fault), &fault);
	must(sending_read(reader(world), world->arena, &sending, &fault), &fault);
	return sending;
}

static void what_is_lost_is_set_up_anew(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct sending_keys keys = {.keys = {.public_key = ""}};
	(void)change_sending(world, (struct sending_change){.mail_server = "mail.example.com",
							    .mail_security = MAIL_TLS,
							    .mail_password = "before",
							    .webhook_url = "https://example.com/"});
	sending_keys_prepare(&keys);
	must(store_write(world->store, &keys.change, &fault), &fault);
	struct sending_keys later = keys;
	lose(world, "outgoing", "mail_password");
	lose(world, "outgoing", "webhook_secret");
	lose(world, "outgoing", "push_private");
	struct sending sending = change_sending(
	    world, (struct sending_change){.mail_security = -1, .desk_address = "https://a.example"});
	assert_true(sending.lost_mail_password && sending.lost_webhook_secret && sending.lost_push_key);
	assert_string_equal(sending.mail_password, "");
	assert_string_equal(sending.desk_address, "https://a.example");
	sending = change_sending(world, (struct sending_change){.mail_security = -1,
								.mail_password = "anew",
								.new_webhook_secret = true});
	assert_string_equal(sending.mail_password, "anew");
	assert_true(webhook_secret_is_good(sending.webhook_secret));
	must(store_write(world->store, &later.change, &fault), &fault);
	assert_string_not_equal(later.keys.public_key, keys.keys.public_key);
	must(sending_read(reader(world), world->arena, &sending, &fault), &fault);
	assert_false(sending.lost_mail_password || sending.lost_webhook_secret || sending.lost_push_key);
}

/* Whoever signs by the new one comes in, although the lost one counts for a day more. */
static void a_site_with_a_lost_secret_makes_another(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct member_secret_make make = {.site = "default", .by = world->admin};
	struct member_entry entry = {.arena = world->arena, .site = "default", .member = "mei",
				     .expires = world_time / 1000 + 60};
	const char *message = arena_format(world->arena, "mei.%lld", (long long)entry.expires);
	must(member_secret_make_prepare(&make, &fault), &fault);
	must(store_write(world->store, &make.change, &fault), &fault);
	lose(world, "member_secret", "secret");
	must(store_write(world->store, &make.change, &fault), &fault);
	struct signature signature = signature_make(make.secret.text, message);
	entry.signature = signature.text;
	must(member_entry_prepare(&entry, reader(world), &fault), &fault);
	entry.signature = "0123";
	assert_false(member_entry_prepare(&entry, reader(world), &fault));
	assert_int_equal(fault.code, FAULT_SECRET_LOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_secret_opens_where_it_belongs_and_nowhere_else, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_was_changed_opens_no_more, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(nothing_stays_nothing_and_old_secrets_are_read, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(the_key_is_its_owners_alone_and_stays, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_key_has_room_where_nothing_may_be_locked, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_was_stored_before_is_encrypted_at_the_start, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_is_lost_is_set_up_anew, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_site_with_a_lost_secret_makes_another, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
