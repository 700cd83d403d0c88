"""The browser's and the push service's side of Web Push, made from the RFCs
(8188, 8291, 8292) with Debian's python3-cryptography, to open what Foyer sealed."""
import base64
import json
import struct

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def mac(key, data):
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(data)
    return made.finalize()


class Browser:
    """One subscription."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.public = self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self.auth = b"sixteen bytes ok"

    def subscription(self):
        return {"endpoint": self.endpoint, "key": encode(self.public), "auth": encode(self.auth)}

    def open(self, body):
        salt, (size, length) = body[:16], struct.unpack(">IB", body[16:21])
        sender, sealed = body[21:21 + length], body[21 + length:]
        assert size == 4096 and length == 65 and len(body) <= 4096
        shared = self.private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        first = mac(mac(self.auth, shared), b"WebPush: info\0" + self.public + sender + b"\x01")
        extracted = mac(salt, first)
        key = mac(extracted, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = mac(extracted, b"Content-Encoding: nonce\0\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain[-1] == 2
        return json.loads(plain[:-1])


def check_authorization(header, server_key):
    """The claims of a header that this server's key has signed."""
    scheme, rest = header.split(" ", 1)
    values = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid" and values["k"] == server_key, header
    signed, _, signature = values["t"].rpartition(".")
    raw = decode(signature)
    assert len(raw) == 64
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(server_key))
    key.verify(encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")),
               signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(decode(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    return claims
