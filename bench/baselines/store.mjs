// The baseline of the durable sends: a server that stores and forwards, and does nothing else.
// No threads, no log, no repeated sends recognised, no sessions, no limits.
//
// `node store.mjs FILE each|group` listens on a free port of loopback and prints it. A message
// from /visitor is stored, then answered, then told to everybody at /operator. Durable as
// Threadbox is: SQLite in WAL mode with synchronous=FULL.
//
// each:  one commit per message.
// group: everything that one turn of the event loop has read shares one commit, one frame to
//        each operator, and is answered after it. While a commit runs, sockets fill up, so that
//        groups grow with the load.

import Database from "better-sqlite3";
import { WebSocketServer } from "ws";

const [file, mode] = process.argv.slice(2);
if (file === undefined || (mode !== "each" && mode !== "group")) {
  throw new Error("usage: node store.mjs FILE each|group");
}

const database = new Database(file);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
// As large as Threadbox's, so that neither copies its log into the file more often.
database.pragma("wal_autocheckpoint = 8000");
database.pragma("cache_size = -32768");
database.exec(`CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
)`);
const insert = database.prepare(
  "INSERT INTO messages (conversation, client_id, at, text) VALUES (?, ?, ?, ?)",
);

const operators = new Set();
let conversations = 0;
let waiting = [];

const store = (message) =>
  insert.run(message.conversation, message.client_id, message.at, message.text);
const storeAll = database.transaction((messages) => messages.forEach(store));

function takeEach(socket, message) {
  store(message);
  tell([{ socket, message }]);
}

function takeInGroups(socket, message) {
  waiting.push({ socket, message });
  if (waiting.length === 1) setImmediate(flush);
}

function flush() {
  const group = waiting;
  waiting = [];
  storeAll(group.map((each) => each.message));
  tell(group);
}

function tell(group) {
  for (const { socket, message } of group) {
    socket.send(JSON.stringify({ type: "done", id: message.client_id }));
  }
  const lines = group.map((each) => each.message);
  const frame = Buffer.from(JSON.stringify({ type: "facts", lines }));
  for (const operator of operators) operator.send(frame, { binary: false });
}

const take = mode === "each" ? takeEach : takeInGroups;

function serveVisitor(socket) {
  const conversation = ++conversations;
  socket.on("message", (data) => {
    const frame = JSON.parse(data);
    if (frame.type !== "send") return;
    take(socket, { conversation, client_id: frame.id, at: Date.now(), text: frame.text });
  });
}

function serveOperator(socket) {
  operators.add(socket);
  socket.on("close", () => operators.delete(socket));
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  socket.on("error", () => socket.terminate());
  if (request.url === "/operator") serveOperator(socket);
  else serveVisitor(socket);
});
server.on("listening", () => console.log(server.address().port));
process.on("SIGTERM", () => process.exit(0));
