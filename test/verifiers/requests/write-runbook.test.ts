import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { PlannedLink } from "../../../schemas/restore-plan.ts";
import { isQuotable, shellWord } from "../../../verifiers/requests/runbook/quote-words.ts";
import {
  findRunbookLack,
  writeRunbook,
} from "../../../verifiers/requests/runbook/write-runbook.ts";
import { makeTar } from "../make-tar.ts";
import { anApproved, aPlan } from "./a-request.ts";

const STOP_AT = "2026-11-20T00:25:00Z";

function planned(links: readonly PlannedLink[], changes: Partial<RestoreRequest> = {}) {
  const reached = { at: STOP_AT, behindSecondsMax: 0, stopAt: STOP_AT };
  return anApproved({ plan: aPlan({ reached, links: [...links] }), ...changes });
}

function aLinkOf(uri: string, changes: Partial<PlannedLink> = {}): PlannedLink {
  const [link] = aPlan().links;
  if (!link) return expect.fail();
  return { ...link, copy: { ...link.copy, uri }, ...changes };
}

function commandsOf(runbook: string | null): string {
  return [...(runbook ?? "").matchAll(/^```\w+\n([\s\S]*?)\n```$/gm)]
    .map(([, text]) => text)
    .join("\n");
}

test("a chain of SQL Server is restored beside what is there, stopped at the instant, and swapped in", () => {
  const log = { ...aLinkOf("file:///dc1/l2.trn").series, backupType: "log" } as const;
  const links = [aLinkOf("file:///dc1/F.bak"), aLinkOf("file:///dc1/l2.trn", { series: log })];
  const text = commandsOf(writeRunbook(planned(links), "en"));
  const name = "[VisitorDb_R-2026-0001]";
  const at = [
    "RESTORE FILELISTONLY FROM DISK = N'/dc1/F.bak';",
    `RESTORE DATABASE ${name} FROM DISK = N'/dc1/F.bak' WITH NORECOVERY, MOVE N'$(DataFile)' TO`,
    `RESTORE LOG ${name} FROM DISK = N'/dc1/l2.trn' WITH RECOVERY, STOPAT = @stopAt, STATS = 5;`,
    `DBCC CHECKDB (${name}) WITH NO_INFOMSGS, ALL_ERRORMSGS;`,
    `ALTER DATABASE ${name} MODIFY NAME = [VisitorDb];`,
  ].map((line) => text.indexOf(line));
  expect(at).not.toContain(-1);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(text).toContain(`N'${STOP_AT}' AS datetimeoffset`);
  expect(text).not.toMatch(/REPLACE|DROP/);
});

