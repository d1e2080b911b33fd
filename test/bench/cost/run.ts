import process from "node:process";
import { parseArgs } from "node:util";
import { renderTable } from "../../../app/render-table.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { type EngineCost, measureEngine } from "./measure-engine.ts";
import { type MachineCost, measureMachine } from "./measure-machine.ts";

/** `npm run bench:cost`: see docs/bench-detection.md. */
const { values } = parseArgs({
  options: {
    series: { type: "string", default: "10000,100000,1000000" },
    machine: { type: "string", default: "1000,10000" },
    days: { type: "string", default: "90" },
    awake: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const clock = createSystemClock();
const days = Number(values.days);
/** In MB; half of the heap where it is not said. */
const awakeBytesMax = values.awake === undefined ? undefined : 1e6 * Number(values.awake);
const machine: MachineCost[] = [];
const engine: EngineCost[] = [];
for (const series of sizesIn(values.machine))
  machine.push(await measureMachine(series, days, { clock, awakeBytesMax }));
for (const series of sizesIn(values.series)) engine.push(await measureEngine(series, days, clock));
process.stdout.write(
  values.json ? `${JSON.stringify({ engine, machine }, null, 2)}\n` : `${renderCost()}\n`,
);

/** Whole numbers between commas; none of an empty text. */
function sizesIn(text: string): readonly number[] {
  return text.split(",").filter(Boolean).map(Number);
}

function renderCost(): string {
  return [renderRows(engine), renderRows(machine)].filter(Boolean).join("\n\n");
}

/** One column a size. */
function renderRows(costs: readonly object[]): string {
  const [first] = costs;
  if (!first) return "";
  const names = Object.keys(first);
  const cells = costs.map((cost) => new Map(Object.entries(cost)));
  const rows = names.map((name) => [name, ...cells.map((cell) => sayCell(cell.get(name)))]);
  return renderTable(["", ...costs.map(() => "")], rows);
}

function sayCell(value: unknown): string {
  if (typeof value === "number") return String(Number(value.toPrecision(3)));
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([name, cell]) => `${sayCell(cell)} ${name}`)
    .join(", ");
}
