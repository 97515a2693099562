// What this page says to the chat: run, and shown word for word.

/** Pushes `command`; whoever listens is told how it is spelled. */
export function run(command) {
  window.$crisp.push(command);
  show(`$crisp.push(${spelled(command)});`);
}

/** Hears `event`, and shows the command with the name of its listener. */
export function listen(event, listener) {
  window.$crisp.push(["on", event, listener]);
  show(`$crisp.push(["on", ${JSON.stringify(event)}, ${listener.name}]);`);
}

/** All commands so far, one per line. */
export function allCommands() {
  return shown.join("\n");
}

/** `tell(text)` is called for every command, those of the past first. */
export function onCommand(tell) {
  shown.forEach(tell);
  hear = tell;
}

const shown = [];
let hear = () => {};

function show(text) {
  shown.push(text);
  hear(text);
}

/** JavaScript as one would write it: JSON, but for the names of fields. */
function spelled(value) {
  if (Array.isArray(value)) return `[${value.map(spelled).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${spelled(field)}`);
  return `{ ${fields.join(", ")} }`;
}
