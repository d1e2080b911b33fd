import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkEvidence } from "../../../app/commands/check-evidence.ts";
import { addRequest } from "../../../app/commands/requests/add-request.ts";
import { addWindow } from "../../../app/commands/requests/add-window.ts";
import { configSchema } from "../../../schemas/config.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { type RestoreRequest, requestSchema } from "../../../schemas/request.ts";
import { type Series, seriesKey } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { windowEntrySchema } from "../../../schemas/window.ts";
import type { Backup } from "../../../verifiers/chains/backup.ts";
import { executeRequest } from "../../../verifiers/requests/execute-request.ts";
import { startVerificationWorker } from "../../../verifiers/start-verification-worker.ts";
import { runCommand } from "../../app/commands/run-command.ts";
import { aFull, aLog, NIGHT_MS } from "../../verifiers/chains/a-link.ts";
import { type Estate, openEstate, seriesOf } from "../verifiers/open-estate.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const TO = ["--to", "pg-1/VisitorDb", "--reason", "wrong import"];
const TICKET = ["--ticket", "SUP-1042", "--asked-by", "Amélie"];

let estate: Estate;
beforeAll(async () => {
  estate = await openEstate(NIGHT_MS);
  const folder = new URL("../../verifiers/golden/", import.meta.url);
  const dump = await readFile(new URL("visitor-15-copy.sql", folder));
  await estate.backUp("VisitorDb", "run-1", dump);
  await estate.clock.advanceTo(NIGHT_MS + 24 * HOUR_MS);
  await estate.backUp("VisitorDb", "run-2", dump);
  for (const backup of LEDGER) await tell(backup);
  await know(seriesOf("VisitorDb"));
  await know({ ...seriesOf("Ledger"), backupType: "log" });
  await know({ ...seriesOf("Badges"), tenant: "globex", instance: "PAR-SQL-03" });
  await estate.clock.advanceTo(NIGHT_MS + 24 * HOUR_MS + 2 * MINUTE_MS);
});
afterAll(() => estate.close());

/** A full and three logs, as their jobs and collectors tell of them. */
const LEDGER = [
  aFull("F", 0, 100),
  aLog("l1", 10, [90, 200]),
  aLog("l2", 20, [200, 300]),
  aLog("l3", 30, [300, 400]),
].map((backup) => ({
  ...backup,
  series: { ...seriesOf("Ledger"), backupType: backup.series.backupType },
}));

async function tell({ series, runId, startedAtMs, finishedAtMs, chain, copies }: Backup) {
  const facts = Object.entries(chain ?? {}).filter(([, value]) => value !== null);
  const run = {
    ...{ series, runId, sizeBytes: 1_000 },
    ...{ startedAt: instantToJson(startedAtMs), finishedAt: instantToJson(finishedAtMs) },
    chain: Object.fromEntries(facts.map(([name, value]) => [name, String(value)])),
  };
  await estate.send("vigie.backup.succeeded.v1", finishedAtMs, run, series);
  for (const { checksum: _none, ...copy } of copies) {
    const observed = { ...copy, observedAt: instantToJson(finishedAtMs) };
    const data = { series, runId, copy: observed };
    await estate.send("vigie.copy.observed.v1", finishedAtMs, data, series);
  }
}

/** As the analysis tells of a series, so that commands know it by its name. */
async function know(series: Series) {
  const unknown = { policy: null, state: "unknown", slot: null, nextSlot: null };
  const last = { lastSuccessAt: null, lastSizeBytes: null };
  const state = { series, version: 1, ...unknown, ...last, updatedAt: instantToJson(NIGHT_MS) };
  const entry = { key: seriesKey(series), value: JSON.stringify(state) };
  await estate.log.append(TOPICS.seriesStates, [entry]);
}

function vigie(...words: readonly string[]) {
  const { directory: data, verifying, clock } = estate;
  const verification = { vaults: verifying.vaults, engines: [{ kind: "pglite" }] };
  const config = { ...configSchema.parse({ data, verification }), policies: verifying.policies };
  return runCommand([addRequest, addWindow], words, { config, clock });
}

async function request(author: string, ...words: readonly string[]) {
  const said = ["--author", author, ...(words[0] === "open" ? [] : ["--reason", "said so"])];
  const { out, code } = await vigie("request", ...words, ...said, "--json");
  return { request: requestSchema.parse(JSON.parse(out.join("\n"))), code };
}

async function open(asset: string, ...words: readonly string[]): Promise<RestoreRequest> {
  return (await request("Bo", "open", asset, ...TICKET, ...TO, ...words)).request;
}

