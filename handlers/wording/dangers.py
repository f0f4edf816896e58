"""What is said in danger, by what it is: the number first, one thing to do until somebody is there, then who comes.

Where somebody else may read the phone (violence at home, somebody in despair) nothing names what it is about. A group's
line names no home. The numbers are the township's (`numbers:` in config.yaml).
"""

from handlers.wording.forms import PrivatePhrase, PublicPhrase, StaffPhrase

# to the one who tells of it, and to every further witness -----------------------------------------------------------

DANGER_FIRE = PrivatePhrase(
    "danger_fire",
    "先打{火警}！人先出来，别回去拿东西，电着的火别泼水。已告诉{人}（{电话}）。有人困在里头，打电话时说清。",
)
DANGER_GAS = PrivatePhrase(
    "danger_gas", "先打{火警}！开窗、关阀门，人到外头去，别开灯别动火，有人晕了打{急救}。已告诉{人}（{电话}）。"
)
DANGER_GAS_COMPANY = PrivatePhrase(
    "danger_gas_company",
    "先打{火警}！开窗、关阀门，人到外头去，别开灯别动火，有人晕了打{急救}。燃气抢修{燃气}。已告诉{人}（{电话}）。",
)
DANGER_WIRE = PrivatePhrase(
    "danger_wire",
    "伤了人先打{急救}，没伤人打{电力}！离开十步远，别碰线、别碰触电的人，能拉闸先拉闸。已告诉{人}（{电话}）。",
)
DANGER_ROAD = PrivatePhrase(
    "danger_road", "先打{急救}，再打{交警}！人到路边去，伤了的别硬拽，远处放个东西提醒来车。已告诉{人}（{电话}）。"
)
DANGER_WATER = PrivatePhrase(
    "danger_water", "先打{火警}、{急救}！别跟着下水，扔绳子、竹竿、空桶给他抓，眼睛盯住人。已告诉{人}（{电话}）。"
)
DANGER_FLOOD = PrivatePhrase(
    "danger_flood", "先往高处、往两边走，别回去拿东西，别过河！再打{火警}，叫上旁边的老人孩子。已告诉{人}（{电话}）。"
)
DANGER_COLLAPSE = PrivatePhrase(
    "danger_collapse",
    "人先离远，别进去、别从底下过！有人压着、困着打{火警}和{急救}，别一个人去挖。已告诉{人}（{电话}）。",
)
MISSING_PERSON = PrivatePhrase(
    "missing_person",
    "先打{报警}，不用等。说清穿什么、多高、往哪边走的；先找水边、井边和亲戚家。已告诉{人}（{电话}），照片发不发群里由家里定。",
)
DANGER_MEDICAL = PrivatePhrase(
    "danger_medical", "先打{急救}！别搬动，别喂水喂药，照电话里说的做，叫个人到路口接车。已告诉{人}（{电话}）。"
)
DANGER_VIOLENCE = PrivatePhrase(
    "danger_violence", "先打{报警}！人先躲开，关好门，别上前拦。有人伤了打{急救}。已告诉{人}（{电话}）。"
)
DANGER_ANIMAL = PrivatePhrase(
    "danger_animal",
    "先打{报警}！人先进屋关门，把孩子抱起来。咬了蜇了打{急救}，伤口用清水多冲一会儿。已告诉{人}（{电话}）。",
)
DANGER_NOW = PrivatePhrase(
    "danger_now",
    "先保安全！人先离开，着火、困人打{火警}，有人伤病打{急救}，有人动手打{报警}。已告诉{人}（{电话}），别一个人靠近。",
)
DANGER_DESPAIR = PrivatePhrase(
    "danger_despair",
    "您说的我听着，您不是一个人。{人}（{电话}）这就来找您说说话。也可以打{心理}，那边一直有人听。身上不舒服打{急救}。",
)
DANGER_DESPAIR_NEAR = PrivatePhrase(
    "danger_despair_near",
    "先陪着人，别离开。急的马上打{急救}、{报警}；不知道怎么说，打{心理}有人教。{人}（{电话}）这就过来。",
)
DV_REPLY = PrivatePhrase(
    "dv_reply",
    "这里说话方便吗？方便回1。您的安全最要紧，随时可打{报警}或{妇联}，也可打{电话}。我不会告诉家里任何人。",
)
# whoever writes again hears a person and the right number, never "not understood"
STAY_SAFE = PrivatePhrase("stay_safe", "知道了，{人}（{电话}）一直在，您方便的时候就打。急的先打{先打}。")
DANGER_OVER_NOTED = PrivatePhrase(
    "danger_over_noted", "好，这就告诉{人}（{电话}）。还是会有人来看一眼，看过才放心。再有不对，先打{先打}。"
)

# in the group: no home, no name but the official's -------------------------------------------------------------------

