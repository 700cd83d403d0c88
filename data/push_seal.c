/*
 * Push seal: see push_seal.h.  Any thread.
 */
#include "data/push_seal.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>
#include <string.h>

#include "data/id.h"
#include "data/json.h"

#define CURVE         "prime256v1"
#define SECRET_BYTES  32
#define HASH_BYTES    crypto_auth_hmacsha256_BYTES
#define CIPHER_BYTES  16
#define NONCE_BYTES   12
#define TAG_BYTES     16
#define RECORD_BYTES  4096
#define LAST_RECORD   0x02
#define HALF_BYTES    32 /* of a signature */
#define BASE64        sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define CLAIMS_MOST   2000

/* Keys ---------------------------------------------------------------------------------- */

/* Exactly so many bytes. */
static bool decode(const char *text, unsigned char *bytes, size_t length)
{
	size_t found = 0;
	return text != NULL &&
	       sodium_base642bin(bytes, length, text, strlen(text), NULL, &found, NULL, BASE64) == 0 &&
	       found == length;
}

static EVP_PKEY *key_from(OSSL_PARAM *parameters, int selection)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (context != NULL && EVP_PKEY_fromdata_init(context) == 1 &&
	    EVP_PKEY_fromdata(context, &key, selection, parameters) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

/* A key of the curve from its point and, where there is one, its secret. */
static EVP_PKEY *key_of(const unsigned char point[PUSH_KEY_BYTES], const unsigned char *secret)
{
	EVP_PKEY *key = NULL;
	OSSL_PARAM *parameters = NULL;
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *number = secret == NULL ? NULL : BN_bin2bn(secret, SECRET_BYTES, NULL);
	bool good =
	    build != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, CURVE, 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point,
					     PUSH_KEY_BYTES) == 1 &&
	    (number == NULL ||
	     OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1);
	if (good && (parameters = OSSL_PARAM_BLD_to_param(build)) != NULL)
		key = key_from(parameters, number == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR);
	OSSL_PARAM_free(parameters);
	OSSL_PARAM_BLD_free(build);
	BN_clear_free(number);
	return key;
}

static EVP_PKEY *own_key(const struct push_keys *keys)
{
	unsigned char point[PUSH_KEY_BYTES], secret[SECRET_BYTES];
	if (!decode(keys->public_key, point, sizeof(point)) ||
	    !decode(keys->private_key, secret, sizeof(secret)))
		return NULL;
	EVP_PKEY *key = key_of(point, secret);
	sodium_memzero(secret, sizeof(secret));
	return key;
}

static bool write_keys(EVP_PKEY *key, struct push_keys *keys)
{
	unsigned char point[PUSH_KEY_BYTES], secret[SECRET_BYTES];
	size_t length = 0;
	BIGNUM *number = NULL;
	bool good = EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point,
						    sizeof(point), &length) == 1 &&
		    length == sizeof(point) &&
		    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
		    BN_bn2binpad(number, secret, sizeof(secret)) == (int)sizeof(secret);
	if (good) {
		sodium_bin2base64(keys->public_key, sizeof(keys->public_key), point, sizeof(point), BASE64);
		sodium_bin2base64(keys->private_key, sizeof(keys->private_key), secret, sizeof(secret), BASE64);
	}
	sodium_memzero(secret, sizeof(secret));
	BN_clear_free(number);
	return good;
}

bool push_keys_new(struct push_keys *keys)
{
	EVP_PKEY *key = EVP_EC_gen(CURVE);
	bool good = key != NULL && write_keys(key, keys);
	EVP_PKEY_free(key);
	return good;
}

bool push_browser_is_good(const struct push_browser *browser)
{
	unsigned char point[PUSH_KEY_BYTES], auth[PUSH_AUTH_BYTES];
	if (!decode(browser->key, point, sizeof(point)) || !decode(browser->auth, auth, sizeof(auth)))
		return false;
	EVP_PKEY *key = key_of(point, NULL);
	EVP_PKEY_free(key);
	return key != NULL;
}

/* Sealing -------------------------------------------------------------------------------- */

struct bytes {
	const void *start;
	size_t length;
};

