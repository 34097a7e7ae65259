// The part of Discord's markdown that posts use, as nodes. Nothing is ever parsed as markup.

import { make } from "./dom.js";

const DEEPEST = 8;
const INLINE = [
  [/^\\([!-/:-@[-`{-~])/, (m) => m[1]],
  [/^``(.+?)``/s, (m) => make("code", { text: m[1].trim() })],
  [/^`([^`]+)`/, (m) => make("code", { text: m[1] })],
  [/^\*\*(.+?)\*\*(?!\*)/s, (m, read) => make("strong", {}, read(m[1]))],
  [/^__(.+?)__/s, (m, read) => make("u", {}, read(m[1]))],
  [/^~~(.+?)~~/s, (m, read) => make("s", {}, read(m[1]))],
  [/^\|\|(.+?)\|\|/s, (m, read) => hidden(read(m[1]))],
  [/^\*(?!\s)(.+?)(?<!\s)\*/s, (m, read) => make("em", {}, read(m[1]))],
  [/^_(?!\s)(.+?)(?<!\s)_(?!\w)/s, (m, read) => make("em", {}, read(m[1]))],
  [/^\[((?:[^\[\]\n]|\\.)+)\]\(<?([^\s<>]+?)>?(?: "[^"]*")?\)/, (m, read, world) => link(m[2], read(m[1]), world)],
  [/^<(https?:\/\/[^\s<>]+)>/, (m, read, world) => link(m[1], [m[1]], world)],
  [/^https?:\/\/[^\s<>]*[^\s<>.,:;"')\]*_~|]/, (m, read, world) => link(m[0], [m[0]], world)],
  [/^<@!?(\d+)>/, (m, read, world) => pill(`@${world.person(m[1]).name}`, m[1] === world.viewer)],
  [/^<#(\d+)>/, (m, read, world) => pill(`#${world.channels.get(m[1])?.name ?? "unknown"}`)],
  [/^<\/([^:>]+):\d+>/, (m) => pill(`/${m[1]}`)],
  [/^<a?(:\w+:)\d+>/, (m) => m[1]],
  [/^<t:(-?\d+)(?::([tTdDfFR]))?>/, (m) => moment(Number(m[1]), m[2])],
];
const SPECIAL = /[\\`*_~|[<]|https?:\/\//;

// Block by block: headings, small print, quotes (which do not nest), lists, fenced code, paragraphs.
export function markdown(text, world, quoted = false) {
  const out = document.createDocumentFragment();
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    const [node, next] = block(lines, at, world, quoted);
    if (node) out.append(node);
    at = next;
  }
  return out;
}

function block(lines, at, world, quoted) {
  const line = lines[at];
  const fence = line.match(/^```(\S*)\s*$/);
  if (fence) return fenced(lines, at);
  const one = [[/^(#{1,3}) +(.+)/, (m) => make(`h${m[1].length + 2}`, {}, inline(m[2], world))], [/^-# +(.+)/, (m) => make("small", {}, inline(m[1], world))]];
  for (const [pattern, build] of one) {
    const match = line.match(pattern);
    if (match) return [build(match), at + 1];
  }
  if (!quoted && /^> ?/.test(line)) return gather(lines, at, /^> ?/, (found) => make("blockquote", {}, markdown(found.join("\n"), world, true)));
  if (/^\s*[-*] +/.test(line)) return gather(lines, at, /^\s*[-*] +/, (found) => make("ul", {}, found.map((item) => make("li", {}, inline(item, world)))));
  if (/^\s*\d+\. +/.test(line)) return gather(lines, at, /^\s*\d+\. +/, (found) => make("ol", {}, found.map((item) => make("li", {}, inline(item, world)))));
  if (!line.trim()) return [null, at + 1];
  return paragraph(lines, at, world);
}

function paragraph(lines, at, world) {
  const starts = /^(#{1,3} |-# |> |```|\s*[-*] +|\s*\d+\. +)/;
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !starts.test(lines[end])) end += 1;
  return [make("p", {}, inline(lines.slice(at, end).join("\n"), world)), end];
}

function fenced(lines, at) {
  let end = at + 1;
  while (end < lines.length && !/^```\s*$/.test(lines[end])) end += 1;
  return [make("pre", {}, make("code", { text: lines.slice(at + 1, end).join("\n") })), end + 1];
}

function gather(lines, at, pattern, build) {
  const found = [];
  while (at < lines.length && pattern.test(lines[at])) found.push(lines[at++].replace(pattern, ""));
  return [build(found), at];
}

export function inline(text, world, depth = 0) {
  const nodes = [];
  let plain = "";
  const read = (inner) => (depth < DEEPEST ? inline(inner, world, depth + 1) : [inner]);
  while (text) {
    const start = text.search(SPECIAL);
    if (start < 0) break;
    plain += text.slice(0, start);
    text = text.slice(start);
    const found = first(text);
    if (!found) {
      plain += text[0];
      text = text.slice(1);
      continue;
    }
    nodes.push(plain, found[1](found[0], read, world));
    plain = "";
    text = text.slice(found[0][0].length);
  }
  return [...nodes, plain + text].filter((node) => node !== "");
}

// On one line and without any form, as the line above a reply shows them; what is hidden stays so.
export function plainWords(text, world) {
  const lines = text.split("\n").filter((line) => !line.startsWith("```"));
  const words = make("span", {}, lines.map((line) => [...inline(line.replace(/^(#{1,3} +|-# +|> ?|\s*[-*] +)/, ""), world), " "]));
  for (const hidden of words.querySelectorAll(".hidden-words")) hidden.replaceWith("▒▒▒");
  return words.textContent.replace(/\s+/g, " ").trim();
}

function first(text) {
  for (const [pattern, build] of INLINE) {
    const match = text.match(pattern);
    if (match) return [match, build];
  }
  return null;
}

export function safeAddress(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

// A link to a post of this world jumps to it; every other one opens elsewhere.
function link(address, children, world) {
  const post = address.match(/\/channels\/(?:\d+|@me)\/(\d+)\/(\d+)$/);
  if (post && world.messages.has(post[2])) {
    const label = children.length === 1 && children[0] === address ? ["the post"] : children;
    return make("button", { type: "button", class: "jump", on: { click: () => world.tell("jump", post[2]) } }, label);
  }
  const href = safeAddress(address);
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, children) : make("span", {}, children);
}

function pill(text, mine = false) {
  return make("span", { class: mine ? "mention mine" : "mention", text });
}

function hidden(children) {
  const shown = make("span", { class: "hidden-words", role: "button", tabindex: "0", "aria-label": "Hidden words, press to show" }, children);
  const reveal = () => { shown.classList.add("shown"); shown.removeAttribute("aria-label"); };
  shown.addEventListener("click", reveal);
  shown.addEventListener("keydown", (event) => event.key === "Enter" && reveal());
  return shown;
}

const STYLES = { t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" }, f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" } };
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function moment(seconds, style = "f") {
  const when = new Date(seconds * 1000);
  if (Number.isNaN(when.getTime())) return "an unknown time";
  const full = when.toLocaleString("en", STYLES.F);
  return make("time", { class: "mention", datetime: when.toISOString(), title: full, text: style === "R" ? ago(seconds) : when.toLocaleString("en", STYLES[style]) });
}

function ago(seconds) {
  const away = seconds - Date.now() / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(away) >= length) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(away / size), unit);
}
