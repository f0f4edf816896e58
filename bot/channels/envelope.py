"""The envelope around a platform's callback: the signature that proves the sender, and AES where it is closed.

wechatpy does the cipher. The comparisons are ours, because the library's take longer the more of a guess is right.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException


class EnvelopeMistake(Exception):
    """An envelope that must not be trusted. The text says why, without anything from inside."""


class BadSignature(EnvelopeMistake):
    """Not signed by somebody who knows the token."""


class WrongReceiver(EnvelopeMistake):
    """Sealed with our key, but for another account."""


class Unreadable(EnvelopeMistake):
    """Signed, but no key opens it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside, and which of the keys opened it (0 is the current one)."""

    text: str
    key: int


def aes_key(encoding_aes_key: str) -> bytes:
    """The 32 bytes behind the 43 characters the platform shows; raises ValueError that says what is wrong.

    Checked here because the library accepts 44 characters in silence and fails on 42 only when a message arrives.
    """
    if len(encoding_aes_key) != 43:
        raise ValueError(f"an EncodingAESKey has 43 characters; this one has {len(encoding_aes_key)}")
    try:
        key = base64.b64decode(encoding_aes_key + "=", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ValueError("an EncodingAESKey consists of the letters A-Z, a-z and the digits 0-9")
    return key


def signature_of(*parts: str) -> str:
    """SHA-1 over the sorted parts, in lower-case hex: the platform's way of signing."""
    joined = b"".join(sorted(_bytes(part) for part in parts))
    return hashlib.sha1(joined).hexdigest()  # noqa: S324  # the platform's choice, not ours


def same(expected: str, given: str) -> bool:
    """Whether two strings are equal, in a time that does not tell how much of the guess was right."""
    return hmac.compare_digest(_bytes(expected), _bytes(given))


def _bytes(text: str) -> bytes:
    # query strings may hold halves of surrogate pairs; they must fail the comparison, not the program
    return text.encode("utf-8", "surrogatepass")


def _random_prefix() -> str:
    return secrets.token_hex(8)


class _Receiver(str):
    """The receiver's id, compared in constant time. (A subclass on the right-hand side is asked first.)"""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and same(str(self), str(other))

    def __ne__(self, other: object) -> bool:
        return not self == other


class _Cipher(PrpCrypto):  # type: ignore[misc]
    """wechatpy's cipher, with its 16 characters of padding from a source that cannot be predicted."""

    def __init__(self, key: bytes, prefix: Callable[[], str]) -> None:
        super().__init__(key)
        self._prefix = prefix

    def get_random_string(self) -> str:
        return self._prefix()


class Envelope:
    """Checks, opens and seals for one account. `keys`: EncodingAESKeys, the current first; none in plain mode."""

    def __init__(
        self, token: str, receiver: str, keys: Sequence[str] = (), prefix: Callable[[], str] = _random_prefix
    ) -> None:
        self._token = token
        self._receiver = _Receiver(receiver)
        self._ciphers = [_Cipher(aes_key(key), prefix) for key in keys]

    @property
    def can_open(self) -> bool:
        """Whether a key is configured."""
        return bool(self._ciphers)

    def check(self, signature: str, timestamp: str, nonce: str, *sealed: str) -> None:
        """Raises BadSignature unless the token's holder signed these (`sealed`: the cipher text, if there is one)."""
        if not same(signature_of(self._token, timestamp, nonce, *sealed), signature):
            raise BadSignature("the signature is wrong")

    def open(self, sealed: str, signature: str, timestamp: str, nonce: str) -> Opened:
        """The text inside. Raises BadSignature (before anything is decrypted), WrongReceiver or Unreadable."""
        self.check(signature, timestamp, nonce, sealed)
        wrong_receiver = False
        for number, cipher in enumerate(self._ciphers):
            try:
                return Opened(cipher.decrypt(sealed, self._receiver), number)
            except InvalidAppIdException:
                wrong_receiver = True
            except Exception:  # noqa: BLE001, S112  # the library fails on junk in many ways, none of them declared
                continue
        if wrong_receiver:
            raise WrongReceiver("the message is meant for another account")
        raise Unreadable("the message cannot be decrypted")

    def seal(self, text: str, timestamp: str, nonce: str, key: int = 0) -> str:
        """A sealed answer as the XML the platform expects."""
        sealed = self._ciphers[key].encrypt(text, self._receiver).decode()
        signature = signature_of(self._token, timestamp, nonce, sealed)
        return (
            f"<xml>\n<Encrypt><![CDATA[{sealed}]]></Encrypt>\n<MsgSignature><![CDATA[{signature}]]></MsgSignature>\n"
            f"<TimeStamp>{timestamp}</TimeStamp>\n<Nonce><![CDATA[{nonce}]]></Nonce>\n</xml>"
        )
