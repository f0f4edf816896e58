"""The envelope against the platform's own examples, and against a second writing of its description."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.envelope import BadSignature, Envelope, Unreadable, WrongReceiver, aes_key, same, signature_of
from tests.fakes import WeChatSender, seal, sha1_signature, unseal

PLATFORM = WeChatSender()


def vectors(section: str) -> list[dict[str, Any]]:
    """Recorded examples: of the platforms' documentation, and of public libraries' tests (MIT, Apache-2.0)."""
    entries: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))[section]
    assert entries
    return entries


def envelope_of(vector: dict[str, Any]) -> Envelope:
    """The envelope of an example's account."""
    return Envelope(vector.get("token", ""), vector["receive_id"], [vector["encoding_aes_key"]])


def test_recorded_callbacks_are_opened() -> None:
    """What the platforms' own samples sealed is opened, to the letter."""
    for vector in vectors("crypto_callback"):
        opened = envelope_of(vector).open(
            vector["encrypt"], vector["msg_signature"], vector["timestamp"], vector["nonce"]
        )
        assert (opened.text, opened.key) == (vector["plaintext"], 0), vector["name"]


def test_recorded_encryption_is_repeated_byte_for_byte() -> None:
    """With the example's random bytes we seal what the platform's other SDKs seal."""
    for vector in vectors("crypto_encrypt_deterministic"):
        random16 = vector["random16"]
        envelope = Envelope(
            vector.get("token", "t"),
            vector["receive_id"],
            [vector["encoding_aes_key"]],
            prefix=lambda: random16,  # noqa: B023
        )
        sealed = envelope.seal(vector["plaintext"], vector.get("timestamp", "1"), vector.get("nonce", "1"))
        assert vector["encrypt"] in sealed, vector["name"]
        if "envelope_xml" in vector:
            assert sealed == vector["envelope_xml"]


def test_recorded_signatures() -> None:
    """Plain signatures: right ones pass, one changed character does not."""
    for vector in vectors("plain_signature"):
        if "parts" in vector:
            assert signature_of(*vector["parts"]) == vector["signature"]
            continue
        envelope = Envelope(vector["token"], "wx")
        if vector["valid"]:
            envelope.check(vector["signature"], vector["timestamp"], vector["nonce"])
        else:
            with pytest.raises(BadSignature):
                envelope.check(vector["signature"], vector["timestamp"], vector["nonce"])


def test_recorded_forgeries_are_refused_for_the_recorded_reason() -> None:
    """A changed nonce, token, cipher text or receiver is noticed, and by the check that is meant to notice it."""
    bases = {vector["name"]: vector for vector in vectors("crypto_callback")}
    for vector in vectors("negative"):
        forged = bases[vector["base"]] | vector["changed"]
        if vector["name"] == "one-cipher-char-changed":
            forged["encrypt"] = "S" + bases[vector["base"]]["encrypt"][1:]
        reason = {"signature": BadSignature, "receive_id": WrongReceiver}[vector["must_be_rejected_by"]]
        with pytest.raises(reason):
            envelope_of(forged).open(forged["encrypt"], forged["msg_signature"], forged["timestamp"], forged["nonce"])


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
def test_what_we_seal_the_platform_opens(text: str) -> None:
    """Round trip against an independent implementation, in both directions, for any text."""
    envelope = Envelope(PLATFORM.token, PLATFORM.app_id, [PLATFORM.key])
    xml = envelope.seal(text, "1795485600", "nonce")
    sealed = xml.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert unseal(sealed, PLATFORM.key) == (text, PLATFORM.app_id)
    assert sha1_signature(PLATFORM.token, "1795485600", "nonce", sealed) in xml
    theirs = seal(text, PLATFORM.key, PLATFORM.app_id)
    signature = sha1_signature(PLATFORM.token, "1", "n", theirs)
    assert envelope.open(theirs, signature, "1", "n").text == text


def test_the_previous_key_still_opens() -> None:
    """After a change of the EncodingAESKey messages under the old one arrive for a while."""
    newer = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
    envelope = Envelope(PLATFORM.token, PLATFORM.app_id, [newer, PLATFORM.key])
    for key, number in ((newer, 0), (PLATFORM.key, 1)):
        sealed = seal("你好", key, PLATFORM.app_id)
        opened = envelope.open(sealed, sha1_signature(PLATFORM.token, "1", "n", sealed), "1", "n")
        assert (opened.text, opened.key) == ("你好", number)


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64 !", "A" * 43 + "=", "é" * 16, "QUJD" * 32])
def test_signed_junk_is_unreadable(sealed: str) -> None:
    """Junk behind a right signature is refused in the same two ways as any other, never by another exception."""
    envelope = Envelope(PLATFORM.token, PLATFORM.app_id, [PLATFORM.key])
    with pytest.raises((Unreadable, WrongReceiver)):
        envelope.open(sealed, sha1_signature(PLATFORM.token, "1", "n", sealed), "1", "n")


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "键" * 43, "a" * 42 + "-"])
def test_a_wrong_key_is_noticed_at_the_start(key: str) -> None:
    """43 characters of base64, or the program says so before any message arrives."""
    with pytest.raises(ValueError, match="EncodingAESKey"):
        aes_key(key)


def test_comparison_takes_any_text() -> None:
    """Halves of surrogate pairs and other alphabets are just not equal."""
    assert same("abc", "abc")
    assert not same("abc", "ab\ud800")
    assert not same("abc", "")
