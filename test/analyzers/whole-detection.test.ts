import fc from "fast-check";
import { expect, test } from "vitest";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import {
  createDetection,
  type Detection,
  type DetectionOptions,
} from "../../analyzers/detection/create-detection.ts";
import type { RememberedDetection } from "../../analyzers/detection/remembered-detection.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { beat, type Estate, endOf, estate, honestEstate, instantOf } from "./invent-estate.ts";
import { aProof } from "./tell-proofs.ts";
import { readPolicy } from "./tell-story.ts";

const RUNS = 15;
const { verification } = readPolicy({ verification: { every: "2d" } });
const PROMISED = verification && { verification };
const BEAT_HOURS = 5;

/** What absence is, which is so or not whatever the order in which it was heard of. */
const ABSENCES = [
  "late",
  "missing",
  "stuck",
  "copy-missing",
  "copy-lost",
  "chain-broken",
  "rpo-breach",
  "retention-short",
];

type Step = { readonly at: number; readonly take: (detection: Detection) => readonly Finding[] };

/** All that is said, each when it was so, with heartbeats between. */
function stepsOf(invented: Estate, delayOf: (index: number) => number = () => 0): readonly Step[] {
  const end = endOf(invented);
  const told = invented.told.map(({ event, at }, index) => ({ event, at: at + delayOf(index) }));
  const beats = Array.from({ length: Math.floor(end / BEAT_HOURS) }, (_, index) => {
    const at = BEAT_HOURS * (index + 1);
    return { event: beat(at), at };
  });
  const events = [...told, ...beats].map(({ event, at }) => ({
    at,
    take: (detection: Detection) => detection.accept(event, instantOf(at)),
  }));
  const decisions = invented.decided.map(({ decision, at }) => ({
    at,
    take: (detection: Detection) => detection.acceptDecision(decision, instantOf(at)),
  }));
  return [...events, ...decisions].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
}

type Batch = readonly Finding[];

/** Each batch of findings as it is told; `pollHours` is how often our clock is looked at. */
function* tell(invented: Estate, steps: readonly Step[], pollHours?: number): Generator<Batch> {
  const detection = createDetection({ policies: invented.policies });
  let polled = 0;
  for (const { at, take } of [...steps, { at: endOf(invented), take: () => [] }]) {
    for (; pollHours !== undefined && polled < at; polled += pollHours)
      yield advanceThrough(detection, instantOf(polled));
    yield advanceThrough(detection, instantOf(at));
    yield take(detection);
  }
}

function tellAll(invented: Estate, steps = stepsOf(invented), pollHours?: number) {
  return [...tell(invented, steps, pollHours)].flat();
}

function latest(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  return new Map(findings.map((finding) => [finding.id, finding]));
}

const check = (property: (invented: Estate) => void, numRuns = RUNS) =>
  fc.assert(fc.property(estate, property), { numRuns, seed: 20_261_122, endOnFailure: true });

test("the same said twice gives the same to the byte, and each is a finding", () => {
  check((invented) => {
    const findings = tellAll(invented);
    for (const finding of findings) findingSchema.parse(finding);
    expect(JSON.stringify(tellAll(invented))).toBe(JSON.stringify(findings));
  });
});

/** Each copy that is seen is proved an hour later: now and then it shows damage. */
function proofStepsOf({ told }: Estate): readonly Step[] {
  return told.flatMap(({ event, at }, index) => {
    if (event.type !== "vigie.copy.observed.v1") return [];
    const { series, runId } = event.data;
    const outcome = index % 5 === 0 ? "failed" : "proven";
    const proof = aProof(runId, at + 1, { series, outcome });
    const take = (detection: Detection) => detection.acceptProof(proof, instantOf(at + 1));
    return [{ at: at + 1, take }];
  });
}

test("what is packed after every word, and unpacked at the next, finds and shows the same", () => {
  check((invented) => {
    const policies = invented.policies.map((policy) => ({ ...policy, ...PROMISED }));
    const steps = [...stepsOf(invented), ...proofStepsOf(invented)].sort((a, b) => a.at - b.at);
    const hear = (awakeBytesMax: number) => {
      const detection = createDetection({ policies, awakeBytesMax, hearsProofs: true });
      return steps.map(({ at, take }) => [
        ...advanceThrough(detection, instantOf(at)),
        ...take(detection),
        ...detection.changedSeries(),
        ...detection.passedOver(),
      ]);
    };
    expect(JSON.stringify(hear(0))).toBe(JSON.stringify(hear(Number.POSITIVE_INFINITY)));
  }, 4);
});

/** What another process has of it: bytes alone. */
function passOn({ shared, assets }: RememberedDetection): RememberedDetection {
  return structuredClone({ shared, assets: [...assets] });
}

