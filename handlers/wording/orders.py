"""What an official hears when his words were not certain, or are better not passed on."""

from handlers.wording.forms import StaffPhrase

# what is not clear: one line, two examples, with the number of a ticket of his own where he has one

ORDER_UNCLEAR = StaffPhrase(
    "order_unclear",
    "没看明白，怕弄错。接下回“接 {编号}”，办好回“好 {编号} 灯换了”；清单回“看”。要说新的事，说清在哪儿、啥事。",
)
ORDER_PERHAPS = StaffPhrase(
    "order_perhaps", "没看明白，怕弄错，没动。要是这个意思，照样子回一句：“{清单}”。不是就换个说法；清单回“看”。"
)
ORDER_EITHER = StaffPhrase(
    "order_either", "没看明白，怕弄错，没动。是“{清单}”，还是“{结果}”？照样子回一句。要说新的事，说清在哪儿、啥事。"
)
ORDER_NUMBER_ONLY = StaffPhrase(
    "order_number_only", "{编号}号要怎么办？接下回“接 {编号}”，办好回“好 {编号}”加一句结果，细看回“看 {编号}”。"
)
ORDER_ONE_AT_A_TIME = StaffPhrase(
    "order_one_at_a_time", "怕弄混，一回说一件：{编号}号办好了，就回“好 {编号}”加一句结果，另一件再单发一条。"
)
ORDER_NOT_DONE = StaffPhrase(
    "order_not_done",
    "没办好不要紧。缺啥回“求助 {编号}”加一句话，要等回“停 {编号} 等天气”，要晚几天回“延 {编号} 周五 等配件”。",
)
ORDER_LATER = StaffPhrase("order_later", "好，不急。{编号}号办好了，再回“好 {编号}”加一句结果；卡住了回“求助 {编号}”。")
ORDER_LEFT = StaffPhrase("order_left", "好，没动。要办啥直接说，比如“接 {编号}”“好 {编号} 灯换了”。")
ORDER_SURE_TAKE = StaffPhrase("order_sure_take", "{事}，您接下了？接下就回“接 {编号}”，办不了回“求助 {编号}”加一句话。")
ORDER_SURE_DONE = StaffPhrase(
    "order_sure_done", "您说的是{事}办好了？是就回“是”，这句话本人会收到：{结果}。不是就照着回“好”加号加结果。"
)
ORDER_SURE_YES = StaffPhrase(
    "order_sure_yes", "{人}问的{事}，您答应？答应回“同意 {编号}”，不答应回“不同意 {编号}”加一句话。"
)
ORDER_SURE_NO = StaffPhrase(
    "order_sure_no", "{人}问的{事}，您不答应？不答应回“不同意 {编号}”加一句话，答应回“同意 {编号}”。"
)
ORDER_SURE_NOTE = StaffPhrase(
    "order_sure_note", "您说的是{事}吗？是就回“是”，记成备注，本人和群里看不到。要是新的事，说清在哪儿再发一遍。"
)
ORDER_SURE_NEW = StaffPhrase(
    "order_sure_new",
    "这句是要报一件新的事吗？是就回“是”。说的是手上的，带上号，比如“好 {编号} 灯换了”“备注 {编号} 没人接电话”。",
)
ORDER_HELP = StaffPhrase(
    "order_help",
    "这样回就行：接 {编号}；说了 {编号}；好 {编号} 灯换了；求助 {编号} 缺配件；延 {编号} 周五 等配件；看，列您手上的。",
)
ORDER_NOTHING_WAITS = StaffPhrase("order_nothing_waits", "好，眼下没有等您回的。看手上的回“看”，不会用回“怎么用”。")
ORDER_BUSY = StaffPhrase(
    "order_busy", "知道您忙，不急着回。要晚几天回“延 {编号} 周五”加一句为啥，忙不过来回“求助 {编号}”，不算误事。"
)
ORDER_SLIP = StaffPhrase(
    "order_slip", "说错了不要紧。错在哪件，回“备注 {编号}”加一句；已经跟本人说办好了的，打个电话跟本人说清，再接着办。"
)
# photos
PHOTO_ADDED = StaffPhrase("photo_added", "好，照片记到{事}里了，一共{数1}张。")
PHOTO_WAITS = StaffPhrase(
    "photo_waits", "照片收到了。是哪件办好了，回“好 {编号} 灯换了”，照片一起记上。要是新的事，说一句在哪儿、啥事。"
)
# the result of 好 reaches the villager word for word
RESULT_WITH_OTHERS = StaffPhrase(
    "result_with_others",
    "这句话本人会看到，别写别人的名字、电话、证号。换个说法再回，比如“好 {编号} 灯头换了，试亮了”。",
)
RESULT_UNKIND = StaffPhrase(
    "result_unkind", "这句话本人会看到，换个和气点的说法再回，只说办了啥、办成啥样，比如“好 {编号} 灯头换了，试亮了”。"
)
