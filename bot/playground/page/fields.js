// Inputs of forms. Each field is {element, value(), files()}; a value of undefined means that nothing was entered.

import { choices, fillSelect } from "./components.js";
import { button, bytes, icon, make } from "./dom.js";
import { Suggestions } from "./suggestions.js";

const NOTHING = () => [];

export function textField({ id, value = "", long = false, placeholder, required, least, most, number = false }) {
  const input = make(long ? "textarea" : "input", { id, placeholder, required, minlength: least, maxlength: most, rows: long ? 3 : null, inputmode: number ? "decimal" : null, autocomplete: "off" });
  input.value = value;
  return { element: input, value: () => input.value || undefined, files: NOTHING };
}

export function selectField(component, world, id) {
  const many = (component.max_values ?? 1) > 1;
  const list = make("select", { id, multiple: many, required: component.required !== false });
  if (many) list.size = Math.min(6, choices(component, world).length);
  fillSelect(list, component, world, !many);
  const value = () => [...list.selectedOptions].map((option) => option.value).filter(Boolean);
  return { element: list, value, files: NOTHING };
}

export function choiceField(option, id) {
  const list = make("select", { id, required: option.required }, make("option", { value: "", text: option.required ? "Choose…" : "not set" }),
    option.choices.map((choice, at) => make("option", { value: at, text: choice.name })));
  return { element: list, value: () => option.choices[list.value === "" ? -1 : list.value]?.value, files: NOTHING };
}

export function pickField(list, id, required) {
  const component = { type: 3, options: list, placeholder: required ? "Choose…" : "not set" };
  const field = selectField({ ...component, required }, null, id);
  return { ...field, value: () => field.value()[0] };
}

export function checkField(id, checked, label) {
  const input = make("input", { type: "checkbox", id, checked });
  return { element: make("label", { class: "check" }, input, make("span", { text: label })), value: () => input.checked, files: NOTHING };
}

// Radio buttons or checkboxes over the same list of options.
export function groupField(component, id, many) {
  const inputs = component.options.map((option, at) => make("input", { type: many ? "checkbox" : "radio", name: id, value: option.value, checked: option.default, id: at ? null : id }));
  const lines = component.options.map((option, at) => make("label", { class: "check" }, inputs[at], make("span", {}, option.label, option.description && make("small", { text: option.description }))));
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return { element: make("div", { class: "group", role: many ? "group" : "radiogroup" }, lines), value: () => (many ? chosen() : chosen()[0]), files: NOTHING };
}

export function fileField({ id, most = 1, required }) {
  const input = make("input", { type: "file", id, multiple: most > 1, required });
  const names = make("span", { class: "chosen", text: most > 1 ? `Choose up to ${most} files` : "Choose a file" });
  const box = make("label", { class: "files" }, input, icon("plus"), names);
  const clear = button("Remove the file", "close", () => { input.value = ""; tell(); });
  const tell = () => {
    const files = [...input.files];
    names.textContent = files.length ? files.map((file) => `${file.name} (${bytes(file.size)})`).join(", ") : "Choose a file";
    clear.hidden = !files.length;
  };
  clear.hidden = true;
  input.addEventListener("change", tell);
  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) box.addEventListener(kind, (event) => { event.preventDefault(); box.classList.toggle("over", over); });
  box.addEventListener("drop", (event) => { event.stopPropagation(); input.files = event.dataTransfer.files; tell(); });
  return { element: make("div", { class: "file-field" }, box, clear), value: () => undefined, files: () => [...input.files] };
}

// A field that asks the bot while one types; `ask(partial)` gives [{name, value}].
export function askingField({ id, required, ask }) {
  const input = make("input", { id, required, autocomplete: "off" });
  const suggestions = new Suggestions(input, "Suggestions", true);
  let taken = null;
  let turn = 0;
  const look = async () => {
    taken = null;
    const mine = (turn += 1);
    const found = await ask(input.value);
    if (mine !== turn || document.activeElement !== input) return;
    suggestions.show(found.map((choice) => ({ label: choice.name, take: () => { input.value = choice.name; taken = choice.value; } })), false);
  };
  input.addEventListener("input", look);
  input.addEventListener("focus", look);
  input.addEventListener("blur", () => suggestions.hide());
  input.addEventListener("keydown", (event) => suggestions.key(event));
  return { element: make("div", { class: "asking" }, input, suggestions.element), value: () => taken ?? (input.value || undefined), files: NOTHING };
}
