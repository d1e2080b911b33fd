import { renderTable } from "../../render-table.ts";
import type { BoardsBench } from "./bench-boards.ts";
import type { PanelTimes } from "./measure-panel.ts";

/** In which a panel has to answer. */
const P95_MS_MAX = 1_000;

/** The figures as a table for a person. */
export function renderBoards({ series, days, rounds, panels }: BoardsBench): string {
  return renderTable(
    [`${series} series, ${days} days, ${rounds} times`, "of", "p50", "p95", "CPU", "rows read"],
    panels.map(({ panel, whose, p50Ms, p95Ms, cpuMs, rowsRead, failure }) => [
      panel,
      whose,
      `${p50Ms} ms`,
      failure ?? `${p95Ms} ms${p95Ms > P95_MS_MAX ? " (slow)" : ""}`,
      `${cpuMs} ms`,
      `${rowsRead}`,
    ]),
  );
}

/** Whether every panel answers in time. */
export function areFast(panels: readonly PanelTimes[]): boolean {
  return panels.every(({ p95Ms, failure }) => failure === null && p95Ms <= P95_MS_MAX);
}
