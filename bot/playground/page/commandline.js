// A slash command typed as one line: `/imagine a lighthouse at dusk ratio:16:9 size:2K`.

const STRING = 3, BOOLEAN = 5, ATTACHMENT = 11;

// Commands as the person types them: groups and sub-commands become words ("group sub").
export function flatten(commands) {
  return commands.flatMap((command) => unfold(command.name, command));
}

function unfold(words, part) {
  const options = part.options ?? [];
  const inner = options.filter((option) => option.type <= 2);
  if (inner.length) return inner.flatMap((option) => unfold(`${words} ${option.name}`, option));
  return [{ words, description: part.description ?? "", options }];
}

function commandOf(line, commands) {
  const fitting = commands.filter(({ words }) => line === `/${words}` || line.startsWith(`/${words} `) || line.startsWith(`/${words}\n`));
  return fitting.sort((a, b) => b.words.length - a.words.length)[0] ?? null;
}

// The option that plain words go to: `prompt`, else the first required one of free text, else the first of free text.
export function wordsOption(command) {
  const free = command.options.filter((option) => option.type === STRING && !option.choices?.length && !option.autocomplete);
  return free.find(({ name }) => name === "prompt") ?? free.find(({ required }) => required) ?? free[0] ?? null;
}

// Read a line. `files` go to the attachment options in order. `problem` is a sentence, or null when it can be sent.
export function readLine(line, commands, files = []) {
  const command = commandOf(line, commands);
  if (!command) return null;
  const { options, words } = takeOptions(line.slice(command.words.length + 1).trim(), command);
  const found = { command, options, files: {}, problem: null };
  const target = wordsOption(command);
  if (words && !target) found.problem = `/${command.words} takes no words: ${words}`;
  else if (words) options[target.name] = [words, options[target.name]].filter(Boolean).join(" ");
  placeFiles(found, files);
  const missing = command.options.find(({ name, required }) => required && !(name in options) && !(name in found.files));
  if (missing && !found.problem) found.problem = `/${command.words} needs ${missing.name}: ${missing.description}`;
  return found;
}

function placeFiles(found, files) {
  const slots = found.command.options.filter(({ type }) => type === ATTACHMENT).map(({ name }) => name);
  files.forEach((file, at) => at < slots.length && (found.files[slots[at]] = [file]));
  if (files.length > slots.length) found.problem = slots.length ? `/${found.command.words} takes ${slots.length} files at most` : `/${found.command.words} takes no files`;
}

function takeOptions(rest, command) {
  const typed = new Map(command.options.filter(({ type }) => type !== ATTACHMENT).map((option) => [option.name, option]));
  const starts = new RegExp(`(?<=^|\\s)(${[...typed.keys()].join("|") || "(?!)"}):(?=\\S|$)`, "gu");
  const options = {};
  let words = "";
  for (let at = 0; ; ) {
    starts.lastIndex = at;
    const start = starts.exec(rest);
    words += ` ${rest.slice(at, start?.index ?? rest.length)}`;
    if (!start) break;
    const from = start.index + start[0].length;
    const [value, end] = takeValue(rest, from, typed.get(start[1]), starts);
    if (value !== "") options[start[1]] = value;
    at = end;
  }
  return { options, words: words.replace(/[ \t]+/g, " ").trim() };
}

// Quoted values end at their quote, choices and what the bot offered at the longest fitting one, free text at the next option, the rest at a space.
function takeValue(rest, from, option, starts) {
  const quoted = /^"([^"]*)"/.exec(rest.slice(from));
  if (quoted) return [valueOf(option, quoted[1]), from + quoted[0].length];
  const choice = longestChoice(option, rest.slice(from));
  if (choice) return [choice.value, from + choice.length];
  if (option === undefined || option.choices?.length || option.autocomplete || option.type !== STRING) return upTo(rest, from, /\s/, option);
  starts.lastIndex = from;
  const next = starts.exec(rest);
  return [rest.slice(from, next?.index).trim(), next?.index ?? rest.length];
}

function upTo(rest, from, pattern, option) {
  const length = rest.slice(from).search(pattern);
  const end = length < 0 ? rest.length : from + length;
  return [valueOf(option, rest.slice(from, end)), end];
}

function valueOf(option, text) {
  const choice = option?.choices?.find(({ name, value }) => [name, String(value)].some((known) => known.toLowerCase() === text.toLowerCase()));
  return choice ? choice.value : text;
}

function longestChoice(option, text) {
  const known = option?.choices ?? option?.offered ?? (option?.type === BOOLEAN ? [{ name: "true", value: true }, { name: "false", value: false }] : []);
  const all = known.flatMap(({ name, value }) => spellings(name, value).map((word) => ({ value, length: word.length, word })));
  const fitting = all.filter(({ word, length }) => text.toLowerCase().startsWith(word.toLowerCase()) && !/^\S/.test(text.slice(length)));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null;
}

// A choice's name, its name without the remark in brackets, its value.
function spellings(name, value) {
  return [name, name.replace(/ \(.*\)$/, ""), String(value)];
}

// What the caret stands on, for suggestions: a command's name, an option's value, or plain words.
export function atCaret(line, commands) {
  const command = commandOf(line, commands);
  if (!command) return line.startsWith("/") && !line.includes("\n") ? { kind: "command", partial: line.slice(1) } : null;
  const token = /(?:^|\s)([\p{L}\p{N}_-]+):("[^"]*|[^\s"]*)$/u.exec(line);
  const option = token && command.options.find(({ name }) => name === token[1]);
  if (option && option.type !== ATTACHMENT) return { kind: "value", command, option, partial: token[2].replace(/^"/, ""), from: line.length - token[2].length };
  return { kind: "words", command, partial: /\S*$/.exec(line)[0] };
}
