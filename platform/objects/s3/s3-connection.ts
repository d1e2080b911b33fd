import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { S3 } from "@aws-sdk/client-s3";
import { OperatingError } from "../../errors/operating-error.ts";

const require = createRequire(import.meta.url);

const CONNECTING_MS_MAX = 10_000;
/** A server that says nothing for so long is taken for dead. */
export const SILENT_MS_MAX = 60_000;
/** Of one request, with growing pauses between; `SlowDown` and the like are what they are for. */
const ATTEMPTS_MAX = 5;

export type S3Connection = {
  /** Null: Amazon's own, of the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  /** What every key begins with: empty, or ending in `/`. */
  readonly prefix: string;
  /** The bucket in the path, not in the host's name. */
  readonly pathStyle: boolean;
  /** A file of certificates to check the server's by, where no public authority signed it. */
  readonly caFile: string | null;
  readonly credentials: {
    readonly accessKey: string;
    readonly secretKey: string;
    readonly sessionToken?: string;
  };
  readonly silentMsMax?: number;
};

/** A client and what it is used on. */
export type S3Place = {
  readonly client: S3;
  readonly bucket: string;
  readonly prefix: string;
};

export function connectS3(connection: S3Connection): S3Place {
  const { endpoint, region, bucket, prefix, pathStyle, caFile, credentials } = connection;
  const { accessKey: accessKeyId, secretKey: secretAccessKey, sessionToken } = credentials;
  // Loaded where there is a bucket: it takes 8 MB.
  const { S3 }: typeof import("@aws-sdk/client-s3") = require("@aws-sdk/client-s3");
  const client = new S3({
    ...(endpoint !== null && { endpoint }),
    region,
    forcePathStyle: pathStyle,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    maxAttempts: ATTEMPTS_MAX,
    // Not every compatible server knows the checksums that the client would add by itself.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECTING_MS_MAX,
      socketTimeout: connection.silentMsMax ?? SILENT_MS_MAX,
      ...(caFile !== null && { httpsAgent: { keepAlive: true, ca: readCa(caFile) } }),
    },
  });
  return { client, bucket, prefix };
}

function readCa(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new OperatingError(`Cannot read the certificates of ${file}`, {
      retryable: false,
      hint: "check that `ca` names a PEM file that the account that runs Vigie may read",
      cause,
    });
  }
}