test("a request goes from its ticket to a sealed report, never without another person's approval", async () => {
  const opened = await open("VisitorDb", "--at", instantToJson(NIGHT_MS + HOUR_MS));
  const { id } = opened;
  expect(id).toBe("R-2026-0001");
  await expect(open("VisitorDb", "--at", instantToJson(NIGHT_MS + HOUR_MS))).rejects.toThrow(
    "The request R-2026-0001 asks for the same",
  );

  const planned = await request("Cy", "plan", id);
  expect(planned).toMatchObject({ code: 0, request: { state: "planned" } });
  const { plan } = planned.request;
  expect(plan).toMatchObject({
    reached: { at: "2026-11-20T00:00:00.001Z", behindSecondsMax: 3_600, stopAt: null },
    links: [{ runId: "run-1", format: "postgres-sql", copy: { role: "primary", proof: null } }],
    estimate: { seconds: null, proofs: 0 },
  });
  expect(plan?.doubts.map(({ kind }) => kind)).toEqual([
    ...["unproven", "duration-unknown", "interruption-not-agreed"],
  ]);

  await expect(request("Dee", "execute", id)).rejects.toThrow("takes the approval of another");
  await expect(request("Bo", "approve", id)).rejects.toThrow("Bo has opened it");
  await expect(request("cy", "approve", id)).rejects.toThrow("Cy has planned it");
  await expect(request("Dee", "approve", id, "--revision", "1")).rejects.toThrow("revision 2");
  expect(await request("Dee", "approve", id, "--revision", "2")).toMatchObject({ code: 0 });

  const executed = await request("Cy", "execute", id);
  expect(executed).toMatchObject({ code: 0, request: { state: "done" } });
  const { execution } = executed.request;
  expect(execution?.result).toMatchObject({ outcome: "proven", level: "right" });
  const proof = (await estate.readProofs()).find((one) => one.id === execution?.proofId);
  expect(proof).toMatchObject({ request: id, runId: "run-1", reason: "asked" });
  const runbook = join(estate.directory, "requests", `${id}.runbook.fr.md`);
  expect(await readFile(runbook, "utf8")).toContain("psql --no-psqlrc --set=ON_ERROR_STOP=1");

  const closed = await request("Bo", "close", id, "--outcome", "restored");
  expect(closed.request.steps.map(({ act, by }) => `${act} ${by}`)).toEqual([
    ...["open Bo", "plan Cy", "approve Dee", "execute Cy", "settle vigie", "close Bo"],
  ]);
  const text = await readFile(join(estate.directory, "requests", `${id}.fr.txt`), "utf8");
  expect(text).toContain(`Demande de restauration ${id} : clôturée`);
}, 120_000);

test("the report is checked offline, and is found out where a word of it was changed", async () => {
  const file = join(estate.directory, "requests", "R-2026-0001.json");
  const options = {
    ...{ fingerprint: estate.keys.fingerprint, keysFile: null, reportFiles: [] },
    isDirectory: false,
  };
  expect(await checkEvidence(file, options)).toMatchObject({ verdict: "sound", pinned: true });
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace('"by":"Dee"', '"by":"Bo"'));
  expect(await checkEvidence(file, options)).toMatchObject({
    verdict: "damaged",
    reasons: ["Its content is not what was signed"],
  });
});

test("what was proven and measured counts in the next plan; a bad copy is passed over", async () => {
  await estate.clock.advanceTo(estate.clock.nowMs() + 2 * MINUTE_MS);
  const { id } = await open("VisitorDb", "--run", "run-1");
  const { request: planned } = await request("Cy", "plan", id);
  expect(planned.plan?.estimate).toMatchObject({ basis: "series", proofs: 1 });
  expect(planned.plan?.estimate.seconds).toBeGreaterThan(0);
  expect(planned.plan?.links[0]?.copy.proof).toMatchObject({ level: "right", outcome: "proven" });
  await request("Dee", "approve", id);
  await rm(join(estate.directory, "vaults", "primary", "VisitorDb-run-1.sql"));
  expect(await request("Cy", "execute", id)).toMatchObject({
    code: 1,
    request: { state: "failed" },
  });
  await estate.clock.advanceTo(estate.clock.nowMs() + 2 * MINUTE_MS);
  const again = await request("Cy", "plan", id);
  expect(again.request.plan?.links[0]?.copy).toMatchObject({ role: "duplicate" });
  expect(again.request.plan?.doubts.map(({ kind }) => kind)).toContain("other-vault");
  expect(await request("Bo", "withdraw", id)).toMatchObject({ request: { state: "withdrawn" } });
}, 120_000);

