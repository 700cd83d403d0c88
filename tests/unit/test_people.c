/* People: codes, address ranges, second factors, roles of one's own, leaders, links. */
#include "tests/unit/handoff_support.h"

#include "data/address_range.h"
#include "data/audit.h"
#include "data/one_time_code.h"
#include "data/qr_code.h"
#include "handoff/agent_acts.h"
#include "handoff/conversation.h"
#include "handoff/leader.h"
#include "handoff/own_role.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_link.h"
#include "handoff/sign_in_policy.h"
#include "kb/right.h"

/* --- Codes ------------------------------------------------------------------------------- */

/* The secret of RFC 6238's appendix B, "12345678901234567890", in base32. */
#define RFC_SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

static void test_codes_are_those_of_the_standard(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *code; /* the last six of the eight digits there */
	} vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
		       {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		assert_string_equal(code_at(RFC_SECRET, vectors[i].seconds / 30).text,
				    vectors[i].code);
}

static void test_codes_are_found_near_their_time(void **state)
{
	(void)state;
	const int64_t now = 1111111111000;
	const int64_t step = now / CODE_STEP_MS;
	assert_int_equal(code_find(RFC_SECRET, "050471", now, 0), step);
	assert_int_equal(code_find(RFC_SECRET, " 050 471 ", now, 0), step);
	assert_int_equal(code_find(RFC_SECRET, "050471", now + CODE_STEP_MS, 0), step);
	assert_int_equal(code_find(RFC_SECRET, "050471", now - CODE_STEP_MS, 0), step);
	assert_int_equal(code_find(RFC_SECRET, "050471", now + 2 * CODE_STEP_MS, 0), 0);
	assert_int_equal(code_find(RFC_SECRET, "050471", now, step), 0);
	static const char *const wrong[] = {"", "05047", "0504711", "05047x", "０５０４７１", "-50471"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(code_find(RFC_SECRET, wrong[i], now, 0), 0);
}

static void test_new_secrets_differ_and_work(void **state)
{
	(void)state;
	struct code_secret one = code_secret_new();
	struct code_secret other = code_secret_new();
	assert_string_not_equal(one.text, other.text);
	assert_int_equal(strlen(one.text), CODE_SECRET_LENGTH);
	assert_int_equal(strlen(code_at(one.text, 1).text), CODE_DIGITS);
}

static void test_recovery_codes_as_people_type_them(void **state)
{
	(void)state;
	struct recovery_code code = recovery_code_new();
	struct recovery_code read;
	char typed[64];
	assert_true(recovery_code_read(code.text, &read));
	assert_string_equal(read.text, code.text);
	snprintf(typed, sizeof(typed), " %.4s %.4s%.4s-%.4s ", code.text, code.text + 5,
		 code.text + 10, code.text + 15);
	for (char *at = typed; *at != '\0'; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 32);
	assert_true(recovery_code_read(typed, &read));
	assert_string_equal(read.text, code.text);
	assert_false(recovery_code_read("", &read));
	assert_false(recovery_code_read("123456", &read));
	assert_false(recovery_code_read("aaaa-aaaa-aaaa-aaaaa", &read));
	assert_false(recovery_code_read("aaaa-aaaa-aaaa-aaa!", &read));
}

static void test_a_qr_code_is_a_picture(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct fault fault;
	const char *svg;
	must(qr_code_svg("otpauth://totp/Foyer:mei?secret=" RFC_SECRET, arena, &svg, &fault), &fault);
	assert_non_null(strstr(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\""));
	assert_non_null(strstr(svg, "M4 4h7v1h-7z")); /* the upper edge of the first finder */
	char *long_text = memory_new(5000);
	memset(long_text, 'x', 4999);
	assert_false(qr_code_svg(long_text, arena, &svg, &fault));
	assert_int_equal(fault.code, FAULT_TOO_LONG);
	free(long_text);
	arena_free(&arena);
}

/* --- Address ranges ------------------------------------------------------------------------ */

static void test_ranges_hold_their_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *ranges;
		const char *address;
		bool holds;
	} cases[] = {
	    {"", "192.0.2.1", true},
	    {"192.0.2.0/24", "192.0.2.255", true},
	    {"192.0.2.0/24", "192.0.3.0", false},
	    {"192.0.2.7", "192.0.2.7", true},
	    {"192.0.2.7", "192.0.2.8", false},
	    {"10.0.0.0/9", "10.127.0.1", true},
	    {"10.0.0.0/9", "10.128.0.1", false},
	    {"10.0.0.0/8", "::ffff:10.1.2.3", true},
	    {"2001:db8::/33", "2001:db8:7fff::1", true},
	    {"2001:db8::/33", "2001:db8:8000::1", false},
	    {"2001:db8::1 192.0.2.1", "192.0.2.1", true},
	    {"0.0.0.0/0", "203.0.113.9", true},
	    {"0.0.0.0/0", "2001:db8::1", false},
	    {"10.0.0.0/8", "", false},
	    {"10.0.0.0/8", "nonsense", false},
	    {"10.0.0.0/8", "10.0.0.1:1234", false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (address_ranges_hold(cases[i].ranges, cases[i].address) != cases[i].holds)
			fail_msg("%s and %s", cases[i].ranges, cases[i].address);
	assert_false(address_ranges_hold("10.0.0.0/8", NULL));
}

static void test_ranges_are_cleaned(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct fault fault;
	const char *clean;
	must(address_ranges_clean(" 10.1.2.3/8,\n192.0.2.1 ; 2001:DB8::5/32 ::ffff:192.0.2.9", "a",
				  arena, &clean, &fault),
	     &fault);
	assert_string_equal(clean, "10.0.0.0/8 192.0.2.1 2001:db8::/32 192.0.2.9");
	must(address_ranges_clean("  ", "a", arena, &clean, &fault), &fault);
	assert_string_equal(clean, "");
	static const char *const wrong[] = {"10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
					    "2001:db8::/129", "10.0.0.0/8/8", "mei.example",
					    "10.0.0.0/08x", "10.0.0.0/0000008"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(address_ranges_clean(wrong[i], "a", arena, &clean, &fault));
		assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
	}
	arena_free(&arena);
}

/* --- The second factor ------------------------------------------------------------------------ */

static bool write(struct world *world, struct change *change, struct fault *fault)
{
	return store_write(world->store, change, fault);
}

static struct code_secret start(struct world *world, const struct staff_id *staff)
{
	struct fault fault;
	struct second_factor_start begin = {.staff = *staff};
	second_factor_start_prepare(&begin);
	must(write(world, &begin.change, &fault), &fault);
	return begin.secret;
}

static const char *code_now(const struct code_secret *secret, int64_t offset)
{
	static struct code_digits code;
	code = code_at(secret->text, clock_now() / CODE_STEP_MS + offset);
	return code.text;
}

static bool confirm(struct world *world, const struct staff_id *staff, const char *code,
		    struct second_factor_confirm *out, struct fault *fault)
{
	*out = (struct second_factor_confirm){.staff = *staff, .code = code};
	second_factor_confirm_prepare(out);
	return write(world, &out->change, fault);
}

struct admission {
	struct change change;
	struct staff_id staff;
	const char *code;
};

static bool apply_admission(struct change *change, struct transaction *transaction,
			    struct fault *fault)
{
	const struct admission *admission = (const struct admission *)change;
	return second_factor_admit(transaction, &admission->staff, admission->code, fault);
}

static enum fault_code admit_with(struct world *world, const struct staff_id *staff, const char *code)
{
	struct fault fault = {0};
	struct admission admission = {
	    .change = {.apply = apply_admission}, .staff = *staff, .code = code};
	return write(world, &admission.change, &fault) ? FAULT_NONE : fault.code;
}

static int count_audit(struct world *world, const char *action)
{
	struct audit_line *lines;
	struct audit_filter filter = {.limit = 200};
	struct fault fault;
	int count, found = 0;
	must(audit_list(store_reader(world->store), &filter, world->arena, &lines, &count, &fault),
	     &fault);
	for (int i = 0; i < count; i++)
		found += strcmp(lines[i].action, action) == 0;
	return found;
}

static void test_a_code_is_taken_once(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done;
	struct fault fault;
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_NONE);
	struct code_secret secret = start(world, &mei);
	/* Pending: nothing is asked for yet. */
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_NONE);
	assert_false(confirm(world, &mei, "000000x", &done, &fault));
	assert_int_equal(fault.code, FAULT_WRONG_CODE);
	must(confirm(world, &mei, code_now(&secret, 0), &done, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_CODE_NEEDED);
	/* The code that confirmed it was seen already, and so is every one before. */
	assert_int_equal(admit_with(world, &mei, code_now(&secret, 0)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&secret, -1)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&secret, 1)), FAULT_NONE);
	assert_int_equal(admit_with(world, &mei, code_now(&secret, 1)), FAULT_WRONG_CODE);
	assert_int_equal(count_audit(world, "second-factor.on"), 1);
}

