import { relative, resolve, sep } from "node:path";
import { configSchema } from "../../schemas/config.ts";
import type { FaultDraft } from "./fault-draft.ts";
import { valueAt } from "./value-at.ts";

/** A backup that lies in what it backs up is lost with it. */
export function checkBackup(content: unknown): FaultDraft[] {
  const path = ["backup", "to"];
  const to = valueAt(content, path);
  const data = configSchema.shape.data.safeParse(valueAt(content, ["data"])).data;
  if (typeof to !== "string" || to === "" || data === undefined) return [];
  const [first] = relative(resolve(data), resolve(to)).split(sep);
  if (first === "..") return [];
  const message = `${to} lies in ${data}, which it is to outlive`;
  return [
    { path, at: "value", message, hint: "name a directory elsewhere, best on another machine" },
  ];
}
