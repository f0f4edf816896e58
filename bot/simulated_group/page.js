// The simulated group. Everything a person typed goes to the page by textContent, never as markup.

const byId = (id) => document.getElementById(id);
const panes = byId("panes");
const wide = window.matchMedia("(min-width: 1000px)");

const state = {
  boot: null,
  cast: [],
  codes: [],
  me: null,
  lines: [],
  tickets: [],
  selected: null, // number of the ticket that is open
  full: null, // its details
  clock: null, // {now: ms, at: performance.now(), zone, …}
  moving: false,
  pane: "group",
  seen: {}, // chat → id of the last line read there
};
const chats = {}; // group, private → the parts of that pane

// ---- small things ----------------------------------------------------------------------------------------------

function make(tag, className = "", text = null) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== null) element.textContent = text;
  return element;
}

function button(className, text, press) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

function picture(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawn.setAttribute("d", path);
  drawn.setAttribute("fill", "none");
  drawn.setAttribute("stroke", "currentColor");
  drawn.setAttribute("stroke-width", "1.8");
  drawn.setAttribute("stroke-linejoin", "round");
  drawn.setAttribute("stroke-linecap", "round");
  svg.append(drawn);
  return svg;
}

const PICTURES = {
  image: "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 6M15.5 9.5h.01",
  voice: "M5 10v4M9 7v10M13 4v16M17 8v8M21 11v2",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
};
const MEDIA = { image: "一张照片", voice: "一段语音", scan: "扫了说事码：" };

const member = (chat) => state.cast.find((one) => one.chat === chat);
const me = () => member(state.me);

function avatar(chat) {
  const index = state.cast.findIndex((one) => one.chat === chat);
  const face = make("span", `avatar ${index < 0 ? "tint-bot" : `tint-${index % 9}`}`);
  face.textContent = index < 0 ? "说" : state.cast[index].name.slice(0, 1);
  face.setAttribute("aria-hidden", "true");
  return face;
}

function when(instant) {
  const options = { timeZone: state.clock.zone, month: "numeric", day: "numeric", weekday: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const part = Object.fromEntries(
    new Intl.DateTimeFormat("zh-CN", options).formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  return { day: `${part.month}月${part.day}日 ${part.weekday}`, hour: `${part.hour}:${part.minute}` };
}

const presently = () => new Date(state.clock.now + performance.now() - state.clock.at);

async function post(path, body) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Error("没发出去，看看网络再试一次。");
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.error ?? "没发出去，请再试一次。");
  return said;
}

// ---- what is kept in this browser tab --------------------------------------------------------------------------

function remember() {
  sessionStorage.setItem("shuoshi-try", JSON.stringify({ boot: state.boot, me: state.me, seen: state.seen }));
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem("shuoshi-try")) ?? {};
  } catch {
    return {};
  }
}

// ---- the live feed ---------------------------------------------------------------------------------------------

