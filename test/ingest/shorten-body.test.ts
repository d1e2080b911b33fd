import fc from "fast-check";
import { expect, test } from "vitest";
import { shortenBody } from "../../ingest/writer/shorten-body.ts";

/** As the view `events` does. */
function restore(short: string, elsewhere: readonly string[]): string {
  return elsewhere.reduce(
    (body, text, index) => body.replace(String.fromCharCode(index + 1), () => text),
    short,
  );
}

test("a body comes back as it was, whatever its texts are", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom("id", '"', ",", "$&", "\u0001", "\u0002", "é", "\\", ""),
    fc.uuid(),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), fc.jsonValue(), (texts, data) => {
      const body = JSON.stringify({
        id: texts[0],
        data: [texts[1], data, texts[2]],
        uri: texts[3],
      });
      expect(restore(shortenBody(body, texts), texts)).toBe(body);
    }),
    { numRuns: 2_000 },
  );
});

test("what is random in a body is not in its short form", () => {
  const [id, runId] = [
    "d9b2d63d-a233-4123-847a-7090d7ec2b13",
    "7d444840-9dc0-11d1-b245-5ffdce74fad2",
  ];
  const short = shortenBody(JSON.stringify({ id, data: { runId } }), [id, runId, "", ""]);
  expect(short).toBe('{"id":"\u0001","data":{"runId":"\u0002"}}');
});
