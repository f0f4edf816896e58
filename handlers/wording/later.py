"""What is said where somebody will be told in the morning: never that he has been told already."""

from handlers.wording.forms import PublicPhrase, StaffPhrase

ACK_GROUP_TOMORROW = PublicPhrase(
    "ack_group_tomorrow", "{称呼}，{事}这事记下了，明早告诉{人}。{日期}前给您回话，急的话打{电话}。"
)
ACK_GROUP_THIS_MORNING = PublicPhrase(
    "ack_group_this_morning", "{称呼}，{事}这事记下了，天亮就告诉{人}。{日期}前给您回话，急的话打{电话}。"
)
ACK_GROUP_AFTER_HOLIDAY = PublicPhrase(
    "ack_group_after_holiday", "{称呼}，{事}这事记下了，上班头一天早上告诉{人}。{日期}前给您回话，急的话打{电话}。"
)
ACK_GROUP_URGENT_LATER = PublicPhrase(
    "ack_group_urgent_later",
    "{称呼}，看到了，{事}天亮就找人去看，等不及就打{人}电话{电话}。大家路过先绕一绕，注意安全。",
)
HELP_ASKED_LATER = StaffPhrase(
    "help_asked_later", "好，{事}一到上班时候就告诉{人}，一起想办法，不算您误事。等不及就打电话{电话}。"
)
RETURN_ASKED_LATER = StaffPhrase(
    "return_asked_later", "好，{事}想退的话，一到上班时候就告诉{部门}。没定之前还是您看着，本人那边别断了信儿。"
)
EXTEND_ASKED_LATER = StaffPhrase(
    "extend_asked_later", "好，{事}想延到{日期}，一到上班时候就去问{部门}。没答应之前，日子还是原来的。"
)
