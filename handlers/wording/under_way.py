"""进展, 通知: what is said while a matter is under way, to those behind it and to the group in which it was said."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

# to the villager; without a date where the one that was told has gone by
PROGRESS_LATE = PrivatePhrase("progress_late", "您说的{事}：{人}在办，{原因}。比说好的晚了，对不住。想问打{电话}。")
WORK_ON_DAY = PrivatePhrase("work_on_day", "{称呼}，{事}{日期}来弄，路过绕一绕。有啥不便，打{电话}找{人}。")
# to the official
PROGRESS_WHAT = StaffPhrase("progress_what", "{事}办到哪了？这样回：进展 {编号} 配件到了，明天装。本人会看到这句话。")
PROGRESS_OK = StaffPhrase("progress_ok", "好，{事}办到哪了跟本人说了。弄好了回“好 {编号}”加一句。")
NOTICE_WHEN = StaffPhrase("notice_when", "{事}哪天弄？这样回：通知 {编号} 周五。日子得是往后三十天里的。")
NOTICE_OK = StaffPhrase("notice_ok", "好，{事}{日期}要弄，群里说了，本人也告诉了。")
NOTICE_OK_NO_GROUP = StaffPhrase("notice_ok_no_group", "好，{事}{日期}要弄，只告诉了本人，群里不提。")