function connect() {
  const feed = new EventSource("/try/events");
  feed.addEventListener("open", () => trouble(null));
  feed.addEventListener("error", () => {
    trouble("连接断了，正在重新连……");
    if (feed.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  });
  feed.addEventListener("hello", (event) => begin(JSON.parse(event.data)));
  feed.addEventListener("line", (event) => arrive(JSON.parse(event.data)));
  feed.addEventListener("fate", (event) => settle(JSON.parse(event.data)));
  feed.addEventListener("clock", (event) => {
    setClock(JSON.parse(event.data));
    refreshSoon();
  });
}

function trouble(sentence) {
  byId("trouble").textContent = sentence ?? "";
  byId("trouble").hidden = sentence === null;
}

function begin(hello) {
  const kept = recall();
  Object.assign(state, { boot: hello.boot, cast: hello.cast, codes: hello.codes, lines: hello.lines });
  state.seen = kept.boot === hello.boot ? kept.seen : {};
  if (kept.boot !== hello.boot) {
    // whoever comes anew finds earlier talk, but no pile of unread messages
    for (const chat of ["group", ...state.cast.map((one) => one.chat)]) {
      const last = linesOf(chat).at(-1);
      if (last) state.seen[chat] = last.id;
    }
  }
  setClock(hello.clock);
  state.me = member(state.me ?? kept.me) ? (state.me ?? kept.me) : state.cast[0].chat;
  buildFaces();
  become(state.me);
  refresh();
}

function arrive(line) {
  state.lines.push(line);
  if (state.lines.length > 600) state.lines.shift();
  for (const where of ["group", "private"]) {
    if (line.kind === "clock" || belongs(line, where)) chats[where].show(line, true);
  }
  look();
  refreshSoon();
}

function settle({ id, kept }) {
  const line = state.lines.find((one) => one.id === id);
  if (!line) return;
  line.kept = kept;
  for (const chat of Object.values(chats)) chat.fate(line);
}

// ---- chats -----------------------------------------------------------------------------------------------------

const chatOf = (where) => (where === "group" ? "group" : state.me);
const belongs = (line, where) => line.kind !== "clock" && (line.private ?? "group") === chatOf(where);
const linesOf = (chat) => state.lines.filter((line) => line.kind !== "clock" && (line.private ?? "group") === chat);

function unread(chat) {
  const lines = linesOf(chat);
  const at = lines.findIndex((line) => line.id === state.seen[chat]);
  return lines.slice(at + 1).filter((line) => line.sender === null || (chat === "group" && line.sender !== state.me)).length;
}

class Chat {
  constructor(where) {
    this.where = where;
    this.pane = byId(`pane-${where}`);
    this.log = this.pane.querySelector(".log");
    this.pane.append(byId("composer").content.cloneNode(true));
    const part = (name) => this.pane.querySelector(name);
    [this.form, this.input, this.send, this.chips] = [".composer", "textarea", ".send", ".chips"].map(part);
    [this.plus, this.more, this.error, this.quoting] = [".plus", ".more", ".error", ".quoting"].map(part);
    this.input.setAttribute("aria-label", where === "group" ? "在群里说" : "私下说");
    this.quote = null;
    // the end of the talk stays in sight when a keyboard or a row of buttons takes room away
    this.atEnd = true;
    this.height = 0;
    this.log.addEventListener("scroll", () => {
      // scrolling because the room changed is not the reader's doing
      if (this.log.clientHeight !== this.height) return;
      this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
    });
    new ResizeObserver(() => {
      this.height = this.log.clientHeight;
      if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
    }).observe(this.log);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.say();
      }
    });
    this.input.addEventListener("input", () => this.grow());
    this.plus.addEventListener("click", () => this.openMore(this.more.hidden));
    part(".quoting-drop").addEventListener("click", () => this.setQuote(null));
  }

  render() {
    this.last = null;
    this.log.replaceChildren();
    const lines = state.lines.filter((line) => line.kind === "clock" || belongs(line, this.where));
    if (!lines.some((line) => line.kind !== "clock")) this.log.append(this.welcome());
    for (const line of lines) this.show(line, false);
    this.atEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.fillMore();
  }

  welcome() {
    const official = me().official;
    const text = this.where === "group"
      ? "群里说一句村里的事，「说事」就记下来、找人办。\n闲聊它不记，也不存。"
      : official
        ? `${me().name}是干部：有事「说事」会先在这里告诉您，回一个字就行。`
        : "不想在群里说的事，在这里说：家里的事、邻居的事。";
    return make("p", "empty", text);
  }

  show(line, live) {
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 160;
    this.log.querySelector(".empty")?.remove();
    if (line.kind === "clock") {
      // several presses in a row are one step
      if (this.log.lastElementChild?.matches(".passed")) this.log.lastElementChild.remove();
      const passed = make("p", "system passed");
      passed.append(make("span", "", line.text));
      this.log.append(passed);
      this.last = new Date(line.at);
    } else {
      this.stamp(line);
      const element = this.message(line);
      if (live) element.classList.add("arrived");
      this.log.append(element);
    }
    if (live && (near || line.sender === state.me)) this.log.scrollTop = this.log.scrollHeight;
  }

  stamp(line) {
    const at = new Date(line.at);
    if (!this.last || at - this.last > 5 * 60 * 1000) {
      const told = when(at);
      this.log.append(make("p", "system", `${told.day} ${told.hour}`));
    }
    this.last = at;
  }

  message(line) {
    const mine = line.sender === state.me;
    const bot = line.sender === null;
    const element = make("article", `msg ${mine ? "me" : bot ? "bot" : "other"}`);
    element.dataset.id = line.id;
    const body = make("div", "body");
    const who = member(line.sender);
    const name = bot ? "说事" : who ? `${who.name}（${who.title}）` : "";
    if (!mine && (this.where === "group" || !bot)) body.append(make("p", "who", name));
    element.setAttribute("aria-label", mine ? "我说" : `${name}说`);
    const bubble = make("div", "bubble");
    if (line.kind === "text") {
      bubble.textContent = line.text;
    } else {
      bubble.classList.add("media");
      bubble.append(picture(PICTURES[line.kind] ?? PICTURES.image), make("span", "", (MEDIA[line.kind] ?? "") + line.text));
    }
    body.append(bubble);
    const quoted = line.quote && state.lines.find((one) => one.id === line.quote);
    if (quoted) body.append(make("p", "quoted", `说事：${quoted.text}`));
    const meta = make("div", "meta");
    if (bot) {
      bubble.addEventListener("click", () => {
        if (!String(getSelection())) this.setQuote(line);
      });
      meta.append(button("", "引用", () => this.setQuote(line)));
      if (line.ticket) meta.append(button("", `看${line.ticket}号事`, () => openTicket(line.ticket, true)));
    }
    body.append(meta);
    element.append(avatar(line.sender), body);
    this.writeFate(meta, line);
    return element;
  }

  writeFate(meta, line) {
    if (line.sender === null || line.kept === null) return;
    meta.querySelector(".fate")?.remove();
    const forgotten = this.where === "group" ? "闲聊，不记录、不落盘" : "没有要办的事，不记录、不落盘";
    meta.append(make("span", `fate ${line.kept ? "" : "forgotten"}`, line.kept ? "「说事」收下了" : forgotten));
  }

  fate(line) {
    const element = this.log.querySelector(`[data-id="${CSS.escape(line.id)}"] .meta`);
    if (!element) return;
    this.writeFate(element, line);
    if (this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80) this.log.scrollTop = this.log.scrollHeight;
  }

  setQuote(line) {
    this.quote = line;
    this.quoting.hidden = line === null;
    if (line) {
      this.quoting.querySelector(".quoting-text").textContent = `引用：${line.text}`;
      this.input.focus();
    }
  }

  openMore(open) {
    this.more.hidden = !open;
    this.plus.setAttribute("aria-expanded", String(open));
  }

  fillMore() {
    const send = (path, more) => () => {
      this.openMore(false);
      this.hand(path, { as: state.me, chat: this.where, ...more });
    };
    const ways = [button("", "发一张照片", send("/try/photo", {})), button("", "发一段语音", send("/try/voice", {}))];
    if (this.where === "private" && !me().official) {
      for (const { code, place } of state.codes) ways.push(button("", `扫码：${place}`, send("/try/scan", { code })));
    }
    this.more.replaceChildren(...ways);
  }

  fill(text) {
    this.input.value = text;
    this.grow();
    this.input.focus();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  async say() {
    const text = this.input.value.trim();
    if (!text || this.send.disabled) return;
    const quote = this.quote?.id;
    if (await this.hand("/try/say", { as: state.me, chat: this.where, text, ...(quote ? { quote } : {}) })) {
      this.input.value = "";
      this.grow();
      this.setQuote(null);
    }
  }

  async hand(path, body) {
    this.send.disabled = true;
    this.error.hidden = true;
    try {
      await post(path, body);
      return true;
    } catch (failure) {
      this.error.textContent = failure.message;
      this.error.hidden = false;
      return false;
    } finally {
      this.send.disabled = false;
    }
  }
}

