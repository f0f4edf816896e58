"""What belongs together: decisions alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.verdict import Act, MatterKind, Privacy, Scene, Topic, Urgency, Verdict
from handlers import stitching
from handlers.stitching import LIMITS, Burst, Overheard, Part
from storage import said
from storage.incoming import Incoming, MessageKind, Said
from tests.builders import a_message
from tests.stage import the_reader

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def a_piece(text: str = "就是那个灯", piece: str = "p", **fields: object) -> Said:
    given: dict[str, object] = {"id": piece, "kind": MessageKind.TEXT, "at": NOW, "text": text}
    return Said(**(given | fields))  # type: ignore[arg-type]


def a_verdict(**fields: object) -> Verdict:
    given: dict[str, object] = {
        "is_matter": False, "kind": MatterKind.NONE, "topic": None, "urgency": None, "act": Act.IGNORE,
        "privacy": Privacy.OPEN, "confidence": 0.9, "evidence": (),
    }  # fmt: skip
    return Verdict(**(given | fields))  # type: ignore[arg-type]


def a_matter(topic: Topic | None, **fields: object) -> Verdict:
    given: dict[str, object] = {
        "is_matter": True, "kind": MatterKind.VILLAGE, "topic": topic, "urgency": Urgency.NORMAL, "act": Act.TICKET,
    }  # fmt: skip
    return a_verdict(**(given | fields))


LAMP = Burst(texts=("村口路灯不亮了",), pieces=1, topic=Topic.LIGHTING, grid="g1", place="村口")


def part(text: str, verdict: Verdict | None = None, burst: Burst = LAMP, **fields: object) -> Part:
    given: dict[str, object] = {"addressed": False, "grid": None}
    return stitching.part_of(burst, [a_piece(text)], verdict or a_verdict(), **(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "就是那个灯", "你们来看", "都黑了三天了", "好几天了", "赶紧来修嘛", "娃娃差点掉进去",
        "昨晚就这样", "还没人管", "就介个", "喺桥头嗰度", "就系嗰盏灯", "搁那儿好几天咧",
        "修一下撒", "莫得人管", "黑咕隆咚滴",
        "咋还不来修", "我电话13900000000",
        "水都冒到门口了", "老人走路都绊", "一下雨就过不去", "瞅瞅嘛", "冇人理", "快啲嚟修", "这搭烂得很",
    ],
)  # fmt: skip
def test_words_that_add(text: str) -> None:
    """Pointing, lasting, asking, harming, in the speeches of north, west and south."""
    assert stitching.adds(text)
    assert part(text) is Part.JOINS


@pytest.mark.parametrize(
    "text",
    [
        "哈哈哈", "早上好", "赶集去不", "中午吃啥", "收到", "嗯", "今天杀猪了", "你说的是哪个灯",
        "不是我们组", "老李你在家不",
        "明天几点开会", "谁家有鸡蛋卖", "老张家儿子回来了", "@王建军 看一下",
        "那个电视好看", "生日快乐", "今天天气真好",
    ],
)  # fmt: skip
def test_words_that_do_not(text: str) -> None:
    """The village's other talk, and words to one neighbour."""
    verdict = the_reader().read(text, scene=Scene.GROUP)
    assert not stitching.may_follow(a_piece(text), verdict, addressed=False)
    assert part(text, verdict) is Part.APART


@pytest.mark.parametrize(
    "text", ["说完了", "就这个事", "就这事，麻烦你们了", "好了。", "谢谢啊", "多谢晒", "先这样吧", "就恁个事"]
)
def test_an_end_is_an_end(text: str) -> None:
    """Thanks and "that is all", alone or together; never with a word more."""
    assert part(text) is Part.ENDS
    assert not stitching.ends(text + "，灯还是不亮")


