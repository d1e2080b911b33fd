import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Connection } from "../../../platform/objects/s3/s3-connection.ts";
import { findFreePort } from "../find-free-port.ts";
import { buildVersitygw } from "./build-versitygw.ts";

const REGION = "us-east-1";
const STARTING_MS_MAX = 30_000;
const LOOK_EVERY_MS = 20;

export type TestS3 = {
  readonly port: number;
  /** To a bucket that is there, below a prefix of its own. */
  readonly connect: () => S3Connection;
  /** The SDK itself, as another tool that writes there. */
  readonly client: S3Client;
  readonly remove: () => Promise<void>;
};

type Server = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKey: string; readonly secretKey: string };
};

/** The server that `S3_ENDPOINT` names, with its bucket, or one of the test's own. */
export async function openS3(environment: NodeJS.ProcessEnv): Promise<TestS3> {
  const endpoint = environment["S3_ENDPOINT"];
  if (!endpoint) return startS3();
  const server = {
    endpoint,
    bucket: environment["S3_BUCKET"] ?? "",
    credentials: {
      accessKey: environment["S3_ACCESS_KEY"] ?? "",
      secretKey: environment["S3_SECRET_KEY"] ?? "",
    },
  };
  const client = createClient(server);
  const port = Number(new URL(endpoint).port);
  return {
    ...{ port, client, connect: () => toConnection(server) },
    remove: async () => client.destroy(),
  };
}

/** A versitygw on a free port of loopback over a directory of its own; buckets have versions. */
export async function startS3(): Promise<TestS3> {
  const binary = await buildVersitygw();
  const directory = await mkdtemp(join(tmpdir(), "vigie-s3-"));
  const places = ["objects", "versions"].map((name) => join(directory, name));
  for (const place of places) await mkdir(place);
  const port = await findFreePort();
  const credentials = { accessKey: "vigie", secretKey: randomBytes(16).toString("hex") };
  const child = spawn(
    binary,
    [
      ...["--quiet", "--port", `127.0.0.1:${port}`, "--region", REGION],
      ...["posix", "--versioning-dir", places[1] ?? "", places[0] ?? ""],
    ],
    {
      stdio: "ignore",
      env: { ROOT_ACCESS_KEY: credentials.accessKey, ROOT_SECRET_KEY: credentials.secretKey },
    },
  );
  await untilListening(port, child);
  const server = { endpoint: `http://127.0.0.1:${port}`, bucket: "vault", credentials };
  const client = createClient(server);
  await client.send(
    new CreateBucketCommand({ Bucket: server.bucket, ObjectLockEnabledForBucket: true }),
  );
  return {
    ...{ port, client, connect: () => toConnection(server) },
    remove: async () => {
      client.destroy();
      await end(child);
      await rm(directory, { recursive: true });
    },
  };
}

function toConnection({ endpoint, bucket, credentials }: Server): S3Connection {
  return {
    ...{ endpoint, bucket, credentials, region: REGION, pathStyle: true, caFile: null },
    prefix: `${randomUUID()}/`,
  };
}

function createClient({ endpoint, credentials }: Server): S3Client {
  const { accessKey: accessKeyId, secretKey: secretAccessKey } = credentials;
  return new S3Client({
    ...{ endpoint, region: REGION, forcePathStyle: true },
    credentials: { accessKeyId, secretAccessKey },
  });
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let waitedMs = 0; !(await answers(port)); waitedMs += LOOK_EVERY_MS) {
    if (child.exitCode !== null || waitedMs > STARTING_MS_MAX)
      throw new Error(`versitygw does not listen on ${port}`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const answered = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answered;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