static void test_recovery_codes_work_once_each(void **state)
{
	struct world *world = *state;
	struct staff_id lin = add_staff(world, "lin", ROLE_AGENT, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done, again;
	struct second_factor factor;
	struct fault fault;
	struct code_secret secret = start(world, &mei);
	must(confirm(world, &mei, code_now(&secret, 0), &done, &fault), &fault);
	struct code_secret others = start(world, &lin);
	must(confirm(world, &lin, code_now(&others, 0), &again, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, done.codes[3].text), FAULT_NONE);
	assert_int_equal(admit_with(world, &mei, done.codes[3].text), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, again.codes[0].text), FAULT_WRONG_CODE);
	must(second_factor_read(store_reader(world->store), &mei, &factor, &fault), &fault);
	assert_true(factor.is_on);
	assert_int_equal(factor.recovery_left, RECOVERY_CODES - 1);
	assert_int_equal(count_audit(world, "second-factor.recovery"), 1);
	/* New ones take the place of the old. */
	again = (struct second_factor_confirm){
	    .staff = mei, .code = done.codes[4].text, .only_codes = true};
	second_factor_confirm_prepare(&again);
	must(write(world, &again.change, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, done.codes[5].text), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, again.codes[5].text), FAULT_NONE);
}

static void test_a_new_secret_waits_for_its_code(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done;
	struct fault fault;
	struct code_secret first = start(world, &mei);
	must(confirm(world, &mei, code_now(&first, -1), &done, &fault), &fault);
	struct code_secret second = start(world, &mei);
	assert_int_equal(admit_with(world, &mei, code_now(&second, 0)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&first, 0)), FAULT_NONE);
	must(confirm(world, &mei, code_now(&second, 0), &done, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, code_now(&first, 1)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&second, 1)), FAULT_NONE);
	assert_false(confirm(world, &mei, code_now(&second, 1), &done, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void test_who_may_take_a_factor_away(void **state)
{
	struct world *world = *state;
	struct staff_id boss = add_staff(world, "boss", ROLE_ADMIN, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done;
	struct second_factor_remove removal = {.staff = mei, .by = mei};
	struct fault fault;
	second_factor_remove_prepare(&removal);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	struct code_secret secret = start(world, &mei);
	must(confirm(world, &mei, code_now(&secret, 0), &done, &fault), &fault);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_CODE_NEEDED);
	removal.by = boss;
	must(write(world, &removal.change, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_NONE);
	assert_int_equal(count_audit(world, "second-factor.reset"), 1);
}

/* --- Roles ------------------------------------------------------------------------------------- */

static struct role_id make_role(struct world *world, const char *name, const char *words,
				enum role base)
{
	struct fault fault;
	struct own_role_save save = {
	    .by = world->admin, .name = name, .permissions = words, .base = base};
	own_role_save_prepare(&save);
	must(write(world, &save.change, &fault), &fault);
	return save.id;
}

static void give(struct world *world, const struct staff_id *staff, const struct role_id *role)
{
	struct fault fault;
	struct staff_update update = staff_update_of(staff, world->arena);
	update.own_role = role->text;
	must(staff_update_prepare(&update, &fault), &fault);
	must(write(world, &update.change, &fault), &fault);
}

static struct staff look_at(struct world *world, const struct staff_id *id)
{
	struct staff staff;
	struct fault fault;
	assert_int_equal(staff_by_id(store_reader(world->store), id, world->arena, &staff, &fault),
			 LOOKUP_FOUND);
	return staff;
}

static void test_a_role_changes_its_holders(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_EDITOR, 5);
	struct role_id writer = make_role(world, "Writer", "conversations knowledge", ROLE_AGENT);
	give(world, &mei, &writer);
	struct staff seen = look_at(world, &mei);
	assert_int_equal(seen.role, ROLE_AGENT);
	assert_string_equal(seen.own_permissions, "conversations knowledge");
	struct own_role_save save = {
	    .id = writer, .by = world->admin, .name = "Writer", .permissions = "knowledge", .base = ROLE_EDITOR};
	own_role_save_prepare(&save);
	must(write(world, &save.change, &fault), &fault);
	assert_int_equal(look_at(world, &mei).role, ROLE_EDITOR);
	struct own_role_delete removal = {.id = writer, .by = world->admin};
	own_role_delete_prepare(&removal);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_IN_USE);
	struct staff_update back = staff_update_of(&mei, world->arena);
	back.role = ROLE_AGENT;
	must(staff_update_prepare(&back, &fault), &fault);
	must(write(world, &back.change, &fault), &fault);
	assert_null(look_at(world, &mei).own_role_name);
	must(write(world, &removal.change, &fault), &fault);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void test_the_last_admin_keeps_the_built_in_role(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct role_id keeper = make_role(world, "Keeper", "staff", ROLE_EDITOR);
	struct staff_update update = staff_update_of(&world->admin, world->arena);
	update.own_role = keeper.text;
	must(staff_update_prepare(&update, &fault), &fault);
	assert_false(write(world, &update.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
	update.own_role = "06b2k0000000000000000000000000000000";
	assert_false(write(world, &update.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void test_two_roles_have_two_names(void **state)
{
	struct world *world = *state;
	struct fault fault;
	make_role(world, "Writer", "knowledge", ROLE_EDITOR);
	struct own_role_save save = {
	    .by = world->admin, .name = "Writer", .permissions = "audit", .base = ROLE_EDITOR};
	own_role_save_prepare(&save);
	assert_false(write(world, &save.change, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
}

struct asking {
	struct change change;
	struct staff_id by;
};

static bool apply_asking(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct asking *asking = (const struct asking *)change;
	struct entry_draft draft = {.category = "bills"};
	return right_check_by(transaction, &asking->by, &draft, POWER_EDIT, fault);
}

static bool may_edit(struct world *world, const struct staff_id *by)
{
	struct fault fault;
	struct asking asking = {.change = {.apply = apply_asking}, .by = *by};
	return write(world, &asking.change, &fault);
}

struct binding {
	struct change change;
	struct staff_id staff;
};

static bool apply_binding(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	const struct binding *binding = (const struct binding *)change;
	struct right elsewhere = {"shop", "", POWER_EDIT};
	return right_replace(transaction, &binding->staff, &elsewhere, 1, fault);
}

/* An own role is bound as an editor is, whatever its base; "approve" frees it. */
static void test_rights_bind_own_roles(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_EDITOR, 5);
	struct binding binding = {.change = {.apply = apply_binding}, .staff = mei};
	must(write(world, &binding.change, &fault), &fault);
	assert_false(may_edit(world, &mei));
	struct role_id writer = make_role(world, "Writer", "conversations knowledge", ROLE_AGENT);
	give(world, &mei, &writer);
	assert_false(may_edit(world, &mei));
	struct own_role_save save = {.id = writer,
				     .by = world->admin,
				     .name = "Writer",
				     .permissions = "conversations knowledge approve",
				     .base = ROLE_AGENT,
				     .edits = true,
				     .approves = true};
	own_role_save_prepare(&save);
	must(write(world, &save.change, &fault), &fault);
	assert_true(may_edit(world, &mei));
}

/* --- What account changes leave behind -------------------------------------------------------------- */

static void test_account_changes_are_in_the_log(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id boss = add_staff(world, "boss", ROLE_ADMIN, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	assert_int_equal(count_audit(world, "staff.create"), 3); /* the first admin too */
	struct staff_update update = staff_update_of(&mei, world->arena);
	update.by = boss;
	update.blocked = 1;
	update.password = "$argon2id$new";
	must(staff_update_prepare(&update, &fault), &fault);
	must(write(world, &update.change, &fault), &fault);
	struct audit_line *lines;
	int count;
	struct audit_filter filter = {.object = mei.text, .limit = 10};
	must(audit_list(store_reader(world->store), &filter, world->arena, &lines, &count, &fault),
	     &fault);
	assert_int_equal(count, 2);
	assert_string_equal(lines[0].action, "staff.change");
	assert_string_equal(lines[0].staff, boss.text);
	assert_string_equal(lines[0].detail, "{\"blocked\":true,\"password\":true}");
}

static void test_links_and_the_policy(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct sign_in_link_make link = {.staff = mei, .by = mei};
	sign_in_link_make_prepare(&link);
	must(write(world, &link.change, &fault), &fault);
	assert_int_equal(strlen(link.secret.text), SECRET_LENGTH);
	assert_int_equal(count_audit(world, "staff.link"), 2); /* the first admin's too */
	struct staff_update block = staff_update_of(&mei, world->arena);
	block.blocked = 1;
	must(staff_update_prepare(&block, &fault), &fault);
	must(write(world, &block.change, &fault), &fault);
	assert_false(write(world, &link.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);

	struct sign_in_policy policy;
	struct sign_in_policy_change change = {
	    .by = mei, .second_factor = 1, .addresses = "10.0.0.0/8"};
	sign_in_policy_change_prepare(&change);
	must(write(world, &change.change, &fault), &fault);
	must(sign_in_policy_read(store_reader(world->store), world->arena, &policy, &fault), &fault);
	assert_true(policy.second_factor);
	assert_string_equal(policy.addresses, "10.0.0.0/8");
	change.second_factor = -1;
	change.addresses = "";
	must(write(world, &change.change, &fault), &fault);
	must(sign_in_policy_read(store_reader(world->store), world->arena, &policy, &fault), &fault);
	assert_true(policy.second_factor);
	assert_string_equal(policy.addresses, "");
	assert_int_equal(count_audit(world, "sign-in.change"), 2);
}

/* --- Leaders, and whoever may no longer answer ------------------------------------------------------- */

static enum fault_code lead(struct world *world, const struct group_id *group,
			    const struct staff_id *leader)
{
	struct fault fault = {0};
	struct staff_id leaders[1] = {*leader};
	struct leader_replace replace = {
	    .group = *group, .by = world->admin, .leaders = leaders, .count = 1};
	leader_replace_prepare(&replace);
	return write(world, &replace.change, &fault) ? FAULT_NONE : fault.code;
}

static bool may_see(struct world *world, const struct visitor *visitor, const struct staff_id *staff)
{
	struct fault fault;
	return conversation_admit_staff(store_reader(world->store), &visitor->id, staff, &fault);
}

static void test_a_leader_sees_and_passes_on(void **state)
{
	struct world *world = *state;
	struct staff_id lin = add_staff(world, "lin", ROLE_AGENT, 5);
	struct staff_id bo = add_staff(world, "bo", ROLE_AGENT, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct staff_id ed = add_staff(world, "ed", ROLE_EDITOR, 5);
	struct group_id billing = add_group(world, "Billing", true);
	struct group_id other = add_group(world, "Repairs", true);
	struct staff_id members[] = {lin, bo};
	set_members(world, &billing, members, 2);
	set_members(world, &other, members, 2);
	struct visitor visitor = open_in(world, "en");
	struct visitor elsewhere = open_in(world, "en");
	assert_int_equal(ask_person_of(world, &visitor, "Billing"), FAULT_NONE);
	assert_int_equal(ask_person_of(world, &elsewhere, "Repairs"), FAULT_NONE);
	assert_int_equal(accept_by(world, &visitor, &lin), FAULT_NONE);
	assert_false(may_see(world, &visitor, &mei));
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &bo, NULL), FAULT_FORBIDDEN);
	/* A colleague of the group sees it and can't take it away. */
	assert_int_equal(transfer_by(world, &visitor, &bo, NULL, &bo, NULL), FAULT_NOT_YOUR_TURN);
	assert_int_equal(lead(world, &billing, &mei), FAULT_NONE);
	assert_true(may_see(world, &visitor, &mei));
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &bo, NULL), FAULT_NONE);
	assert_string_equal(look(world, &visitor).agent.text, bo.text);
	/* Of no other group. */
	assert_false(may_see(world, &elsewhere, &mei));
	assert_int_equal(accept_by(world, &elsewhere, &mei), FAULT_FORBIDDEN);
	assert_int_equal(lead(world, &billing, &ed), FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(lead(world, &(struct group_id){"nothing"}, &mei), FAULT_NOT_FOUND);
	assert_int_equal(lead(world, &billing, &lin), FAULT_NONE);
	assert_false(may_see(world, &visitor, &mei));
}

static void test_a_new_password_gives_conversations_back(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	struct staff_update update = staff_update_of(&mei, world->arena);
	update.password = "$argon2id$new";
	must(staff_update_prepare(&update, &fault), &fault);
	must(write(world, &update.change, &fault), &fault);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	assert_int_equal(staff_now(world, &mei).presence, PRESENCE_OFFLINE);
	assert_int_equal(staff_now(world, &mei).load, 0);
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_codes_are_those_of_the_standard),
	    cmocka_unit_test(test_codes_are_found_near_their_time),
	    cmocka_unit_test(test_new_secrets_differ_and_work),
	    cmocka_unit_test(test_recovery_codes_as_people_type_them),
	    cmocka_unit_test(test_a_qr_code_is_a_picture),
	    cmocka_unit_test(test_ranges_hold_their_addresses),
	    cmocka_unit_test(test_ranges_are_cleaned),
	    TEST(test_a_code_is_taken_once),
	    TEST(test_recovery_codes_work_once_each),
	    TEST(test_a_new_secret_waits_for_its_code),
	    TEST(test_who_may_take_a_factor_away),
	    TEST(test_a_role_changes_its_holders),
	    TEST(test_the_last_admin_keeps_the_built_in_role),
	    TEST(test_two_roles_have_two_names),
	    TEST(test_rights_bind_own_roles),
	    TEST(test_account_changes_are_in_the_log),
	    TEST(test_links_and_the_policy),
	    TEST(test_a_leader_sees_and_passes_on),
	    TEST(test_a_new_password_gives_conversations_back),
	};
	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
