import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A broker's key, signed by itself for the loopback; made by Java's own tool. */
export async function makeKeystore(directory: string) {
  const keystore = join(directory, "broker.p12");
  const password = randomBytes(12).toString("hex");
  const store = ["-keystore", keystore, "-storepass", password, "-alias", "broker"];
  const names = ["-dname", "CN=localhost", "-ext", "SAN=IP:127.0.0.1,DNS:localhost"];
  const kind = ["-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"];
  await run("keytool", ["-genkeypair", ...kind, ...names, "-validity", "2", ...store]);
  const { stdout } = await run("keytool", ["-exportcert", "-rfc", ...store]);
  return { keystore, password, certificate: stdout };
}
