/** Copies, and says so. */

import { toast } from "./toasts";

/** Copies a link; says so. */
export function copyLink(link: string): Promise<void> {
  return copied(link, "Link copied");
}

/** Copies a text; says so. */
export function copyText(text: string): Promise<void> {
  return copied(text, "Copied");
}

/** Where nothing may be copied, the text is shown instead. */
async function copied(text: string, word: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(word);
  } catch {
    toast(text);
  }
}
