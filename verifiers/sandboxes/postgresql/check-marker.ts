import assert from "node:assert";
import type { ServerEngine } from "./connect-engine.ts";

const MARKER = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'vigie_sandbox'";

/** Nothing is done in a server that is not the sandbox of this name: it might be production. */
export async function checkMarker(engine: ServerEngine, name: string): Promise<void> {
  assert.equal(await engine.serverName(), name, "the server is not the sandbox's");
  const { rows } = await engine.query(MARKER);
  assert.equal(rows.length, 1, "the sandbox carries no marker");
}
