// The client area: its support form starts a thread, its ticket list ends it.

import { showBackstage } from "./backstage.js";
import { listen, run } from "./commands.js";
import { openTicket, setAnswered, tickets, topicOf } from "./tickets.js";

const form = document.getElementById("form");
const said = document.getElementById("said");

// Whoever sees the client area is signed in there, so the page can say who it is.
run(["set", "user:nickname", ["Robin Vale"]]);
run(["set", "user:email", ["robin@vale.example"]]);
run(["set", "session:data", [[["plan", "Business"], ["servers", 3]]]]);
listen("message:thread:ended", threadEnded);
listen("message:thread:started", threadStarted);
listen("session:loaded", takeStock);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { server, subject, message } = Object.fromEntries(new FormData(form));
  const ticket = openTicket(server, subject.trim());
  startThread(ticket, message);
  form.elements.message.value = "";
  said.textContent = `Ticket #${ticket.number} is open. We answer in the chat.`;
  showTickets();
});

for (const button of document.querySelectorAll("[data-help]")) {
  button.addEventListener("click", () => {
    form.elements.server.value = button.dataset.help;
    form.elements.subject.value = button.dataset.subject;
    form.elements.message.focus();
  });
}

// Another tab of this site.
addEventListener("storage", showTickets);
showTickets();
showBackstage();

function startThread(ticket, message) {
  const { number: external_id, server } = ticket;
  const data = { server, plan: "Business", form: "support" };
  run(["do", "chat:open"]);
  run(["do", "message:thread:start", [{ topic: topicOf(ticket), external_id, data }]]);
  run(["do", "message:send", ["text", message]]);
}

function endThread(ticket) {
  run(["do", "message:thread:end", [{ external_id: ticket.number }]]);
  if (setAnswered(ticket.number, true)) showTickets();
}

// A ticket that an operator ends in the inbox is answered here too, and one reopened is open.
function threadEnded(thread) {
  if (setAnswered(thread.external_id, true)) showTickets();
}

function threadStarted(thread) {
  if (setAnswered(thread.external_id, false)) showTickets();
}

// What happened while nobody had this page open.
function takeStock() {
  for (const thread of window.$crisp.get("message:threads")) {
    if (thread.state === "ended") threadEnded(thread);
    else threadStarted(thread);
  }
}

function showTickets() {
  const all = tickets();
  document.getElementById("no-tickets").hidden = all.length > 0;
  document.getElementById("ticket-list").replaceChildren(...all.map(ticketRow));
}

function ticketRow(ticket) {
  const row = element("li", ticket.answered ? "ticket is-answered" : "ticket");
  const title = element("h3", "", topicOf(ticket));
  const facts = element("p", "facts", `${ticket.server} · ${when(ticket.at)}`);
  const state = element("p", "state", ticket.answered ? "Answered" : "Open");
  row.append(state, title, facts);
  if (!ticket.answered) row.append(answeredButton(ticket));
  return row;
}

function answeredButton(ticket) {
  const button = element("button", "", "Mark as answered");
  button.type = "button";
  button.append(element("span", "hidden", `: ticket #${ticket.number}`));
  button.addEventListener("click", () => {
    endThread(ticket);
    document.getElementById("tickets").focus();
  });
  return button;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function when(at) {
  return new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" }).format(at);
}
