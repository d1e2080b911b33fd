import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { itemsAt, valueAt } from "./value-at.ts";

type Named = { readonly name: string; readonly path: ConfigPath };
type LineOf = (path: ConfigPath) => number;

/**
 * Policies, sources, vaults, tokens and pagers are spoken of by name, so each name stands for one
 * of its sort.
 */
export function checkNames(content: unknown, lineOf: LineOf): FaultDraft[] {
  const vaults = itemsAt(content, ["sources"]).flatMap((_, index) =>
    namedIn(content, ["sources", index, "vaults"]),
  );
  return [
    ...findTwins("policies", namedIn(content, ["policies"]), lineOf),
    ...findTwins("sources", namedIn(content, ["sources"]), lineOf),
    ...findTwins("vaults", vaults, lineOf),
    ...findTwins("vaults", namedIn(content, ["verification", "vaults"]), lineOf),
    ...findTwins("tokens", namedIn(content, ["tokens"]), lineOf),
    ...findTwins("pagers", namedIn(content, ["alerts", "pagers"]), lineOf),
    ...findTwins("routes", namedIn(content, ["alerts", "routes"]), lineOf),
  ];
}

function namedIn(content: unknown, list: ConfigPath): Named[] {
  return itemsAt(content, list).flatMap((_, index) => {
    const path = [...list, index, "name"];
    const name = valueAt(content, path);
    return typeof name === "string" ? [{ name, path }] : [];
  });
}

function findTwins(sort: string, all: readonly Named[], lineOf: LineOf): FaultDraft[] {
  return all.flatMap(({ name, path }, index) => {
    const first = all.slice(0, index).find((other) => other.name === name);
    if (!first) return [];
    const message = `two ${sort} are called ${JSON.stringify(name)}: the other is on line ${lineOf(first.path)}`;
    return [{ path, at: "value", message, hint: "rename one of them" }];
  });
}
