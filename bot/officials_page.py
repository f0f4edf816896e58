"""docs/officials.md, drawn from the table of verbs: what an official can say, for somebody who has never seen it."""

from collections.abc import Iterator

import typer

from bot.moves_page import docs_app as docs_app
from handlers.topics_said import TOPICS
from handlers.verbs import VERBS, Verb

_HEAD = """# 干部怎么用：一个字就办

这一页由 `handlers/verbs.py` 生成（`make docs`），改词去那里改，测试会对照。

在跟说事台的**私聊**里回一个字就行，不用装软件，不用登录。群里不用回。

- **号放前放后都行**：`接 12`、`12接`、`12号接了`、`十二号接了`、`#12 接`，全角数字也认。
- **手上只有一件**，号可以不写；对着那条信儿“引用”回复，也不用写号；刚给您发过哪件，半个钟头里说的就是哪件。
- **有两件分不清**，会列出来问您，回 `12` 或者 `第二个` 就行，前头说过的话还算数。
- **没听明白会问一句，不会瞎猜**：`收到`、`好的马上去`、`行`、`灯头换了` 都不会自己变成办结，也不会变成一件新的事。
- **照片**：说 `好` 之前发、跟着 `好` 一起发、说完再补，都记到那件上。
- **您也是村民**：自家有事，直接说在哪儿、啥事，跟别人一样给您记。有危险先说危险，啥时候都先管。
- 夜里不打扰，一天最多三条；危险的事除外。

## 能说的话
"""
_TAIL = """
## 改成啥

类：村里事、邻里事、户里事。说的是干部的事，回 `改 12 干部的事`，往后由能看的人看。也可以直接说是啥事：
"""
_END = """
改完以后，归谁办、哪天前回话、谁能看到，都照新的来；日子变了会告诉本人。自家的事、两家的事，群里就不再提。

地方记错了，回 `改 12 二组 戏台旁`：还没人动手的，归那边的人办。

## 绑定自己的微信

1. 镇上运行 `shuoshi officer code 编号`，得到一个六位的码，48 小时里能用一次。
2. 您在私聊里说 `绑定 123456`（只发码也行）。
3. 绑好了会回您一句；原来那个微信也会收到一句话，不是您绑的，马上打电话给镇上。

换手机、换微信，再要一个码就行。不干这个差事了，或者镇上运行 `shuoshi officer unbind 编号`，马上就收不到、也看不了。

## 结果那句话

`好 12 灯头换了` 里“灯头换了”这几个字，本人会一字不差地看到。骂人的、吓唬人的、写了别人名字电话的，会退给您换个说法。
"""


@docs_app.command("officials")
def officials() -> None:
    """Print docs/officials.md: every word that officials can say, with an example and what else is understood."""
    typer.echo(officials_page(), nl=False)


def officials_page() -> str:
    """The whole page."""
    topics = "、".join(names[0] for names in TOPICS.values())
    return "\n".join([_HEAD, *_table(), _TAIL, topics + "。", _END]).rstrip("\n") + "\n"


def _table() -> Iterator[str]:
    yield "| 回 | 意思 | 这样说也懂 |"
    yield "| --- | --- | --- |"
    for verb in taught():
        examples = "<br>".join(f"`{example}`" for example in verb.example.split("，"))
        yield f"| {examples} | {verb.does} | {'、'.join(_others(verb))} |"


def taught() -> list[Verb]:
    """The verbs that the page teaches, in its order."""
    return [verb for verb in VERBS if verb.taught]


def _others(verb: Verb, *, at_most: int = 8) -> list[str]:
    words = [word for word in dict.fromkeys((*verb.says, *verb.reasons, *verb.plainly)) if word != verb.name]
    return words[:at_most]