// ---- who one is ------------------------------------------------------------------------------------------------

function buildFaces() {
  let officials = false;
  const faces = state.cast.map((one) => {
    const face = make("label", "face");
    face.dataset.chat = one.chat;
    if (one.official && !officials) {
      officials = true;
      face.classList.add("first-official");
    }
    const choice = make("input");
    Object.assign(choice, { type: "radio", name: "as", value: one.chat });
    choice.addEventListener("change", () => become(one.chat));
    const badge = make("span", "badge");
    badge.hidden = true;
    face.append(choice, avatar(one.chat), make("span", "face-name", one.name), make("span", "face-title", short(one.title)), badge);
    return face;
  });
  byId("faces").replaceChildren(...faces);
}

const short = (title) => title.replace("镇社会事务办公室", "镇事务办");

function become(chat) {
  state.me = chat;
  remember();
  const face = byId("faces").querySelector(`[data-chat="${CSS.escape(chat)}"]`);
  face.querySelector("input").checked = true;
  showFace(face);
  byId("me").textContent = `${me().name}（${me().title}）`;
  byId("title-private").textContent = `${me().name}的私聊`;
  for (const one of Object.values(chats)) {
    one.setQuote(null);
    one.error.hidden = true;
    one.openMore(false);
    one.render();
  }
  look();
}

