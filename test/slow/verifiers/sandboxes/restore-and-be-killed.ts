import { readFile } from "node:fs/promises";
import { pino } from "pino";
import { openSandboxes } from "../../../../verifiers/sandboxes/open-sandboxes.ts";

// Restores in a sandbox until it is killed, as a Vigie would be that crashes.
const [told = ""] = process.argv.slice(2);
const { directory, engine, limits, copy } = JSON.parse(told);
const [sandbox] = await openSandboxes({
  ...{ directory, engines: [engine], limits, logger: pino({ level: "silent" }) },
});
const bytes = await readFile(copy.file);
const source = {
  sizeBytes: bytes.length,
  read: async function* ({ start = 0, end = bytes.length } = {}) {
    yield bytes.subarray(start, end);
  },
};
await sandbox?.verify(
  {
    ...{ format: copy.format, gzip: false, copies: [{ uri: "file:///copy", source }] },
    ...{ targetMs: null, level: "right", freshness: null, assertions: [] },
  },
  new AbortController().signal,
);