test("a detection that goes on with what another remembered finds and shows the same", () => {
  const draws = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
  const awake = fc.constantFrom(0, 200_000, Number.POSITIVE_INFINITY);
  const hear = (steps: readonly Step[], cuts: readonly number[], options: DetectionOptions) => {
    const cutAt = new Set(cuts.map((cut) => Math.floor(cut * steps.length)));
    let detection = createDetection(options);
    return steps.map(({ at, take }, index) => {
      if (cutAt.has(index))
        detection = createDetection({ ...options, remembered: passOn(detection.remember()) });
      const found = [...advanceThrough(detection, instantOf(at)), ...take(detection)];
      const passedOver = detection.passedOver();
      return [...found, ...passedOver, ...(index % 3 === 0 ? detection.changedSeries() : [])];
    });
  };
  fc.assert(
    fc.property(estate, draws, awake, (invented, cuts, awakeBytesMax) => {
      const policies = invented.policies.map((policy) => ({ ...policy, ...PROMISED }));
      const steps = [...stepsOf(invented), ...proofStepsOf(invented)].sort((a, b) => a.at - b.at);
      const options = { policies, awakeBytesMax, hearsProofs: true };
      const wanted = hear(steps, [], options).map((said) => JSON.stringify(said));
      const heard = hear(steps, [0.5, ...cuts], options).map((said) => JSON.stringify(said));
      const other = wanted.findIndex((said, index) => said !== heard[index]);
      expect(heard[other], `step ${other}`).toBe(wanted[other]);
    }),
    { numRuns: 6, seed: 20_261_122, endOnFailure: true },
  );
});

test("what is told while a detection is packed is none of what it remembered", () => {
  check((invented) => {
    const steps = stepsOf(invented);
    const half = Math.floor(steps.length / 2);
    const options = { policies: invented.policies };
    const hear = (detection: Detection, some: readonly Step[]) =>
      some.map(({ at, take }) => [...advanceThrough(detection, instantOf(at)), ...take(detection)]);
    const detection = createDetection(options);
    hear(detection, steps.slice(0, half));
    const remembered = detection.remember();
    const wanted = hear(detection, steps.slice(half));
    const later = createDetection({ ...options, remembered: passOn(remembered) });
    expect(JSON.stringify(hear(later, steps.slice(half)))).toBe(JSON.stringify(wanted));
  }, 4);
});

test("versions grow by one, and what is resolved stays so", () => {
  check((invented) => {
    const told = new Map<string, Finding>();
    for (const finding of tellAll(invented)) {
      const before = told.get(finding.id);
      expect(finding.version).toBe((before?.version ?? 0) + 1);
      if (before) expect(before).toMatchObject({ resolvedAt: null, openedAt: finding.openedAt });
      told.set(finding.id, finding);
    }
  });
});

test("a parent is told no later than its members, and is open while one is", () => {
  check((invented) => {
    const told = new Map<string, Finding>();
    for (const batch of tell(invented, stepsOf(invented))) {
      for (const finding of batch) {
        if (finding.parent !== null) expect(told.has(finding.parent)).toBe(true);
        told.set(finding.id, finding);
      }
      for (const { parent, resolvedAt } of told.values())
        if (parent !== null && resolvedAt === null)
          expect(told.get(parent)).toMatchObject({ resolvedAt: null });
    }
  });
});

test("how often our own clock is looked at changes nothing", () => {
  check((invented) => {
    const seldom = tellAll(invented);
    expect(tellAll(invented, stepsOf(invented), 1.7)).toEqual(seldom);
  }, 8);
});

/** What is not there at the end, whatever was said on the way. */
function absentAtEnd(invented: Estate, steps: readonly Step[]): readonly string[] {
  const findings = [...latest(tellAll(invented, steps)).values()];
  return findings
    .filter(({ kind, resolvedAt, series }) => series && !resolvedAt && ABSENCES.includes(kind))
    .map(({ kind, series, slot, id }) =>
      [kind, series?.asset, series?.backupType, slot, id].join(" "),
    )
    .toSorted();
}

/** Brings what was said in the order of a draw, late and twice, but before what vouches for it. */
function delayWithinBeats(invented: Estate, draws: readonly number[]): Estate {
  const draw = (index: number) => draws[index % draws.length] ?? 0;
  const told = invented.told.flatMap(({ event, at }, index) => {
    const vouchedAt = BEAT_HOURS * Math.ceil(at / BEAT_HOURS + 1e-9) - 0.001;
    const late = { event, at: at + Math.max(0, vouchedAt - at) * draw(index) };
    return draw(index) > 0.7 ? [late, { event, at: late.at + 30 * draw(index + 1) }] : [late];
  });
  return { ...invented, told };
}

test("the order of hearing changes nothing of what is absent in the end", () => {
  const draws = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 7,
    maxLength: 40,
  });
  fc.assert(
    fc.property(honestEstate, draws, (invented, numbers) => {
      const delayed = delayWithinBeats(invented, numbers);
      expect(absentAtEnd(invented, stepsOf(delayed))).toEqual(
        absentAtEnd(invented, stepsOf(invented)),
      );
    }),
    { numRuns: RUNS, seed: 20_261_122, endOnFailure: true },
  );
});
