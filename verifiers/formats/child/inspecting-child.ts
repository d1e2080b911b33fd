import { writeSync } from "node:fs";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { sealNetwork } from "../../sandboxes/seal-network.ts";
import { inspectSource } from "../inspect-source.ts";
import { openRemoteSource } from "./remote-source.ts";

/**
 * The program of the process that reads a copy's format: it has no file, no network and no clock of
 * its own. It asks for bytes, and says what it found, on this descriptor.
 */
const REQUEST_DESCRIPTOR = 3;

sealNetwork();
const [name = "", size = ""] = process.argv.slice(2);
const source = openRemoteSource({ sizeBytes: Number(size), input: process.stdin, ask: say });
const clock = createSimulatedClock(0);
const { signal } = new AbortController();
say({ found: await inspectSource(source, { name, clock, signal }) });
process.exit(0);

function say(message: object): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(REQUEST_DESCRIPTOR, bytes, at);
}
