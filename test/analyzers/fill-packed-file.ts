import process from "node:process";
import { openPackedFile } from "../../analyzers/packing/open-packed-file.ts";
import { errorCode } from "../../platform/errors/file-error.ts";

const [, , path = ""] = process.argv;
const ASSETS = 200;
const BYTES = 5_000;
const faults: (string | null)[] = [];
const packed = openPackedFile(path, (error) => faults.push(errorCode(error)));
const places = Array.from({ length: ASSETS }, (_, asset) =>
  packed.put(new Uint8Array(BYTES).fill(asset)),
);
const wrong = places.filter((place, asset) =>
  packed.read(place).some((byte) => byte !== asset),
).length;
process.stdout.write(JSON.stringify({ faults, wrong, ...packed.taken() }));
