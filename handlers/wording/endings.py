"""答复, 指路, 不收: what is said where a matter ends otherwise than by being done."""

from handlers.wording.forms import PrivatePhrase, PublicPhrase, StaffPhrase

# to the villager
RESULT_NO = PrivatePhrase(
    "result_no",
    "{称呼}，{事}问过了，眼下办不成：{原因}。听明白了回1，不同意回3，接着想办法。也可打{热线}，或打{电话}问别的路。",
)
ASK_NO_AGAIN = PrivatePhrase(
    "ask_no_again", "{称呼}，再问您一句：{事}眼下办不成的原因，说清楚了没有？清楚了回1，不同意回3，接着想办法。"
)
NO_UNCONFIRMED = PrivatePhrase(
    "no_unconfirmed", "{称呼}，{事}一直没等到您回话，先记成答复过了。不同意，30天内随时说，接着想办法。"
)
QUERY_ANSWERED = PrivatePhrase(
    "query_answered",
    "您报的{事}（{编号}号）：{人}说问过了，眼下办不成，原因跟您说过。清楚了回1，不同意回3。电话{电话}。",
)
REFERRED_TOLD = PrivatePhrase(
    "referred_told",
    "{称呼}，{事}村里镇里定不了，归{部门}：{地点}。带上{清单}。要人陪着打电话、写材料，找{人}（{电话}）。",
)
NOT_ACCEPTED_TOLD = PrivatePhrase(
    "not_accepted_told",
    "{称呼}，{事}这件这里办不了，对不住：{原因}。您不同意可打{热线}，或打{电话}找{人}，帮您找能办的地方。",
)
PAGE_ANSWERED = PrivatePhrase("page_answered", "问过了，眼下办不成：{原因}")
PAGE_NOW_ANSWERED = PrivatePhrase("page_now_answered", "问过了，眼下办不成，等您说一句清楚了没有")
PAGE_NOT_ACCEPTED = PrivatePhrase("page_not_accepted", "说这里办不了，别的路也跟您说了。")
# to the group in which it was said: never why, and nobody's name
GROUP_ANSWERED = PublicPhrase("group_answered", "{事}问过了，眼下还办不成，原因跟说的人讲了。想问打{电话}找{人}。")
GROUP_REFERRED = PublicPhrase("group_referred", "{事}不归村里定，该找谁跟说的人讲了。想问打{电话}找{人}。")

# to officials
ANSWER_WHY = StaffPhrase(
    "answer_why", "{事}为啥办不成？这样回：答复 {编号} 这块地没确权，今年不能盖。本人会看到这句话。"
)
ANSWER_NOT_DANGER = StaffPhrase(
    "answer_not_danger", "{事}人安全要紧，不能光答复。去看过、弄妥了回“好 {编号}”加一句；要人帮回“求助 {编号}”。"
)
ANSWERED_OK = StaffPhrase("answered_ok", "好，{事}原因跟本人说了。他不同意，会再转给您，一起想别的办法。")
REFER_WHERE = StaffPhrase(
    "refer_where",
    "{事}该走哪条路？这样回：指路 {编号} 法院 带借条。能说的：{几件}。",
)
REFER_NOT_YOURS = StaffPhrase(
    "refer_not_yours", "{编号}号走哪条路，由网格长或镇上定。您回“退 {编号}”加一句为啥，或者打{电话}商量。"
)
REJECT_WHY = StaffPhrase(
    "reject_why", "{事}为啥这里办不了？这样回：不收 {编号} 是外县的路，归外县管。本人会看到这句话。"
)
REJECT_NOT_YOURS = StaffPhrase(
    "reject_not_yours", "{编号}号收不收，由镇社会事务办公室定。您回“退 {编号}”加一句为啥，或者打{电话}商量。"
)
REJECT_TOO_LATE = StaffPhrase(
    "reject_too_late", "{事}已经接下在办，不能再说不收。办不成回“答复 {编号}”加原因，归别处管回“指路 {编号}”。"
)
NOT_LIKE_THIS = StaffPhrase(
    "not_like_this", "{事}不能这样了结：先得有人见到本人。人在哪、怎么样，回“备注 {编号}”加一句，或打{电话}商量。"
)
ENDED_OK = StaffPhrase("ended_ok", "好，{事}跟本人说清楚了，这边不再催。")
PING_ENDED = StaffPhrase("ping_ended", "{事}不用再办了：{原因}（{人}，{电话}）。本人那边已经说了，您不算没办。")
