"""From signs to a verdict: points are added up, and the taxonomy's rules R0 to R16 say what the sums mean."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import overload

from classifiers.conduct import CONDUCT_RULE, Complaint, complaint_in, no_complaint, only_told
from classifiers.matcher import Hits, Matcher
from classifiers.normalise import PlainText, plain
from classifiers.rule_file import Rule, RuleSet
from classifiers.signs import Found, Plan, Signs, Spans, holds
from classifiers.verdict import Act, Evidence, MatterKind, Privacy, Scene, Topic, Urgency, Verdict
from classifiers.weights import ASK, DANGER, ENOUGH, FIRST_KIND, FIRST_TOPIC, KINDS, LABELS, MATTER, URGENT

_TOPICS = tuple(Topic)
_AT = {label: at for at, label in enumerate(LABELS)}
_MATTER, _DANGER, _URGENT, _ASK = _AT[MATTER], _AT[DANGER], _AT[URGENT], _AT[ASK]
_SECRET = frozenset({Topic.WELFARE, Topic.INSURANCE, Topic.FAMILY, Topic.CARE, Topic.WAGES, Topic.PRIVATE_CLAIM})
_PRIVATE_VILLAGE = frozenset({Topic.VILLAGE_AFFAIRS, Topic.LAND_COLLECTIVE, Topic.PUBLIC_ORDER})
_COMPLEX = frozenset({Topic.VILLAGE_AFFAIRS, Topic.LAND_COLLECTIVE})
_APPLICATION = frozenset({Topic.WELFARE, Topic.INSURANCE, Topic.PAPERS, Topic.WAGES})
#: so many tenths of the best topic's points count for being a matter: small talk touches many topics and dwells on none
TOPIC_SHARE = 4
#: what the best topic says of the kind counts double: it is the surer of the two
_OF_ITS_KIND = 2
#: a danger in words that are all but a matter is one; beyond that, so many points more are asked for
_ALL_BUT, _ALL_THE_MORE = 10, 10
#: how wide a lane is if no text could need more: bits, and how the sums in such lanes are read
_NARROW, _WIDE = (16, Struct(f"<{len(LABELS)}h")), (32, Struct(f"<{len(LABELS)}i"))
#: the flags by which something is decided; the others only help to weigh
_DECIDING = frozenset({"vague", "violence_at_home", "about_official"})
#: the topics stand in this order: village, neighbour, household
_VILLAGE_TOPICS, _NEIGHBOUR_TOPICS = 14, 7
#: what the speaker asks for outweighs what the words are about
_NOT_MATTERS = (Act.NOTICE, Act.CONFIRM, Act.WITHDRAW, Act.QUERY, Act.FEEDBACK)
#: who asks after what he has told, or takes it back, does not complain anew
_ABOUT_ONE_TOLD = (Act.QUERY, Act.WITHDRAW)
#: a complaint about conduct is heard by words, not by points: as sure as that
_SURE_OF_CONDUCT = 0.8
#: an act of this weight stands, however much the words sound like a matter
_ACT_FOR_SURE = 14
#: in private, a text of so many letters is taken for a matter even where no single word sounds like one
_SAID_ENOUGH = 14
#: a topic that leads the next by so many points is beyond doubt
_CLEAR_LEAD = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """One text with its signs and what they add up to, before anything is decided."""

    found: Found
    #: one sum for each of LABELS
    sums: Sequence[int]


class Grounds(Sequence[Evidence]):
    """A verdict's evidence, put into words when somebody asks for it: most verdicts are only acted upon."""

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], tuple[Evidence, ...]]) -> None:
        self._make: Callable[[], tuple[Evidence, ...]] | None = make
        self._items: tuple[Evidence, ...] = ()

    def _all(self) -> tuple[Evidence, ...]:
        if self._make is not None:
            self._items, self._make = self._make(), None
        return self._items

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Evidence]: ...
    def __getitem__(self, at: int | slice) -> Evidence | Sequence[Evidence]:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class Judge:
    """Adds up what signs say and decides. Shared between threads; keeps nothing of the texts."""

    def __init__(self, rules: RuleSet, signs: Signs, places: Iterable[str] = ()) -> None:
        self.signs = signs
        self.version = rules.version
        self._places = Matcher(plain(name) for name in places if len(plain(name)) > 1)
        self._columns = [rules.weights.column(label) for label in LABELS]
        self._start = {
            Scene.GROUP: [column.start for column in self._columns],
            Scene.PRIVATE: [column.start_in_private for column in self._columns],
        }
        given = rules.weights.by_sign(signs.names)
        known = rules.weights.known_rules()
        for plan in signs.plans:
            if plan.rule.id not in known and plan.rule.weight:
                given[plan.sign] = _own_points(plan.rule, self._start[Scene.GROUP])
        #: for each sign the (label, points) it gives
        self.says: list[tuple[tuple[int, int], ...]] = given
        self._pack(signs)
        self._flags = {plan.sign: plan.rule.flags & _DECIDING for plan in signs.plans if plan.rule.flags & _DECIDING}
        self._acts = {plan.sign: plan.rule for plan in signs.plans if plan.rule.act is not None}
        self._speaking = frozenset(self._flags) | frozenset(self._acts)
        self._by_name = {name: sign for sign, name in enumerate(signs.names)}
        self._kind_plans = sorted((plan for plan in signs.plans if plan.rule.order), key=lambda plan: plan.rule.order)
        self.nothing = Verdict(
            is_matter=False, kind=MatterKind.NONE, topic=None, urgency=None, act=Act.IGNORE, privacy=Privacy.OPEN,
            confidence=0.9, evidence=(), rules=self.version,
        )  # fmt: skip

    def _pack(self, signs: Signs) -> None:
        """The same points as one whole number a sign: each label has a lane in it, so one addition adds all of them."""
        most = [max(0, *starts) for starts in zip(*self._start.values(), strict=True)]
        least = [min(0, *starts) for starts in zip(*self._start.values(), strict=True)]
        for says in self.says:
            for label, points in says:
                most[label] += max(0, points)
                least[label] += min(0, points)
        # every sign counts once, so no text can say more than all signs together
        fits = max(*most, *(-points for points in least)) < 1 << (_NARROW[0] - 1)
        lane, as_sums = _NARROW if fits else _WIDE
        self._bytes, self._unpack = as_sums.size, as_sums.unpack
        lanes = [sum(points << (lane * label) for label, points in says) for says in self.says]
        #: half of each lane: what has been added to a sum so that it is no less than nothing
        self._middle = sum(1 << (lane * label + lane - 1) for label in range(len(LABELS)))
        self._start_lanes = {
            scene: sum(points << (lane * label) for label, points in enumerate(start)) + self._middle
            for scene, start in self._start.items()
        }
        self._rule_lanes = lanes[: len(signs.plans)]
        self._word_lanes = [0 if sign is None else lanes[sign] for sign in signs.own_at]

    def start(self, scene: Scene) -> list[int]:
        """What each sum begins with."""
        return list(self._start[scene])

    def read(self, message: PlainText, hits: Hits, scene: Scene, staff: bool, words: set[int] | None = None) -> Reading:
        """Find the signs and add up their points; `words` are those of the hits, where they are known already."""
        found = self.signs.find(message, hits, scene, staff, words)
        lanes = sum(map(self._word_lanes.__getitem__, found.words), self._start_lanes[scene])
        lanes = sum(map(self._rule_lanes.__getitem__, found.fired), lanes)
        # without the half that was added, the lanes are whole numbers with a sign
        return Reading(found, self._unpack((lanes ^ self._middle).to_bytes(self._bytes, "little")))

    def verdict(self, reading: Reading, scene: Scene, staff: bool) -> Verdict:
        """R0 to R16 on one reading."""
        return _Decision(self, reading, scene, staff).verdict()

    def replay(self, evidence: Iterable[Evidence], scene: Scene) -> dict[str, int]:
        """The sums again, from nothing but the rules and words that a verdict names."""
        sums = dict(zip(LABELS, self.start(scene), strict=True))
        for item in evidence:
            for label, points in self.points_of(item).items():
                sums[label] += points
        return sums

    def points_of(self, item: Evidence) -> dict[str, int]:
        """What one piece of evidence adds to each question, those it says nothing of left out."""
        points: dict[str, int] = defaultdict(int)
        for sign in item.signs:
            for label, given in self.says[self._by_name[sign]]:
                points[LABELS[label]] += given
        return dict(points)

    def place_in(self, message: PlainText, found: Found) -> str | None:
        """The words that say where, longest first, as sent."""
        spots = [(start, end) for _, start, end in self._places.find(message.text)]
        if found.has("place"):
            spots += found.spans_of("place")
        if not spots:
            return None
        start, end = max(spots, key=lambda spot: (spot[1] - spot[0], -spot[0]))
        return message.as_sent(start, end)

    @property
    def kind_plans(self) -> Sequence[Plan]:
        """The rules that decide whose matter it is, in the order in which they are asked."""
        return self._kind_plans

    def acts_and_flags(self, fired: set[int]) -> tuple[list[Rule], set[str]]:
        """The rules that say what the speaker wants, and the flags that rules raise by which something is decided."""
        if fired.isdisjoint(self._speaking):
            return [], set()
        speaking = sorted(fired & self._speaking)
        acts = [self._acts[sign] for sign in speaking if sign in self._acts]
        return acts, {flag for sign in speaking for flag in self._flags.get(sign, ())}

    def because(self, label: int) -> str:
        """Why words speak for a label."""
        return self._columns[label].because


