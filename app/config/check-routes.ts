import { alertsSchema } from "../../schemas/alerts.ts";
import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { nearestWord } from "./nearest-word.ts";
import { itemsAt, valueAt } from "./value-at.ts";

const ROUTES = ["alerts", "routes"];
const PAGERS = ["alerts", "pagers"];
/** The process's own log, which is told of everything anyway. */
const LOG = "log";

/** Routes lead to pagers that there are, and the last one takes what no other took. */
export function checkRoutes(content: unknown): FaultDraft[] {
  const routes = itemsAt(content, ROUTES);
  if (routes.length === 0) return [];
  return [
    ...routes.flatMap((_, index) => checkTo(content, [...ROUTES, index, "to"])),
    ...checkLast(content, routes.length - 1),
    ...checkSeverities(content),
  ];
}

function checkTo(content: unknown, path: ConfigPath): FaultDraft[] {
  const to = valueAt(content, path);
  if (typeof to === "string") return checkPager(content, path, to);
  return itemsAt(content, path).flatMap((name, index) => {
    if (typeof name !== "string") return [];
    const at = [...path, index];
    const isTwice = itemsAt(content, path).indexOf(name) < index;
    if (!isTwice) return checkPager(content, at, name);
    const message = `${JSON.stringify(name)} stands before already`;
    return [{ path: at, at: "value", message, hint: "name another to fall back on" }];
  });
}

function checkPager(content: unknown, path: ConfigPath, name: string): FaultDraft[] {
  const known = itemsAt(content, PAGERS).flatMap((_, index) => {
    const called = valueAt(content, [...PAGERS, index, "name"]);
    return typeof called === "string" ? [called] : [];
  });
  if (name === LOG || known.includes(name)) return [];
  const near = nearestWord(name, known);
  const list = known.length === 0 ? "there is none" : `there are ${known.join(", ")}`;
  const hint = near === null ? `name one of alerts.pagers: ${list}` : `did you mean ${near}?`;
  return [{ path, at: "value", message: `no pager is called ${JSON.stringify(name)}`, hint }];
}

function checkLast(content: unknown, index: number): FaultDraft[] {
  const path = [...ROUTES, index];
  const read = alertsSchema.shape.routes.safeParse([valueAt(content, path)]).data?.[0];
  if (!read) return [];
  const narrow = [
    ...(Object.keys(read.match).length > 0 ? ["match"] : []),
    ...(read.kinds ? ["kinds"] : []),
    ...(read.hours ? ["hours"] : []),
    ...(read.severities.includes("critical") && read.severities.includes("warning")
      ? []
      : ["severities"]),
  ];
  if (narrow.length === 0) return [];
  const message = `is the last, and its ${narrow.join(" and ")} would leave findings that nobody is told of`;
  const hint = `add a last route with \`to\` alone; \`to: ${LOG}\` tells the log and nobody else`;
  return [{ path, at: "value", message, hint }];
}

function checkSeverities(content: unknown): FaultDraft[] {
  return itemsAt(content, PAGERS).flatMap((_, index) => {
    const path = [...PAGERS, index, "severities"];
    if (valueAt(content, path) === undefined) return [];
    const message = "says nothing where there are routes";
    return [{ path, at: "key", message, hint: "say it in alerts.routes[].severities" }];
  });
}
