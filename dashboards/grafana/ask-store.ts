import { DATA_SOURCES } from "./data-sources.ts";

/** Of the store's plugin, with which these boards were made. */
const PLUGIN_VERSION = "4.14.0";
/** Rows as they are, which the plugin calls format 1. */
const AS_TABLE = 1;

/** A question to the store, as the plugin keeps it (`src/types/sql.ts` of its sources). */
export function askStore(rawSql: string) {
  return {
    refId: "A",
    datasource: DATA_SOURCES.store,
    pluginVersion: PLUGIN_VERSION,
    editorType: "sql",
    queryType: "table",
    format: AS_TABLE,
    rawSql,
    _implementsDataqueryVariant: () => undefined,
  };
}
