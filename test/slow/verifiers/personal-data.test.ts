import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLedger } from "../../../analyzers/findings/create-ledger.ts";
import { createProofWatch } from "../../../analyzers/proofs/proof-watch.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../../verifiers/proof/seal-proof.ts";
import { sealReport } from "../../../verifiers/report/seal-report.ts";
import {
  openSandboxes,
  type Sandboxes,
} from "../../../verifiers/sandboxes/pglite/open-sandboxes.ts";
import { verifyCopy } from "../../../verifiers/verify-copy.ts";
import { makeProof } from "../../verifiers/make-proof.ts";
import { aReport, aWeek, someKeys } from "../../verifiers/report/a-week.ts";
import { makeBackups } from "./make-backups.ts";

/** Planted in rows; none of it may leave the sandbox. */
const PLANTED = ["Zénobie", "Quatremère", "zenobie.q@example.org", "4970101234567890"];
const [NAME, SURNAME, MAIL, CARD] = PLANTED;
const VALUES = `'${NAME} ${SURNAME}', '${MAIL}', '${CARD}'`;
const AT = Date.parse("2026-11-20T06:00:00Z");
const TABLE = "CREATE TABLE public.guests (name text, mail text, card text);\n";
const INSERT = `INSERT INTO public.guests VALUES (${VALUES});\n`;

let directory: string;
let sandboxes: Sandboxes;
let dump: string;
let logged = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-personal-"));
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged += String(chunk);
      done();
    },
  });
  const limits = { secondsMax: 120, memoryMax: 2 * 2 ** 30, bytesMax: 2 ** 30 };
  const logger = createLogger({ level: "trace", destination });
  sandboxes = await openSandboxes({ directory: join(directory, "sandboxes"), limits, logger });
  dump = (await makeBackups([]))[0]?.dump ?? expect.fail();
});
afterAll(() => rm(directory, { recursive: true }));

/** The dump with statements before its end marker. */
function withStatements(sql: string): string {
  const end = dump.lastIndexOf("--\n-- PostgreSQL database dump complete");
  return `${dump.slice(0, end)}${sql}\n${dump.slice(end)}`;
}

async function verify(bytes: string) {
  const file = join(directory, "copy.sql");
  await writeFile(file, bytes);
  const value = createHash("sha256").update(bytes).digest("hex");
  const { series, runId, copy } = makeProof("1");
  const place = { uri: pathToFileURL(file).href, sizeBytes: Buffer.byteLength(bytes) };
  const asked = { id: "asked", series, runId, runStartedAt: null, level: "right" } as const;
  return verifyCopy(
    {
      ...asked,
      copy: { ...copy, ...place, checksum: { algorithm: "sha256", value } },
      ...{ reason: "due", askedAt: "2026-11-20T06:00:00Z" },
    },
    {
      ...{ sandboxes, clock: createSimulatedClock(AT), last: null, bytesMax: 2 ** 30 },
      ...{ vaults: [directory], version: "1.0.0" },
      policy: policySchema.parse({ name: "daily", match: {}, schedule: { cron: "0 1 * * *" } }),
    },
  );
}

test.each([
  ["restores", INSERT, "proven"],
  [
    "repeats what must be unique",
    `${INSERT}${INSERT}CREATE UNIQUE INDEX one ON public.guests (mail);\n`,
    "failed",
  ],
  ["breaks a check", `ALTER TABLE public.guests ADD CHECK (card = '');\n${INSERT}`, "failed"],
  [
    "has a value of no date",
    `ALTER TABLE public.guests ADD born date;\nINSERT INTO public.guests VALUES (${VALUES}, '${MAIL}');\n`,
    "failed",
  ],
  [
    "is no SQL in the middle of a value",
    `INSERT INTO public.guests VALUES (${VALUES};\n`,
    "failed",
  ],
])(
  "nothing of a row is in proof, finding, report or log where the dump %s",
  async (_what, sql, outcome) => {
    const proof = await verify(withStatements(`${TABLE}${sql}`));
    expect(proof.outcome).toBe(outcome);
    const sealed = sealProof(proof, NO_PROOF_BEFORE, someKeys());
    const ledger = createLedger();
    createProofWatch(ledger).accept(sealed, AT);
    const findings = ledger.takeChanges();
    expect(findings).toHaveLength(outcome === "failed" ? 1 : 0);
    const { html, json } = sealReport(aReport({ ...aWeek(), proofs: [sealed] }), someKeys());
    const said = [JSON.stringify(sealed), JSON.stringify(findings), html, json, logged].join("\n");
    for (const planted of PLANTED) expect(said).not.toContain(planted);
    expect(proof.sandbox).toEqual({ ended: "done", cleanup: "done" });
  },
);