DANGER_GROUP_FIRE = PublicPhrase(
    "danger_group_fire",
    "有地方着火，先打{火警}。大家别往跟前凑、别堵路，老人孩子看好。村里的人马上到，{人}电话{电话}。",
)
DANGER_GROUP_GAS = PublicPhrase(
    "danger_group_gas", "有漏气的险情，先打{火警}。附近别动火、别开关电，人离远些。村里的人马上到，{人}电话{电话}。"
)
DANGER_GROUP_WIRE = PublicPhrase(
    "danger_group_wire", "有电线的险情，大家离远、别碰，孩子看好。伤了人打{急救}，报修打{电力}。{人}电话{电话}。"
)
DANGER_GROUP_ROAD = PublicPhrase(
    "danger_group_road", "路上出了事，伤了人打{急救}，再打{交警}。过路的慢点、绕一绕。村里的人马上到，{人}电话{电话}。"
)
DANGER_GROUP_WATER = PublicPhrase(
    "danger_group_water",
    "水边有人要救，先打{火警}、{急救}。别徒手下水，带绳子竹竿过去。村里的人马上到，{人}电话{电话}。",
)
DANGER_GROUP_FLOOD = PublicPhrase(
    "danger_group_flood",
    "有险情，低处和坡下的先往高处走，叫上老人孩子，别过河。急的打{火警}。村里的人马上到，{人}电话{电话}。",
)
DANGER_GROUP_COLLAPSE = PublicPhrase(
    "danger_group_collapse",
    "有地方要塌，大家绕开走，别在底下停。困了人、伤了人打{火警}、{急救}。村里的人马上到，{人}电话{电话}。",
)
DANGER_GROUP_MEDICAL = PublicPhrase(
    "danger_group_medical", "有人要救，先打{急救}。会急救的搭把手，路上给车让一让。村里的人马上到，{人}电话{电话}。"
)
DANGER_GROUP_VIOLENCE = PublicPhrase(
    "danger_group_violence", "有人动手，先打{报警}。大家别围着，老人孩子看好。村里的人马上到，{人}电话{电话}。"
)
DANGER_GROUP_ANIMAL = PublicPhrase(
    "danger_group_animal", "有伤人的牲畜，老人孩子先进屋，急的打{报警}。村里的人马上到，{人}电话{电话}。"
)
DANGER_GROUP = PublicPhrase(
    "danger_group",
    "有危险的地方大家先离远些，老人孩子看好，急的打{火警}、{急救}。村里的人马上到，{人}电话{电话}。",
)
# somebody has said it already
DANGER_GROUP_KNOWN = PublicPhrase(
    "danger_group_known", "这个险情已经有人报了，{人}（{电话}）正在管。大家先离远些，急的打{先打}。"
)
DANGER_GROUP_OVER = PublicPhrase(
    "danger_group_over", "好，这就告诉{人}（{电话}），还是会有人去看一眼。看过之前，大家先别靠近。"
)

# to those who are called ---------------------------------------------------------------------------------------------

PING_DANGER = StaffPhrase(
    "ping_danger", "要紧：{事}，{地点}，有危险。请马上联系本人，人先撤开，该打{先打}就打。回“接”就算接了。"
)
# nobody is to be led away from somebody lost, hurt or in the water
PING_DANGER_MISSING = StaffPhrase(
    "ping_danger_missing",
    "要紧：{事}，{地点}，有人找不见。请马上联系本人问清穿戴、去向，先找水边井边，该打{先打}就打。回“接”就算接了。",
)
PING_DANGER_MEDICAL = StaffPhrase(
    "ping_danger_medical",
    "要紧：{事}，{地点}，人要救。请马上联系本人，打没打{急救}问清，别搬动人，叫个人到路口接车。回“接”就算接了。",
)
PING_DANGER_WATER = StaffPhrase(
    "ping_danger_water",
    "要紧：{事}，{地点}。请马上过去，打{火警}、{急救}，带绳子竹竿，别叫人徒手下水。回“接”就算接了。",
)
# a call at the wrong moment may be heard by the one who beats
PING_DANGER_HOME = StaffPhrase(
    "ping_danger_home",
    "要紧：{事}，{地点}，有危险。急的先打{先打}。别当着家里人问，别打本人没说过的电话，别劝和。回“接”就算接了。",
)
PING_DANGER_DESPAIR = StaffPhrase(
    "ping_danger_despair",
    "要紧：{事}，{地点}，要有人陪。请马上过去或打电话，先听人说，不训不劝；急的打{急救}。回“接”就算接了。",
)
# a promise of two hours is no day
PING_COPY_TODAY = StaffPhrase(
    "ping_copy_today", "知会您一声：{事}，{地点}，过了说好的时候，村里正在想办法。您有空帮着看一眼就行。"
)
PING_DANGER_OVER = StaffPhrase(
    "ping_danger_over",
    "要紧：{事}，本人说没事了。险情不能只听一句话，请去看一眼或打个电话，人平安了回“好 {编号}”加一句结果。",
)
