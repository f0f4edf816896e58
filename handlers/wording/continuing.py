"""Somebody goes on about what he said before, or what was mended has broken again."""

from handlers.wording.forms import PrivatePhrase, PublicPhrase, StaffPhrase

ADDED_SAME = PrivatePhrase(
    "added_same", "记到{编号}号{事}里一起办了，{人}（{电话}）在办。要是另外一件，回“另一件”，另给您记。"
)
ASK_SAME = PrivatePhrase(
    "ask_same", "记下了。这和您上回说的{编号}号{事}是一件事吗？是就回1，一起办；是另外一件回2，说一句在哪儿。"
)
PING_ADDED = StaffPhrase("ping_added", "{事}本人又说：{原因}。一起看看，不另记了。")
BROKEN_AGAIN_GROUP = PublicPhrase(
    "broken_again_group", "{事}又坏了，看到了，接着办。{人}{日期}前给回话，急的话打{电话}。"
)
BROKEN_AGAIN_OTHERS = PrivatePhrase(
    "broken_again_others", "{称呼}，有人说{事}又坏了，接着办。{人}（{电话}）{日期}前给您回话。"
)
