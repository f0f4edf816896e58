"""重办 by the village's supervisor or the township's office: what they, the owner and the villager hear."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

REOPEN_HOW = StaffPhrase("reopen_how", "哪件要重办、哪里没弄好？回“重办 {编号}”加一句原因，好让办的人知道。")
REOPEN_NOT_ENDED = StaffPhrase("reopen_not_ended", "{事}还在办，不用重办。想盯着回“督 {编号}”，想看回“看 {编号}”。")
REOPEN_TAKEN_BACK = StaffPhrase("reopen_taken_back", "{事}不是办完的，没法重办。要紧的话请重新说一遍，另记一件。")
NOT_YOURS_TO_REOPEN = StaffPhrase(
    "not_yours_to_reopen", "{编号}号重办要由村务监督的人或镇上说。觉得没弄好，给他们说一声。"
)
PING_REOPENED_BY = StaffPhrase(
    "ping_reopened_by", "{事}{人}（{电话}）看过，说要重办：{原因}。麻烦再看一眼，{日期}前给回话。"
)
REOPENED_BY_OK = StaffPhrase("reopened_by_ok", "好，{事}重办，{人}{日期}前给回话。能写到的，本人那边也说了。")
REOPENED_BY_OTHERS = PrivatePhrase(
    "reopened_by_others", "{称呼}，{事}村里又看了一回，还要接着办。{人}（{电话}）{日期}前给您回话。"
)
#: the date's story and the page of one's own matter, where it was no villager's word
WHY_REOPENED_BY = StaffPhrase("why_reopened_by", "{时刻}{人}说要重办，重新算，改成{那刻}。")
PAGE_REOPENED_BY = PrivatePhrase("page_reopened_by", "{人}看过说要重办，接着办。")