function showFace(face) {
  const faces = byId("faces");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const left = face.offsetLeft - faces.offsetLeft - (faces.clientWidth - face.clientWidth) / 2;
  faces.scrollTo({ left, behavior: calm ? "auto" : "smooth" });
}

function go(chat, pane) {
  if (chat !== state.me) become(chat);
  showPane(pane);
}

// ---- panes -----------------------------------------------------------------------------------------------------

function showPane(pane) {
  state.pane = pane;
  panes.dataset.pane = pane;
  for (const tab of document.querySelectorAll(".tabs button")) {
    const chosen = tab.dataset.pane === pane;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.querySelector(".dot").hidden = true;
  }
  if (chats[pane]) chats[pane].log.scrollTop = chats[pane].log.scrollHeight;
  look();
}

for (const tab of document.querySelectorAll(".tabs button")) {
  tab.addEventListener("click", () => showPane(tab.dataset.pane));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const tabs = [...document.querySelectorAll(".tabs button")];
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    showPane(next.dataset.pane);
    next.focus();
  });
}

// what is on the screen has been seen; what is not, gets a badge
function look() {
  if (!state.me) return;
  for (const where of ["group", "private"]) {
    const chat = chatOf(where);
    const visible = wide.matches || state.pane === where;
    if (visible) {
      const last = linesOf(chat).at(-1);
      if (last) state.seen[chat] = last.id;
    }
    byId(`tab-${where}`).querySelector(".dot").hidden = visible || unread(chat) === 0;
  }
  const waiting = [];
  for (const one of state.cast) {
    const count = unread(one.chat);
    const badge = byId("faces").querySelector(`[data-chat="${CSS.escape(one.chat)}"] .badge`);
    badge.hidden = count === 0;
    badge.textContent = String(count);
    badge.setAttribute("aria-label", `${count}条新消息`);
    if (count && one.chat !== state.me) {
      waiting.push(button("", `${one.name} 收到${count}条`, () => go(one.chat, "private")));
    }
  }
  const news = byId("news");
  news.hidden = waiting.length === 0;
  news.replaceChildren(make("span", "", "去看看："), ...waiting);
  remember();
  guide();
}

// ---- the five steps --------------------------------------------------------------------------------------------

const RESULTS = {
  路灯维修: "好 灯头换了，今晚试亮",
  低保救助: "好 材料收齐了，已经报上去",
  两家排水: "好 两家说好了，水沟改了道",
};
const LAMP = "村口路灯不亮三天了";

const resultOf = (ticket, number) => (RESULTS[ticket.title] ?? "好 办好了，请去看看").replace("好", `好${number}`);

