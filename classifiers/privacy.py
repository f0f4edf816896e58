"""Masking of personal data in anything that leaves private storage: a reason, a quoted word, an export."""

import re

_DIGITS = "0-9０-９"
#: a number is looked at with its separators; full-width digits count as digits
_NUMBER = rf"(?<![{_DIGITS}A-Za-z])"
_IDENTITY = re.compile(rf"{_NUMBER}[1-9１-９](?:[\s-]?[{_DIGITS}]){{16}}[\s-]?[{_DIGITS}XxＸｘ](?![{_DIGITS}])")
_CARD = re.compile(rf"{_NUMBER}[{_DIGITS}](?:[\s-]?[{_DIGITS}]){{14,20}}(?![{_DIGITS}])")
_MOBILE = re.compile(rf"(?<![{_DIGITS}])(?:[+＋]?86[\s-]?)?[1１][3-9３-９](?:[\s-]?[{_DIGITS}]){{9}}(?![{_DIGITS}])")
_LANDLINE = re.compile(rf"(?<![{_DIGITS}])[(（]?[0０][{_DIGITS}]{{2,3}}[)）]?[\s-]?[{_DIGITS}]{{7,8}}(?![{_DIGITS}])")
_OLD_IDENTITY = re.compile(rf"{_NUMBER}[1-9１-９][{_DIGITS}]{{14}}(?![{_DIGITS}])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s-]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
_HOUSE = re.compile(
    rf"(?:门牌号?[是:：]?\s*[{_DIGITS}]+(?:-[{_DIGITS}]+)*号?)"
    rf"|(?<![{_DIGITS}编单件])[{_DIGITS}]+(?:栋|幢|号楼|单元|室)(?:[{_DIGITS}一二三四五六七八九十]+(?:单元|室|号|楼|层))*"
    rf"|(?<![第编单件])[{_DIGITS}一二三四五六七八九十百]+号(?:院|门牌|房|屋|附[{_DIGITS}]+号)"
    rf"|(?<=[路街巷村组社弄])[{_DIGITS}]+(?:-[{_DIGITS}]+)*号(?!线|楼|机井|井|杆)"
)
_CHAT_ID = re.compile(r"((?:微信号?|QQ|qq|wx|wechat|VX|vx)\s*[号:：是]*\s*)([A-Za-z0-9_-]{5,20})")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常于时傅皮卞齐康伍余元卜顾孟黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓"
    "郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀甄曲家封芮储靳汲松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎"
    "祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮"
    "牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越"
    "隆师巩厍聂晁勾敖融冷辛阚那简饶空曾沙乜养鞠须丰巢关蒯相查荆红游竺权逯盖益桓公"
)
_NAME = rf"[{_SURNAMES}](?!家|村|某)[一-龥](?:(?!的)[一-龥])?"
#: a name is taken for one only behind words that announce it, so that 高速 and 金黄 stay
_NAMED = re.compile(
    rf"((?:我叫|我是|我名叫|名叫|姓名|名字叫|名字是|叫做|户主|联系人|当事人|申请人|举报人|本人|身份证名字)[是为:：\s]*)({_NAME})"
    r"(?=[,，。.;；:：、\s!！?？的和与(（\d]|我|家|他|身份|电话|住|今年|手机|$)"
)
_TITLED = re.compile(
    rf"(?<![一-龥])({_NAME})(?=(?:书记|主任|会计|组长|队长|村长|同志|先生|女士|老师|大爷|大娘)[,，。\s!！?？])"
)


def mask(text: str) -> str:
    """The text with phone, identity and card numbers, plates, house numbers, chat ids and announced names hidden.

    The last four digits of a phone stay, so that two people can tell which number is meant.
    Masking twice changes nothing.
    """
    text = _MAIL.sub("[邮箱]", text)
    text = _IDENTITY.sub("[身份证号]", text)
    text = _CARD.sub(_card_or_phone, text)
    text = _OLD_IDENTITY.sub("[身份证号]", text)
    text = _MOBILE.sub(_tail, text)
    text = _LANDLINE.sub(_tail, text)
    text = _PLATE.sub("[车牌]", text)
    text = _HOUSE.sub("[门牌]", text)
    text = _CHAT_ID.sub(r"\1[账号]", text)
    text = _NAMED.sub(lambda found: f"{found.group(1)}{found.group(2)[0]}某", text)
    return _TITLED.sub(lambda found: f"{found.group(1)[0]}某", text)


def _tail(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group())
    return f"[电话*{digits[-4:]}]"


def _card_or_phone(found: re.Match[str]) -> str:
    """Two phone numbers in a row are no bank card."""
    return found.group() if _MOBILE.match(found.group()) and len(re.sub(r"\D", "", found.group())) > 19 else "[卡号]"
