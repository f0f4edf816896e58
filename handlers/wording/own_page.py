"""The page of one's own matter, in large type: a link when somebody asks for one, and the lines of its story."""

from handlers.wording.forms import PrivatePhrase, PrivateText

LINK_TO_PAGE = PrivatePhrase(
    "link_to_page", "{事}（编号{编号}）办到哪了，点下面就能看。管7天，只给您自己看，别转给旁人。"
)
NO_LINKS_HERE = PrivatePhrase("no_links_here", "眼下没有网页可看。回“查”，我把办到哪了说给您；也可以打{电话}找{人}。")

PAGE_NOTED = PrivatePhrase("page_noted", "记下了。")
PAGE_TOLD = PrivatePhrase("page_told", "告诉了{人}。")
PAGE_TAKEN = PrivatePhrase("page_taken", "{人}接下了。")
PAGE_SPOKEN = PrivatePhrase("page_spoken", "{人}联系过了。")
PAGE_MEETING = PrivatePhrase("page_meeting", "要大家商量。")
PAGE_PAUSED = PrivatePhrase("page_paused", "先停一停，{原因}。")
PAGE_RESUMED = PrivatePhrase("page_resumed", "接着办了。")
PAGE_LATER = PrivatePhrase("page_later", "改成{日期}前给您回话。")
PAGE_OTHER_HANDLER = PrivatePhrase("page_other_handler", "换{人}来办。")
PAGE_HELP = PrivatePhrase("page_help", "请人一起想办法。")
PAGE_RESULT = PrivatePhrase("page_result", "说弄好了：{结果}")
PAGE_CONFIRMED = PrivatePhrase("page_confirmed", "问过了，说行。")
PAGE_REOPENED = PrivatePhrase("page_reopened", "说还没好，接着办。")
PAGE_CLOSED = PrivatePhrase("page_closed", "办完了。哪里还不行，30天内随时说。")
PAGE_MERGED = PrivatePhrase("page_merged", "和别人说的是一件事，一起办。")
PAGE_UNMERGED = PrivatePhrase("page_unmerged", "分开单独办。")
PAGE_WITHDRAWN = PrivatePhrase("page_withdrawn", "撤回了。")
PAGE_REFERRED = PrivatePhrase("page_referred", "这事要走别的路，办事的人会跟您说清楚。")

PAGE_NOW = PrivatePhrase("page_now", "{人}在办，{日期}前给您回话")
PAGE_NOW_PAUSED = PrivatePhrase("page_now_paused", "先停着，能办了接着办，有变化告诉您")
PAGE_NOW_ASKED = PrivatePhrase("page_now_asked", "说是弄好了，等您说一句行不行")
PAGE_NOW_ENDED = PrivatePhrase("page_now_ended", "这件事办完了")
PAGE_NOW_OVER = PrivatePhrase("page_now_over", "这件事到头了")
PAGE_GONE = PrivatePhrase(
    "page_gone", "这个网页过期了，或者这件事的原话已经删了。想知道办到哪了，回“查”，或者打{电话}。"
)


def with_link(title: str, number: int, link: str) -> PrivateText:
    """What a page shows, and on a line of its own the link: never cut, and easy to hit."""
    return PrivateText(f"{LINK_TO_PAGE.say(事=title, 编号=number).text}\n{link}")
