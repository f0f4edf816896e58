"""How villagers type and speak, and what they mean by it: typing slips, homophones and dialect, as two tables."""

#: what people type when they mean another word: the word, then how it comes out of an input method or a voice
_TYPOS = """
路灯: 路登
低保: 底保 抵保 低宝
水: 氺
沟堵: 沟度
垃圾: 垃级 拉圾
宅基地: 宅基弟
地界: 弟界
赡养: 赡扬 瞻养
欠薪: 欠心 欠新
合疗: 合辽
社保卡: 社保咔
停水: 定水 挺水
停电: 挺电
跳闸: 跳扎
变压器: 变牙器 变压气
养老金: 养劳金
灌溉: 惯溉
堵: 堵住
补贴: 补帖
危房: 危方
健身: 建身
口蹄疫: 口提疫
天然气: 天燃气
医保: 医报 医宝
残疾证: 残积证
下水道: 下水到
信号塔: 信号搭
班车: 班东
贷款: 贷宽
工资: 工自
猪圈: 猪卷
羊圈: 羊卷
井盖: 井该
流浪狗: 流量狗
贫困: 评困
摄像头: 摄相头 摄象头
化粪池: 化粪迟
围墙: 围强
电线杆: 电线竿 电线杆子
电杆: 电杆子 线杆子
地邻: 地领
"""
#: dialect and everyday forms; a word that leads to itself is shielded from a shorter entry inside it
_DIALECT = """
父亲: 俺大 俺达 我大
我: 俺
我家: 俺屋 我屋 额屋 额家 我屋头 我们屋里 我们屋头
我们: 额们
你家: 恁家
你: 恁
没: 没有 冇得 冇 莫得 没得 木有 毛有 冇有
怎么: 咋个 咋 啷个 怎个
怎么办: 咋整 咋弄 咋办 咋个办 咋个整 啷个办 怎么整 怎么弄
怎么样: 咋样
什么: 啥子 撒子 啥
什么时候: 甚时候 甚时 啥时 啥时候 啥时间 多会儿 多咱 几时 何时
昨晚: 夜儿个 夜里个 昨黑 昨黑里 昨夜
中午: 晌午
晚上: 黑里 晚黑 黑夜 黑来 夜里 黑天
孩子: 碎娃 娃娃 娃儿 娃子 娃们 娃娃们 娃 伢子 细伢 伢 囡 崽崽 崽 小把戏 小孩 小孩子 孩子们
兔崽子: 兔崽子
王八崽: 王八崽
妻子: 婆娘 媳妇子 屋里人 老婆
老婆婆: 老婆婆
地边: 地塄 地畔子 地畔 地埂 田坎 田埂 塄坎 埂子 埂埂
会不会: 给会
能不能: 给能
是不是: 给是
哪里: 哪达 哪搭 哪嘞
说闲话: 讲闲话
说我闲话: 讲我闲话
厕所: 茅厕 茅房 茅坑
老汉: 老汉儿
电动车: 电瓶车
行不行: 中不中 要得不 成不成
一下: 一哈 一哈子
现在: 而今 眼下
下雨: 落雨
下雪: 落雪
"""


def spoken_forms() -> dict[str, str]:
    """Form as typed → word as the rules know it."""
    forms: dict[str, str] = {}
    for line in (_DIALECT + _TYPOS).split("\n"):
        word, _, variants = line.partition(": ")
        forms |= dict.fromkeys(variants.split(), word)
    return forms
