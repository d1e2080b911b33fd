-- What: per day and pager, what became of the messages that were written then. Those in another pager's place count for
-- who was told, as stood_in, and for the one that failed, as fell_back. Reads: pages.
-- Takes fromMs, toMs, zone, tenants, environments, products, sites, rowsMax, rowsBefore.
-- Returns, newest first: day, pager, written, sent, failed, waiting, fell_back, stood_in.
SELECT
    day,
    pager,
    sum(is_written) AS written,
    sum(is_written AND is_sent) AS sent,
    sum(is_written AND is_failed) AS failed,
    sum(is_written AND NOT is_sent AND NOT is_failed) AS waiting,
    sum(NOT is_written) AS fell_back,
    sum(is_written AND is_stand_in) AS stood_in
FROM (
    SELECT
        toDate(created_at, {zone:String}) AS day,
        told.1 AS pager,
        told.2 AS is_written,
        sent_at IS NOT NULL AS is_sent,
        sent_at IS NULL AND given_up_at IS NOT NULL AS is_failed,
        fallback_of != '' AS is_stand_in
    FROM pages
    ARRAY JOIN if(
        fallback_of = '',
        [(toString(pages.pager), true)],
        [(toString(pages.pager), true), (toString(fallback_of), false)]
    ) AS told
    WHERE created_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
        AND created_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
)
GROUP BY day, pager
ORDER BY day DESC, pager
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
