"""Keeps names, phones, platform ids and villagers' words unreadable at rest.

One master key (32 bytes) outside the database; from it HKDF derives the key that seals single columns, the key
that wraps each ticket's own key, and the key of the blind references by which a platform id can be looked up
without being stored in the clear. Destroying a ticket's wrapped key makes its words unreadable for ever.
"""

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NONCE = 12


class KeyMistake(ValueError):
    """The key is missing, damaged, or not the one that sealed the data."""


def new_master_key() -> str:
    """A fresh master key as one line of text, for a key file."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


class Sealer:
    """Seals and opens text under one key (AES-256-GCM, random nonce)."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, text: str) -> bytes:
        """Text to version byte + nonce + ciphertext. Lone surrogates survive the round trip."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), _VERSION)

    def open(self, sealed: bytes) -> str:
        """The text again. Raises KeyMistake when the key is another or the bytes were changed."""
        if sealed[:1] != _VERSION:
            raise KeyMistake("sealed data of an unknown version")
        try:
            plain = self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _VERSION)
        except InvalidTag:
            raise KeyMistake("sealed with another key, or damaged") from None
        return plain.decode("utf-8", "surrogatepass")


class Vault:
    """Everything that needs the master key."""

    def __init__(self, master: str) -> None:
        try:
            key = base64.urlsafe_b64decode(master.strip().encode())
        except (binascii.Error, ValueError):
            raise KeyMistake("the key is not base64 text") from None
        if len(key) != 32:
            raise KeyMistake(f"the key must be 32 bytes in base64; this one has {len(key)}")
        self._columns = Sealer(_derive(key, b"columns"))
        self._wrapping = AESGCM(_derive(key, b"ticket keys"))
        self._references = _derive(key, b"references")

    def seal(self, text: str) -> bytes:
        """Seal one column's text."""
        return self._columns.seal(text)

    def open(self, sealed: bytes) -> str:
        """Open one column's text; raises KeyMistake."""
        return self._columns.open(sealed)

    def reference(self, *parts: str) -> str:
        """A blind index: the same parts give the same 32 hex digits, which say nothing without the key."""
        message = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._references, message, hashlib.sha256).hexdigest()[:32]

    def new_ticket_key(self) -> bytes:
        """A new key for one ticket's words, wrapped; store it beside the ticket."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._wrapping.encrypt(nonce, os.urandom(32), _VERSION)

    def of_ticket(self, wrapped: bytes) -> Sealer:
        """The sealer for one ticket's words; raises KeyMistake."""
        try:
            return Sealer(self._wrapping.decrypt(wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE :], _VERSION))
        except InvalidTag:
            raise KeyMistake("the ticket's key was wrapped with another master key") from None


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"shuoshi " + purpose).derive(master)
