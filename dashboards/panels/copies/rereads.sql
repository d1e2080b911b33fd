-- What: per day and vault, how many copies verifications read whole, and how many bytes. Copies that the nightly
-- re-reading found as they were have no proof, and are not in it. Reads: proofs without their bodies, series_states.
-- Takes fromMs, toMs, zone, tenants, environments, products, sites, rowsMax, rowsBefore.
-- Returns, newest first: day, vault, copies, bytes.
SELECT
    toDate(finished_at, {zone:String}) AS day,
    copy_vault AS vault,
    count(bytes_read) AS copies,
    sum(ifNull(bytes_read, 0)) AS bytes
FROM proofs
WHERE finished_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
    AND finished_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (
        (empty({environments:Array(String)}) AND empty({products:Array(String)}) AND empty({sites:Array(String)}))
        OR series_id IN (
            SELECT series_id
            FROM series_states
            WHERE (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
                AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
                AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        )
    )
GROUP BY day, vault
ORDER BY day DESC, vault
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
