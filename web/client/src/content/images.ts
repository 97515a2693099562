/** Which files can be shown as pictures. */

/** Raster images, which browsers show and which the server draws anew: `PICTURES` in `domain/files.py`. */
const IMAGES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** Whether a file can be shown as a picture. */
export function isImage(media: string): boolean {
  return IMAGES.has(media);
}
