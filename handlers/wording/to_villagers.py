"""What one villager reads in a private chat."""

from handlers.wording.forms import PrivatePhrase

# B. in private: first answers -----------------------------------------------------------------------------------------

ACK_PRIVATE = PrivatePhrase(
    "ack_private", "{称呼}您好，您说的{事}记下了，编号{编号}。{人}（{电话}）{日期}前给您回话。不想办了，回“撤”就行。"
)
ACK_PRIVATE_HOUSEHOLD = PrivatePhrase(
    "ack_private_household",
    "{称呼}您好，您家这件事只有{人}能看到，不在群里说。编号{编号}，{日期}前联系您，急的话打{电话}。",
)
ACK_NEIGHBOUR = PrivatePhrase(
    "ack_neighbour",
    "{称呼}，两家的事咱们坐下来慢慢说。编号{编号}，{人}（{电话}）{日期}前先单独找您聊，不先找对方。",
)
ACK_NEW_QR = PrivatePhrase(
    "ack_new_qr", "您好，这里是{村}说事台。有啥事直接说，打字、发语音都行。有危险先打110、119、120。"
)
PRIVACY_NOTICE = PrivatePhrase(
    "privacy_notice",
    "先说明白：您说的事只给办事的人看，办完{天数}天删原话。回“查”能看，回“撤”能撤，不想让记就回“不记”。",
)
ALREADY_NOTED = PrivatePhrase("already_noted", "这件事记着呢，编号{编号}，{人}（{电话}）在办。有新情况接着说。")
ASK_PLACE = PrivatePhrase(
    "ask_place", "问您一句：是在哪儿？比如哪个组、哪条路、靠近哪个路口。不想打字就打{电话}找{人}。"
)
ASK_VILLAGE = PrivatePhrase("ask_village", "记下了。问您一句：是哪个村、哪个组？不想打字就打{电话}找{人}，一样给您办。")
ASK_RANGE = PrivatePhrase(
    "ask_range", "是就您一家这样，还是左邻右舍都这样？就一家回1，都这样回2。急的话打{电话}找{人}。"
)
ASK_MATTER = PrivatePhrase("ask_matter", "您说，我听着：是啥事、在哪儿？不想打字就打{电话}找{人}，一样给您记上。")
ASK_ABOUT_VOICE = PrivatePhrase(
    "ask_about_voice", "语音收到了，我这儿还听不了。麻烦您打一句话，或者直接打{电话}说，一样给您记。"
)
ASK_ABOUT_PICTURE = PrivatePhrase(
    "ask_about_picture", "收到了。这是在哪儿、啥事？说一句就行。不想打字就打{电话}，一样给您记。"
)
CANNOT_UNDERSTAND = PrivatePhrase(
    "cannot_understand", "没太听明白，怕记错。您可以再说一遍，或者打{电话}，一样给您记上。"
)
HUMAN_OFFER = PrivatePhrase("human_offer", "您要是不想打字，直接打{电话}找{人}，一样给您记上、给您回话。")
SAY_MORE = PrivatePhrase("say_more", "您好，有啥事直接说：是啥事、在哪儿，一句话就行。想找人说就打{电话}。")
ADDED = PrivatePhrase("added", "好，一起记上了。编号{编号}，{人}（{电话}）在办。")
LISTENING = PrivatePhrase("listening", "您说，我听着。是啥事、在哪儿，一句话就行。有危险先打110、119、120。")
UNKNOWN_CODE = PrivatePhrase(
    "unknown_code", "这张码认不出来了，不要紧，事照样给您记。您是哪个村的、啥事？也可以打{电话}。"
)

# C. danger ------------------------------------------------------------------------------------------------------------

# for somebody who asked not to be recorded: nothing is kept unless they want it
DANGER_NUMBERS = PrivatePhrase(
    "danger_numbers", "先保安全！着火打{火警}，有人伤病打{急救}，有人动手打{报警}。要我给您记下、找人来，就回“说”。"
)

# E. progress, delay, result -------------------------------------------------------------------------------------------

