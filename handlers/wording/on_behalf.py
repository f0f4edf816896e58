"""代报: what is said between the one who files for somebody else, that person, and the program."""

import re

from handlers.wording.forms import PrivatePhrase, PrivateText, StaffPhrase, StaffText

TOLD_HOW = StaffPhrase(
    "told_how", "替谁报、报啥事，这样回：代报 李大娘 门口路灯坏了 本人同意。当场办好的，后面加“已办 灯换了”。"
)
ASK_CONSENT = StaffPhrase(
    "ask_consent", "先没记。本人同意记下、交给人去办吗？问过了，同意就回“本人同意”，不同意回“没同意”，我就不留。"
)
NOT_AGREED = StaffPhrase(
    "not_agreed", "好，啥也没记，刚才的话也不留。跟本人约个时间再说，想好了再回“代报”。急的话让他打{电话}。"
)
APPOINTMENT = StaffPhrase("appointment", "提醒一句：上回那位乡亲的事还没说定，您约个时间再去坐坐。这条只提醒一回。")
DRAFT_GONE = StaffPhrase("draft_gone", "刚才那段话等久了，已经不留了。本人同意的话，麻烦再回一遍“代报”。")
CONSENT_PLAINLY = StaffPhrase(
    "consent_plainly", "再问准一句：本人同意记下来吗？同意回“本人同意”，不同意回“没同意”。没问就先去问，问过再回。"
)
CONSENT_AGAIN = StaffPhrase(
    "consent_again",
    "提醒一句：您替人说的那件还没记，等本人点头。同意回“本人同意”，不同意回“没同意”；再过一小时就不留了。",
)
DRAFT_DROPPED = StaffPhrase(
    "draft_dropped", "您替人说的那件，没等到“本人同意”，没有记，话也不留了。问好了，再从“代报”说一遍。"
)
TOLD_WHAT = StaffPhrase("told_what", "好，先留着，没记。还差一句：在哪儿、啥事？接着发就行；本人同意了，回“本人同意”。")
PART_KEPT = StaffPhrase(
    "part_kept", "好，跟{称呼}那件放一起了，还没记。本人同意就回“本人同意”。刚才这句说的是另一件，回“另一件”。"
)
PART_ADDED = StaffPhrase("part_added", "好，记进{事}里了。")
PART_ADDED_FOR = StaffPhrase("part_added_for", "好，记进{事}里了，{人}（{电话}）看得到。")
PART_ADDED_UNSEEN = StaffPhrase("part_added_unseen", "好，记进刚才那件里了，只有管这件的人看得到。")
TOLD_IN_PRIVATE = StaffPhrase(
    "told_in_private",
    "替别人报的事，不在群里说，群里那句我没记。在这儿再说一遍就行：代报 李大娘 门口路灯坏了 本人同意。",
)
FILED_FOR = StaffPhrase(
    "filed_for", "替{称呼}记下了：{事}，{人}（{电话}）办，{日期}前给回话，请告诉本人。以后有信儿发给您，您转告他。"
)
FILED_FOR_DANGER = StaffPhrase(
    "filed_for_danger", "要紧，已经记下：{事}，马上叫{人}（{电话}）。人先撤开，该打119、120、110就打，您先守着本人。"
)
FILED_MINE = StaffPhrase(
    "filed_mine", "替{称呼}记下了：{事}，就归您办，{日期}前给本人回话。办好回“好 {编号}”加一句结果。"
)
WISH_FILED_FOR = StaffPhrase(
    "wish_filed_for", "替{称呼}把心愿记下了，{编号}号，不写名字挂到心愿单上，{人}照看。请告诉他：有人认下了就来说。"
)
FILED_AND_DONE = StaffPhrase(
    "filed_and_done",
    "记下也办好了：{事}，辛苦！麻烦当面问一句行不行，行就回“代答 {编号} 行”，没好回“代答 {编号} 没好”。",
)
FILED_COMPLAINT = StaffPhrase(
    "filed_complaint", "替{称呼}记下了，说的是干部的事，不转给本人，有专人看。请告诉他：信儿由那边直接给，也可打12388。"
)
# the one who files is the one complained about
NOT_THROUGH_YOU = StaffPhrase(
    "not_through_you", "这件事不由您经手，已经交给别的人看，您不用再管。请告诉本人，他也可以直接打12388。"
)
DIRECT_NOT_HERE = StaffPhrase("direct_not_here", "{事}记下了，这样的事不能当场就算办好，照常有人接着办。")

