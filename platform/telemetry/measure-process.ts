import { type Meter, ValueType } from "@opentelemetry/api";
import { createSystemClock } from "../clock/system-clock.ts";
import { measureThreads } from "../threads/open-thread.ts";

const MICROSECONDS = 1e6;

/** What this process uses, under the names that Prometheus's own clients give it. */
export function measureProcess(meter: Meter, version: string): void {
  const build = meter.createObservableGauge("vigie_build_info", {
    description: "1, with the version of Vigie and of Node",
  });
  build.addCallback((result) => result.observe(1, { version, node: process.versions.node }));
  const startedAtSeconds = createSystemClock().nowMs() / 1_000;
  const started = meter.createObservableGauge("process_start_time_seconds", {
    description: "When this process began to count, since the epoch",
    unit: "s",
  });
  started.addCallback((result) => result.observe(startedAtSeconds));
  const cpu = meter.createObservableCounter("process_cpu_seconds_total", {
    description: "Time on all cores, of the user and of the system",
    unit: "s",
  });
  cpu.addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe((user + system) / MICROSECONDS);
  });
  const main = meter.createObservableCounter("nodejs_main_thread_cpu_seconds_total", {
    description: "Time of the one thread that runs most of Vigie's own code",
    unit: "s",
  });
  main.addCallback((result) => {
    const { user, system } = process.threadCpuUsage();
    result.observe((user + system) / MICROSECONDS);
  });
  measureMemory(meter);
}

function measureMemory(meter: Meter): void {
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(name, { description, unit: "By", valueType: ValueType.INT });
  const resident = gauge("process_resident_memory_bytes", "Memory of this process in RAM");
  const heap = gauge("nodejs_heap_size_used_bytes", "JavaScript objects, of all threads");
  const external = gauge("nodejs_external_memory_bytes", "Buffers and what else hangs on objects");
  meter.addBatchObservableCallback(
    async (result) => {
      const others = await measureThreads();
      const memory = process.memoryUsage();
      result.observe(resident, memory.rss);
      result.observe(heap, memory.heapUsed + others.heapUsed);
      result.observe(external, memory.external + others.external);
    },
    [resident, heap, external],
  );
}
