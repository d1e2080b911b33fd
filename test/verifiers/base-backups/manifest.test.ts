import { describe, expect, test } from "vitest";
import { checkManifest } from "../../../verifiers/formats/data-directory/check-manifest.ts";
import { crc32c } from "../../../verifiers/formats/data-directory/crc32c.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";
import { makeManifest } from "./make-manifest.ts";

const BYTES = Buffer.from("as it was taken");
const CHANGED = Buffer.from("as pg_basebackup -R wrote it after the manifest");

describe("checkManifest() finds", () => {
  const seen = (bytes: Uint8Array) => ({ sizeBytes: bytes.length, crc: crc32c(bytes) });

  test.each([
    ["global/1262", CHANGED],
    ["global/1262", null],
    ["postgresql.conf", CHANGED],
    ["pg_walled", null],
  ])("a fault in %s that is not as it was", (path, bytes) => {
    const files = new Map(bytes ? [[path, seen(bytes)]] : []);
    const { fault } = checkManifest(makeManifest({ [path]: BYTES }), files);
    expectBothLanguages(fault ?? expect.fail("no error found: the checker is broken"));
  });

  test.each([
    ["postgresql.auto.conf", CHANGED],
    ["postgresql.auto.conf", null],
    ["standby.signal", null],
    ["recovery.signal", CHANGED],
    ["pg_wal/archive_status/000000010000000000000001.done", null],
  ])("none in %s, which the server's own tool leaves out", (path, bytes) => {
    const files = new Map(bytes ? [[path, seen(bytes)]] : []);
    const facts = checkManifest(makeManifest({ [path]: BYTES }), files);
    expect(facts).toMatchObject({ fault: null, files: 1, unsummed: 1 });
  });
});
