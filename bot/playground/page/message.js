// One message as an element; it is made anew whenever the message changes.

import { avatar, button, icon, make } from "./dom.js";
import { components } from "./components.js";
import { markdown, plainWords, safeAddress } from "./markdown.js";
import { attachments } from "./pictures.js";
import { openMenu } from "./menu.js";

const UNANSWERED = "The application did not respond";

export function drawMessage(message, world, hands) {
  const author = world.person(message.author);
  const act = (deed, said) => hands.act(deed, { message: message.id, ...said });
  const element = make("article", { class: "message", id: `m-${message.id}`, tabindex: "-1", "aria-label": `Message from ${author.name}` },
    lead(message, world), avatar(author),
    make("div", { class: "body" }, headline(message, author), content(message, world, act), foot(message, hands)),
    tools(message, world, hands));
  element.classList.toggle("own-eyes", message.ephemeral);
  element.classList.toggle("calls-me", message.pinged.includes(world.viewer));
  element.dataset.author = message.author;
  element.dataset.at = message.at;
  if (message.replyTo || message.origin?.name || message.ephemeral) element.dataset.leads = "";
  element.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img, textarea, input")) return;
    event.preventDefault();
    openMenu(entries(message, world, hands), { x: event.clientX, y: event.clientY });
  });
  return element;
}

// The line above: what is replied to, or which command made the post.
function lead(message, world) {
  if (message.replyTo) return replyLine(message, world);
  if (message.origin?.name && message.origin.kind === "command") {
    const person = world.person(message.origin.user);
    return make("p", { class: "lead" }, avatar(person), make("strong", { text: person.name }), " used ", make("span", { class: "mention", text: message.origin.name }));
  }
  return null;
}

function replyLine(message, world) {
  if (!message.reply) return make("p", { class: "lead reply" }, icon("reply"), make("em", { text: "replying to a message that is gone" }));
  const author = world.person(message.reply.author);
  const text = plainWords(message.reply.text, world).slice(0, 160) || (message.reply.files ? "a picture" : "a post");
  return make("button", { type: "button", class: "lead reply", on: { click: () => world.tell("jump", message.replyTo) }, "aria-label": `Replying to ${author.name}: ${text}` },
    icon("reply"), make("span", { class: "to", text: "replying to" }), avatar(author), make("strong", { text: author.name }), make("span", { class: "excerpt", text }));
}

function headline(message, author) {
  const when = new Date(message.at * 1000);
  return make("header", {}, make("strong", { class: "name", text: author.name }), author.bot && make("span", { class: "tag", text: "Bot" }),
    make("time", { datetime: when.toISOString(), title: when.toLocaleString("en"), text: when.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) }));
}

function content(message, world, act) {
  if (message.thinking) return make("p", { class: "thinking" }, make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i")), `${world.person(message.author).name} is thinking…`);
  const words = message.content && make("div", { class: "words" }, markdown(message.content, world));
  return [words, message.embeds.map((embed) => drawEmbed(embed, world)), message.layout ? null : attachments(message.attachments),
    make("div", { class: "parts" }, components(message.components, world, act))];
}

function drawEmbed(embed, world) {
  const href = safeAddress(embed.url ?? "");
  const title = embed.title && (href ? make("a", { href, target: "_blank", rel: "noopener noreferrer", text: embed.title }) : make("strong", { text: embed.title }));
  return make("div", { class: "card" }, title, embed.description && make("div", { class: "words" }, markdown(embed.description, world)));
}

function foot(message, hands) {
  const notes = [];
  if (message.edited && !message.thinking && !message.layout) notes.push(make("small", { class: "edited", text: "edited" }));
  if (message.ephemeral) {
    const dismiss = make("button", { type: "button", class: "jump", text: "Dismiss", on: { click: () => hands.hide(message) } });
    notes.push(make("small", { class: "only-you" }, icon("eye"), "Only you can see this · ", dismiss));
  }
  return notes.length ? make("footer", {}, notes) : null;
}

function tools(message, world, hands) {
  if (message.thinking) return null;
  const menu = (event, list) => openMenu(list, event.currentTarget.getBoundingClientRect());
  const reply = !message.ephemeral && button("Reply", "reply", () => hands.reply(message));
  const apps = appEntries(message, world, hands);
  return make("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" }, reply,
    apps.length > 0 && button("Apps", "apps", (event) => menu(event, [{ heading: "Apps" }, ...apps]), { "aria-haspopup": "menu" }),
    button("More", "more", (event) => menu(event, entries(message, world, hands)), { "aria-haspopup": "menu" }));
}

function appEntries(message, world, hands) {
  const names = world.channels.get(message.channel)?.messageCommands ?? [];
  return names.map((command) => ({ label: command, shape: "spark", act: () => hands.act("message-command", { message: message.id, command }) }));
}

function entries(message, world, hands) {
  const mine = message.author === world.viewer;
  const apps = appEntries(message, world, hands);
  return [
    !message.ephemeral && { label: "Reply", shape: "reply", act: () => hands.reply(message) },
    { label: "Copy text", shape: "copy", act: () => hands.copy(message) },
    mine && { label: "Edit", shape: "edit", act: () => hands.edit(message) },
    mine && { label: "Delete", shape: "trash", danger: true, act: () => hands.act("delete", { message: message.id }) },
    ...(apps.length ? [{ heading: "Apps" }, ...apps] : []),
  ].filter(Boolean);
}

export function banner(text = UNANSWERED, dismiss = null) {
  return make("p", { class: "banner", role: "alert" }, text, dismiss && button("Dismiss", "close", dismiss));
}
