import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../find-free-port.ts";

const EXIM = "/usr/sbin/exim4";
const STARTS_WITHIN_MS = 15_000;

/** Why there is no Exim on this machine, or null; where skips are forbidden nothing is missing. */
export function missingExim(environment: NodeJS.ProcessEnv): string | null {
  if (existsSync(EXIM) || environment["VIGIE_NO_SKIP"] === "1") return null;
  return `there is no ${EXIM}: apt install exim4-daemon-light`;
}

type Settings = { readonly port: number; readonly self: string; readonly user: string };

const configuration = (directory: string, { port, self, user }: Settings) => `
exim_user = ${self}
exim_group = ${self}
never_users =
keep_environment =
spool_directory = ${directory}/spool
log_file_path = ${directory}/%slog
pid_file_path = ${directory}/exim.pid
primary_hostname = localhost
daemon_smtp_ports = ${port}
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = ${directory}/cert.pem
tls_privatekey = ${directory}/key.pem
auth_advertise_hosts = *
acl_smtp_rcpt = check_rcpt
begin acl
check_rcpt:
  deny !authenticated = *
  deny local_parts = gone
  defer local_parts = later
  accept
begin routers
all:
  driver = accept
  transport = keep
begin transports
keep:
  driver = appendfile
  directory = ${directory}/mail
  maildir_format
  user = ${user}
  group = ${user === "nobody" ? "nogroup" : user}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = \${if def:tls_in_cipher}
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{vigie}}{eq{$auth3}{wren}}}}
  server_set_id = $auth2
`;

/**
 * Exim as Debian has it, with STARTTLS and a login (`vigie`, `wren`) without which it takes
 * nothing, in a directory of its own. `mails`: what was delivered, as it lies there.
 */
export async function startExim() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-exim-"));
  for (const name of ["spool", "mail"]) await mkdir(join(directory, name));
  const files = ["-keyout", `${directory}/key.pem`, "-out", `${directory}/cert.pem`];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...files, ...subject], { stdio: "ignore" });
  const port = await findFreePort();
  const file = join(directory, "exim.conf");
  const { username: self } = userInfo();
  // Exim never delivers as root.
  const user = self === "root" ? "nobody" : self;
  if (self === "root") {
    execFileSync("chown", [user, join(directory, "mail")]);
    await chmod(directory, 0o711);
  }
  await writeFile(file, configuration(directory, { port, self, user }));
  const daemon = spawn(EXIM, ["-C", file, "-bdf"], { stdio: "ignore", detached: true });
  const ended = new Promise<void>((resolve) => daemon.once("exit", () => resolve()));
  await untilOpen(port);
  return {
    port,
    ca: join(directory, "cert.pem"),
    mails: async (): Promise<readonly string[]> => {
      const box = join(directory, "mail", "new");
      const names = existsSync(box) ? await readdir(box) : [];
      return Promise.all(names.map((name) => readFile(join(box, name), "utf8")));
    },
    stop: async () => {
      // Its children as well, which would write into a directory that is gone.
      if (daemon.pid !== undefined) process.kill(-daemon.pid, "SIGKILL");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilOpen(port: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < STARTS_WITHIN_MS; waitedMs += 100) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false)).on("close", () => socket.destroy());
      socket.on("connect", () => socket.end());
    });
    if (open) return;
    await pause(100);
  }
  throw new Error("Exim did not start");
}
