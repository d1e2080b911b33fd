import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { Verification } from "../../../schemas/proof.ts";
import { createInspector } from "../../../verifiers/formats/child/create-inspector.ts";
import { checkChain } from "../../../verifiers/proof/check-proof.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { openSandboxes } from "../../../verifiers/sandboxes/open-sandboxes.ts";
import { verifyCopy } from "../../../verifiers/verify-copy.ts";
import { openProofLedger } from "../../../verifiers/worker/open-proof-ledger.ts";
import { openTestState } from "../../services/open-test-state.ts";
import { missingPostgres } from "../../services/postgres/start-postgres.ts";
import { makeProof } from "../../verifiers/make-proof.ts";
import { visitorDump } from "./sandboxes/postgres-dumps.ts";

const LIMITS = { secondsMax: 120, memoryMax: 2 ** 31, bytesMax: 2 ** 30, diskMax: 2 ** 31 };
const HOUR_MS = 3_600_000;
const SET_BACK_EVERY_MS = 50;
const missing = missingPostgres(process.env);

/** Sets this machine's clock back by an hour, again and again. */
function setBackClock(): void {
  const { now } = Date;
  let behindMs = 0;
  const setting = setInterval(() => {
    behindMs += HOUR_MS;
  }, SET_BACK_EVERY_MS);
  const spy = vi.spyOn(Date, "now").mockImplementation(() => now.call(Date) - behindMs);
  onTestFinished(() => {
    clearInterval(setting);
    spy.mockRestore();
  });
}

describe.skipIf(missing !== null)(`a clock set back${missing ? ` (${missing})` : ""}`, () => {
  test("amid a restore takes no later proof from the series", { timeout: 240_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), "vigie-set-back-"));
    await chmod(directory, 0o711);
    const state = await openTestState(directory);
    onTestFinished(async () => {
      await state.close();
      await rm(directory, { recursive: true });
    });
    const keys = await openKeys(join(directory, "keys"));
    const ledger = await openProofLedger(state, keys);
    const sandboxes = await openSandboxes({
      ...{ directory: join(directory, "own"), limits: LIMITS, logger: pino({ level: "silent" }) },
      engines: [{ kind: "postgresql", directory, user: "nobody" }],
    });
    const { signal } = new AbortController();
    const inspect = createInspector({ ...LIMITS, signal });
    const { bytes } = visitorDump();
    const file = join(directory, "visitor.sql");
    await writeFile(file, bytes);
    const { series, runId, copy } = makeProof("1");
    const place = { uri: pathToFileURL(file).href, sizeBytes: bytes.length, checksum: null };
    setBackClock();
    const proofs = [];
    for (const id of ["first", "second"]) {
      const verification: Verification = {
        ...{ id, series, runId, copy: { ...copy, ...place }, level: "restored", reason: "due" },
        ...{ runStartedAt: null, askedAt: "2026-11-20T06:00:00Z" },
      };
      const proof = await verifyCopy(verification, {
        ...{ sandboxes, signal, clock: createSystemClock(), policy: null, inspect },
        ...{ last: null, bytesMax: LIMITS.bytesMax, vaults: [directory] },
      });
      proofs.push(await ledger.seal(verification, proof));
    }
    expect(checkChain(proofs, { publicKeyPem: keys.publicKeyPem }).reasons).toEqual([]);
    for (const { checks, restoreSeconds, startedAt, finishedAt } of proofs) {
      expect(checks.filter(({ verdict }) => verdict !== "pass").map(({ name }) => name)).toEqual([
        "checksum",
      ]);
      expect(restoreSeconds).not.toBeLessThan(0);
      expect(Date.parse(finishedAt)).not.toBeLessThan(Date.parse(startedAt));
    }
  });
});
