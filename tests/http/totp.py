"""What an authenticator shows (RFC 6238), made without the program's own code."""
import base64
import hashlib
import hmac
import struct
import time


def code(secret, steps=0):
    """The code of a base32 secret, so many steps of 30 seconds from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