/* HMAC-SHA256 of the parts; one step of HKDF (RFC 5869). */
static void mac(const void *key, size_t key_length, const struct bytes *parts, int count,
		unsigned char out[HASH_BYTES])
{
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, key, key_length);
	for (int at = 0; at < count; at++)
		crypto_auth_hmacsha256_update(&state, parts[at].start, parts[at].length);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

static bool agree(EVP_PKEY *own, EVP_PKEY *other, unsigned char secret[SECRET_BYTES])
{
	size_t length = SECRET_BYTES;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(own, NULL);
	bool good = context != NULL && EVP_PKEY_derive_init(context) == 1 &&
		    EVP_PKEY_derive_set_peer(context, other) == 1 &&
		    EVP_PKEY_derive(context, secret, &length) == 1 && length == SECRET_BYTES;
	EVP_PKEY_CTX_free(context);
	return good;
}

struct sealing {
	unsigned char browser_point[PUSH_KEY_BYTES];
	unsigned char own_point[PUSH_KEY_BYTES];
	unsigned char auth[PUSH_AUTH_BYTES];
	unsigned char shared[SECRET_BYTES];
	unsigned char key[HASH_BYTES]; /* CIPHER_BYTES of it are used */
	unsigned char nonce[HASH_BYTES];
};

/* RFC 8291, section 3.4. */
static void derive(struct sealing *sealing, const unsigned char salt[PUSH_SALT_BYTES])
{
	static const char info[] = "WebPush: info";
	static const char key_info[] = "Content-Encoding: aes128gcm";
	static const char nonce_info[] = "Content-Encoding: nonce";
	static const unsigned char one = 1;
	unsigned char first[HASH_BYTES], input[HASH_BYTES], extracted[HASH_BYTES];
	const struct bytes shared[] = {{sealing->shared, sizeof(sealing->shared)}};
	const struct bytes both[] = {{info, sizeof(info)},
				     {sealing->browser_point, PUSH_KEY_BYTES},
				     {sealing->own_point, PUSH_KEY_BYTES},
				     {&one, 1}};
	const struct bytes keyed[] = {{input, sizeof(input)}};
	const struct bytes for_key[] = {{key_info, sizeof(key_info)}, {&one, 1}};
	const struct bytes for_nonce[] = {{nonce_info, sizeof(nonce_info)}, {&one, 1}};
	mac(sealing->auth, sizeof(sealing->auth), shared, 1, first);
	mac(first, sizeof(first), both, 4, input);
	mac(salt, PUSH_SALT_BYTES, keyed, 1, extracted);
	mac(extracted, sizeof(extracted), for_key, 2, sealing->key);
	mac(extracted, sizeof(extracted), for_nonce, 2, sealing->nonce);
	sodium_memzero(first, sizeof(first));
	sodium_memzero(input, sizeof(input));
	sodium_memzero(extracted, sizeof(extracted));
}

static bool encrypt(const struct sealing *sealing, const void *bytes, size_t length,
		    struct buffer *out)
{
	static const unsigned char last = LAST_RECORD;
	unsigned char sealed[PUSH_BYTES_MOST + 1], tag[TAG_BYTES];
	int first = 0, second = 0, third = 0;
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	bool good =
	    context != NULL &&
	    EVP_EncryptInit_ex2(context, EVP_aes_128_gcm(), sealing->key, sealing->nonce, NULL) == 1 &&
	    EVP_EncryptUpdate(context, sealed, &first, bytes, (int)length) == 1 &&
	    EVP_EncryptUpdate(context, sealed + first, &second, &last, 1) == 1 &&
	    EVP_EncryptFinal_ex(context, sealed + first + second, &third) == 1 &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, sizeof(tag), tag) == 1;
	EVP_CIPHER_CTX_free(context);
	if (good) {
		buffer_add(out, sealed, (size_t)(first + second + third));
		buffer_add(out, tag, sizeof(tag));
	}
	return good;
}

static bool prepare(struct sealing *sealing, const struct push_browser *browser,
		    const struct push_keys *sender)
{
	if (!decode(browser->key, sealing->browser_point, PUSH_KEY_BYTES) ||
	    !decode(browser->auth, sealing->auth, PUSH_AUTH_BYTES) ||
	    !decode(sender->public_key, sealing->own_point, PUSH_KEY_BYTES))
		return false;
	EVP_PKEY *other = key_of(sealing->browser_point, NULL);
	EVP_PKEY *own = own_key(sender);
	bool good = other != NULL && own != NULL && agree(own, other, sealing->shared);
	EVP_PKEY_free(other);
	EVP_PKEY_free(own);
	return good;
}

