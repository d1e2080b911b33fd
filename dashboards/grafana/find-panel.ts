import assert from "node:assert/strict";
import type { Panel } from "../panels/panel.ts";
import { PANELS } from "../panels/panels.ts";

/** The panel of that name; boards name only those that are. */
export function findPanel(name: string): Panel {
  const panel = PANELS.find((one) => one.name === name);
  assert(panel, `no panel is called ${name}`);
  return panel;
}
