"""What may be said in a group: one short line, about open village matters only, and no name but an official's."""

from handlers.wording.forms import PublicPhrase

# A. in the group: one short line, only about open village matters -----------------------------------------------------

ACK_GROUP = PublicPhrase("ack_group", "{称呼}，{事}这事记下了，已经告诉{人}。{日期}前给您回话，急的话打{电话}。")
ACK_GROUP_URGENT = PublicPhrase(
    "ack_group_urgent", "{称呼}，看到了，{事}这就找人去看，{人}电话{电话}。大家路过先绕一绕，注意安全。"
)
# never names the matter
ACK_GROUP_PRIVATE = PublicPhrase("ack_group_private", "{称呼}，看到您说的了，给您发了私信，咱们私下细说。")
ACK_GROUP_ME_TOO = PublicPhrase("ack_group_me_too", "好，您那边也算上，一共{数1}处，一起修。有新消息在群里说。")
GROUP_PROGRESS = PublicPhrase("group_progress", "{事}：{人}已经去看过，正在弄，争取{日期}前弄好。")
GROUP_DONE = PublicPhrase("group_done", "{事}办好了。哪里还不行，说一声，接着弄。")
# no person is blamed, so no name stands beside it
GROUP_LATE = PublicPhrase("group_late", "{事}比说好的晚了，对不住大家，上面也在催。想问打{电话}。")
GROUP_NOTICE = PublicPhrase("group_notice", "跟大家说个事：{日期}要弄{事}，路过请绕一绕，老人孩子别靠近。")
GROUP_QUIET = PublicPhrase("group_quiet", "好的，群里我少说话。有事随时@我，或者扫说事码私下说。")
GROUP_RUMOUR = PublicPhrase("group_rumour", "这个消息还没核实，请先别转。等问清楚了，村里在这儿说。")
# somebody else has said it already; only ever of an open village matter, or of danger
ALREADY_SAID_GROUP = PublicPhrase(
    "already_said_group", "{称呼}，{事}已经有人说过，您也算一份。{人}在办，{日期}前给回话，急的话打{电话}。"
)
QUERY_GROUP = PublicPhrase("query_group", "给您发私信了。")

# G. the day's notes ---------------------------------------------------------------------------------------------------

DIGEST_GROUP = PublicPhrase(
    "digest_group", "今天说事：新记{数1}件，办好{数2}件。正在弄：{几件}。有事随时说，也可扫说事码。"
)
DIGEST_GROUP_ALL_DONE = PublicPhrase(
    "digest_group_all_done", "今天说事：新记{数1}件，办好{数2}件。眼下没有没办完的。有事随时说，也可扫说事码。"
)
