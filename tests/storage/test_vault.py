"""Names, words and platform ids are unreadable without the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import KeyMistake, Vault, new_master_key

VAULT = Vault(new_master_key())


@given(st.text(alphabet=st.characters(codec=None)))
def test_sealed_text_comes_back_whole(text: str) -> None:
    """Whatever a chat can hold, lone surrogates and NUL included, survives sealing, and is not there in the clear."""
    sealed = VAULT.seal(text)
    assert VAULT.open(sealed) == text
    if len(text) > 3:
        assert text.encode("utf-8", "surrogatepass") not in sealed


def test_another_key_opens_nothing() -> None:
    """A stolen database without its key is noise, and says so in one sentence."""
    with pytest.raises(KeyMistake, match="another key"):
        Vault(new_master_key()).open(VAULT.seal("张婶"))


def test_references_compare_but_do_not_tell() -> None:
    """The same platform id gives the same reference under one key and another under another key."""
    assert VAULT.reference("wechat", "oABC") == VAULT.reference("wechat", "oABC")
    assert VAULT.reference("wechat", "oABC") != VAULT.reference("relay", "oABC")
    # the parts are kept apart: ("a", "bc") is not ("ab", "c")
    assert VAULT.reference("a", "bc") != VAULT.reference("ab", "c")
    assert VAULT.reference("wechat", "oABC") != Vault(new_master_key()).reference("wechat", "oABC")


def test_destroying_a_tickets_key_destroys_its_words() -> None:
    """Each ticket has its own key: without it the words stay closed even to the master key."""
    first, second = VAULT.new_ticket_key(), VAULT.new_ticket_key()
    sealed = VAULT.of_ticket(first).seal("我妈有慢病")
    with pytest.raises(KeyMistake):
        VAULT.of_ticket(second).open(sealed)
    with pytest.raises(KeyMistake):
        VAULT.open(sealed)


@pytest.mark.parametrize("key", ["", "short", "not base64 at all!!", "c2hvcnQ="])
def test_a_bad_key_is_refused_at_once(key: str) -> None:
    """A damaged key file is found at the start, not at the first message."""
    with pytest.raises(KeyMistake):
        Vault(key)
