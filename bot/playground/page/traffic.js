// The right side: what went over the wires, as it happens.

import { button, icon, make } from "./dom.js";

const FILTERS = { all: "All", rest: "Discord REST", gateway: "Gateway", model: "Gemini" };
const MOST = 300;
// Discord docs, Gateway opcodes.
const OPCODES = { "op 1": "HEARTBEAT", "op 2": "IDENTIFY", "op 6": "RESUME", "op 7": "RECONNECT", "op 9": "INVALID SESSION", "op 10": "HELLO", "op 11": "HEARTBEAT ACK" };

export class TrafficPanel {
  #world;
  #link;
  #close;
  #filter = "all";
  #panel = document.getElementById("traffic");
  #list = make("ol", { class: "lines" });

  constructor(world, link, close) {
    this.#world = world;
    this.#link = link;
    this.#close = close;
    this.#build();
    world.on("world", () => this.#list.replaceChildren());
    world.on("traffic", (lines) => this.#add(lines));
  }

  #build() {
    const choose = (name) => { this.#filter = name; this.#mark(); };
    const filters = Object.entries(FILTERS).map(([name, text]) => make("button", { type: "button", "data-filter": name, text, on: { click: () => choose(name) } }));
    this.#panel.append(make("header", {}, make("h2", { text: "Recorded requests" }), button("Close", "close", this.#close)),
      make("div", { class: "filters", role: "group", "aria-label": "Show" }, filters), this.#list);
    this.#mark();
  }

  // A hidden list cannot scroll: the newest lines come into sight when the panel opens.
  reveal() { this.#list.scrollTop = this.#list.scrollHeight; }

  #mark() {
    this.#list.dataset.filter = this.#filter;
    for (const tab of this.#panel.querySelectorAll("[data-filter]")) if (tab !== this.#list) tab.setAttribute("aria-pressed", String(tab.dataset.filter === this.#filter));
  }

  #add(lines) {
    const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 60;
    for (const line of lines) this.#put(this.#draw(line));
    while (this.#list.children.length > MOST) this.#list.firstChild.remove();
    if (atEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }

  // A call of the model comes twice: when it begins, and when it ends.
  #put(entry) {
    const known = entry.dataset.key.startsWith("model-") && this.#list.querySelector(`[data-key="${CSS.escape(entry.dataset.key)}"]`);
    if (!known) return this.#list.append(entry);
    entry.firstChild.open = known.firstChild.open;
    known.replaceWith(entry);
  }

  #draw(line) {
    const body = make("div", { class: "detail" });
    const details = make("details", {}, make("summary", {}, line.kind === "model" ? modelLine(line) : wireLine(line)), body);
    details.addEventListener("toggle", () => details.open && !body.firstChild && this.#open(line.key, body));
    return make("li", { class: line.kind, "data-key": line.key, "data-kind": line.kind === "dispatch" ? "gateway" : line.kind }, details);
  }

  async #open(key, body) {
    const detail = await this.#link.detail(key);
    if (!detail) return body.append(make("p", { text: "No longer kept." }));
    const parts = ["query", "files", "request", "response"].filter((name) => filled(detail[name]));
    body.append(...parts.map((name) => make("section", {}, make("h3", { text: name }), make("pre", { tabindex: "0", text: JSON.stringify(detail[name], null, 2) }))));
    if (!parts.length) body.append(make("p", { text: "Nothing more was sent." }));
  }
}

function filled(value) {
  return value !== null && value !== undefined && !(typeof value === "object" && Object.keys(value).length === 0);
}

function clock(at) {
  return make("time", { text: new Date(at * 1000).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }) });
}

function wireLine(line) {
  const toBot = line.kind !== "rest" && line.toBot;
  const way = make("span", { class: "way", title: toBot ? "Discord to bot" : "bot to Discord", role: "img", "aria-label": toBot ? "to the bot" : "from the bot", text: toBot ? "←" : "→" });
  const status = line.status ? make("span", { class: `status s${String(line.status)[0]}`, text: line.status }) : null;
  return [clock(line.at), way, make("span", { class: `method ${line.method.toLowerCase()}`, text: OPCODES[line.method] ?? line.method }), make("span", { class: "path", title: line.path }, make("bdi", { text: line.path })),
    line.files ? make("span", { class: "chip", text: `${line.files} file${line.files > 1 ? "s" : ""}` }) : null, line.fault ? make("span", { class: "chip fault", text: line.fault }) : null, status];
}

function modelLine(line) {
  const options = Object.entries(line.options).map(([name, value]) => make("span", { class: "chip", text: `${name} ${value}` }));
  const history = line.history === null ? null : make("span", { class: "chip", text: line.history ? `history ${line.history} turn${line.history > 1 ? "s" : ""}` : "no history" });
  const end = line.state === "running" ? "running…" : `${line.state === "left" ? "the bot left" : line.status} · ${line.seconds.toFixed(1)} s`;
  const status = make("span", { class: `status s${String(line.status)[0]}`, text: end });
  return [make("span", { class: "model-head" }, clock(line.at), icon("spark"), make("strong", { text: line.model }), status),
    line.words && make("span", { class: "said", text: line.words }), make("span", { class: "chips" }, options, history)];
}
