"""议事: what is said of a matter that people talk over, and of the agenda."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

# to villagers
WAIT_MEETING = PrivatePhrase(
    "wait_meeting",
    "{称呼}，{事}要大家商量，定在{日期}，{地点}。您可以来说，也可以托人说，定了告诉您。问{人}（{电话}）。",
)
STEP_TOLD = PrivatePhrase("step_told", "{称呼}，{事}商量到{地点}，{原因}。下一步定在{日期}。想问打{电话}找{人}。")
TALKED_OVER = PrivatePhrase("talked_over", "{称呼}，{事}商量过了：{结果}。{人}（{电话}）接着办，{日期}前给您回话。")
DECIDED_TOLD = PrivatePhrase("decided_told", "{称呼}，{事}大家议定了：{结果}。{人}（{电话}）接着办，{日期}前给您回话。")
NOT_DECIDED_TOLD = PrivatePhrase(
    "not_decided_told", "{称呼}，{事}会上没通过：{原因}。{人}（{电话}）{日期}前给您说清楚，还有啥路也一起说。"
)
PUT_OFF_TOLD = PrivatePhrase("put_off_told", "{称呼}，{事}商量的日子改到{日期}，对不住。想问打{电话}找{人}。")
DROPPED_TOLD = PrivatePhrase("dropped_told", "{称呼}，{事}不用等开会了：{原因}。{人}（{电话}）{日期}前给您回话。")
PUBLIC_TOLD = PrivatePhrase("public_told", "{称呼}，{事}{地点}贴出来了，您去村务公开栏能看。想问打{电话}找{人}。")
CORRECTED_TOLD = PrivatePhrase(
    "corrected_told", "{称呼}，{事}上回说的{地点}记错了，改过来了：{原因}。想问打{电话}找{人}。"
)

# to officials
TAKEN_UP_OK = StaffPhrase(
    "taken_up_ok",
    "好，{事}定在{日期}议（{地点}），本人告诉了。改日子回“议 {编号}”加日子，议完回“议 {编号} 结果”加一句。",
)
STEPS_BEGUN_OK = StaffPhrase(
    "steps_begun_ok", "好，{事}走{地点}，第{数1}步定在{日期}。议完回“议 {编号} 第{数1}步 通过”加应到、实到、同意几人。"
)
PING_TAKEN_UP = StaffPhrase("ping_taken_up", "{人}把{事}提到会上议，定在{日期}（{地点}）。改日子回“议 {编号}”加日子。")
STEP_OK = StaffPhrase(
    "step_ok", "好，{事}第{数1}步记上了：{原因}。第{数2}步定在{日期}，本人也告诉了。记错了回“议 {编号} 撤 第{数1}步”。"
)
TALK_OK = StaffPhrase("talk_ok", "好，{事}会上说的记上了，接着办，{日期}前给本人回话。")
DECIDED_OK = StaffPhrase(
    "decided_ok", "好，{事}第{数1}步记上了：{原因}。接着办，{日期}前给本人回话；决议贴出来回“议 {编号} 第5步 公开”。"
)
NOT_DECIDED_OK = StaffPhrase(
    "not_decided_ok", "好，{事}第{数1}步没通过，记上了。{日期}前给本人说清楚，办不成也要有句话。"
)
PUBLIC_OK = StaffPhrase("public_ok", "好，{事}{地点}记上了。")
ALL_STEPS_OK = StaffPhrase("all_steps_ok", "{事}六步都走完了。")
CORRECTED_OK = StaffPhrase("corrected_ok", "好，{事}第{数1}步改过来了：{原因}。本人也告诉了。")
UNDONE_OK = StaffPhrase("undone_ok", "好，{事}第{数1}步撤了，当没记。下一步还是第{数1}步，{日期}。")
PUT_OFF_OK = StaffPhrase("put_off_ok", "好，{事}改到{日期}议，本人也告诉了。")
DROPPED_OK = StaffPhrase("dropped_ok", "好，{事}不上会了，{日期}前给本人回话，本人也告诉了。")
PING_MEETING_MOVED = StaffPhrase("ping_meeting_moved", "{事}{人}记了一步：{原因}。接下来{日期}前。")
WHERE_IT_STANDS = StaffPhrase(
    "where_it_stands", "{事}下一步是第{数1}步{地点}，{日期}。议完回“议 {编号} 第{数1}步 通过”加人数。"
)
TALK_COMING = StaffPhrase("talk_coming", "{事}定在{日期}议。议完回“议 {编号} 结果”加一句；改日子回“议 {编号}”加日子。")
AGENDA = StaffPhrase("agenda", "{日期}说事日要议{数1}件：{几件}。议完一件回“议”加号、“结果”和一句话。")
AGENDA_EMPTY = StaffPhrase("agenda_empty", "下个说事日是{日期}，眼下没有要议的。要提上会，回“议”加号。")
STEP_TODAY = StaffPhrase(
    "step_today", "今天议{事}：第{数1}步{地点}。议完回“议 {编号} 第{数1}步 通过”加应到、实到、同意几人。"
)
TALK_TODAY = StaffPhrase("talk_today", "今天说事日，要议{事}。议完回“议 {编号} 结果”加一句话。")
SUGGEST_MEETING = StaffPhrase(
    "suggest_meeting",
    "{事}像是该村民自己定的事（{地点}）。要上会回“议 {编号}”，走四议两公开回“议 {编号} 四议”。您看着定。",
)
# what cannot be
NOT_TO_MEETINGS = StaffPhrase("not_to_meetings", "{事}不拿到会上议：各家的事、两家的事、反映干部的事，都私下办。")
NOT_IN_DANGER = StaffPhrase("not_in_danger", "{事}有危险，等不得开会，先处置。")
NOT_YOURS_TO_DISCUSS = StaffPhrase("not_yours_to_discuss", "{编号}号不归您提。要上会，请办的人或村书记回“议 {编号}”。")
TAKE_IT_FIRST = StaffPhrase("take_it_first", "{事}还没人接，先接下再提上会。")
LATE_FOR_OWNER = StaffPhrase("late_for_owner", "{事}已经过了说好的日子，要上会得村书记回“议 {编号}”。先给本人说一声。")
MEETING_TOO_FAR = StaffPhrase("meeting_too_far", "{事}最远定到{日期}，再远本人等不起。说个近点的日子。")
MEETING_DAY_GONE = StaffPhrase("meeting_day_gone", "这个日子已经过去了。{事}说个往后的日子，比如：议 {编号} 12月10日。")
PUT_OFF_ENOUGH = StaffPhrase(
    "put_off_enough", "{事}这一步改过{数1}回日子了，不能再改。开不成就回“上报 {编号}”加一句话。"
)
NO_MEETING_DAY = StaffPhrase("no_meeting_day", "近一个月没有说事日，{事}说个日子，比如：议 {编号} 12月10日。")
DISCUSS_HOW = StaffPhrase(
    "discuss_how", "{事}没看明白。这样回：议 {编号} 第3步 通过 应到30 实到25 同意20；或：议 {编号} 结果 下月修。"
)
FIGURES_SHORT = StaffPhrase(
    "figures_short", "{事}第{数1}步还不能算通过：{清单}。没通过回“议 {编号} 第{数1}步 没通过”。"
)
STEP_FIRST = StaffPhrase("step_first", "{事}该记第{数1}步{地点}了，前面的没记不能跳。")
STEP_DONE_ALREADY = StaffPhrase(
    "step_done_already", "{事}第{数1}步记过了。记错了回“议 {编号} 改 第{数1}步”，再加对的。"
)
STEP_NOT_RECORDED = StaffPhrase("step_not_recorded", "{事}第{数1}步还没记过，不用改。")
LATER_STEPS_STAND = StaffPhrase("later_steps_stand", "{事}后头的第{数2}步已经记了，先撤第{数2}步。")
FOUR_FIRST = StaffPhrase(
    "four_first", "{事}是说事会上议，不分步。议完回“议 {编号} 结果”加一句；要走六步先回“议 {编号} 四议”。"
)
NOT_DISCUSSED = StaffPhrase("not_discussed", "{事}眼下没有在议。要上会回“议 {编号}”。")
DISCUSSED_AND_ENDED = StaffPhrase("discussed_and_ended", "{事}已经了结了，不用再议。")
NO_FUTURE_STEPS = StaffPhrase("no_future_steps", "{事}第{数1}步说的日子还没到，开完再记。")
NOT_WHILE_DISCUSSED = StaffPhrase(
    "not_while_discussed",
    "{事}正等着{日期}议，日子跟着会走。改日子回“议 {编号}”加日子，不议了回“议 {编号} 不议了”加一句。",
)
