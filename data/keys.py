"""What is made from the store's one secret besides pseudonyms: a key for each use, so that none gives away another."""

import hashlib
import hmac
from functools import lru_cache
from typing import Final

MARK_DIGITS: Final = 32
# The demonstration's, and no secret: it only makes its pseudonyms the same everywhere.
DEMONSTRATION_KEY: Final = hashlib.sha256(b"the demonstration city").digest()


@lru_cache(maxsize=8)
def derived_key(secret: bytes, use: str) -> bytes:
    """The key for one use."""
    return hmac.new(secret, f"missing-children {use}".encode(), hashlib.sha256).digest()


def child_mark(secret: bytes, pseudonym: str) -> str:
    """A child's name where it outlives the child's records: the audit log, the list of erased children.

    Whoever has the secret and the source's id can make it again; nothing leads back from it.
    """
    key = derived_key(secret, "child mark")
    return "E" + hmac.new(key, pseudonym.encode(), hashlib.sha256).hexdigest()[:MARK_DIGITS]
