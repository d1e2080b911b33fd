-- What: the size baseline of one series, the twin of size-baseline.ts.
-- Reads: nothing but its parameter. Takes: sizes Array(Int64), the accepted runs before the tested one, oldest first.
-- Returns: one row: runs, center, scale (logs of bytes).
WITH
    arrayMap(size -> log(greatest(size, 1)), arraySlice({sizes:Array(Int64)}, -63)) AS logs,
    arrayReduce('quantileExactInclusive(0.5)', logs) AS middle,
    arrayReduce('quantileExactInclusive(0.5)', arrayMap(y -> abs(y - middle), logs)) AS deviation
SELECT
    toUInt32(length(logs)) AS runs,
    middle AS center,
    greatest(1.4826 * deviation, 0.02) AS scale
