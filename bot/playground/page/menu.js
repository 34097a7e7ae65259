// One menu at a time, placed beside what opened it. Arrows move, Enter chooses, Escape closes.

import { icon, make } from "./dom.js";

let closeOpen = null;

export function openMenu(entries, { x, y, left, bottom, top, right }) {
  closeOpen?.();
  const before = document.activeElement;
  const menu = make("div", { class: "menu", role: "menu" }, entries.map((entry) => (entry.heading ? make("p", { text: entry.heading, role: "presentation" }) : item(entry, () => close()))));
  const outside = (event) => menu.contains(event.target) || close();
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    closeOpen = null;
    before?.focus?.({ preventScroll: true });
  };
  closeOpen = close;
  menu.addEventListener("keydown", (event) => move(event, menu, close));
  document.body.append(menu);
  place(menu, x === undefined || left !== undefined ? { x: right ?? x, y: bottom ?? y, top, flush: left !== undefined } : { x, y, top: y });
  document.addEventListener("pointerdown", outside, true);
  menu.querySelector("button")?.focus();
}

function item({ label, shape, act, danger }, close) {
  const choose = () => { close(); act(); };
  return make("button", { type: "button", role: "menuitem", class: danger ? "danger" : "", on: { click: choose } }, shape && icon(shape), label);
}

function place(menu, { x, y, top, flush }) {
  const { width, height } = menu.getBoundingClientRect();
  const left = flush ? x - width : x;
  const under = y + height + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, under ? y + 4 : top - height - 4)}px`;
}

function move(event, menu, close) {
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items[(at + step + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
