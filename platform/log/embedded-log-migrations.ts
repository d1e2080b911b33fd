import { readFileSync } from "node:fs";

const NAMES = ["0001-log.sql", "0002-traceparent.sql", "0003-upkeep.sql"];

export const EMBEDDED_LOG_MIGRATIONS = NAMES.map((name) => ({
  name,
  sql: readFileSync(new URL(`./migrations/${name}`, import.meta.url), "utf8"),
}));
