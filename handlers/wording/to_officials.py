"""What one official reads in a private chat; never in the village group."""

from handlers.wording.forms import StaffPhrase

# D. to the official, never in the village group -----------------------------------------------------------------------

PING_NEW = StaffPhrase(
    "ping_new",
    "新事：{事}，{地点}。请{日期}前联系一下本人。回“接”就算接了；接不了回“求助”加一句话，不算误事。",
)
PING_ACCEPT = StaffPhrase("ping_accept", "{事}还没人接，{日期}前请回“接”。要是忙不过来，回“求助”加一句话，请人一起办。")
PING_BEFORE = StaffPhrase(
    "ping_before", "提醒一句：{事}说好{日期}前给回话。办好了回“好”加一句结果；卡住了回“求助”加一句话。"
)
PING_DUE = StaffPhrase("ping_due", "{事}今天到日子了。没办完没关系，先给本人说一声卡在哪、到啥时候。回“说了”就行。")
PING_OVER1 = StaffPhrase("ping_over1", "{事}过了{天数}天。是不是哪里卡住了？回“求助”加一句话，请人跟您一起想办法。")
PING_DUE_NOW = StaffPhrase(
    "ping_due_now", "{事}说好今天给回话，到时候了。办好了回“好”加一句结果；没办完先给本人说一声，回“说了”。"
)
PING_DANGER_AGAIN = StaffPhrase(
    "ping_danger_again", "要紧：{事}，{地点}，还没听到您的信。请马上去看或打电话；去不了回“求助”，这就叫别人。"
)
PING_DANGER_UNTAKEN = StaffPhrase(
    "ping_danger_untaken", "要紧：{事}，{地点}，还没人接。请马上去看或打电话，回“接”，大家就知道有人管了。"
)
PING_DANGER_MORE = StaffPhrase("ping_danger_more", "要紧：{事}，本人又来消息了：{原因}。请马上联系。")
# the date was hours ago, not days
PING_OVER_TODAY = StaffPhrase(
    "ping_over_today", "{事}过了说好的时候。是不是哪里卡住了？回“求助”加一句话，请人跟您一起想办法。"
)
PING_ESCALATE_TODAY = StaffPhrase(
    "ping_escalate_today", "{事}需要您搭把手：{地点}，过了说好的时候，可能卡住了。您打个电话问问，缺啥帮一把。"
)
PING_OVER2 = StaffPhrase(
    "ping_over2", "{事}过了{天数}天，已请网格长一起想办法。还差什么，回“求助”加上：人、钱、材料、部门？"
)
PING_ESCALATE = StaffPhrase(
    "ping_escalate", "{事}需要您搭把手：{地点}，过了{天数}天，可能卡住了。您打个电话问问，缺啥帮一把。"
)
# only to be known, nothing is asked
PING_COPY = StaffPhrase("ping_copy", "知会您一声：{事}，{地点}，过了说好的日子，村里正在想办法。您有空帮着看一眼就行。")
PING_TOWNSHIP_LIST = StaffPhrase(
    "ping_township_list", "{事}，{地点}，拖得久了，请列进镇里的周会，看缺人、缺钱还是缺部门。本人那边已说明别的路。"
)
PING_TAKEN_OVER = StaffPhrase(
    "ping_taken_over", "{事}，{地点}：{原因}，请您接着办，{日期}前给回话。回“接”就算接了；接不了回“求助”加一句话。"
)
PING_TAKEN_OVER_PAUSED = StaffPhrase(
    "ping_taken_over_paused", "{事}，{地点}：{原因}，由您接着管。现在停着，到时候提醒您；早能办了，回“接着”加{编号}。"
)
PING_MOVED = StaffPhrase("ping_moved", "知会您一声：{事}，{地点}，{原因}，现在由{人}（{电话}）办。觉得不合适，请另派。")
PING_NOT_SATISFIED = StaffPhrase(
    "ping_not_satisfied", "{事}办完了，有人觉得还不太行：{原因}。请您换个人去问问缺啥，不追是谁说的。"
)
# several notes in one: what each is about, and how to answer
PING_TOGETHER = StaffPhrase(
    "ping_together", "{数1}件事一起说：{几件}。办好回“好”加号加结果，卡住回“求助”加号，细看回“看”加号。"
)
TICKET_FOR_HELPER = StaffPhrase("ticket_for_helper", "{事}，{地点}，{人}（{电话}）在办，您搭把手。说好{日期}前给回话。")
PING_HELP = StaffPhrase("ping_help", "{人}（{电话}）请您帮忙：{事}，{地点}。说的是：{原因}。您看怎么弄，给回个电话。")
PING_REOPEN = StaffPhrase("ping_reopen", "{事}群众说还没弄好：{原因}。麻烦再看一眼，{日期}前给回话。")
PING_DANGER_VOICE = StaffPhrase(
    "ping_danger_voice", "要紧：{事}，又有人报同一个险情，{地点}：{原因}。一共{数1}人报了。不是一处就回“拆 {编号}”。"
)
PING_VOICE = StaffPhrase(
    "ping_voice", "{事}又有人说，{地点}，记在一起了，一共{数1}人。要不是一件事，回“拆 {编号}”，给分开。"
)
PROPOSE_MERGE = StaffPhrase(
    "propose_merge", "{事}跟{编号}号像是一件事：{原因}。是一件就回“并 {编号} {数1}”，不是就不用回。"
)
PING_MERGED = StaffPhrase("ping_merged", "{事}和{编号}号是一件事，并到一起由{人}（{电话}）办，这件您不用单跑了。")
PING_MERGED_HERE = StaffPhrase("ping_merged_here", "{事}并进来一件：{编号}号，{地点}，一共{数1}人说。办好一起回话。")
PING_UNMERGED = StaffPhrase(
    "ping_unmerged", "{事}和{编号}号不是一件事，分开了，还是由您办，日子照原来的：{日期}前给回话。"
)
MERGED_OK = StaffPhrase("merged_ok", "好，{事}和{编号}号并成一件了，说话的人都会收到信儿。弄错了回“拆 {编号}”。")
UNMERGED_OK = StaffPhrase("unmerged_ok", "好，{事}分开办了，本人也告诉了。")
CANNOT_MERGE = StaffPhrase(
    "cannot_merge", "{编号}号和{数1}号并不了：要是同一个村、还没办完的村里事才行，自家的事和两家的事不并。"
)
MERGE_WHICH = StaffPhrase("merge_which", "要并哪两件？这样回：并 {编号} {数1}。")
NOT_YOURS_TO_MERGE = StaffPhrase("not_yours_to_merge", "{编号}号不归您并。是不是一件事，请网格长或镇上定。")
NOTHING_TO_SPLIT = StaffPhrase("nothing_to_split", "{编号}号没有并进来的，不用拆。")
PING_DANGER_WITHDRAWN = StaffPhrase(
    "ping_danger_withdrawn",
    "要紧：{事}，本人说不用了，已经撤了。险情不能只听一句话，请打个电话或者去看一眼，人平安了再放心。",
)
PING_WITHDRAWN = StaffPhrase("ping_withdrawn", "{事}本人说不用了，已经撤了，您不用跑了。辛苦！")
PING_BUNDLE = StaffPhrase(
    "ping_bundle", "您手上{数2}件，今天到日子{数1}件，过日子{数3}件。回“看”发清单。辛苦了，晚上不打扰。"
)
OFFICIAL_THANKS = StaffPhrase("official_thanks", "{事}办好了，{称呼}说行。辛苦！")
ACCEPTED_OK = StaffPhrase("accepted_ok", "好，{事}您接下了。{日期}前给回话；联系过本人回“说了”，办好回“好”加一句结果。")
CONTACTED_OK = StaffPhrase("contacted_ok", "好，{事}记下您联系过了。办好回“好”加一句结果。")
RESOLVED_OK = StaffPhrase("resolved_ok", "好，{事}记上了，我去给本人说，问问行不行。有话我再告诉您。辛苦了！")
RESOLVED_CALL = StaffPhrase(
    "resolved_call", "好，{事}记上了。本人收不到我的信，麻烦您打个电话或当面说一声，问问行不行。辛苦了！"
)
HELP_ASKED_OK = StaffPhrase("help_asked_ok", "好，{事}已经请{人}一起想办法，不算您误事。")
ASK_FOR_RESULT = StaffPhrase(
    "ask_for_result", "{事}办好了吗？办好了请加一句结果，比如：好 {编号} 灯头换了。还没办好不用回。"
)
NOT_YOURS = StaffPhrase("not_yours", "{编号}号在别人手上，不用操心。回“看”，看看您手上的。")
OFFICER_NO_SUCH_NUMBER = StaffPhrase("officer_no_such_number", "没有编号{编号}的事。回“看”，看看您手上的。")
ALREADY_THERE = StaffPhrase("already_there", "{事}已经是这样了，不用再回。回“看”，看看您手上的。")
NOTHING_FITS = StaffPhrase("nothing_fits", "您手上没有对得上这句话的事。回“看”，看看您手上的。")
OFFICER_UNCLEAR = StaffPhrase(
    "officer_unclear", "没看明白，怕弄错。接下回“接 12”，办好回“好 12 灯换了”，办不了回“求助 12 缺配件”，清单回“看”。"
)
WHICH_OF_YOURS = StaffPhrase("which_of_yours", "您手上有{数1}件对得上：{几件}。是哪件？照着号回，比如“{哪样} {编号}”。")
MY_TICKETS = StaffPhrase("my_tickets", "您手上{数1}件。{几件}。想细看回“看”加号。")
NO_TICKETS = StaffPhrase("no_tickets", "您手上眼下没有没办完的事，歇一歇。")
TICKET_IN_FULL = StaffPhrase("ticket_in_full", "{事}，{称呼}说的，{地点}。原话：“{原话}”。说好{日期}前给回话。")
# 停, 延, 退: told to the official
PAUSED_OK = StaffPhrase(
    "paused_ok", "好，{事}先停着，{原因}，最晚{日期}接着算日子。能办了回“接着 {编号}”。本人也告诉了。"
)
PAUSE_WHY = StaffPhrase("pause_why", "{事}停下是等啥？这样回：停 {编号} 等本人。也可以是等开会、等天气、等钱等材料。")
PAUSE_TOO_LATE = StaffPhrase(
    "pause_too_late", "{事}已经过了说好的日子，停不了。卡住了回“求助”加一句话，请人跟您一起办。"
)
PAUSE_NOT_IN_DANGER = StaffPhrase("pause_not_in_danger", "{事}有危险，停不得。去不了就回“求助”，这就叫别人。")
PAUSE_ENOUGH = StaffPhrase(
    "pause_enough", "{事}为这个停过{数1}回了，不能再停。卡住了回“求助”加一句话，请人跟您一起办。"
)
ALREADY_PAUSED = StaffPhrase("already_paused", "{事}已经停着了。能接着办了回“接着 {编号}”。")
FIRST_AN_ANSWER = StaffPhrase("first_an_answer", "{事}您问的话还没等到答复，先等一等。急的话回“求助”加一句话。")
RESUMED_OK = StaffPhrase("resumed_ok", "好，{事}接着办，改成{日期}前给回话，本人也告诉了。")
PING_RESUMED = StaffPhrase(
    "ping_resumed", "{事}停的日子到头了，接着算：{日期}前给回话。还办不了就回“求助”加一句话，请人一起想办法。"
)
EXTEND_HOW = StaffPhrase("extend_how", "{事}想延到哪天、为啥？这样回：延 {编号} 周五 等配件。")
EXTEND_ASKED_OK = StaffPhrase("extend_asked_ok", "好，{事}想延到{日期}，已经去问{部门}了。没答应之前，日子还是原来的。")
EXTEND_ASK = StaffPhrase(
    "extend_ask", "{人}想把{事}延到{日期}：{原因}。行就回“同意 {编号}”，不行回“不同意 {编号}”加一句话。"
)
EXTEND_TOO_LATE = StaffPhrase(
    "extend_too_late", "{事}已经过了说好的日子，延不了了。先给本人说一声，卡住了回“求助”加一句话。"
)
EXTEND_NOT_LATER = StaffPhrase("extend_not_later", "{事}本来就是{日期}前给回话，要延得说个往后的日子。")
EXTEND_TOO_FAR = StaffPhrase("extend_too_far", "{事}最多延到{日期}。还不够就回“求助”加一句话，请人跟您一起想办法。")
EXTEND_NO_MORE = StaffPhrase("extend_no_more", "{事}延过{数1}回了，不能再延。卡住了回“求助”加一句话，请人跟您一起办。")
EXTEND_NOT_IN_DANGER = StaffPhrase("extend_not_in_danger", "{事}有危险，延不得。去不了就回“求助”，这就叫别人。")
EXTENDED_OK = StaffPhrase("extended_ok", "好，{事}延到{日期}，{人}和本人都告诉了。")
PING_EXTENDED = StaffPhrase("ping_extended", "{事}{人}答应延了，改成{日期}前给回话，本人也告诉了。")
NOT_EXTENDED_OK = StaffPhrase("not_extended_ok", "好，{事}不延，{人}也告诉了。")
PING_NOT_EXTENDED = StaffPhrase(
    "ping_not_extended", "{事}没延成：{原因}。还是{日期}前给回话，卡住了回“求助”加一句话，请人一起办。"
)
RETURN_HOW = StaffPhrase("return_how", "{事}为啥不归您、该给谁？这样回：退 {编号} 归镇上管 给镇上。")
RETURN_ASKED_OK = StaffPhrase(
    "return_asked_ok", "好，{事}想退的话告诉{部门}了。没定之前还是您看着，本人那边别断了信儿。"
)
RETURN_ASK = StaffPhrase(
    "return_ask", "{人}想退{事}：{原因}。同意回“同意 {编号}”，给别人回“转 {编号} 名字”，不行回“不同意 {编号}”。"
)
RETURN_ASK_TO = StaffPhrase(
    "return_ask_to",
    "{人}想把{事}给{部门}：{原因}。同意回“同意 {编号}”，给别人回“转 {编号} 名字”，不行回“不同意 {编号}”。",
)
RETURN_NO_MORE = StaffPhrase(
    "return_no_more", "{事}退过{数1}回，上面已经定了，还请您办。办不了回“求助”加一句话，请人跟您一起办。"
)
RETURN_STARTED = StaffPhrase("return_started", "{事}已经办起来了，不好再退。办不了回“求助”加一句话，请人跟您一起办。")
RETURNED_OK = StaffPhrase("returned_ok", "好，{事}给{人}（{电话}）了，原来的人和本人都告诉了。")
PING_RETURNED = StaffPhrase("ping_returned", "{事}给{人}（{电话}）办了，您不用管了。辛苦！")
NOT_RETURNED_OK = StaffPhrase("not_returned_ok", "好，{事}还是{人}办，也告诉了。")
PING_NOT_RETURNED = StaffPhrase(
    "ping_not_returned", "{事}没退成：{原因}。还请您接着办，{日期}前给回话，办不了回“求助”加一句话。"
)
WHOM_TO_GIVE = StaffPhrase("whom_to_give", "{事}要给谁？这样回：转 {编号} 名字。名字写全，或者写网格长、书记、镇上。")
CANNOT_GIVE = StaffPhrase("cannot_give", "{事}不能给{人}，换个人。这样回：转 {编号} 名字。")
NO_REASON_SAID = "没细说"
ALREADY_DECIDED = StaffPhrase("already_decided", "{事}这件{人}已经定了，您不用再回。谢谢您。")
NOTHING_TO_DECIDE = StaffPhrase("nothing_to_decide", "眼下没有等您点头的事。回“看”，看看您手上的。")
NOT_YOURS_TO_DECIDE = StaffPhrase("not_yours_to_decide", "{编号}号不归您定，请网格长或镇上定。")
NOBODY_TO_ASK = StaffPhrase("nobody_to_ask", "{事}眼下没人能定，请直接打{电话}问镇上。")
# 为啥是这天: one step of a date's story in each line
WHY_HEARD = StaffPhrase("why_heard", "{时刻}记下，{规矩}，算到{那刻}。")
WHY_SKIPPED = StaffPhrase("why_skipped", "中间{几天}。")
WHY_PAUSED = StaffPhrase("why_paused", "{时刻}停下，{原因}，{人}定的，还剩{多久}没用。")
WHY_STILL_PAUSED = StaffPhrase("why_still_paused", "现在还停着，最晚{那刻}接着算。")
WHY_RESUMED = StaffPhrase("why_resumed", "{时刻}接着算，剩下的接上去，改成{那刻}。")
WHY_ASKED = StaffPhrase("why_asked", "{时刻}{人}想延到{那刻}（{原因}），还没答复。")
WHY_EXTENDED = StaffPhrase("why_extended", "{时刻}{人}答应延（{原因}），改成{那刻}。")
WHY_NOT_EXTENDED = StaffPhrase("why_not_extended", "{时刻}想延没答应（{原因}），日子没动。")
WHY_REOPENED = StaffPhrase("why_reopened", "{时刻}本人说没弄好，重新算，改成{那刻}。")
WHY_MOVED = StaffPhrase("why_moved", "{时刻}{原因}，改成{那刻}。")
WHY_NOW = StaffPhrase("why_now", "{事}：现在说好{日期}前给回话，最早说的是{原日}。")
WHY_MORE = StaffPhrase("why_more", "（中间还有{数1}步，台账里都有。）")

# G. the day's notes ---------------------------------------------------------------------------------------------------

DIGEST_OFFICIAL = StaffPhrase(
    "digest_official",
    "早上好。您的事：新{数1}件、今天到日子{数2}件、过日子{数3}件。回“看”列清单。今天不急的，明天再办也行。",
)