bool push_seal_with(const struct push_browser *browser, const struct push_keys *sender,
		    const unsigned char salt[PUSH_SALT_BYTES], const void *bytes, size_t length,
		    struct buffer *out)
{
	static const unsigned char sizes[5] = {RECORD_BYTES >> 24, RECORD_BYTES >> 16 & 0xff,
					       RECORD_BYTES >> 8 & 0xff, RECORD_BYTES & 0xff,
					       PUSH_KEY_BYTES};
	struct sealing sealing;
	if (length > PUSH_BYTES_MOST || !prepare(&sealing, browser, sender))
		return false;
	derive(&sealing, salt);
	buffer_add(out, salt, PUSH_SALT_BYTES);
	buffer_add(out, sizes, sizeof(sizes));
	buffer_add(out, sealing.own_point, PUSH_KEY_BYTES);
	bool good = encrypt(&sealing, bytes, length, out) && !out->overflowed;
	sodium_memzero(&sealing, sizeof(sealing));
	return good;
}

bool push_seal(const struct push_browser *browser, const void *bytes, size_t length,
	       struct buffer *out)
{
	struct push_keys sender;
	unsigned char salt[PUSH_SALT_BYTES];
	random_bytes(salt, sizeof(salt));
	bool good = push_keys_new(&sender) &&
		    push_seal_with(browser, &sender, salt, bytes, length, out);
	sodium_memzero(&sender, sizeof(sender));
	return good;
}

/* Signing -------------------------------------------------------------------------------- */

static const char *encode(const void *bytes, size_t length, struct arena *arena)
{
	size_t room = sodium_base64_encoded_len(length, BASE64);
	char *text = arena_alloc(arena, room);
	return sodium_bin2base64(text, room, bytes, length, BASE64);
}

static const char *claims(const char *origin, const char *contact, int64_t expires,
			  struct arena *arena)
{
	struct buffer text = buffer_new(CLAIMS_MOST);
	struct json_writer json = json_writer(&text);
	json_open_object(&json, NULL);
	json_add_text(&json, "aud", origin);
	json_add_int(&json, "exp", expires);
	if (contact[0] != '\0')
		json_add_text(&json, "sub", contact);
	json_close_object(&json);
	const char *made = encode(text.bytes, text.length, arena);
	buffer_free(&text);
	return made;
}

/* ES256 wants both numbers of the signature side by side, OpenSSL gives DER. */
static bool plain_signature(const unsigned char *der, size_t length,
			    unsigned char plain[2 * HALF_BYTES])
{
	ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)length);
	bool good = signature != NULL &&
		    BN_bn2binpad(ECDSA_SIG_get0_r(signature), plain, HALF_BYTES) == HALF_BYTES &&
		    BN_bn2binpad(ECDSA_SIG_get0_s(signature), plain + HALF_BYTES, HALF_BYTES) == HALF_BYTES;
	ECDSA_SIG_free(signature);
	return good;
}

static bool sign(const struct push_keys *keys, const char *text, unsigned char plain[2 * HALF_BYTES])
{
	unsigned char der[128];
	size_t length = sizeof(der);
	EVP_PKEY *key = own_key(keys);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = key != NULL && context != NULL &&
		    EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
		    EVP_DigestSign(context, der, &length, (const unsigned char *)text, strlen(text)) == 1 &&
		    plain_signature(der, length, plain);
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return good;
}

const char *push_authorization(const struct push_keys *keys, const char *origin,
			       const char *contact, int64_t expires, struct arena *arena)
{
	static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
	unsigned char signature[2 * HALF_BYTES];
	const char *signed_part =
	    arena_format(arena, "%s.%s", encode(header, strlen(header), arena),
			 claims(origin, contact, expires, arena));
	if (!sign(keys, signed_part, signature))
		return NULL;
	return arena_format(arena, "vapid t=%s.%s, k=%s", signed_part,
			    encode(signature, sizeof(signature), arena), keys->public_key);
}