test("no zone is guessed for STOPAT: until it is set, the batch stops before it restores", () => {
  const log = { ...aLinkOf("file:///dc1/l2.trn").series, backupType: "log" } as const;
  const links = [aLinkOf("file:///dc1/F.bak"), aLinkOf("file:///dc1/l2.trn", { series: log })];
  const text = commandsOf(writeRunbook(planned(links), "en"));
  const [, zone] = /^:setvar ServerZone "(.*)"$/m.exec(text) ?? [];
  expect(zone).toBe("SET-THE-ZONE");
  const at = [":on error exit", ":setvar ServerZone", "; THROW 50000, ", "RESTORE DATABASE"];
  const places = at.map((words) => text.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test.each([
  ["postgres-custom", "pg_restore --exit-on-error"],
  ["postgres-sql", "psql --no-psqlrc --set=ON_ERROR_STOP=1"],
  ["data-directory", `recovery_target_time = '\\''${STOP_AT.replace("Z", "+00")}'\\''`],
  ["mariadb-sql", "mariadb-check --check --extended"],
  ["sqlite", "PRAGMA integrity_check"],
  ["vhd", 'qemu-img convert -p \'json:{"driver":"vpc",'],
  ["zip", "unzip -d ./R-2026-0001 /dc1/F.bak"],
] as const)("a copy of %s has the commands of its engine, in both languages", (format, command) => {
  const request = planned([aLinkOf("file:///dc1/F.bak", { format })]);
  for (const lang of ["en", "fr"] as const)
    expect(commandsOf(writeRunbook(request, lang))).toContain(command);
  expect(writeRunbook(request, "fr")).not.toBe(writeRunbook(request, "en"));
});

test("images that QEMU cannot lay on one another are for the tool that made them", () => {
  const links = (["vhdx", "vhdx"] as const).map((format, at) =>
    aLinkOf(`file:///dc1/${at}.vhdx`, { format }),
  );
  expect(writeRunbook(planned(links), "en")).toContain("with the tool that made them");
  expect(commandsOf(writeRunbook(planned(links), "en"))).not.toContain("qemu-img");
});

test("a server of PostgreSQL that is restored beside neither archives nor follows, whatever it did", () => {
  const text = commandsOf(
    writeRunbook(planned([aLinkOf("file:///dc1/base.tar", { format: "data-directory" })]), "en"),
  );
  const base = text.indexOf("tar --extract");
  for (const setting of ["archive_mode = off", "archive_command = ", "primary_conninfo = "])
    expect(text.indexOf(setting), setting).toBeGreaterThan(base);
  expect(text).toContain("rm --force ./R-2026-0001-data/standby.signal");
});

test("segments of PostgreSQL's log lie under their own names, expanded, also those of a tar", () => {
  const [plain, packed, ...ofTar] = [3, 4, 5, 6].map((at) => `00000001000000000000000${at}`);
  const directory = mkdtempSync(join(tmpdir(), "vigie-runbook-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const inTar = ofTar.map((name) => [`pg_wal/${name}`, Buffer.from(name)] as const);
  writeFileSync(join(directory, "R-2026-0001-2"), `${plain}`);
  writeFileSync(join(directory, "R-2026-0001-3.gz"), gzipSync(`${packed}`));
  const tar = gzipSync(makeTar(Object.fromEntries(inTar)));
  writeFileSync(join(directory, "R-2026-0001-4.tar.gz"), tar);
  const links = [
    aLinkOf("s3://dc1/base.tar", { format: "data-directory" }),
    ...[plain, `${packed}.gz`, "wal.tar.gz"].map((name) => aLinkOf(`s3://dc1/wal/${name}`)),
  ];
  const lines = commandsOf(writeRunbook(planned(links), "en")).split("\n");
  const from = lines.findIndex((line) => line.startsWith("mkdir --mode"));
  const until = lines.findIndex((line) => line.startsWith("rm --force"));
  const script = lines.slice(from, until).filter((line) => !line.includes("-1.tar"));
  execFileSync("bash", ["-e"], { cwd: directory, input: script.join("\n"), stdio: "pipe" });
  const archive = join(directory, "R-2026-0001-log");
  expect(readdirSync(archive).sort()).toEqual([plain, packed, ...ofTar]);
  for (const name of readdirSync(archive))
    expect(readFileSync(join(archive, name), "utf8")).toBe(name);
});

test("a copy in a bucket is fetched first; a plan that leads nowhere has no runbook", () => {
  const text = commandsOf(writeRunbook(planned([aLinkOf("s3://dc2/acme/F.bak")]), "en"));
  expect(text).toContain("aws s3 cp s3://dc2/acme/F.bak ./R-2026-0001-1.bak");
  expect(text).toContain("DISK = N'./R-2026-0001-1.bak'");
  expect(writeRunbook(anApproved({ plan: aPlan({ reached: null }) }), "en")).toBeNull();
});

describe("people are told how only by the approval of the last plan", () => {
  const approved = anApproved();
  const having = (
    ...acts: readonly ("plan" | "approve" | "refuse" | "close")[]
  ): RestoreRequest => {
    const steps = acts.map((act) => ({
      ...{ at: STOP_AT, act, by: "Cy", reason: "x", state: "planned" as const },
    }));
    return { ...approved, steps: [...approved.steps.slice(0, 1), ...steps] };
  };
  const target = { environment: "staging", instance: "pg-9", database: "VisitorDb" } as const;
  test.each([
    ["approved", having("plan", "approve"), null],
    ["planned", having("plan"), "not-approved"],
    ["planned anew", having("plan", "approve", "plan"), "not-approved"],
    ["refused", having("plan", "refuse", "close"), "refused"],
    ["refused after its approval", having("plan", "approve", "refuse"), "refused"],
    ["withdrawn", { ...approved, state: "withdrawn" as const }, "withdrawn"],
    ["planned, elsewhere than in production", { ...having("plan"), target }, null],
    ["refused, elsewhere", { ...having("plan", "refuse"), target }, "refused"],
  ] as const)("one that is %s", (_state, request, lack) => {
    expect(findRunbookLack(request)).toBe(lack);
    expect(writeRunbook(request, "en") === null).toBe(lack !== null);
  });
});

describe("what others have named", () => {
  test.each([
    ["a line of its own", "x\nrm -rf ~"],
    ["an unseen turn of the line", "x\u202egpj"],
    ["a variable of sqlcmd", "$(ComSpec)"],
    ["an option", "--help"],
    ["a connection", "host=198.51.100.1 dbname=x"],
  ])("as %s stands in no command", (_what, database) => {
    const target = { environment: "production", instance: "pg-1", database } as const;
    for (const format of ["sql-server-backup", "postgres-custom"]) {
      const links = [aLinkOf("file:///dc1/F.bak", { format })];
      const runbook = writeRunbook(planned(links, { target }), "en");
      expect(commandsOf(runbook)).toBe("");
      expect(runbook).toContain("restore by hand");
    }
  });

  test("closes no string of SQL and no word of a shell", () => {
    const target = { environment: "production", instance: "pg-1", database: "a]'; DROP" } as const;
    const links = [aLinkOf("file:///dc1/it's.bak")];
    const text = commandsOf(writeRunbook(planned(links, { target }), "en"));
    expect(text).toContain(
      "RESTORE DATABASE [a]]'; DROP_R-2026-0001] FROM DISK = N'/dc1/it''s.bak'",
    );
  });

  test("is one word to a real shell, whatever it is", () => {
    const words = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), 500);
    const known = ["'", "''", "$HOME", "`id`", "-n", "a b", "*", "~", "!x", "\\", ...words];
    const quotable = known.filter(isQuotable);
    const script = quotable.map((word) => `printf '%s\\0' ${shellWord(word)}`).join("\n");
    const said = execFileSync("bash", ["-c", script], { encoding: "utf8" });
    expect(said.split("\0").slice(0, -1)).toEqual(quotable);
  });
});

test("the commands of a file's copy run as they are written, and stop at another hash", () => {
  const directory = mkdtempSync(join(tmpdir(), "vigie-runbook-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const bytes = makeTar({ "badge's.txt": Buffer.from("one badge") });
  const file = join(directory, "it's here.tar");
  writeFileSync(file, bytes);
  const value = createHash("sha256").update(bytes).digest("hex");
  const link = aLinkOf(pathToFileURL(file).href, { format: "tar" });
  const copy = { ...link.copy, checksum: { algorithm: "sha256", value } };
  const script = commandsOf(writeRunbook(planned([{ ...link, copy }]), "fr"));
  const run = () => execFileSync("bash", ["-e"], { cwd: directory, input: script, stdio: "pipe" });
  run();
  expect(readFileSync(join(directory, "R-2026-0001", "badge's.txt"), "utf8")).toBe("one badge");
  rmSync(join(directory, "R-2026-0001"), { recursive: true });
  writeFileSync(file, Buffer.concat([bytes, Buffer.from("x")]));
  expect(run).toThrow(/sha256sum: WARNING/);
});
