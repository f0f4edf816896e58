"""网格员是谁: who answers for a place."""

from handlers.wording.forms import PrivatePhrase

WHO_HERE = PrivatePhrase(
    "who_here",
    "{地点}的事找{哪样}{人}，电话{电话}。近处还有联系人{清单}，办不下来再找{部门}。在这儿说一句也一样记。",
)
WHO_HERE_SHORT = PrivatePhrase("who_here_short", "{地点}的事找{哪样}{人}，电话{电话}。在这儿说一句也一样记。")
WHO_NO_VILLAGE = PrivatePhrase("who_no_village", "您是哪个村哪个组？说一声我告诉您找谁。急的话打{电话}。")
