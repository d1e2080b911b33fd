import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Each takes minutes: begun last, it would leave the other core idle. */
const LONGEST = ["test/slow/app/demo.test.ts", "test/slow/app/crash.test.ts"];

/** Begins the longest files of a group first, then the largest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted(
      (one, other) => groupOf(one) - groupOf(other) || rank(one) - rank(other),
    );
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rank({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  return at < 0 ? LONGEST.length : at;
}
