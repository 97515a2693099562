/** What the frame of a picture says to the inbox. */

/** How large the picture is, in pixels; `null`: it cannot be shown. */
export type Loaded = { width: number; height: number } | null;

/** Reads what came from a frame; `undefined` when it is nothing of the kind. */
export function loadedOf(data: unknown): Loaded | undefined {
  if (data === null) return null;
  if (typeof data !== "object" || !("width" in data) || !("height" in data)) return undefined;
  const { width, height } = data;
  const isSize = typeof width === "number" && typeof height === "number" && width > 0 && height > 0;
  return isSize ? { width, height } : undefined;
}