// what to do next: {step, who, pane, say, hint: [text, bold text, …]}
function nextStep() {
  const open = state.tickets.filter((one) => one.open);
  const village = state.tickets.filter((one) => one.kind === "village" || one.kind === "unclear");
  const digest = state.lines.some((line) => line.why === "digest:village");
  // the story of one village matter is told to its end before any other matter is pointed at
  const ticket = village.find((one) => one.open) ?? (digest || !village.length ? open[0] : null);
  const first = state.cast.find((one) => !one.official);
  if (!state.tickets.length) {
    return { step: 0, who: first.chat, pane: "group", say: LAMP,
      hint: ["您是", first.name, "。在群里点下面的", `「${LAMP}」`, "，再点「发送」。"] };
  }
  if (!ticket && !digest && village.length) {
    return { step: 4, evening: true, hint: ["办完了。点上面的", `「${byId("to-evening").textContent}」`, "，群里会出当天的日报。"] };
  }
  if (!ticket) {
    return { step: 5, hint: ["走完一遍了。再说一件，干部先别回，点", "「到期限前」", "，看它怎么提醒；或者", "私下", "说一件家里的事。"] };
  }
  const owner = member(ticket.owner_chat);
  const reporter = member(ticket.reporter_chat) ?? first;
  const several = state.tickets.filter((one) => one.open && one.owner_chat === ticket.owner_chat).length > 1;
  const number = several ? ` ${ticket.number}` : "";
  const result = resultOf(ticket, number);
  switch (ticket.status) {
    case "clarifying":
      return { step: 0, who: reporter.chat, pane: "private", say: "上河村一组，村口小卖部旁边",
        hint: ["「说事」私下问了", reporter.name, "一句，在私聊里答它就行。"] };
    case "resolved":
      return { step: 3, who: reporter.chat, pane: "private", say: "1",
        hint: ["结果告诉", reporter.name, "了。在私聊里回", "「1」", "就是行，回「3」就是没弄好。"] };
    case "accepted":
    case "in_progress":
    case "deliberating":
      if (!owner) break;
      return { step: 2, who: owner.chat, pane: "private", say: result,
        hint: ["去办了。办好以后，", owner.name, "在私聊里回", `「${result}」`, "。"] };
    default:
      if (!owner) break;
      if (state.clock.quiet && !linesOf(owner.chat).some((line) => line.ticket === ticket.number)) {
        return { step: 1, morning: true,
          hint: ["夜里和节假日不打扰干部。点上面的", `「${byId("to-morning").textContent}」`, "，", owner.name, "就收到了。"] };
      }
      return { step: 1, who: owner.chat, pane: "private", say: `接${number}`,
        hint: ["这事归", `${owner.name}（${owner.title}）`, "。点上面的头像，在私聊里回", `「接${number}」`, "。"] };
  }
  return { step: 1, hint: ["这件事交给了", ticket.owner, "，不在演示的人里。换一件村里的事再试试。"] };
}

const TAKEN = ["accepted", "in_progress", "deliberating"];

// what the one I am might say now: first what the guide points at, then what my own matters wait for
function suggestions(next) {
  const here = (pane) => (next.who === state.me && next.pane === pane ? [next.say] : []);
  const unique = (list) => [...new Set(list)];
  const open = state.tickets.filter((one) => one.open);
  if (me().official) {
    const mine = open.filter((one) => one.owner_chat === state.me);
    const number = (ticket) => (mine.length > 1 ? ` ${ticket.number}` : "");
    const answers = mine.flatMap((ticket) => {
      if (["dispatched", "reopened"].includes(ticket.status)) return [`接${number(ticket)}`];
      return TAKEN.includes(ticket.status) ? [resultOf(ticket, number(ticket))] : [];
    });
    return { group: here("group"), private: unique([...here("private"), ...answers.slice(0, 2), "看", "求助 要请电工"]) };
  }
  const mine = open.filter((one) => one.reporter_chat === state.me);
  const answers = [
    ...(mine.some((one) => one.status === "clarifying") ? ["上河村一组"] : []),
    ...(mine.some((one) => one.status === "resolved") ? ["1", "3"] : []),
  ];
  return {
    group: unique([...here("group"), LAMP, "我家也是", "早上好"]),
    private: unique([...here("private"), ...answers, "隔壁化粪池渗到我家墙根", "我想给我妈申请低保", "查"]),
  };
}

