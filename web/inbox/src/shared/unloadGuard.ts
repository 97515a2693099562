/** Files live as long as the page: the browser asks before it goes while some wait or are on their way. */

/** `loses` answers whether something would be lost; gives the way to stop asking. */
export function guardUnload(loses: () => boolean): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (loses()) event.preventDefault();
  };
  addEventListener("beforeunload", ask);
  return () => removeEventListener("beforeunload", ask);
}
