"""What is said of violence in a home by somebody who lives beside it: to him, and to those who are called.

Nothing here says who told of it, and nobody of that home is asked first: not the one who beats, nor in his hearing.
"""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

DANGER_HOME_SEEN = PrivatePhrase(
    "danger_home_seen",
    "正打着就马上打{报警}，不用说您是谁。别上门拦，别在群里说是哪家。已告诉{人}（{电话}），不说是您讲的。哪组哪家，私下回我一句。",
)
# a child cannot call for himself: harm to him is to be reported at once (Minors Law art. 11)
DANGER_HOME_CHILD_SEEN = PrivatePhrase(
    "danger_home_child_seen",
    "正打着就马上打{报警}，不用说您是谁，也可打{青少年}。别上门拦，别在群里说是哪家。已告诉{人}（{电话}），不说是您讲的。哪组哪家，私下回我一句。",
)
PING_DANGER_HOME_SEEN = StaffPhrase(
    "ping_danger_home_seen",
    "要紧：{事}，{地点}，旁人看见的，有危险。急的先打{先打}。别说是谁讲的，别当着家里人问，别劝和，先护住挨打的人。回“接”就算接了。",
)
PING_DANGER_HOME_CHILD = StaffPhrase(
    "ping_danger_home_child",
    "要紧：{事}，{地点}，旁人看见的，有孩子要护。马上打{先打}报警，别等。别说是谁讲的，别先问家里大人，别劝和。回“接”就算接了。",
)
# whoever is called again must not ring up that home either
PING_DANGER_HOME_UNTAKEN = StaffPhrase(
    "ping_danger_home_untaken",
    "要紧：{事}，{地点}，还没人接。急的先打{先打}。别当着家里人问，别往家里打电话，别劝和。回“接”，大家就知道有人管了。",
)
PING_DANGER_HOME_AGAIN = StaffPhrase(
    "ping_danger_home_again",
    "要紧：{事}，{地点}，还没听到您的信。急的先打{先打}，别往家里打电话，别劝和。去不了回“求助”，这就叫别人。",
)
PING_HOME_ESCALATE = StaffPhrase(
    "ping_home_escalate", "{事}，{地点}，过了说好的时候。请找办的人问一声，缺啥帮一把；别直接往他家打电话。"
)
