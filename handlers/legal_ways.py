"""指路: where a matter goes that neither village nor township can decide (practice §1, 转法定渠道).

The list is fixed, so that a villager reads a name and a way that somebody has looked at; numbers are the township's
(`numbers:` in config.yaml) where it may have its own.
"""

import re
from dataclasses import dataclass

from handlers.emergency import EmergencyNumbers


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what it is called, how an official may say it, how one gets there, what to bring."""

    name: str
    said: re.Pattern[str]
    how: str
    bring: str


def _way(name: str, said: str, how: str, bring: str) -> Way:
    return Way(name, re.compile(said), how, bring)


#: in the order in which they are looked for: 劳动仲裁 before 仲裁
WAYS = (
    _way("劳动仲裁", "劳动(?:争议)?仲裁|劳动监察|人社", "讨工钱先打12333", "合同、工资条、聊天记录"),
    _way("土地仲裁", "(?:土地|农地|承包地)?仲裁", "承包地的事到县仲裁委", "承包合同、确权证"),
    _way("行政复议", "复议", "收到决定60天里到县政府提", "那份决定书、身份证"),
    _way("法律援助", "法律援助|法援|{legal}", "先打{legal}，免费问", "身份证、跟这事有关的纸"),
    _way("法院", "法院|起诉|打官司", "到法院窗口起诉", "身份证、证据、对方姓名地址"),
    _way("公安", "公安|派出所|报警|{police}", "打{police}或到派出所", "身份证、能证明的东西"),
    _way("纪委", "纪委|监委|12388", "打12388，可以不留名", "时间、地点、知道的人"),
    _way("信访", "信访|上访", "到镇、县信访窗口，或网上写", "身份证、写清的一页纸"),
    _way("医保社保", "医保|社保|12393", "打12393问", "身份证、医保卡、单子"),
    _way("供电", "供电|电力|{power}", "打{power}报修", "电表上的户号"),
    _way("县里热线", "热线|{hotline}", "打{hotline}，白天晚上都有人", "编号和想要的结果"),
)


def way_said(words: str, numbers: EmergencyNumbers) -> tuple[Way, str] | None:
    """The way that an official names, and what else he said; None: none of the list."""
    for way in WAYS:
        said = re.compile(_with_numbers(way.said.pattern, numbers))
        found = said.search(words)
        if found is not None:
            rest = f"{words[: found.start()]} {words[found.end() :]}"
            return way, re.sub(r"^[\s,，。;；:：]+|[\s,，。;；]+$", "", rest)
    return None


def how_to_get_there(way: Way, numbers: EmergencyNumbers) -> str:
    """The way with the township's own numbers in it."""
    return _with_numbers(way.how, numbers)


def _with_numbers(text: str, numbers: EmergencyNumbers) -> str:
    for name in ("legal", "police", "power", "hotline"):
        text = text.replace("{" + name + "}", getattr(numbers, name))
    return text
