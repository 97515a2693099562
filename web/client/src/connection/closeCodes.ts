/** Why sockets close (docs/protocol.md). */

export const LEAVING = 1000;
/** Abnormal closure, the code browsers give when a connection is simply gone. */
export const GONE = 1006;
/** What we tell a server that we stopped believing in; it will hardly hear it. */
export const GIVEN_UP = 4000;
export const TOO_MANY = 4529;

/** Whether a socket closed with `code` should be opened again. */
export function comesBack(code: number): boolean {
  return code < 4400 || code > 4499;
}
