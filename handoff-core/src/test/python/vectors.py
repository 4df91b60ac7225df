"""Computes the answers of docs/vectors.json a second time, from the formulas of docs/protocol.md alone.

    python3 vectors.py ../../../../docs/vectors.json

Needs only Python 3.8 or newer. The exit code is 0 if all answers are equal. Otherwise it is 1, and the output names the
answers that differ. Argon2id is not in Python's standard library: its answers are counted as skipped.
"""

import base64
import hashlib
import hmac
import json
import sys
import urllib.parse

import signatures

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def hmac_sha256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def hkdf_sha256(master, info, length):
    """Computes RFC 5869 without a salt, which is the same as a salt of 32 zero bytes."""
    extracted = hmac_sha256(bytes(32), master)
    out, block, number = b"", b"", 0
    while len(out) < length:
        number += 1
        block = hmac_sha256(extracted, block + info + bytes([number]))
        out += block
    return out[:length]


def labelled(label, *fields):
    """Returns the label, a zero byte, then every field after its length in 16 bits."""
    out = label.encode("ascii") + b"\0"
    for field in fields:
        out += len(field).to_bytes(2, "big") + field
    return out


def number64(value):
    return value.to_bytes(8, "big")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base62(value, width):
    out = ""
    for _ in range(width):
        value, digit = divmod(value, 62)
        out = DIGITS[digit] + out
    assert value == 0, "the group is too narrow"
    return out


def base62_value(text):
    value = 0
    for digit in text:
        value = value * 62 + DIGITS.index(digit)
    return value


def sub_key(entry, purpose):
    return hkdf_sha256(
        bytes.fromhex(entry["secret"]), labelled(f"handoff/{purpose}-key/1", entry["namespace"].encode()), 32)


def mac(entry, purpose, *fields):
    message = labelled(
        f"handoff/{purpose}/1", entry["namespace"].encode(), entry["session_id"].encode(), *fields)
    return hmac_sha256(sub_key(entry, purpose), message)


def fingerprint(entry):
    return int.from_bytes(hkdf_sha256(bytes.fromhex(entry["secret"]), labelled("handoff/key-id/1"), 2), "big")


def session_key(entry):
    message = labelled("handoff/session/1", entry["namespace"].encode(), entry["session_id"].encode())
    return hashlib.sha256(message).hexdigest()


def attempt_id(entry):
    generation = int(entry["generation"], 16)
    groups = [
        (generation >> 69, 10),
        (generation >> 10 & (1 << 59) - 1, 10),
        ((generation & 0x3FF) << 42 | entry["issued_at"], 10),
        (entry["expires_at"], 10),
        (entry["session_ends_at"], 10),
        (entry["attempt"] << 32 | entry["version"], 10),
        (entry["key_id"] << 4 | (8 if entry["fresh"] else 0) | 1, 4),
    ]
    return "va_" + "".join(base62(value, width) for value, width in groups)


def token(entry):
    return mac(entry, "token", entry["attempt_id"].encode()).hex()


def device_secret(entry):
    return mac(entry, "device").hex()


def hmac_device_hash(entry):
    return hmac_sha256(bytes.fromhex(entry["device_secret"]), entry["device_id"].encode()).hex()


def page_proof(entry):
    return entry["attempt_id"] + mac(entry, "page", entry["attempt_id"].encode()).hex()


def match_code(entry):
    random = mac(
        entry,
        "match",
        entry["generation"].encode(),
        number64(entry["attempt"]),
        entry["device_hash"].encode())
    left, drawn = [f"{number:02d}" for number in range(100)], []
    for start in (0, 4, 8):
        drawn.append(left.pop(int.from_bytes(random[start:start + 4], "big") % len(left)))
    return {"code": drawn[0], "choices": sorted(drawn)}


def challenge(entry):
    return "handoff-possession-1." + base64url(
        mac(entry, "challenge", entry["attempt_id"].encode(), number64(entry["connection"])))


