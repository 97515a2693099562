/** Signs of one stroke, drawn without a framework. */

const SVG = "http://www.w3.org/2000/svg";

/** An icon of 24 × 24 units. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}
