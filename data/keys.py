"""Keyed hashes, and the keys made from the store's one secret: one for each use, so that none gives away another.

A key is 256 bits of chance, for HMAC with SHA-256; or a line with the name of another algorithm, and then the bits. So
the key says how it is used, every keyed hash of a store is of one kind, and a new kind comes with a new key
(docs/security.md, Keys).
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Final

MARK_DIGITS: Final = 32
# The demonstration's, and no secret: it only makes its pseudonyms the same everywhere.
DEMONSTRATION_KEY: Final = hashlib.sha256(b"the demonstration city").digest()


USUAL: Final = "sha256"
# Others of 256 bits, so that what is written with them has the same length.
OTHERS: Final = ("sha3_256", "blake2s")


def algorithm_of(key: bytes) -> tuple[str, bytes]:
    """The algorithm that a key names, and its bits."""
    for name in OTHERS:
        if key.startswith(f"{name}\n".encode()):
            return name, key.removeprefix(f"{name}\n".encode())
    return USUAL, key


def keyed(key: bytes, text: str) -> bytes:
    """A hash of 32 bytes that only the holder of the key can make (HMAC), by the algorithm that the key names."""
    name, bits = algorithm_of(key)
    return hmac.digest(bits, text.encode(), name)


@lru_cache(maxsize=8)
def derived_key(secret: bytes, use: str) -> bytes:
    """The key for one use, of the algorithm of the secret."""
    name, _ = algorithm_of(secret)
    return (b"" if name == USUAL else f"{name}\n".encode()) + keyed(secret, f"missing-children {use}")


def child_mark(secret: bytes, pseudonym: str) -> str:
    """A child's name where it outlives the child's records: the audit log, the list of erased children.

    Whoever has the secret and the source's id can make it again; nothing leads back from it.
    """
    key = derived_key(secret, "child mark")
    return "E" + keyed(key, pseudonym).hex()[:MARK_DIGITS]
