"""Answers so short that their meaning is the phrase book's own: 1, 行, 还差点."""

import re
import unicodedata

_ANSWERS = {
    1: "1 一 壹 行 好 可以 中 成 对 没问题 没毛病 满意 很好 挺好 都好 全好 弄好 修好 办好 解决 好使 来水 来电 "
    "ok 能行 没事",
    2: "2 二 贰 还差点 还差一点 差点 差一点 还差些 差些 一般 一般般 还不行 还不太行 不太行 还没全好 没全好 没完全好 "
    "没全弄好 还不太好 不太好 马马虎虎 凑合",
    3: "3 三 叁 没有 没 不行 没弄好 没弄号 没好 没修好 没办好 没解决 没修 没弄 没动 没来 没人来 没人管 不好 不中 不成 "
    "不可以 不满意 还没有 还没 还没好 还没弄好 还没修好 还没办好 还是不行 还是没好 还是没弄好 根本没弄 根本没修",
}
_MEANING = {word: answer for answer, words in _ANSWERS.items() for word in words.split()}
_POLITE = re.compile("^(?:嗯+|谢谢[你您]?|多谢|感谢)|(?:谢谢[你您]?了?|多谢了?|谢了|感谢)$")
_CHOICE = re.compile("^我?(?:回|选|按|答)(?=[123])")
_PARTICLES = re.compile("[了啦呀啊呢嘛哦的哈哩吧么]+$")
_REPEATED = re.compile(r"([^\d])\1+")
_LONGEST_ANSWER = 12


def answer_to_result(text: str) -> int | None:
    """What a whole message says about a result: 1 done, 2 not quite, 3 no. None: a sentence, or no answer.

    Tolerant of width, punctuation, particles and thanks (rule 12 of the wording), but a question is never an answer.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    core = "".join(c for c in plain if c.isalnum())
    if len(core) > _LONGEST_ANSWER:
        return None
    core = _CHOICE.sub("", _POLITE.sub("", core))
    if core[:1] in ("1", "2", "3") and len(core) > 1:
        # "1行": the number and the word must agree, and 12 is a ticket
        return int(core[0]) if _meaning(core[1:]) == int(core[0]) and not core[1:].isdigit() else None
    if "?" in plain and not core.isdigit():
        return None
    return _meaning(core)


def _meaning(core: str) -> int | None:
    for said in (core, _PARTICLES.sub("", core), _REPEATED.sub(r"\1", core)):
        if said in _MEANING:
            return _MEANING[said]
    return None


_ONE_HOUSEHOLD = re.compile(
    "^1$|就一家|一户|(?:我|俺|咱)(?:们)?一家|(?:就是?|只有|光是?|单单?)(?:我|俺|咱)|别人家?都?(?:好|没事|有)"
    "|(?:邻居|隔壁|左右)家?都?(?:好好|没事|有水|有电|正常|不停)"
)
_MORE_HOUSEHOLDS = re.compile(
    "^2$|都这样|都没(?!事)|都停|全村|全组|整个|大家|家家|好几家|几家|不光|不止|不只|也没|也停|也是|也这样"
)
_BARE_HOME = re.compile("(?:我|俺|咱)(?:们)?家里?")


def only_one_household(text: str) -> bool:
    """Whether the answer to "just you, or the neighbours too?" is: just us. An unclear answer counts as more."""
    core = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    if _MORE_HOUSEHOLDS.search(core):
        return False
    return _ONE_HOUSEHOLD.search(core) is not None or _BARE_HOME.fullmatch(core) is not None