PROGRESS = PrivatePhrase("progress", "您说的{事}：{人}去看过了，{原因}。{日期}前再给您信儿，想问打{电话}。")
LATE_VILLAGER = PrivatePhrase(
    "late_villager",
    "{称呼}，{事}比说好的日子晚了，给您道个歉。村里也在一起想办法。等不及就打{电话}找{人}，问啥时候能好。",
)
RESULT = PrivatePhrase("result", "{称呼}，{事}弄好了：{结果}。您看看行不行？行回1，还差点回2，没弄好回3。")
# violence at home: nothing in it says what it was about, since somebody else may read the phone
RESULT_QUIET = PrivatePhrase(
    "result_quiet", "您好，上次的事看过了。行回1，还要人就回3，不方便就不用回。随时可打{电话}。"
)
ASK_RESULT_AGAIN = PrivatePhrase(
    "ask_result_again", "{称呼}，再问您一句：{事}说是弄好了，您看行不行？行回1，还差点回2，没弄好回3。"
)
ASK_RESULT_PLAINLY = PrivatePhrase(
    "ask_result_plainly", "{事}弄好了没有？弄好了回1，还差点回2，没弄好回3。要找人说就回“打电话”。"
)
RESULT_UNCONFIRMED = PrivatePhrase(
    "result_unconfirmed", "{称呼}，{事}一直没等到您回话，先记成办完了。哪里不行，30天内随时说，接着办。"
)
REOPENED = PrivatePhrase("reopened", "知道了，{事}接着办，{人}（{电话}）{日期}前给您回话。")
REOPENED_ASK_WHY = PrivatePhrase(
    "reopened_ask_why", "知道了，{事}接着办，{人}（{电话}）{日期}前给您回话。哪里没弄好，说一句？"
)
MERGED = PrivatePhrase(
    "merged",
    "{称呼}，您说的{事}跟大家说的是一件事，一起办，编号{编号}。{人}（{电话}）{日期}前给回话，有消息都告诉您。",
)
# somebody else has said it already; only ever of an open village matter
ALREADY_SAID = PrivatePhrase(
    "already_said",
    "{称呼}，{事}已经有人说过，您也算一份，编号{编号}。{人}（{电话}）{日期}前给回话，有消息也告诉您。",
)
UNMERGED = PrivatePhrase("unmerged", "{称呼}，您说的{事}还是单独办，编号{编号}，{人}（{电话}）接着给您办。")
SPLIT_OFF = PrivatePhrase("split_off", "{称呼}，您说的{事}单独记了一件，编号{编号}，{人}（{电话}）{日期}前给您回话。")
LEFT_TO_OTHERS = PrivatePhrase("left_to_others", "知道了，您这份撤了。这件事还有别人说，村里接着办。")
PAUSED = PrivatePhrase("paused", "{称呼}，{事}要先停一停，{原因}。最晚{日期}接着办，有变化告诉您。想问打{电话}找{人}。")
RESUMED = PrivatePhrase("resumed", "{称呼}，{事}接着办了，{人}（{电话}）{日期}前给您回话。")
EXTENDED = PrivatePhrase("extended", "{称呼}，{事}要晚几天，对不住：{原因}。改成{日期}前给您回话，想问打{电话}找{人}。")
HANDED_OVER = PrivatePhrase("handed_over", "{称呼}，您说的{事}换{人}（{电话}）来办，还是{日期}前给您回话。")
QUERY_PAUSED = PrivatePhrase(
    "query_paused", "您说的{事}（编号{编号}）：{人}在办，眼下先停着，{原因}。要找人说就打{电话}。"
)

# F. afterwards --------------------------------------------------------------------------------------------------------

ASK_SATISFIED = PrivatePhrase(
    "ask_satisfied", "再问您一句：这事办得行不行？回1行，2一般，3不行。说啥都不影响您办事，我们只为改进。"
)
ASK_WHY_BAD = PrivatePhrase("ask_why_bad", "谢谢您直说。哪里没做好，随便说两句，换个人来看，不会去找您的麻烦。")
THANKS_FEEDBACK = PrivatePhrase("thanks_feedback", "谢谢您，记下了。以后有事还这么说就行。")
RATED_BAD = PrivatePhrase("rated_bad", "谢谢您直说，换个人来看，不会去找您的麻烦。想接着办就再说一声。")
LOOK_BACK = PrivatePhrase(
    "look_back", "{称呼}，上回{事}那件，现在还好吧？好着回1；又有啥不对，说一句，接着办。不想再问就回“停”。"
)
STOPPED = PrivatePhrase("stopped", "好，这件事以后不再问了。有事随时说。")
GLAD = PrivatePhrase("glad", "好，那就放心了。以后有啥不对，随时说。")
NEW_HANDLER_PAUSED = PrivatePhrase(
    "new_handler_paused", "{称呼}，{事}现在由{人}（{电话}）接着管。还在等着，能办了就接着办，到时候再跟您说日子。"
)
NEW_HANDLER = PrivatePhrase("new_handler", "{称呼}，{事}现在由{人}（{电话}）接着给您办，日子不变，{日期}前给回话。")
OTHER_WAYS = PrivatePhrase(
    "other_ways",
    "{称呼}，{事}拖得久了，对不住您。镇里周会要专门看。您也可打12345，或找{人}（{电话}）问别的路，不影响这边接着办。",
)

# H. asking, taking back, other ways -----------------------------------------------------------------------------------

QUERY_PRIVATE = PrivatePhrase(
    "query_private", "您说的{事}（编号{编号}）：{人}在办，{日期}前给您回话。要找人说就打{电话}。"
)
QUERY_RESOLVED = PrivatePhrase(
    "query_resolved",
    "您报的{事}（{编号}号）：说好{日期}前，{人}说弄好了。您看行不行？行回1，还差点回2，没弄好回3。电话{电话}。",
)
WHICH_TICKET = PrivatePhrase("which_ticket", "您说的是哪件？{几件}。回前头的号就行，比如“{编号}”。")
NO_SUCH_NUMBER = PrivatePhrase("no_such_number", "没找到您编号{编号}的事，看看是不是打错了数。")
NOTHING_OPEN = PrivatePhrase("nothing_open", "您现在没有正在办的事。有事直接说就行，也可以打{电话}。")
WITHDRAW_DONE = PrivatePhrase("withdraw_done", "知道了，这件撤了。过几天想说再说，随时给您记。")
COMPLAINT_OFFICIAL = PrivatePhrase(
    "complaint_official",
    "您反映的是干部的事，编号{编号}，不转给本人，交给{人}（{电话}）看，{日期}前给您回话。也可以直接打12388。",
)
OPT_OUT = PrivatePhrase("opt_out", "好的，以后您的话我不记，也不回。有急事可以打{电话}。想再说事，回“说”就行。")
NIGHT = PrivatePhrase("night", "现在太晚，先给您记下，明天早上有人回您。要是有危险，先打110、119、120。")
HOLIDAY = PrivatePhrase("holiday", "今天放假，值班的是{人}（{电话}）。不急的事上班头一天给您回话。")
FAIL = PrivatePhrase("fail", "我这边出了点毛病，怕给您记漏。请直接打{电话}找{人}，或过会儿再说一遍。")
SCAM_GUARD = PrivatePhrase("scam_guard", "提醒一句：我们从不问您要密码、验证码，也不叫您转钱。谁要，都别给，打110。")