def record(entry):
    words = ["1", entry["state"], fingerprint(entry), entry["generation"], entry["version"], entry["failures"]]
    if entry["attempt"]:
        words += ["attempt", *entry["attempt"]]
    if entry["claim"]:
        words += ["claim", *entry["claim"]] + (["approved"] if entry["approved"] else [])
    if entry["report"]:
        words += ["report", *entry["report"]]
    if entry["completed_at"] is not None:
        words += ["completed", entry["completed_at"]]
    if entry["nonce"]:
        words += ["by", entry["nonce"]]
    body = " ".join(str(word) for word in words)
    message = labelled(
        "handoff/record/1",
        entry["namespace"].encode(),
        session_key(entry).encode(),
        number64(entry["ends_at"]),
        body.encode())
    return {
        "session_key": session_key(entry),
        "body": body,
        "stamp": hmac_sha256(sub_key(entry, "record"), message)[:16].hex()}


def compact(entry):
    session = urllib.parse.quote(entry["session_id"], safe="-._~")
    return entry["attempt_id"][3:] + base64url(bytes.fromhex(entry["token"])) + session


def handoff(entry):
    """Computes a whole handoff: the first code of a service with this secret and these random bytes."""
    made = dict(entry, fresh=True, version=1, attempt=1)
    made["key_id"] = fingerprint(entry)
    made["attempt_id"] = attempt_id(made)
    made["token"] = token(made)
    return {"attempt_id": made["attempt_id"], "token": made["token"], "compact": compact(made)}


def unstored_attempt(entry):
    """Computes the code that a page with this proof gets at this instant, while there is no record."""
    digits = entry["page_proof"][3:67]
    groups = [base62_value(digits[start:start + 10]) for start in range(0, 64, 10)]
    opened_at, ends_at = groups[2] & (1 << 42) - 1, groups[4]
    windows = max(0, entry["at"] - opened_at) // entry["reuse_window"]
    issued_at = opened_at + windows * entry["reuse_window"]
    made = dict(
        entry,
        fresh=True,
        version=1,
        attempt=1 + windows,
        key_id=groups[6] >> 4,
        generation=f"{groups[0] << 69 | groups[1] << 10 | groups[2] >> 42:032x}",
        issued_at=issued_at,
        expires_at=min(issued_at + entry["token_lifetime"], ends_at),
        session_ends_at=ends_at)
    made["attempt_id"] = attempt_id(made)
    proof = page_proof(dict(entry, attempt_id=entry["page_proof"][:67]))
    return {
        "page_proof": proof, "attempt": 1 + windows, "attempt_id": made["attempt_id"], "token": token(made)}


COMPUTED = {
    "key_ids": lambda entry: {"key_id": fingerprint(entry)},
    "sub_keys": lambda entry: {"sub_key": sub_key(entry, entry["purpose"]).hex()},
    "session_keys": lambda entry: {"session_key": session_key(entry)},
    "attempt_ids": lambda entry: {"attempt_id": attempt_id(entry)},
    "tokens": lambda entry: {"token": token(entry)},
    "device_secrets": lambda entry: {"device_secret": device_secret(entry)},
    "hmac_device_hashes": lambda entry: {"device_hash": hmac_device_hash(entry)},
    "page_proofs": lambda entry: {"page_proof": page_proof(entry)},
    "unstored_attempts": unstored_attempt,
    "match_codes": match_code,
    "challenges": lambda entry: {"challenge": challenge(entry)},
    "records": record,
    "possession": lambda entry: {
        "accepted": signatures.is_signed(entry["device_id"], entry["challenge"], entry["proof"])},
    "handoffs": handoff,
}
NOT_COMPUTED = {"argon2id_device_hashes"}


def main(path):
    with open(path, encoding="utf-8") as file:
        vectors = {name: entries for name, entries in json.load(file).items() if isinstance(entries, list)}
    if set(vectors) != set(COMPUTED) | NOT_COMPUTED:
        print("unknown or missing lists:", sorted(set(vectors) ^ (set(COMPUTED) | NOT_COMPUTED)))
        return 1
    compared, skipped, wrong = 0, 0, 0
    for name, entries in vectors.items():
        if not entries:
            print(name, "is empty")
            wrong += 1
        for number, entry in enumerate(entries):
            if name in NOT_COMPUTED:
                skipped += 1
                continue
            compared += 1
            for field, value in COMPUTED[name](entry).items():
                if entry[field] != value:
                    wrong += 1
                    print(f"{name}[{number}].{field} is {entry[field]!r}, computed {value!r}")
    print(f"{compared} vectors compared, {skipped} skipped, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
