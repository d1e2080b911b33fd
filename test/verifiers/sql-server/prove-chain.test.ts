import { expect, test } from "vitest";
import { proofSchema } from "../../../schemas/proof.ts";
import { drawInstant } from "../../../verifiers/chains/draw-instant.ts";
import { aDifferential, aFull, aLog } from "../chains/a-link.ts";
import { openChainWorld } from "./chain-world.ts";

const NIGHT = [
  aFull("F", 0, 100),
  aLog("l1", 10, [90, 200]),
  aDifferential("D", 15, 210, "set-F"),
  aLog("l2", 20, [200, 300]),
  aLog("l3", 30, [300, 400]),
];

test("a differential is restored on its full, and the proof names both with their bytes", async () => {
  await using night = await openChainWorld(NIGHT);
  const proof = await night.verify("D");
  expect(proof).toMatchObject({ outcome: "proven", level: "restored" });
  expect(night.restored()).toEqual(["DATABASE dc1/F.bak", "DATABASE dc1/D.bak"]);
  expect(proof.chain?.map(({ runId, vault }) => [runId, vault])).toEqual([
    ["F", "dc1"],
    ["D", "dc1"],
  ]);
  const full = night.backups.find(({ runId }) => runId === "F");
  expect(proof.chain?.[0]).toMatchObject({
    uri: full?.copies[0]?.uri,
    read: { sha256: full?.copies[0]?.checksum?.value },
  });
  expect(proof.chain?.[1]?.read).toEqual(proof.read);
  expect(proof.target).toBeUndefined();
});

test("a log is restored to an instant within it that anybody can draw again", async () => {
  await using night = await openChainWorld(NIGHT);
  const proof = await night.verify("l3");
  expect(proof).toMatchObject({ outcome: "proven", level: "restored" });
  expect(night.restored()).toEqual([
    ...["DATABASE dc1/F.bak", "DATABASE dc1/D.bak"],
    ...["LOG dc1/l2.bak", "LOG dc1/l3.bak"],
  ]);
  const { at, drawnFrom } = proof.target ?? expect.fail();
  expect(drawnFrom).toEqual({ from: "2026-11-20T00:20:11Z", until: "2026-11-20T00:30:00Z" });
  const [fromMs = 0, untilMs = 0] = [drawnFrom?.from ?? "", drawnFrom?.until ?? ""].map(Date.parse);
  const facts = { id: proof.id, sha256: proof.read?.sha256 ?? "" };
  expect(Date.parse(at)).toBe(drawInstant({ fromMs, untilMs }, facts));
  const local = new Date(Date.parse(at) + 2 * 3_600_000).toISOString().replace("Z", "");
  expect(
    night.world.state.ran.filter(({ sql }) => sql.includes(`STOPAT = N'${local}'`)),
  ).toHaveLength(2);
});

test("a drawn instant that a database at rest cannot reach is no fault of the log's", async () => {
  await using night = await openChainWorld(NIGHT);
  const { backups } = night.world.state;
  const [last = expect.fail()] = backups.get("/mnt/dc1/l3.bak") ?? [];
  backups.set("/mnt/dc1/l3.bak", [{ ...last, endsAtMs: 0 }]);
  const proof = await night.verify("l3");
  expect(proof).toMatchObject({ outcome: "proven", level: "restored" });
  expect(proof.target).toBeUndefined();
  const links = proof.checks.find(({ name }) => name === "links");
  expect(links?.observed["notReached"]).toMatch(/^2026-11-20T00:2/);
  const asked = await night.verify("l3", { targetAt: "2026-11-20T00:25:00Z" });
  expect(asked).toMatchObject({ outcome: "failed", target: { at: "2026-11-20T00:25:00Z" } });
});

test("a log is restored to the instant that is asked for", async () => {
  await using night = await openChainWorld(NIGHT);
  const targetAt = "2026-11-20T00:25:00Z";
  const proof = await night.verify("l3", { targetAt });
  expect(proof).toMatchObject({ outcome: "proven", target: { at: targetAt } });
  expect(proof.target?.drawnFrom).toBeUndefined();
});

