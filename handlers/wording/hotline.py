"""12345: what the owner of an order of the hotline hears of the hotline's own date."""

from handlers.wording.forms import StaffPhrase

OUTSIDE_FIRST = StaffPhrase(
    "outside_first",
    "{事}是热线转来的，热线要{日期}前给说法，比咱们平常的早，日子就定在这天。来不及早点回“求助 {编号}”。",
)
WHY_OUTSIDE = StaffPhrase("why_outside", "{时刻}热线转来：热线要得比平常早，日子跟着热线，{那刻}。")
OUTSIDE_SOON = StaffPhrase(
    "outside_soon",
    "{事}是热线转来的，热线那边要{日期}前给说法。办好回“好 {编号}”加一句结果；办不完早点回“求助 {编号}”。",
)
OUTSIDE_OVER = StaffPhrase(
    "outside_over", "{事}是热线转来的，过了热线的日子（{日期}）。先打电话给来电的人说一声，卡住了回“求助 {编号}”。"
)
