"""The table of moves: what is possible from where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.lifecycle import MOVES, OPEN, WORKING, IllegalMove, MoveName, Status, target_of


def test_every_move_stands_in_the_table() -> None:
    """No move is possible that the table does not list."""
    assert set(MOVES) == set(MoveName)


def test_every_state_but_the_first_can_be_reached() -> None:
    """A state that nothing leads to would be dead words."""
    reached = {rule.target for rule in MOVES.values()} | {Status.CLARIFYING}
    assert reached >= set(Status)


@given(st.lists(st.sampled_from(MoveName), max_size=30))
def test_close_out_comes_only_after_resolved(moves: list[MoveName]) -> None:
    """In whatever order commands arrive, 销号 never precedes 办结."""
    status, walked = Status.REGISTERED, [Status.REGISTERED]
    for move in moves:
        try:
            status = target_of(move, status)
        except IllegalMove:
            continue
        walked.append(status)
    if Status.CLOSED in walked:
        assert Status.RESOLVED in walked[: walked.index(Status.CLOSED)]


@pytest.mark.parametrize("status", sorted(OPEN))
def test_withdrawing_and_merging_are_open_to_every_open_state(status: Status) -> None:
    """Ruling 3."""
    assert target_of(MoveName.WITHDRAW, status) is Status.WITHDRAWN
    assert target_of(MoveName.MERGE, status) is Status.MERGED


def test_an_archived_ticket_stays() -> None:
    """Nothing moves a ticket out of the archive."""
    for move in MoveName:
        with pytest.raises(IllegalMove):
            target_of(move, Status.ARCHIVED)
    assert WORKING < OPEN


def test_only_a_merged_ticket_goes_back_to_where_it_stood() -> None:
    """Into any open state, and by no other move."""
    for status in OPEN:
        assert target_of(MoveName.UNMERGE, Status.MERGED, back_to=status) is status
    assert target_of(MoveName.UNMERGE, Status.MERGED) is Status.REGISTERED
    for move in set(MoveName) - {MoveName.UNMERGE}:
        with pytest.raises(IllegalMove):
            target_of(move, Status.RESOLVED, back_to=Status.ACCEPTED)
    with pytest.raises(IllegalMove):
        target_of(MoveName.UNMERGE, Status.MERGED, back_to=Status.CLOSED)
