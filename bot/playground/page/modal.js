// Forms that the bot opens.

import { checkField, fileField, groupField, selectField, textField } from "./fields.js";
import { markdown } from "./markdown.js";
import { make } from "./dom.js";
import { Refused } from "./link.js";

export class Modals {
  #world;
  #link;
  #open = new Map();
  #visited = new Set();

  constructor(world, link) {
    this.#world = world;
    this.#link = link;
    world.on("interaction", (interaction) => this.#take(interaction));
    world.on("world", () => this.#again());
  }

  // A whole picture came: forms of another person go, those still open come back. What an earlier visit left open is
  // put away, as Discord does with a form when its window is closed.
  #again() {
    const back = this.#visited.has(this.#world.viewer);
    this.#visited.add(this.#world.viewer);
    if (!back) this.#putAway();
    for (const [id, dialog] of this.#open) if (!this.#world.interactions.get(id)?.modal) this.#shut(id, dialog);
    for (const interaction of this.#world.interactions.values()) this.#take(interaction);
  }

  #putAway() {
    for (const interaction of this.#world.interactions.values()) {
      if (!interaction.modal || this.#open.has(interaction.id)) continue;
      interaction.modal = null;
      this.#link.deed("dismiss", { interaction: interaction.id }).catch(() => {});
    }
  }

  #take(interaction) {
    const dialog = this.#open.get(interaction.id);
    if (interaction.modal && !dialog) this.#show(interaction);
    else if (!interaction.modal && dialog) this.#shut(interaction.id, dialog);
  }

  #shut(id, dialog) {
    this.#open.delete(id);
    dialog.close();
    dialog.remove();
  }

  #show(interaction) {
    const fields = new Map();
    const problem = make("p", { class: "problem", role: "alert" });
    const bot = this.#world.person(this.#world.bot);
    const form = make("form", { novalidate: true },
      make("header", {}, make("img", { src: "/page/leaf.svg", alt: "" }), make("h2", { text: interaction.modal.title })),
      make("div", { class: "modal-parts" }, interaction.modal.components.map((part) => this.#part(part, fields))),
      make("p", { class: "fine", text: `This form goes to ${bot.name}.` }), problem,
      make("footer", {}, make("button", { type: "button", class: "press secondary", text: "Cancel", on: { click: () => this.#dismiss(interaction.id) } }), make("button", { type: "submit", class: "press primary", text: "Submit" })));
    const dialog = make("dialog", { class: "modal", "aria-label": interaction.modal.title }, form);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#submit(interaction.id, fields, problem); });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.#dismiss(interaction.id); });
    this.#open.set(interaction.id, dialog);
    document.body.append(dialog);
    dialog.showModal();
    form.querySelector("textarea, input, select")?.focus();
  }

  #part(part, fields) {
    switch (part.type) {
      case 1: return part.components.map((input) => this.#labelled({ label: input.label, component: input }, fields));
      case 10: return make("div", { class: "words" }, markdown(part.content ?? "", this.#world));
      case 18: return this.#labelled(part, fields);
      default: return make("p", { class: "unknown", text: `A part of type ${part.type}, which this page does not draw` });
    }
  }

  #labelled({ label, description, component }, fields) {
    const id = `input-${component.custom_id}`.replace(/\s/g, "-");
    const field = this.#field(component, id, label);
    fields.set(component.custom_id, { component, ...field });
    const required = component.required !== false && component.type !== 23 && make("span", { class: "required", text: "required" });
    const title = component.type === 23 ? null : make("label", { class: "label", for: id }, label, required);
    return make("div", { class: "field" }, title, description && make("small", { text: description }), field.element);
  }

  #field(component, id, label) {
    const required = component.required !== false;
    switch (component.type) {
      case 4: return textField({ id, value: component.value, long: component.style === 2, placeholder: component.placeholder, required, least: component.min_length, most: component.max_length ?? 4000 });
      case 19: return fileField({ id, most: component.max_values ?? 1, required });
      case 21: return groupField(component, id, false);
      case 22: return groupField(component, id, true);
      case 23: return checkField(id, component.default, label);
      default: return selectField(component, this.#world, id);
    }
  }

  async #submit(interaction, fields, problem) {
    const values = {}, files = {};
    for (const [name, field] of fields) {
      if (field.component.type === 19) files[name] = field.files();
      else values[name] = field.value() ?? (field.component.type === 4 ? "" : null);
    }
    try {
      await this.#link.deed("submit", { interaction, values }, files);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problem.textContent = error.message;
    }
  }

  #dismiss(interaction) {
    this.#link.deed("dismiss", { interaction }).catch(() => this.#shut(interaction, this.#open.get(interaction)));
  }
}
