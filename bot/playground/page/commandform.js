// The form of a slash command, made from what the bot synced.

import { askingField, checkField, choiceField, fileField, pickField, textField } from "./fields.js";
import { button, make } from "./dom.js";
import { Refused } from "./link.js";
import { wordsOption } from "./commandline.js";

export class CommandForm {
  #world;
  #link;
  #holder;
  #closed;

  constructor(world, link, holder, closed) {
    this.#world = world;
    this.#link = link;
    this.#holder = holder;
    this.#closed = closed;
  }

  get open() { return this.#holder.firstChild !== null; }

  show(command) {
    const channel = this.#world.place;
    const fields = new Map();
    const ask = (name) => (partial) => this.#ask(channel, command, name, partial, fields);
    const main = wordsOption(command)?.name;
    for (const option of command.options) fields.set(option.name, { option, ...this.#field(option, ask(option.name), option.name === main) });
    const problem = make("p", { class: "problem", role: "alert" });
    const form = make("form", { class: "command-form", "aria-label": `/${command.words}`, novalidate: true },
      make("header", {}, make("strong", { text: `/${command.words}` }), make("span", { text: command.description }), button("Close the form", "close", () => this.close())),
      make("div", { class: "fields" }, [...fields.values()].map((field) => labelled(field, field.option.name === main))),
      make("footer", {}, problem, make("button", { type: "button", class: "press secondary", text: "Cancel", on: { click: () => this.close() } }), make("button", { type: "submit", class: "press primary", text: "Send" })));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#send(channel, command, fields, problem); });
    form.addEventListener("keydown", (event) => this.#key(event, form));
    this.#holder.replaceChildren(form);
    form.querySelector(".wide textarea, textarea, input, select")?.focus();
  }

  close() {
    this.#holder.replaceChildren();
    this.#closed();
  }

  #field(option, ask, long) {
    const id = `option-${option.name}`;
    const named = (map) => [...map.values()].map(({ id: value, name: label }) => ({ value, label }));
    if (option.choices?.length) return choiceField(option, id);
    if (option.autocomplete) return askingField({ id, required: option.required, ask });
    switch (option.type) {
      case 5: return tristate(checkField(id, false, option.description));
      case 6: case 9: return pickField(named(this.#world.people), id, option.required);
      case 7: return pickField(named(this.#world.channels), id, option.required);
      case 11: return fileField({ id, required: option.required });
      default: return textField({ id, long, required: option.required, least: option.min_length, most: option.max_length, number: option.type !== 3 });
    }
  }

  #entered(fields) {
    const found = [...fields.values()].map((field) => [field.option.name, field.value()]);
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  }

  async #ask(channel, command, option, partial, fields) {
    const options = this.#entered(fields);
    delete options[option];
    const answer = await this.#link.deed("autocomplete", { channel, command: command.words, option, partial, options }).catch(() => ({ choices: [] }));
    return answer.choices;
  }

  async #send(channel, command, fields, problem) {
    const missing = [...fields.values()].find((field) => field.option.required && field.value() === undefined && !field.files().length);
    if (missing) return void (problem.textContent = `${missing.option.name} is required.`);
    const files = Object.fromEntries([...fields.values()].map((field) => [field.option.name, field.files().slice(0, 1)]));
    try {
      await this.#link.deed("slash", { channel, command: command.words, options: this.#entered(fields) }, files);
      this.close();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problem.textContent = error.message;
    }
  }

  #key(event, form) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches("textarea")) form.requestSubmit();
    else return;
    event.preventDefault();
  }
}

// A box that nobody ticked was left out, as in a command that one types.
function tristate(field) {
  return { ...field, value: () => field.value() || undefined };
}

function labelled({ option, element }, wide) {
  const ticked = element.matches(".check");
  const title = [option.name, option.required && make("span", { class: "required", text: "required" })];
  return make("div", { class: wide ? "field wide" : "field", title: option.description },
    ticked ? make("span", { class: "label" }, title) : make("label", { class: "label", for: `option-${option.name}` }, title), element, wide && make("small", { text: option.description }));
}
