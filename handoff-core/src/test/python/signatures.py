"""Verifies signatures of device keys: P-256 (FIPS 186-5) and Ed25519 (RFC 8032), with plain integers.

Only for the test vectors: the code is slow, and its run time depends on the input.
"""

import base64
import binascii
import hashlib

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
A = P - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
P256_START = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")

Q = 2**255 - 19
D = -121665 * pow(121666, Q - 2, Q) % Q
L = 2**252 + 27742317777372353535851937790883648493
ED25519_IDENTITY = (0, 1)
ED25519_START = bytes.fromhex("302a300506032b6570032100")


def is_signed(device_id, text, signature):
    """Returns whether the key in this device id made this signature of the text."""
    key, signed = decoded(device_id), decoded(signature)
    if key is None or signed is None or len(signed) != 64:
        return False
    if key.startswith(P256_START) and len(key) == len(P256_START) + 64:
        return is_es256(key[-64:], text.encode(), signed)
    if key.startswith(ED25519_START) and len(key) == len(ED25519_START) + 32:
        return is_ed25519(key[-32:], text.encode(), signed)
    return False


def decoded(text):
    """Returns the bytes of a text in base64url without padding; None for any other text, also with unused bits set."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text else None


def is_es256(point, message, signature):
    x, y = int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if x >= P or y >= P or (y * y - (x * x * x + A * x + B)) % P or not 0 < r < N or not 0 < s < N:
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, N - 2, N)
    sum_ = p256_add(p256_times(digest * inverse % N, G), p256_times(r * inverse % N, (x, y)))
    return sum_ is not None and sum_[0] % N == r


def p256_add(first, second):
    """None is the point at infinity."""
    if first is None or second is None:
        return first or second
    (x1, y1), (x2, y2) = first, second
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if first == second:
        slope = (3 * x1 * x1 + A) * pow(2 * y1, P - 2, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, P - 2, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def p256_times(factor, point):
    out = None
    while factor:
        if factor & 1:
            out = p256_add(out, point)
        point = p256_add(point, point)
        factor >>= 1
    return out


def is_ed25519(point, message, signature):
    key, r = ed25519_point(point), ed25519_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L or key == ED25519_IDENTITY or ed25519_times(L, key) != ED25519_IDENTITY:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + point + message).digest(), "little") % L
    return ed25519_times(s, ed25519_base()) == ed25519_add(r, ed25519_times(digest, key))


def ed25519_base():
    return ed25519_point(bytes.fromhex("58" + "66" * 31))


def ed25519_point(encoded):
    number = int.from_bytes(encoded, "little")
    y, is_odd = number & 2**255 - 1, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, Q - 2, Q) % Q
    x = pow(square, (Q + 3) // 8, Q)
    if (x * x - square) % Q:
        x = x * pow(2, (Q - 1) // 4, Q) % Q
    if y >= Q or (x * x - square) % Q or (x == 0 and is_odd):
        return None
    return (x if x & 1 == is_odd else Q - x), y


def ed25519_add(first, second):
    (x1, y1), (x2, y2) = first, second
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, Q - 2, Q)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, Q - 2, Q)
    return x % Q, y % Q


def ed25519_times(factor, point):
    out = ED25519_IDENTITY
    while factor:
        if factor & 1:
            out = ed25519_add(out, point)
        point = ed25519_add(point, point)
        factor >>= 1
    return out
