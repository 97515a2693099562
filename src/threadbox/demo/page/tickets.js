// The site's own tickets, kept in this browser. Threadbox knows them as threads, by `external_id`.

const KEY = "acme-tickets";
const FIRST_NUMBER = 1929383;

/** @typedef {{number: string, server: string, subject: string, at: number, answered: boolean}} Ticket */

/** All tickets, newest first. @returns {Ticket[]} */
export function tickets() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return ofThisPage; // storage is switched off, or somebody else wrote there
  }
}

/** A new ticket with the next number. @returns {Ticket} */
export function openTicket(server, subject) {
  const known = tickets();
  const number = String(known.length ? Number(known[0].number) + 1 : FIRST_NUMBER);
  const ticket = { number, server, subject, at: Date.now(), answered: false };
  keep([ticket, ...known]);
  return ticket;
}

/** Notes whether a ticket is answered. Says whether that was news. */
export function setAnswered(number, answered) {
  const known = tickets();
  const ticket = known.find((each) => each.number === number);
  if (!ticket || ticket.answered === answered) return false;
  ticket.answered = answered;
  keep(known);
  return true;
}

/** The thread's name in the chat and in the inbox. */
export function topicOf(ticket) {
  return `${ticket.subject} (Ticket #${ticket.number})`;
}

// Without storage a ticket lives as long as the page.
let ofThisPage = [];

function keep(all) {
  ofThisPage = all;
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // `tickets` knows.
  }
}
