// What the bot has offered for options that it completes: understood in a typed line without quotes, too.

const MOST = 200;

export class Offers {
  #known = new Map();

  learn(command, option, choices) {
    const key = `${command.words} ${option.name}`;
    const all = [...(this.#known.get(key) ?? []), ...choices];
    this.#known.set(key, [...new Map(all.map((choice) => [choice.value, choice])).values()].slice(-MOST));
    return choices;
  }

  // The same commands; each such option has `offered`, as [{name, value}].
  added(commands) {
    const known = (command, option) => (option.autocomplete ? { ...option, offered: this.#known.get(`${command.words} ${option.name}`) } : option);
    return commands.map((command) => ({ ...command, options: command.options.map((option) => known(command, option)) }));
  }
}