test("what a running pipeline restores for a request is seen when it is looked at", async () => {
  const staging = ["--environment", "staging", "--to", "pg-9/VisitorDb"];
  const { id } = await open("VisitorDb", "--run", "run-2", ...staging);
  const { request: planned } = await request("Cy", "plan", id);
  expect(planned.plan?.doubts.map(({ kind }) => kind)).toContain("leaves-production");
  const { state, policies } = estate.verifying;
  const said = { author: "Cy", reason: "in staging", atMs: estate.clock.nowMs() };
  const asked = await executeRequest({ state, policies }, id, said);
  const again = await executeRequest({ state, policies }, id, said);
  expect(asked).toMatchObject({ ok: true, verification: { request: id, runId: "run-2" } });
  expect(again).toEqual(asked);
  const { verification } = asked.ok ? asked : expect.fail();
  const worker = await startVerificationWorker(estate.verifying);
  const entry = { key: seriesKey(verification.series), value: JSON.stringify(verification) };
  await estate.log.append(TOPICS.verifications, [entry]);
  await estate.clock.advanceTo(estate.clock.nowMs() + 5 * MINUTE_MS);
  await worker.stop();
  const { out } = await vigie("request", "show", id, "--json");
  expect(JSON.parse(out.join("\n"))).toMatchObject({
    state: "done",
    execution: { result: { outcome: "proven" } },
  });
}, 120_000);

test("a machine of another series' production is not staging, however it is named", async () => {
  const to = ["--environment", "staging", "--to", "tcp:par-sql-03.corp.local,1433/VisitorDb"];
  const { id } = await open("VisitorDb", "--run", "run-2", ...to);
  const { request: planned } = await request("Cy", "plan", id);
  expect(planned.plan).toMatchObject({ productionInstance: "PAR-SQL-03" });
  await expect(request("Cy", "execute", id)).rejects.toThrow("takes the approval of another");
  await expect(vigie("request", "show", id, "--runbook")).rejects.toThrow("is not approved");
  const { request: approved } = await request("Dee", "approve", id);
  expect(approved.steps.map(({ via }) => via)).toEqual(Array(3).fill("command line"));
  const { out } = await vigie("request", "show", id, "--runbook");
  expect(out.join("\n")).toContain("psql --no-psqlrc");
  await request("Dee", "refuse", id);
  await expect(vigie("request", "show", id, "--runbook")).rejects.toThrow("was refused");
  expect(await request("Bo", "withdraw", id)).toMatchObject({ request: { state: "withdrawn" } });
});

test("a plan that leads nowhere names the first point after it, and can't be approved", async () => {
  const { id } = await open("VisitorDb", "--at", instantToJson(NIGHT_MS - HOUR_MS));
  const { request: planned, code } = await request("Cy", "plan", id);
  expect({ code, reached: planned.plan?.reached }).toEqual({ code: 1, reached: null });
  expect(planned.plan?.nearest).toEqual({ before: null, after: "2026-11-20T00:00:00.001Z" });
  await expect(request("Dee", "approve", id)).rejects.toThrow("Its plan leads nowhere");
  const { out } = await vigie("request", "show", "--lang", "fr");
  expect(out.join("\n")).toMatch(
    /R-2026-0005 +planifiée[\s\S]*R-2026-0003 +réalisée[\s\S]*R-2026-0002 +retirée/,
  );
  await expect(vigie("request", "show", "R-2026-0009")).rejects.toThrow("There is no request");
});

test("the window holds an interval of logs, which ends where a log is removed", async () => {
  const ask = async () => {
    const { out, code } = await vigie("window", "acme/Ledger", "--json");
    return { entries: out.map((line) => windowEntrySchema.parse(JSON.parse(line))), code };
  };
  const named = { vault: "dc1", kind: "interval", from: "2026-11-20T00:00:11Z" };
  const whole = await ask();
  expect(whole.code).toBe(0);
  expect(whole.entries).toContainEqual(
    expect.objectContaining({ ...named, until: "2026-11-20T00:30:00Z", logs: 3, ends: null }),
  );
  const lost = LEDGER.find(({ runId }) => runId === "l2") ?? expect.fail();
  const [copy] = lost.copies;
  const { role, vault, uri } = copy ?? expect.fail();
  const removedAt = instantToJson(estate.clock.nowMs());
  const data = { series: lost.series, runId: "l2", copy: { role, vault, uri, removedAt } };
  await estate.send("vigie.copy.removed.v1", estate.clock.nowMs(), data, lost.series);
  await estate.clock.advanceTo(estate.clock.nowMs() + 2 * MINUTE_MS);
  const cut = await ask();
  expect(cut.code).toBe(1);
  const ends = {
    en: expect.stringMatching(/log backup l2 .* has no good copy/),
    fr: expect.any(String),
  };
  expect(cut.entries).toContainEqual(
    expect.objectContaining({ ...named, until: "2026-11-20T00:10:00Z", logs: 1, ends }),
  );
  expect(cut.entries).toContainEqual(expect.objectContaining({ kind: "broken", runId: "l3" }));
});
