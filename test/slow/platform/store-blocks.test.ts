import { describeBlocks } from "../../platform/store-blocks.ts";
import { eachStore } from "./each-store.ts";

await eachStore(describeBlocks);
