// A list of suggestions beside a text field. Arrows move, Enter or Tab takes one, Escape puts it away.

import { make } from "./dom.js";

let lists = 0;

export class Suggestions {
  #field;
  #list;
  #items = [];
  #at = 0;
  #floating;

  // A floating list is placed at its field wherever that is; any other lies where the style puts it.
  constructor(field, label, floating = false) {
    this.#field = field;
    this.#floating = floating;
    this.#list = make("div", { class: "suggestions", role: "listbox", id: `suggestions-${(lists += 1)}`, "aria-label": label, hidden: true });
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": this.#list.id, "aria-expanded": "false" })) field.setAttribute(name, value);
  }

  get element() { return this.#list; }
  get open() { return !this.#list.hidden; }

  // Each item is {label, hint, take}; with `picked` the first one is taken by Enter, else an arrow must come first.
  show(items, picked = true) {
    this.#items = items;
    this.#at = picked ? 0 : -1;
    this.#list.replaceChildren(...items.map((item, at) => this.#draw(item, at)));
    this.#list.hidden = items.length === 0;
    this.#field.setAttribute("aria-expanded", String(this.open));
    if (this.#floating && this.open) this.#float();
    this.#mark();
  }

  hide() { this.show([]); }

  // Whether the key was for the list.
  key(event) {
    if (!this.open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#at = (Math.max(this.#at, step < 0 ? 0 : -1) + step + this.#items.length) % this.#items.length;
    else if (event.key === "Escape") this.hide();
    else if ((event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) && this.#at >= 0) this.#take(this.#at);
    else return false;
    this.#mark();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #float() {
    const field = this.#field.getBoundingClientRect();
    const { width, height } = this.#list.getBoundingClientRect();
    const below = field.bottom + 4 + height < innerHeight;
    this.#list.style.top = `${below ? field.bottom + 4 : Math.max(8, field.top - 4 - height)}px`;
    this.#list.style.left = `${Math.max(8, Math.min(field.left, innerWidth - width - 8))}px`;
  }

  #draw({ label, hint }, at) {
    return make("div", { class: "suggestion", role: "option", id: `${this.#list.id}-${at}`, on: { pointerdown: (event) => event.preventDefault(), click: () => this.#take(at) } },
      make("strong", { text: label }), hint && make("span", { text: hint }));
  }

  #take(at) {
    const item = this.#items[at];
    this.hide();
    item?.take();
  }

  #mark() {
    [...this.#list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === this.#at)));
    const here = this.#list.children[this.#at];
    here?.scrollIntoView({ block: "nearest" });
    if (here) this.#field.setAttribute("aria-activedescendant", here.id);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}
