import { partitionOfKey } from "../log-records.ts";
import { LogFileReader } from "./log-file-reader.ts";
import { LogFileWriter } from "./log-file-writer.ts";
import { type Placing, placeAgain } from "./place-again.ts";

type Options = Pick<Placing, "partitionsOf" | "isForAll"> & {
  readonly from: string;
  readonly to: string;
};

/** Makes the embedded log's file out of one whose keys lie where another log has them. */
export function placeLogFile({ from, to, partitionsOf, isForAll }: Options): void {
  using file = new LogFileReader(from);
  using writer = new LogFileWriter(to);
  for (const { name, partitions, groups } of file.topics.values())
    writer.addTopic({ name, groups, partitions: partitionsOf(name, partitions) });
  const placing = { partitionsOf, isForAll, partitionOfKey, keepsPlaces: false };
  for (const { record, partitions } of placeAgain(file, placing))
    for (const partition of partitions) writer.add({ ...record, partition });
  writer.finish();
}