function guide() {
  const next = nextStep();
  [...byId("steps").children].forEach((item, index) => {
    item.className = index < next.step ? "done" : index === next.step ? "current" : "";
    if (index === next.step) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
  // every second piece is what matters
  const pieces = next.hint.map((text, index) => (index % 2 ? make("b", "", text) : document.createTextNode(text)));
  const hint = byId("hint");
  if (hint.textContent !== next.hint.join("")) hint.replaceChildren(...pieces);
  for (const face of byId("faces").children) {
    const wanted = Boolean(next.who) && face.dataset.chat === next.who && next.who !== state.me;
    if (wanted && !face.classList.contains("next-up")) showFace(face);
    face.classList.toggle("next-up", wanted);
  }
  byId("to-evening").classList.toggle("next-up", Boolean(next.evening));
  byId("to-morning").classList.toggle("next-up", Boolean(next.morning));
  byId("clock-toggle").classList.toggle("next-up", Boolean(next.evening || next.morning) && !wide.matches);
  const tab = !wide.matches && next.who === state.me && next.pane !== state.pane ? next.pane : null;
  for (const one of document.querySelectorAll(".tabs button")) one.classList.toggle("next-up", one.dataset.pane === tab);
  const offered = suggestions(next);
  for (const where of ["group", "private"]) {
    const chosen = next.who === state.me && next.pane === where ? next.say : null;
    const wanted = `${state.me}|${chosen}|${offered[where].join("|")}`;
    if (chats[where].offered === wanted) continue;
    chats[where].offered = wanted;
    chats[where].chips.replaceChildren(
      ...offered[where].map((text) => button(text === chosen ? "next-up" : "", text, () => chats[where].fill(text))),
    );
  }
}

// ---- the clock -------------------------------------------------------------------------------------------------

function setClock(told) {
  state.clock = { now: Date.parse(told.now), at: performance.now(), zone: told.zone, quiet: told.quiet };
  state.moving = told.moving;
  byId("to-evening").textContent = `到${told.evening}`;
  byId("to-morning").textContent = `到${told.morning}`;
  document.body.classList.toggle("moving", told.moving);
  for (const one of document.querySelectorAll(".clock-buttons button")) one.disabled = told.moving;
  tick();
}

function tick() {
  if (!state.clock) return;
  const told = when(presently());
  byId("now-day").textContent = told.day;
  byId("now-hour").textContent = told.hour;
}
setInterval(tick, 5000);

byId("clock-toggle").addEventListener("click", () => {
  const open = byId("clock-toggle").getAttribute("aria-expanded") !== "true";
  byId("clock-toggle").setAttribute("aria-expanded", String(open));
});
for (const one of document.querySelectorAll(".clock-buttons button")) {
  one.addEventListener("click", async () => {
    for (const other of document.querySelectorAll(".clock-buttons button")) other.disabled = true;
    try {
      setClock(await post("/try/clock", { to: one.dataset.to }));
      trouble(null);
    } catch (failure) {
      trouble(failure.message);
      setTimeout(() => trouble(null), 5000);
      for (const other of document.querySelectorAll(".clock-buttons button")) other.disabled = state.moving;
    }
    byId("clock-toggle").setAttribute("aria-expanded", "false");
    refreshSoon();
  });
}

// ---- tickets ---------------------------------------------------------------------------------------------------

let soon = null;
function refreshSoon() {
  // twice: what is recorded after a note went out is there a moment later
  clearTimeout(soon);
  soon = setTimeout(async () => {
    await refresh();
    soon = setTimeout(refresh, 1200);
  }, 250);
}

async function refresh() {
  let told;
  try {
    told = await (await fetch("/try/tickets")).json();
  } catch {
    return;
  }
  const before = state.tickets;
  state.tickets = told.tickets ?? [];
  const newest = state.tickets[0]?.number;
  if (newest && newest !== before[0]?.number) {
    state.selected = newest;
    if (before.length && !wide.matches && state.pane !== "tickets") byId("tab-tickets").querySelector(".dot").hidden = false;
  }
  await readSelected();
  guide();
}

async function readSelected() {
  const number = state.selected;
  if (number !== null) {
    try {
      const answer = await fetch(`/try/tickets/${number}`);
      if (state.selected !== number) return;
      state.full = answer.ok ? await answer.json() : null;
    } catch {
      return;
    }
  }
  drawTickets();
}

async function openTicket(number, show = false) {
  state.selected = state.selected === number && !show ? null : number;
  state.full = null;
  drawTickets();
  if (show) showPane("tickets");
  await readSelected();
  if (show) byId("tickets").querySelector(".selected")?.scrollIntoView({ block: "nearest" });
}

let drawn = "";
function drawTickets() {
  const wanted = JSON.stringify([state.tickets, state.selected, state.full]);
  if (wanted === drawn) return;
  drawn = wanted;
  const list = byId("tickets");
  const top = list.scrollTop;
  const focused = document.activeElement?.dataset?.number;
  if (!state.tickets.length) {
    list.replaceChildren(make("p", "empty", "还没有事项。说一件事，这里就会出现：归谁办、哪天前回话、为什么这样分。"));
    return;
  }
  list.replaceChildren(...state.tickets.map(card));
  list.scrollTop = top;
  if (focused) list.querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function card(ticket) {
  const chosen = ticket.number === state.selected;
  const element = make("article", `ticket ${chosen ? "selected" : ""}`);
  const head = button("ticket-head", "", () => openTicket(ticket.number));
  head.dataset.number = ticket.number;
  head.setAttribute("aria-expanded", String(chosen));
  const title = make("span", "ticket-title");
  title.append(
    make("span", "ticket-number", `${ticket.number}号`),
    make("span", `kind kind-${ticket.kind}`, ticket.kind_word),
    make("span", "", ticket.title),
  );
  const due = ticket.open ? `${ticket.due_on}前回话${ticket.late ? "，晚了" : ""}` : "";
  head.append(title, make("span", `tone tone-${ticket.tone}`, ticket.late ? "过了期限" : ticket.status_word),
    make("span", "ticket-sub", [ticket.owner, due].filter(Boolean).join(" · ")));
  element.append(head);
  if (chosen && state.full?.number === ticket.number) element.append(details(state.full));
  return element;
}

function details(full) {
  const box = make("div", "ticket-full");
  const add = (title, ...parts) => box.append(make("h3", "", title), ...parts);
  if (full.why.sentence.length) {
    const sentence = make("p", "sentence");
    for (const { text, mark } of full.why.sentence) sentence.append(mark ? make("mark", "", text) : document.createTextNode(text));
    add(`${full.reporter}的原话，标出的字决定了怎么分`, sentence);
    const reasons = make("ul", "reasons");
    for (const { words, because } of full.why.reasons) {
      const item = make("li");
      item.append(make("b", "", words.join(" ")), make("span", "", because));
      reasons.append(item);
    }
    if (full.why.reasons.length) add("为什么", reasons);
  }
  const facts = make("dl", "facts");
  const fact = (name, text, small) => {
    const value = make("dd", "", text);
    if (small) value.append(make("small", "", small));
    facts.append(make("dt", "", name), value);
  };
  fact("归谁办", `${full.owner} ${full.owner_phone}`, full.owner_because);
  fact("哪天前", full.due, full.urgency_word);
  fact("在哪儿", full.place, full.area);
  fact("到哪步", full.status_word, full.voices > 1 ? `${full.voices}个人都说了` : "");
  fact("谁能看", full.privacy_word);
  add("办这件事", facts);
  const story = make("ol", "story");
  for (const { at, who, move, reason } of full.history) {
    const item = make("li");
    item.append(make("span", "when", at), make("span", "", `${who} ${move}`));
    if (reason) item.append(make("span", "reason", `：${reason}`));
    story.append(item);
  }
  add("经过", story);
  if (full.told.length) {
    const counted = new Map();
    for (const { who } of full.told) counted.set(who, (counted.get(who) ?? 0) + 1);
    add("为这件事说过话", make("p", "", [...counted].map(([who, count]) => (count > 1 ? `${who} ${count}次` : who)).join("、")));
  }
  box.append(make("p", "fine", `规则版本 ${full.why.rules}。分得不对，经办人回一个词就能改。`));
  return box;
}

// ---- begin -----------------------------------------------------------------------------------------------------

chats.group = new Chat("group");
chats.private = new Chat("private");
wide.addEventListener("change", look);
drawTickets();
connect();
