/** How large a picture is drawn in the timeline. */

const WIDTH = 360;
const HEIGHT = 280;

/** The size it is drawn at, kept free before it is loaded; nothing when it is not known. */
export function pictureSize({ width, height }: { width: number | null; height: number | null }): {
  width?: number;
  height?: number;
} {
  if (!width || !height) return {};
  const scale = Math.min(1, WIDTH / width, HEIGHT / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
