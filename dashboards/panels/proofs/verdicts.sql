-- What: how many proofs ended how, by the day on which they finished.
-- Reads: proofs, without their bodies; series_states. Takes fromMs, toMs, zone; tenants, environments, products, sites:
-- empty for all. Returns one row a day, of 399 at most.
SELECT
    toDate(finished_at, {zone:String}) AS day,
    countIf(outcome = 'proven') AS proven,
    countIf(outcome = 'failed') AS failed,
    countIf(outcome = 'unproven') AS unproven
FROM proofs
WHERE finished_at >= fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 398 * 86400000), 'UTC')
    AND finished_at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND ((empty({environments:Array(String)}) AND empty({products:Array(String)}) AND empty({sites:Array(String)}))
        OR series_id IN (
            SELECT series_id
            FROM series_states
            WHERE (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
                AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
                AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))))
GROUP BY day
ORDER BY day WITH FILL
    FROM toDate(fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 398 * 86400000), 'UTC'), {zone:String})
    TO toDate(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'), {zone:String}) + 1
