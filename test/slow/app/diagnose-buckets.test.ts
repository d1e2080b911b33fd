import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diagnoseBuckets } from "../../../app/commands/diagnose-buckets.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createS3Objects } from "../../../platform/objects/s3/create-s3-objects.ts";
import type { S3Connection } from "../../../platform/objects/s3/s3-connection.ts";
import { configSchema } from "../../../schemas/config.ts";
import { missingS3 } from "../../services/s3/missing-s3.ts";
import { openS3, type TestS3 } from "../../services/s3/start-s3.ts";

const missing = missingS3(process.env);

describe.skipIf(missing)(
  `vigie doctor on buckets${missing ? `: skipped, as ${missing}` : ""}`,
  () => {
    let s3: TestS3;
    let connection: S3Connection;
    beforeAll(async () => {
      s3 = await openS3(process.env);
      connection = s3.connect();
    }, 600_000);
    afterAll(() => s3.remove());

    async function diagnose(changes: Record<string, unknown>, environment: Record<string, string>) {
      const { endpoint, bucket, prefix, pathStyle } = connection;
      const credentials = { accessKey: { env: "ACCESS" }, secretKey: { env: "SECRET" } };
      const vault = { endpoint, bucket, prefix, pathStyle, credentials, ...changes };
      const config = configSchema.parse({
        verification: { vaults: ["/mnt/a", { name: "dc2", s3: vault }] },
      });
      const checks = diagnoseBuckets(config, { clock: createSystemClock(), environment });
      return Promise.all(checks.map((check) => check()));
    }

    test("says whether one can be listed and read, and what to do where it cannot", async () => {
      const { accessKey: ACCESS, secretKey: SECRET } = connection.credentials;
      const [empty] = await diagnose({}, { ACCESS, SECRET });
      expect(empty).toMatchObject({ check: "vault dc2", good: true });
      expect(empty?.said).toContain("shows no object");
      await createS3Objects(connection).write("a", Buffer.from("x"));
      expect((await diagnose({}, { ACCESS, SECRET }))[0]?.said).toContain(
        "listed, looked at and read",
      );

      const [wrong] = await diagnose({}, { ACCESS, SECRET: "another" });
      expect(wrong).toMatchObject({ good: false, hint: "check access key and secret key" });
      const [absent] = await diagnose({ bucket: "no-such-bucket" }, { ACCESS, SECRET });
      expect(absent).toMatchObject({ good: false, hint: "check bucket, region and endpoint" });
      const [unset] = await diagnose({}, { ACCESS });
      expect(unset?.said).toContain("SECRET is not set");
    });
  },
);
