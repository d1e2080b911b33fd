import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";

const pageSchema = z.object({
  reason: z.string(),
  finding: z
    .object({ id: z.string(), series: z.object({ site: z.string() }).nullable() })
    .optional(),
  incidents: z.array(z.unknown()).default([]),
  more: z.number().default(0),
});

export type Page = z.infer<typeof pageSchema> & { readonly atMs: number };

/** The other end of a webhook: keeps what it is told, and when. */
export async function receivePages(
  clock: Clock,
): Promise<AsyncDisposable & { readonly url: string; readonly pages: readonly Page[] }> {
  const pages: Page[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    pages.push({ ...pageSchema.parse(JSON.parse(text)), atMs: clock.nowMs() });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    pages,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
