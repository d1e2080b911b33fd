import { writeCheckpoint } from "../../analyzers/checkpoint/checkpoint-file.ts";

const [path = "", beforePath = ""] = process.argv.slice(2);
const FRAMES = 200;
const FRAME_BYTES = 50_000;

/** Each frame has the number of its checkpoint. */
async function* framesOf(number: number) {
  for (let frame = 0; frame < FRAMES; frame += 1) yield new Uint8Array(FRAME_BYTES).fill(number);
}

/** Writes one checkpoint after another until it is killed. */
for (let number = 1; ; number = (number % 250) + 1) {
  await writeCheckpoint({ path, beforePath }, framesOf(number));
  process.stdout.write(`${number}\n`);
}