@pytest.mark.parametrize(
    ("text", "verdict", "grid", "belongs"),
    [
        ("垃圾没人收", a_matter(Topic.SANITATION), None, Part.APART),
        ("路灯又坏了", a_matter(Topic.LIGHTING), None, Part.JOINS),
        ("桥头的路灯坏了", a_matter(Topic.LIGHTING, place="桥头"), "g2", Part.APART),
        ("戏台的路灯也坏了", a_matter(Topic.LIGHTING, place="戏台"), "g1", Part.APART),
        ("说错了，是桥头的路灯", a_matter(Topic.LIGHTING, place="桥头"), "g2", Part.JOINS),
        ("二组桥头那儿", a_matter(Topic.ROAD, place="二组"), "g2", Part.JOINS),
        ("灯线也耷拉着", a_matter(Topic.POWER, kind=MatterKind.UNCLEAR, act=Act.ASK), None, Part.JOINS),
        ("不晓得咋回事", a_matter(None, act=Act.ASK), None, Part.JOINS),
        ("还有个事，路灯也坏了", a_matter(Topic.LIGHTING), None, Part.APART),
        ("他打我", a_matter(Topic.LIGHTING, violence_at_home=True), None, Part.APART),
        ("修灯的收了红包", a_matter(Topic.LIGHTING, about_official=True), None, Part.APART),
        ("我家低保", a_matter(Topic.LIGHTING, privacy=Privacy.SECRET), None, Part.APART),
        ("路灯那事撤了", a_verdict(act=Act.WITHDRAW), None, Part.APART),
        ("修好了", a_verdict(act=Act.CONFIRM), None, Part.APART),
        ("村口路灯不亮了", a_matter(Topic.LIGHTING), "g1", Part.APART),
    ],
)  # fmt: skip
def test_a_matter_of_its_own_stands_apart(text: str, verdict: Verdict, grid: str | None, belongs: Part) -> None:
    """Another topic or place, another degree of privacy, an order; said again it is one matter already."""
    assert part(text, verdict, grid=grid) is belongs


def test_a_plus_one_belongs_to_the_newest_matter_of_the_group() -> None:
    """ "Here as well" after a neighbour's matter is about the neighbour's."""
    plus_one = a_verdict(act=Act.MERGE)
    assert part("我家门口也是", plus_one) is Part.JOINS
    later = Burst(texts=LAMP.texts, pieces=1, topic=Topic.LIGHTING, newest=False)
    assert part("我家门口也是", plus_one, later) is Part.APART


def test_whoever_is_quoted_or_called_is_spoken_to() -> None:
    """Not to the village, so not to us."""
    assert part("就是那个灯", addressed=True) is Part.APART
    assert not stitching.may_follow(a_piece(), a_verdict(), addressed=True)
    assert not stitching.may_lead(a_piece(), a_verdict(), addressed=True)


def test_danger_of_two_halves_is_danger() -> None:
    """What came before may be what makes it dangerous; the place may have been said before, too."""
    own = a_matter(Topic.POWER)
    together = a_matter(Topic.POWER, urgency=Urgency.DANGER, place="村口")
    whole = stitching.verdict_of_all(own, together)
    assert (whole.urgency, whole.place) == (Urgency.DANGER, "村口")
    # and it never becomes less than its own words say
    assert stitching.verdict_of_all(together, own).urgency is Urgency.DANGER
    assert stitching.verdict_of_all(a_verdict(), together) is together


# properties ----------------------------------------------------------------------------------------------------------

speakers = st.tuples(st.sampled_from(["ch"]), st.sampled_from(["g1", "g2"]), st.sampled_from(["a", "b", "c"]))
breaths = st.lists(
    st.tuples(speakers, st.text(max_size=60), st.sampled_from([MessageKind.TEXT, MessageKind.IMAGE]),
              st.integers(0, 90)),
    max_size=40,
)  # fmt: skip


@given(breaths)
def test_no_interleaving_mixes_two_speakers(
    said_in_turn: list[tuple[stitching.Speaker, str, MessageKind, int]],
) -> None:
    """What one speaker is remembered for is a tail of what he said there, in his order, within all the caps."""
    overheard, now = Overheard(), NOW
    told: dict[stitching.Speaker, list[tuple[datetime, str]]] = {}
    for number, (speaker, text, kind, pause) in enumerate(said_in_turn):
        now += timedelta(seconds=pause)
        overheard.remember(speaker, a_piece(text, str(number), kind=kind), now)
        told.setdefault(speaker, []).append((now, str(number)))
    for speaker, pieces in told.items():
        kept = overheard.said(speaker, now)
        assert [piece.id for piece in kept] == [n for _, n in pieces][len(pieces) - len(kept) :]
        assert len(kept) <= LIMITS.earlier_pieces
        assert sum(len(piece.text) for piece in kept) <= LIMITS.earlier_characters
        assert all(at >= now - LIMITS.before_within for at, _ in pieces[len(pieces) - len(kept) :])


