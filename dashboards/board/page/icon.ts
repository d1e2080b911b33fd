import type { Severity } from "../../../schemas/finding.ts";
import type { SlotState } from "../../../schemas/series-state.ts";

const SVG = "http://www.w3.org/2000/svg";
const CROSS =
  "M5.2 4.1 8 6.9l2.8-2.8 1.1 1.1L9.1 8l2.8 2.8-1.1 1.1L8 9.1l-2.8 2.8-1.1-1.1L6.9 8 4.1 5.2z";
const CHECK = "M4.3 8.2 5.5 7l1.8 1.8L10.7 5.4l1.2 1.2-4.6 4.6z";
const OCTAGON = "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z";
const DISC = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z";
const TRIANGLE = "M8 1.2 15.6 14.6H.4z";
const SHIELD = "M8 .8 14.2 3v4.8c0 3.4-2.6 6-6.2 7.4-3.6-1.4-6.2-4-6.2-7.4V3z";
const BANG = "M7.1 4.4h1.8v4.4H7.1zM7.1 10h1.8v1.8H7.1z";
const LOW_BANG = "M7.1 6h1.8v4H7.1zM7.1 11h1.8v1.8H7.1z";
const RING = "M8 1.9a6.1 6.1 0 1 0 0 12.2A6.1 6.1 0 0 0 8 1.9z";
const QUESTION = "M6.1 6.3a1.9 1.9 0 1 1 2.8 1.7c-.6.4-.9.7-.9 1.4M8 11.4v.2";

type ProofIcon = "proven" | "proofFailed" | "unproven";
type Shape = { readonly fill?: string; readonly stroke?: string; readonly dashed?: string };

/** Each meaning has its own outline, so that none depends on its colour. */
const SHAPES = {
  missing: { fill: `${OCTAGON}${CROSS}` },
  failed: { fill: `${DISC}${CROSS}` },
  stuck: { fill: `${DISC}M5.2 4.8h2v6.4h-2zM8.8 4.8h2v6.4h-2z` },
  late: { fill: `${TRIANGLE}${LOW_BANG}` },
  unprotected: { fill: "M8 .6 15.4 8 8 15.4.6 8zM7.1 4.4h1.8v4.4H7.1zM7.1 10h1.8v1.8H7.1z" },
  unknown: { stroke: QUESTION, dashed: RING },
  running: { stroke: RING, fill: "M6.3 4.9v6.2L11.5 8z" },
  waiting: { stroke: `${RING}M8 4.6V8l2.4 1.5` },
  skipped: { stroke: `${RING}M5 8h6` },
  filled: { fill: `${DISC}${CHECK}` },
  critical: { fill: `${OCTAGON}${BANG}` },
  warning: { fill: `${TRIANGLE}${LOW_BANG}` },
  info: { stroke: `${RING}M8 7.4v3.8M8 4.9v.2` },
  proven: { fill: `${SHIELD}${CHECK}` },
  proofFailed: { fill: `${SHIELD}${CROSS}` },
  unproven: { stroke: QUESTION, dashed: SHIELD },
} as const satisfies Record<SlotState | Severity | ProofIcon, Shape>;

export type IconName = keyof typeof SHAPES;

/**
 * A shape of 16 by 16 in the colour of its text; hidden from screen readers, since a word always
 * stands beside it.
 */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const shape: Shape = SHAPES[name];
  for (const kind of ["fill", "stroke", "dashed"] as const) {
    const outline = shape[kind];
    if (!outline) continue;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", kind);
    path.setAttribute("d", outline);
    svg.append(path);
  }
  return svg;
}