# passing on
PASS_ON = StaffPhrase("pass_on", "请转告{称呼}（{编号}号，本人没有账号）：")
PASS_ON_CALLER = StaffPhrase("pass_on_caller", "请打电话转告来电的人（{编号}号）：")
PASS_ON_ANSWER = StaffPhrase(
    "pass_on_answer", "问清了回“代答 {编号} 行”；还差点、没好，照他的话回。只说了没问回“转告了 {编号}”。"
)
STILL_TO_TELL = StaffPhrase(
    "still_to_tell",
    "{事}的结果，还不知道告诉本人没有。问过了回“代答 {编号} 行”或“代答 {编号} 没好”，只说了回“转告了 {编号}”。",
)
RESOLVED_TELL = StaffPhrase(
    "resolved_tell",
    "好，{事}记上了。本人没有账号，麻烦您说一声、问问行不行：行回“代答 {编号} 行”，没好回“代答 {编号} 没好”。",
)
RESOLVED_BY_OTHERS = StaffPhrase(
    "resolved_by_others", "好，{事}记上了，{人}去告诉本人、问问行不行。有话我再告诉您。辛苦了！"
)
PASSED_ON_OK = StaffPhrase("passed_on_ok", "好，{事}记下已经告诉本人。他说行不行，回“代答 {编号}”加他的话。")
ANSWERED_FOR = StaffPhrase("answered_for", "好，{事}记上了：本人说行，是您代答的。辛苦！")
ANSWERED_NOT_DONE = StaffPhrase("answered_not_done", "好，{事}接着办，{人}（{电话}）{日期}前给回话，请告诉本人。")
ANSWERED_NOT_DONE_MINE = StaffPhrase(
    "answered_not_done_mine", "好，{事}接着办，还是您管，{日期}前给本人回话。办好回“好 {编号}”加一句结果。"
)
RATED_FOR = StaffPhrase("rated_for", "好，记下了，谢谢您替他说。")
ANSWER_HOW = StaffPhrase("answer_how", "{事}本人怎么说？这样回：代答 {编号} 行，或者还差点，或者没好加一句哪里没好。")
RATING_BY_OTHERS = StaffPhrase("rating_by_others", "{事}是您自己办的，办得怎么样请别人去问，您不用代答。")
NOT_SPOKEN_FOR = StaffPhrase("not_spoken_for", "{编号}号不由您转告，不用操心。回“看”，看看您手上的。")
HE_SPEAKS_HIMSELF = StaffPhrase("he_speaks_himself", "{编号}号本人自己有账号，让他自己回就行。")
HE_TAKES_IT_BACK_HIMSELF = StaffPhrase(
    "he_takes_it_back_himself", "{编号}号说的是干部的事，撤不撤要本人跟专人说，别人不能替他撤。"
)
WITHDRAWN_FOR = StaffPhrase("withdrawn_for", "好，{事}照本人的意思撤了。以后想说随时再说。")
STANDS_FOR = StaffPhrase("stands_for", "{事}：{人}（{电话}）在办，说好{日期}前给回话。可以这样告诉本人。")
STANDS_RESOLVED_FOR = StaffPhrase(
    "stands_resolved_for",
    "{事}：{人}（{电话}）说办好了。问本人行不行：行回“代答 {编号} 行”，没好回“代答 {编号} 没好”。",
)
TOLD_THROUGH = StaffPhrase("told_through", "本人没有账号，{人}（{电话}）代报的，有话由他转告。")
CALL_HIM = StaffPhrase("call_him", "本人电话{电话}。")

NOBODY_TO_SPEAK_FOR = StaffPhrase(
    "nobody_to_speak_for", "眼下没有等您替人回话的事。有编号就带上，比如“代答 12 行”；新的事从“代报”说起。"
)

# an account of his own
IS_IT_HIS = StaffPhrase(
    "is_it_his", "{称呼}用自己的账号来说，{编号}号是他的事。认得是本人就回“是本人 {编号}”，不是、拿不准就不用回。"
)
BOUND_OK = StaffPhrase("bound_ok", "好，{编号}号以后直接跟本人说，不用您转告了。辛苦！")
NOBODY_CLAIMS = StaffPhrase("nobody_claims", "{编号}号眼下没有人来认。")
NOW_YOURS_RESOLVED = PrivatePhrase("now_yours_resolved", "对上了，{事}（编号{编号}）以后直接告诉您，不用别人转了。")
IS_IT_MINE = PrivatePhrase("is_it_mine", "好，我去问一下替您报的人，对上了就直接告诉您。急的话打{电话}。")
NOW_YOURS = PrivatePhrase(
    "now_yours", "对上了，{事}（编号{编号}）以后直接告诉您。{人}（{电话}）在办，{日期}前给您回话。"
)


def passed_on(who: str, number: int, text: PrivateText, *, caller: bool, asks: bool) -> StaffText:
    """A note for somebody without an account, for whoever tells him; `asks`: it wants an answer."""
    first = PASS_ON_CALLER.say(编号=number) if caller else PASS_ON.say(称呼=who, 编号=number)
    lines = [first.text, f"“{as_spoken(text.text)}”"]
    if asks:
        lines.append(PASS_ON_ANSWER.say(编号=number).text)
    return StaffText("\n".join(lines))


#: 行回1，还差点回2: what is typed, not said
_TYPED = re.compile("[^。！？：“”]*回(?:[0-9]|“[^”]*”)[^。！？]*[。！？]")


def as_spoken(text: str) -> str:
    """A note as it is said to somebody who cannot type an answer."""
    return _TYPED.sub("", text) or text


def with_more(first: StaffText, *more: StaffText) -> StaffText:
    """A note and what belongs to it, each on a line of its own."""
    return StaffText("\n".join(each.text for each in (first, *more)))