@given(breaths, st.data())
def test_forgetting_one_piece_leaves_the_others(
    said_in_turn: list[tuple[stitching.Speaker, str, MessageKind, int]], data: st.DataObject
) -> None:
    """Recalled: that piece of that speaker goes, all others stay, in order."""
    overheard = Overheard()
    for number, (speaker, text, kind, _) in enumerate(said_in_turn):
        overheard.remember(speaker, a_piece(text, str(number), kind=kind), NOW)
    everyone = {speaker for speaker, *_ in said_in_turn}
    before = {speaker: overheard.said(speaker, NOW) for speaker in everyone}
    pieces = [(speaker, piece.id) for speaker in sorted(everyone) for piece in before[speaker]]
    if not pieces:
        return
    whose, gone = data.draw(st.sampled_from(pieces))
    overheard.forget(whose, [gone])
    for speaker in everyone:
        left = [piece for piece in before[speaker] if (speaker, piece.id) != (whose, gone)]
        assert list(overheard.said(speaker, NOW)) == left


@given(st.integers(1, 30), st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=30))
def test_no_burst_outgrows_its_caps(size: int, texts: list[str]) -> None:
    """However it is fed, a burst stays within its pieces and its characters."""
    burst = Burst(texts=("村口路灯不亮了",), pieces=min(size, LIMITS.pieces), topic=Topic.LIGHTING)
    for text in texts:
        if part(text, a_matter(Topic.LIGHTING), burst) is Part.JOINS:
            burst = Burst(texts=(*burst.texts, text), pieces=burst.pieces + 1, topic=Topic.LIGHTING)
        assert burst.pieces <= LIMITS.pieces
        assert burst.characters <= LIMITS.characters


def test_memory_is_bounded_in_people() -> None:
    """A flood of strangers costs no more than so many of them."""
    limits = stitching.Limits(speakers=3)
    overheard = Overheard(limits)
    for number in range(10):
        overheard.remember(("ch", "g", str(number)), a_piece(), NOW)
    assert [bool(overheard.said(("ch", "g", str(n)), NOW)) for n in range(10)] == [False] * 7 + [True] * 3


pieces = st.lists(
    st.builds(
        Said,
        id=st.text(min_size=1, max_size=8),
        kind=st.sampled_from(MessageKind),
        at=st.datetimes(timezones=st.just(UTC)),
        text=st.text(max_size=20),
    ),
    max_size=8,
    unique_by=lambda piece: piece.id,
)


@given(pieces)
def test_pieces_survive_being_kept(said_before: list[Said]) -> None:
    """In the inbox before a matter, and behind a ticket."""
    message = a_message(before=tuple(said_before))
    assert Incoming.from_json(message.to_json()) == message
    assert said.from_text(said.to_text(said_before), NOW) == said_before


@given(pieces, st.data())
def test_taking_one_piece_back_leaves_the_others_in_order(said_before: list[Said], data: st.DataObject) -> None:
    """And the count of pictures, voices and places is that of what is left."""
    if not said_before:
        return
    gone = data.draw(st.sampled_from(said_before))
    left = said.without(said_before, gone.id)
    assert left == [piece for piece in said_before if piece is not gone]
    evidence = said.counted(said.counted({"rules": ["r"]}, said_before), (), [gone])
    assert evidence == said.counted({"rules": ["r"]}, left)


def test_words_kept_before_there_were_pieces_are_one_piece() -> None:
    """Tickets of an earlier version stay readable."""
    assert said.words_of(said.from_text("村口路灯不亮了；二组也是", NOW)) == "村口路灯不亮了；二组也是"


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text_can_be_asked_about(text: str) -> None:
    """Whatever somebody types, the questions have an answer."""
    stitching.adds(text), stitching.ends(text), stitching.names_only_a_place(text), part(text)
