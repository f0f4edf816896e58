"""What is wrong, within one topic: told differently, the same trouble falls under the same name.

「灯不亮」 and 「灯瞎了」 are one trouble, 「灯杆歪了」 is another. Used only to tell whether two messages speak of one
matter; what a message is about is decided by the rules.
"""

from functools import cache

from classifiers.matcher import Matcher
from classifiers.normalise import plain
from classifiers.places import numbered
from classifiers.verdict import Topic

_ASPECTS: dict[Topic, str] = {
    Topic.ROAD: """
坑: 坑 坑洼 坑坑洼洼 烂 坏了 颠 路面裂 裂了 稀烂 破 不平 陷
塌: 塌 垮 塌方 路基 断了 断路 冲断 冲垮 冲了 没了半边 悬空
挡: 挡 占 堆 堵 过不去 过不了 砖 沙子 石头 倒在路上 倒路上 横在 树倒
护栏: 护栏 栏杆 桥栏 扶手
涵洞: 涵洞 涵管 管涵
减速带: 减速带 减速 开太快 车快 车速 飞快
镜子: 弯道镜 凸面镜 凸透镜 反光镜 转角镜
滑: 结冰 打滑 暗冰 滑溜 雪
没硬化: 没硬化 硬化 土路 泥巴路 水泥路 泥路 断头路 铺路 泥 打水泥
""",
    Topic.WATER_SUPPLY: """
没水: 停水 断水 没水 没水吃 不来水 水不来 没得吃 一滴水 滴水 不出水 不来 水断 水停
没水: 没来水 来过水 没自来水 水没
水小: 水小 水压 小得很 上不来 上不去 水太小 跟线一样 水细 水量小 流得慢 水慢
水浑: 浑 黄水 黄 泥 水脏 水黑 有味 怪味 发臭 漂白粉 水臭 红锈 锈 味道 味儿
漏: 爆 裂 漏 冒水 喷水 冻裂 往外冒 往外淌 滋水 直淌 淌水 喷
水费: 水费 水表 收费 抄表 水价
""",
    Topic.POWER: """
没电: 停电 断电 没电 没来电 跳闸 不来电 来电 黑了 电停 电断 没得电 停了电 跳
电压低: 电压 带不动 灯泡闪 一闪一闪 忽明忽暗 电不够 转不动 启动不了 不稳
电线: 电线 高压线 电缆 线掉 线垂 线断 断线 线耷拉 垂下来 老化 线头
电杆: 电杆 杆子 杆歪 杆倒 杆要倒 水泥杆
变压器: 变压器
电费: 电费 电表 电价
""",
    Topic.LIGHTING: """
不亮: 不亮 灭 瞎 黑 坏 没亮 不着 憋了 烧了 没灯 看不见 不见亮 没光 亮不了 熄 罢工 哑
闪: 闪
不停: 大白天亮 白天也亮 白天亮 不关 不灭 整天亮
灯杆: 杆 灯杆 撞歪 歪 倒 灯罩 掉下来 吊着
装灯: 装 安 没安 没装 装一盏 安几盏 加几盏 加装 添
""",
    Topic.DRAINAGE: """
沟堵: 堵 淤 清淤 沟满 排不出 排不走 不通 淌不动 流不动 塞满 塞 憋
井盖: 井盖 窨井 盖子 盖板 井口
积水: 积水 淹 水漫 水泡 内涝 水坑 水深 一洼水 成河 成塘 水汪汪 漫
倒灌: 倒灌 灌进 往屋里灌 灌屋 进水 进屋
臭: 臭 蚊 污水 黑水
管破: 管子破 管破 管裂 断裂 管断 塌
""",
    Topic.IRRIGATION: """
没水浇: 没水 浇不上 放水 干死 旱 等水 不来水 浇不了 干坏 干裂 轮不上 插秧 插不了 水不来 不放
渠坏: 渠坏 渠垮 渠漏 垮 塌 漏 决口 冲毁 裂 豁口 豁 渠堤 破 断
渠堵: 堵 淤 草 清 泥沙
井泵: 机井 井坏 泵 抽水 电机 水泵
争水: 争 抢水 截水 截 轮水
水费: 水费 收费 水卡
""",
    Topic.SANITATION: """
垃圾: 垃圾 没人收 没人拉 没人清 没拉 没收 桶满 满了 堆成山 堆得
厕所: 厕 旱厕 公厕 掏粪
养殖: 猪场 养殖 鸡场 猪圈 鸭场 羊圈 粪水 粪 牛场 养猪 养鸡
烧烟: 秸秆 焚烧 黑烟 烧 冒烟 烟
厂: 厂 化工 废水 排污 排水
扬尘: 灰大 扬尘 灰尘 灰 渣土
死畜: 死猪 死鸡 死鱼 死狗 死羊
保洁: 保洁 没人扫 不扫 扫地
""",
    Topic.FACILITY: """
器材: 器材 健身 单杠 双杠 漫步机 秋千 跷跷板 转腰 扭腰
球场: 篮球 球架 篮板 篮筐 球场 乒乓
广播: 喇叭 广播
网络: 信号 宽带 网断 断网 没网 上不了网 基站 光纤 网线 网 上网 手机
广场: 广场 舞台 戏台 凉亭 地砖 台阶
声音: 广场舞 音响 音乐 吵
站台: 站牌 站台 候车
快递: 快递
公示栏: 公示栏 宣传栏 公开栏
活动室: 活动室 书屋 祠堂
充电桩: 充电桩 充电
""",
    Topic.DISASTER: """
火: 火 烧 冒烟 浓烟 黑烟 烟大 烟好大
落石: 石头 滚石 落石 危岩 掉石 飞石
滑坡: 滑坡 山体 崖 山裂 山垮 裂缝 裂口 大口子 土方 溜下来 滑下来 山要下来 坡垮 坡塌
泥石流: 泥石流 泥浆 泥水
洪水: 洪水 山洪 河水 涨水 大水 水漫 冲走 冲下来 发水
堤坝: 溃 决口 堤 坝
进水: 灌 淹 进水
房: 房 屋 窑
墙: 墙
落水: 掉水 落水 淹着 没上来 掉水库 下水库 掉河 掉井 掉进 掉下去 捞
埋压: 埋 压住 压着 压在
走失: 走丢 没见人 不见了 找不到 没回来 凉鞋
困: 困
线: 电线 高压线 电杆 漏电
气: 煤气 液化气 燃气 天然气 漏气 气味 管刨
雹风雪: 冰雹 大风 雪压 冻坏 雹
""",
    Topic.PUBLIC_ORDER: """
狗: 狗
偷: 偷 贼 小偷 丢了 撬
骗: 骗 推销 传销 保健品 诈
打架: 打架 打人 闹事 打起来 动手 闹
赌: 赌 打牌
车: 飙车 酒驾 乱停 炸街
可疑: 可疑 陌生 生人 转悠
电鱼: 电鱼 炸鱼
""",
    Topic.PUBLIC_SERVICE: """
卫生室: 卫生室 村医 药 看病 打针 量血压 卫生所 大夫 医生
班车: 班车 公交 客车 停开 通车 车次 车不来
学校: 学校 校车 老师 放学 上学 幼儿园 开学
养老: 养老 食堂 助餐 日间 老年
疫苗: 疫苗 接种 体检
""",
    Topic.FARMING: """
卖: 卖不出去 滞销 压价 收购 没人收 没人要 价低 销路 卖不掉 卖不动
种子: 种子 不出苗 出苗
病虫: 虫 病 锈 白粉 蚜
瘟: 瘟 防疫 耳标 病死 死了
农机: 收割机 农机 旋地 播种机 拖拉机
补贴: 补贴 补助
保险: 保险 赔付 受灾 绝收 减产
贷款: 贷款 小额贷
药肥: 农药 化肥 假药
""",
    Topic.VILLAGE_AFFAIRS: """
公开: 公开 公示 明细 没贴 不贴 贴出来
账: 账 收入 钱 款 租金 分红 承包费
低保名单: 低保 名单 评 困难户
选举: 选举 代表 开会 投票
工程: 工程 招标 工程款
""",
    Topic.LAND_COLLECTIVE: """
征地: 征地 征收 占地 补偿 青苗 征
宅基地: 宅基地 地基 建房 审批
流转: 流转 承包 租
确权: 确权 土地证 延包
坟: 坟
河滩地: 河滩 荒地 集体地
林: 林 退耕
拆迁: 拆迁 安置
""",
}


@cache
def _of(topic: Topic) -> tuple[Matcher, dict[str, frozenset[str]]]:
    named: dict[str, set[str]] = {}
    for line in _ASPECTS[topic].strip().split("\n"):
        name, _, words = line.partition(": ")
        for word in words.split():
            named.setdefault(numbered(plain(word)), set()).add(name)
    return Matcher(named), {word: frozenset(names) for word, names in named.items()}


def aspects_in(text: str, topic: Topic | None) -> frozenset[str]:
    """What is wrong, by the names of this table; empty where it has none for the topic.

    `text` is plain, with its numerals as digits.
    """
    if topic not in _ASPECTS:
        return frozenset()
    matcher, names = _of(topic)
    found = matcher.find(text)
    # a longer word says what the shorter one inside it only seems to say (不亮 in 大白天也不关)
    spans = [(start, end) for _, start, end in found]
    standing = [
        word
        for word, start, end in found
        if not any(other != (start, end) and other[0] <= start and end <= other[1] for other in spans)
    ]
    return frozenset(name for word in standing for name in names[word])