test("a link that is damaged in one vault is taken from the other, which the proof says", async () => {
  await using night = await openChainWorld(NIGHT);
  night.damage("dc1", "F");
  night.remove("dc1", "l2");
  const proof = await night.verify("l3");
  expect(proof).toMatchObject({ outcome: "proven", level: "restored" });
  expect(proof.chain?.map(({ runId, vault }) => `${vault} ${runId}`)).toEqual([
    ...["dc2 F", "dc1 D", "dc2 l2", "dc1 l3"],
  ]);
  const links = proof.checks.find(({ name }) => name === "links");
  expect(links?.observed["passedOver"]).toMatchObject([
    { vault: "dc1", isBad: true },
    { vault: "dc1", isBad: true },
  ]);
});

test("a link that is bad in both vaults fails as a chain, which names it", async () => {
  await using night = await openChainWorld(NIGHT);
  for (const vault of ["dc1", "dc2"]) night.damage(vault, "F");
  const proof = await night.verify("D");
  expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed", level: "sound" });
  expect(proof.checks.at(-1)).toMatchObject({
    ...{ name: "links", fault: "chain", verdict: "fail" },
    observed: { missing: { runId: "F" }, copies: [{ isBad: true }, { isBad: true }] },
  });
  expect(night.restored()).toEqual([]);
});

test.each([
  ["F", "restore-failed", { name: "links", level: "restored", fault: "chain" }],
  ["D", "copy-damaged", { name: "structure", level: "sound", fault: "backup" }],
])(
  "damage that only the server sees is the base's or the copy's own: %s",
  async (runId, failure, check) => {
    await using night = await openChainWorld(NIGHT);
    const { backups } = night.world.state;
    const [backup = expect.fail()] = backups.get(`/mnt/dc1/${runId}.bak`) ?? [];
    backups.set(`/mnt/dc1/${runId}.bak`, [{ ...backup, damage: "container" }]);
    const proof = await night.verify("D");
    expect(proof).toMatchObject({ outcome: "failed", failure });
    expect(proof.checks.find(({ verdict }) => verdict === "fail")).toMatchObject(check);
  },
);

test("a log that is missing fails as a chain, which says after which", async () => {
  await using night = await openChainWorld(NIGHT);
  const known = night.backups.filter(({ runId }) => runId !== "l2");
  const proof = await night.verify("l3", {}, known);
  expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed" });
  expect(proof.checks.at(-1)).toMatchObject({
    ...{ name: "links", fault: "chain" },
    observed: { missing: { afterLsn: "215" }, before: { runId: "D" } },
  });
});

test("what the store says and the server refuses fails as a chain too", async () => {
  await using night = await openChainWorld(NIGHT);
  night.world.state.backups.set("/mnt/dc1/D.bak", [
    { ...(night.world.state.backups.get("/mnt/dc1/D.bak")?.[0] ?? expect.fail()), firstLsn: 7 },
  ]);
  const proof = await night.verify("D");
  expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed" });
  expect(proof.checks.find(({ name }) => name === "restore-differential")).toMatchObject({
    ...{ verdict: "fail", fault: "chain" },
    observed: { errors: [{ number: 3136 }, { number: 3013 }] },
  });
});

test("without an engine that restores chains nothing is claimed, and nothing more is read", async () => {
  await using night = await openChainWorld(NIGHT);
  for (const vault of ["dc1", "dc2"]) night.remove(vault, "F");
  const proof = await night.verify("D", {}, night.backups, { sandboxes: [] });
  expect(proof).toMatchObject({ outcome: "unproven", level: "sound" });
  expect(proof.checks.at(-1)?.reason.en).toContain("no sandbox here restores such chains");
});

test("a chain that is larger than may be restored is not read", async () => {
  await using night = await openChainWorld(NIGHT);
  const bytesMax = Number(night.backups[0]?.copies[0]?.sizeBytes) + 1;
  const proof = await night.verify("D", {}, night.backups, { bytesMax });
  expect(proof).toMatchObject({ outcome: "unproven", level: "sound" });
  expect(proof.checks.at(-1)).toMatchObject({ fault: "policy" });
});

test("a proof of a chain is one that can be sealed and read again", async () => {
  await using night = await openChainWorld(NIGHT);
  const proof = await night.verify("l3");
  const hex = "0".repeat(64);
  const sealed = { ...proof, previous: hex, hash: hex, key: hex, signature: "x" };
  expect(proofSchema.parse(JSON.parse(JSON.stringify(sealed)))).toEqual(sealed);
});
