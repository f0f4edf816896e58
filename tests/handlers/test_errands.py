"""代办: whoever goes for somebody leaves a receipt, brings everything back, and never touches a card."""

import pytest

from handlers.errands import papers_in
from storage.database import Database
from tests.stage import Stage, a_stage, to

ASKED = "上河村一组，我腿脚不好，能不能帮我代办低保手续"


async def asked(stage: Stage) -> None:
    """An errand of somebody in 一组, taken by its grid officer."""
    await stage.say("zhang", ASKED)
    await stage.say("officer-1", "接 1")


@pytest.mark.parametrize(
    ("words", "papers"),
    [
        ("身份证 户口本 本人同意", ["户口本", "身份证"]),
        ("残疾人证和一寸照两张", ["残疾证", "照片"]),
        ("身份证，身份证复印件", ["身份证", "复印件"]),
        ("低保证", ["低保证"]),
        ("一袋苹果", []),
    ],
)
def test_papers_by_their_names(words: str, papers: list[str]) -> None:
    """A fixed list; nothing else can be kept."""
    assert sorted(papers_in(words)) == sorted(papers)


async def test_an_errand_is_told_as_one(stage: Stage) -> None:
    """Papers and benefits, and somebody else is to go: the owner hears what may be taken and what never."""
    notes = await stage.say("zhang", ASKED)
    assert (await stage.ticket()).urgency.value == "application"
    assert any("收 1 身份证" in text and "银行卡" in text for text in to(notes, "officer-1"))
    async with stage.program.database.reading() as ledger:
        assert await ledger.errands.find(1) is not None


async def test_a_receipt_and_the_return(stage: Stage) -> None:
    """The villager hears both; dates and names of papers are kept, numbers never."""
    await asked(stage)
    notes = await stage.say("officer-1", "收 1 身份证622421195001011234 户口本 本人同意")
    receipt = to(notes, "zhang")[0]
    assert "王建军" in receipt
    assert "身份证" in receipt
    assert "户口本" in receipt
    assert "没给 1" in receipt
    assert not any("622421195001011234" in sent.note.text for sent in stage.channel.sent)
    await stage.say("officer-1", "收 1 身份证 本人同意")
    async with stage.program.database.reading() as ledger:
        rows = await ledger.errands.of(1)
    assert sorted(row.item for row in rows) == ["户口本", "身份证"]
    assert all("6224" not in str(vars(row)) for row in rows)
    notes = await stage.say("officer-1", "还 1 身份证")
    assert any("身份证还给您" in text for text in to(notes, "zhang"))
    async with stage.program.database.reading() as ledger:
        assert [row.item for row in await ledger.errands.still_out(1)] == ["户口本"]
    await stage.say("officer-1", "还 1")
    assert "没有拿着" in to(await stage.say("officer-1", "还 1"), "officer-1")[0]


@pytest.mark.parametrize("what", ["银行卡", "身份证和存折", "社保卡 密码123456", "验证码", "500元", "身份证 现金200"])
async def test_cards_codes_and_money_are_refused(stage: Stage, what: str) -> None:
    """With the warning, and nothing is noted, whatever else stands beside it."""
    await asked(stage)
    notes = await stage.say("officer-1", f"收 1 {what} 本人同意")
    assert "不拿、不问、不记" in to(notes, "officer-1")[0]
    assert to(notes, "zhang") == []
    async with stage.program.database.reading() as ledger:
        assert list(await ledger.errands.of(1)) == []


@pytest.mark.parametrize("words", ["身份证", "身份证 没问本人同意", "身份证 本人同意吗", "苹果 本人同意"])
async def test_not_without_consent_and_not_without_a_name(stage: Stage, words: str) -> None:
    """A doubtful yes is none."""
    await asked(stage)
    await stage.say("officer-1", f"收 1 {words}")
    async with stage.program.database.reading() as ledger:
        assert list(await ledger.errands.of(1)) == []


async def test_what_is_still_out_reminds_until_it_is_back(database: Database) -> None:
    """Also when the matter is over, and over a restart; then never again."""
    async with a_stage(database) as stage:
        await asked(stage)
        await stage.say("officer-1", "收 1 身份证 户口本 本人同意")
        await stage.say("officer-1", "好 1 手续交上去了")
        await stage.say("zhang", "1")
        at = stage.clock()
    async with a_stage(database, at=at) as stage:
        notes = await stage.after(days=12)
        held = [text for text in to(notes, "officer-1") if "还拿着" in text]
        assert len(held) == 4
        assert all("户口本" in text and "身份证" in text for text in held)
        await stage.say("officer-1", "还 1")
        assert not any("还拿着" in text for text in to(await stage.after(days=12), "officer-1"))


async def test_only_whoever_has_the_matter(stage: Stage) -> None:
    """Nobody else takes or returns papers."""
    await asked(stage)
    await stage.say("officer-2", "收 1 身份证 本人同意")
    await stage.say("officer-1", "收 1 身份证 本人同意")
    await stage.say("officer-2", "还 1")
    async with stage.program.database.reading() as ledger:
        (row,) = await ledger.errands.still_out(1)
    assert row.received_by == "p01"


async def test_the_villager_says_otherwise(stage: Stage) -> None:
    """Somebody else asks; what was not given back is out again. A stranger's word does nothing."""
    await asked(stage)
    await stage.say("officer-1", "收 1 身份证 本人同意")
    await stage.say("officer-1", "还 1")
    stranger = await stage.say("stranger", "没还 1")
    assert to(stranger, "supervisor") == []
    notes = await stage.say("zhang", "没还 1")
    assert any("身份证" in text for text in to(notes, "supervisor"))
    assert to(notes, "officer-1") == []
    async with stage.program.database.reading() as ledger:
        assert len(await ledger.errands.still_out(1)) == 1


async def test_for_somebody_without_an_account_the_receipt_goes_through(stage: Stage) -> None:
    """Whoever filed reads it to him."""
    await stage.say("officer-2", "代报 李大娘 一组的，替我代办低保手续 本人同意")
    notes = await stage.say("officer-1", "收 1 身份证 本人同意")
    assert any("请转告" in text and "身份证" in text for text in to(notes, "officer-2"))


async def test_who_offers_a_card_is_warned(stage: Stage) -> None:
    """We never ask for it, and say so."""
    notes = await stage.say("zhang", ASKED + "，银行卡和密码都给你")
    assert any("从不问您要密码" in text for text in to(notes, "zhang"))