def _own_points(rule: Rule, start: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """What a rule says that nobody has weighed against the others yet: its own weight, for what it names.

    A weight of ENOUGH answers yes by itself, wherever the sums begin.
    """

    def enough(label: int) -> int:
        return -(-rule.weight * max(ENOUGH, -start[label]) // ENOUGH)

    points: dict[int, int] = {}
    if rule.topic is not None:
        points[_AT[str(rule.topic)]] = enough(_AT[str(rule.topic)]) + rule.weight
    if rule.topic is not None or "matter" in rule.flags or "chatter" in rule.flags or rule.urgency is Urgency.DANGER:
        points[_MATTER] = enough(_MATTER)
    if rule.urgency is Urgency.DANGER:
        points[_DANGER] = enough(_DANGER)
    if rule.urgency is Urgency.URGENT:
        points[_URGENT] = enough(_URGENT)
    if rule.kind in KINDS:
        points[_AT[str(rule.kind)]] = enough(_AT[str(rule.kind)]) + rule.weight
    return tuple(sorted(points.items()))


class _Decision:
    """The decision on one text."""

    def __init__(self, judge: Judge, reading: Reading, scene: Scene, staff: bool) -> None:
        self.judge = judge
        self.reading = reading
        self.found = reading.found
        self.sums = reading.sums
        self.topics = reading.sums[FIRST_TOPIC:]
        self.best = max(self.topics)
        #: how much the words sound like a matter: what they say of that, and in part what they say of the best topic
        self.points = self.sums[_MATTER] + self.best * TOPIC_SHARE // 10
        self.scene = scene
        self.staff = staff
        self.acts: dict[Act, int] = defaultdict(int)
        self.names_a_post = not judge.signs.posts.isdisjoint(reading.found.words)
        #: said of an official's conduct, whatever the points: see `conduct.py`
        self.complaint = complaint_in(self.found.text) if self.names_a_post else None
        self.wanting, self.flags = judge.acts_and_flags(reading.found.fired)
        for rule in self.wanting:
            if rule.act is not None:
                self.acts[rule.act] += rule.weight

    def verdict(self) -> Verdict:
        smallish = [rule for rule in self.wanting if rule.act is Act.IGNORE]
        if any(self.found.bare in rule.whole for rule in smallish):
            return self._nothing(Act.IGNORE)
        points, threat = self.points, self.sums[_DANGER]
        matter = points >= 0
        # what sounds like talk (a film, a joke) has to sound like danger all the more
        danger = threat >= 0 and (points >= -_ALL_BUT or threat >= _ALL_THE_MORE)
        if self.complaint is not None and not any(self.acts.get(act, 0) >= ENOUGH for act in _ABOUT_ONE_TOLD):
            return self._about_conduct(self.complaint, danger)
        said = [(act, self.acts[act]) for act in _NOT_MATTERS if self.acts.get(act, 0) >= ENOUGH] if self.acts else []
        if said:
            act, weight = max(said, key=lambda pair: pair[1])
            if (not danger or act in (Act.CONFIRM, Act.NOTICE)) and (not matter or weight >= _ACT_FOR_SURE):
                return self._nothing(act)
        merging = self.acts.get(Act.MERGE, 0) >= ENOUGH
        if merging and not matter and not danger:
            return self._nothing(Act.MERGE)
        if not matter and not danger:
            if "vague" in self.flags:
                return self._unclear(None)
            if self.scene is Scene.GROUP or smallish or not (self.found.bare or self.found.plain.sent.strip()):
                return self._nothing(Act.IGNORE)
            # who writes privately came to say something; so many words are said about something
            if len(self.found.bare) < _SAID_ENOUGH:
                return self._unclear(None, understood=False)
        return self._matter(danger, merging)

    def _matter(self, danger: bool, merging: bool) -> Verdict:
        kind = self._kind()
        topic: Topic | None = _TOPICS[self.topics.index(self.best)]
        violence = "violence_at_home" in self.flags
        by_kind: list[Plan] = []
        if violence and danger:
            # R2: whoever tells it, violence inside a family is that household's matter
            topic, kind = Topic.FAMILY, MatterKind.HOUSEHOLD
        else:
            mask, cues = self.found.mask, self.found.cues
            for plan in self.judge.kind_plans:
                if (
                    plan.need & mask == plan.need
                    and not plan.awaits & ~cues
                    and holds(plan, self.found, self.scene, self.staff, topic)
                ):
                    by_kind = [plan]
                    kind, topic = plan.rule.kind or kind, plan.rule.topic or topic
                    break
        # who has said where, or that it is so for all, has said enough (R6)
        vague = self.sums[_ASK] >= 0 and not (self.found.has("place") or self.found.has("range"))
        if not danger and (kind is MatterKind.UNCLEAR or vague):
            return self._unclear(topic, by_kind)
        if kind is MatterKind.UNCLEAR:
            kind = self._kind()
        # money and decisions of the village beside the post of one who has them in hand: he is not the one to look
        beside = topic is Topic.VILLAGE_AFFAIRS and self.names_a_post and not only_told(self.found.text)
        official = "about_official" in self.flags or beside
        official = official and not no_complaint(self.found.text)
        privacy = _privacy(topic, kind)
        if danger and kind is MatterKind.HOUSEHOLD:
            privacy = Privacy.SECRET
        if official or violence or (privacy is not Privacy.OPEN and self.found.has("secret")):
            privacy = Privacy.SECRET
        act = Act.TICKET
        if merging:
            act = Act.MERGE
        elif not danger and self.acts.get(Act.AGENDA, 0) >= ENOUGH and kind is MatterKind.VILLAGE:
            act = Act.AGENDA
        urgency = Urgency.DANGER if danger else self._urgency(topic, kind)
        return Verdict(
            is_matter=True,
            kind=kind,
            topic=topic,
            urgency=urgency,
            act=act,
            privacy=privacy,
            confidence=self._confidence(),
            evidence=self._shown(kind, topic, urgency, by_kind),
            place=self.judge.place_in(self.found.plain, self.found),
            about_official=official,
            violence_at_home=violence,
            rules=self.judge.version,
        )

    def _about_conduct(self, complaint: Complaint, danger: bool) -> Verdict:
        """A complaint about an official: the village's matter, between the speaker and whoever may look into it."""
        danger = danger or complaint.violent
        # who beats his own wife does so at home, whatever his post
        at_home = complaint.at_home and danger
        topic = _TOPICS[self.topics.index(self.best)] if danger else Topic.VILLAGE_AFFAIRS
        if complaint.violent:
            topic = Topic.FAMILY if at_home else Topic.PUBLIC_ORDER
        kind = MatterKind.HOUSEHOLD if at_home else MatterKind.VILLAGE
        urgency = Urgency.DANGER if danger else Urgency.COMPLEX
        heard = _item(self.found.plain, CONDUCT_RULE, complaint.because, (complaint.span,), ())
        return Verdict(
            is_matter=True,
            kind=kind,
            topic=topic,
            urgency=urgency,
            act=Act.TICKET,
            privacy=Privacy.SECRET,
            confidence=_SURE_OF_CONDUCT,
            evidence=self._shown(kind, topic, urgency, (), heard),
            place=self.judge.place_in(self.found.plain, self.found),
            about_official=True,
            violence_at_home=at_home,
            rules=self.judge.version,
        )

    def _kind(self) -> MatterKind:
        """Whose matter it is: what the words say of that, and the best topic that is usually of this kind (R15)."""
        topics, says = self.topics, self.sums[FIRST_KIND:FIRST_TOPIC]
        neighbours = _VILLAGE_TOPICS + _NEIGHBOUR_TOPICS
        about = (max(topics[:_VILLAGE_TOPICS]), max(topics[_VILLAGE_TOPICS:neighbours]), max(topics[neighbours:]))
        whose = [points + _OF_ITS_KIND * best for points, best in zip(says, about, strict=True)]
        return KINDS[whose.index(max(whose))]

    def _urgency(self, topic: Topic | None, kind: MatterKind) -> Urgency:
        if self.sums[_URGENT] >= 0:
            return Urgency.URGENT
        if kind is MatterKind.NEIGHBOUR or topic is Topic.FAMILY:
            return Urgency.MEDIATION
        has = self.found.has
        if kind is MatterKind.HOUSEHOLD and topic in _APPLICATION:
            return Urgency.CONSULT if has("asking") and not has("mine") else Urgency.APPLICATION
        if topic in _COMPLEX:
            return Urgency.COMPLEX
        if has("wishing") and kind is MatterKind.VILLAGE:
            return Urgency.WISH
        return Urgency.NORMAL

    def _unclear(self, topic: Topic | None, by_kind: Sequence[Plan] = (), *, understood: bool = True) -> Verdict:
        """One question is needed. Not `understood`: nothing that was said sounds like a matter, so nothing is shown."""
        urgency = Urgency.URGENT if understood and self.sums[_URGENT] >= 0 else Urgency.NORMAL
        return Verdict(
            is_matter=True,
            kind=MatterKind.UNCLEAR,
            topic=topic,
            urgency=urgency,
            act=Act.ASK,
            privacy=Privacy.SECRET if self.found.has("secret") else Privacy.PRIVATE,
            confidence=0.3,
            evidence=self._shown(MatterKind.UNCLEAR, topic, urgency, by_kind) if understood else (),
            place=self.judge.place_in(self.found.plain, self.found),
            rules=self.judge.version,
        )

    def _nothing(self, act: Act) -> Verdict:
        if act is Act.IGNORE and self.scene is Scene.GROUP:
            return self.judge.nothing
        return Verdict(
            is_matter=False,
            kind=MatterKind.NONE,
            topic=None,
            urgency=None,
            act=act,
            privacy=Privacy.PRIVATE if act in (Act.QUERY, Act.WITHDRAW) else Privacy.OPEN,
            confidence=0.9,
            evidence=Grounds(_ActShown(self.judge, self.reading, act)),
            rules=self.judge.version,
        )

    def _confidence(self) -> float:
        """How far the first topic leads the second, and how much more than enough was said. 0.35 and less: ask."""
        lead = min(1.0, (self.best - sorted(self.topics)[-2]) / _CLEAR_LEAD)
        return round(min(0.98, 0.36 + 0.4 * lead + 0.01 * min(22, max(0, self.points))), 2)

    def _shown(
        self,
        kind: MatterKind,
        topic: Topic | None,
        urgency: Urgency,
        by_kind: Sequence[Plan],
        heard: Evidence | None = None,
    ) -> Grounds:
        asked = [_DANGER] if urgency is Urgency.DANGER else [_URGENT] if urgency is Urgency.URGENT else []
        asked += [_AT[str(topic)]] if topic is not None else []
        asked += [_AT[str(kind)]] if kind in KINDS else [_ASK]
        return Grounds(_Shown(self.judge, self.reading, (*asked, _MATTER), tuple(by_kind), heard))


@dataclass(frozen=True, slots=True)
class _Shown:
    """Puts a reading into words: first what speaks for the decision, at the end what stood there besides."""

    judge: Judge
    reading: Reading
    #: the labels that were decided for, the weightiest first
    asked: tuple[int, ...]
    by_kind: tuple[Plan, ...]
    #: what was heard without any points, and comes before all of them
    heard: Evidence | None = None

    def __call__(self) -> tuple[Evidence, ...]:
        found, says, plans = self.reading.found, self.judge.says, self.judge.signs.plans
        signs = sorted(found.signs)
        rules = {plan.rule.id: plan for plan in self.by_kind}
        for sign in signs:
            if sign < len(plans) and (says[sign] or plans[sign].rule.act or plans[sign].rule.flags):
                rules.setdefault(plans[sign].rule.id, plans[sign])
        items = [_rule(found, plan) for plan in rules.values()]
        at_edges = self.judge.signs.edges_of(found.text)
        words = {
            sign: spot for sign in signs if sign >= len(plans) and (spot := at_edges.get(sign) or self._spot(sign))
        }
        for label in self.asked:
            standing = [sign for sign in words if _for(says[sign], label) > 0]
            standing.sort(key=lambda sign: -_for(says[sign], label))
            if standing:
                spots = {sign: words.pop(sign) for sign in standing}
                items.append(self._words(f"weights.{LABELS[label]}", self.judge.because(label), spots))
        if words:
            items.append(self._words("weights.besides", "也说到这些，分量不够", words))
        # a rule that corrected the kind comes first, then whatever says most for what was decided
        first = {plan.rule.id for plan in self.by_kind}
        items.sort(key=lambda item: (item.rule not in first, -self._says(item)))
        return (*(() if self.heard is None else (self.heard,)), *items)

    def _says(self, item: Evidence) -> int:
        """How much it speaks for what was decided."""
        points = self.judge.points_of(item)
        return sum(points.get(LABELS[label], 0) for label in self.asked)

    def _spot(self, sign: int) -> tuple[int, int] | None:
        for at, start, end in self.reading.found.hits:
            if self.judge.signs.own_at[at] == sign:
                return (start, end)
        return None

    def _words(self, name: str, because: str, words: Mapping[int, tuple[int, int]]) -> Evidence:
        signs = tuple(self.judge.signs.names[sign] for sign in words)
        return _item(self.reading.found.plain, name, because, tuple(words.values()), signs)


@dataclass(frozen=True, slots=True)
class _ActShown:
    """The rules that say what the speaker wants."""

    judge: Judge
    reading: Reading
    act: Act

    def __call__(self) -> tuple[Evidence, ...]:
        found, plans = self.reading.found, self.judge.signs.plans
        rules = [plans[sign] for sign in sorted(found.fired)]
        return tuple(_rule(found, plan) for plan in rules if plan.rule.act is self.act)


def _rule(found: Found, plan: Plan) -> Evidence:
    return _item(found.plain, plan.rule.id, plan.rule.because, found.spans(plan))


def _item(message: PlainText, rule: str, because: str, spans: Spans, signs: tuple[str, ...] | None = None) -> Evidence:
    sent = tuple(message.span(*spot) for spot in spans)
    words = tuple(message.sent[start:end] for start, end in sent)
    return Evidence(rule, words, because, sent, (rule,) if signs is None else signs)


def _for(says: tuple[tuple[int, int], ...], label: int) -> int:
    return next((points for at, points in says if at == label), 0)


def _privacy(topic: Topic | None, kind: MatterKind) -> Privacy:
    if topic in _SECRET:
        return Privacy.SECRET
    if kind is MatterKind.VILLAGE and topic not in _PRIVATE_VILLAGE:
        return Privacy.OPEN
    return Privacy.PRIVATE


def usual_privacy(topic: Topic | None, kind: MatterKind) -> Privacy:
    """How far the words of such a matter travel, whatever they are: for a matter that a person has called so."""
    return _privacy(topic, kind)


def usual_urgency(topic: Topic | None, kind: MatterKind) -> Urgency:
    """Which promise such a matter has, where nothing in the words speaks of haste, a question or a wish."""
    if kind is MatterKind.NEIGHBOUR or topic is Topic.FAMILY:
        return Urgency.MEDIATION
    if kind is MatterKind.HOUSEHOLD and topic in _APPLICATION:
        return Urgency.APPLICATION
    return Urgency.COMPLEX if topic in _COMPLEX else Urgency.NORMAL
