-- What: what people decided, the latest first.
-- Reads: decisions. Takes tenants (empty for all, and what is of no tenant; else what is about
-- theirs alone), kinds (empty for all), lastMs and lastId (where the page before ended), rowsMax.
-- Returns body, the decision's JSON.
WITH
    multiIf(
        JSONHas(body, 'about', 'match'), JSONExtractRaw(body, 'about', 'match', 'tenant'),
        JSONExtractRaw(body, 'match', 'tenant')
    ) AS matched,
    if(startsWith(matched, '['), JSONExtract(matched, 'Array(String)'), [JSONExtractString(matched)])
        AS named
SELECT body
FROM decisions
WHERE (
        empty({tenants:Array(String)})
        OR has({tenants:Array(String)}, tenant)
        OR (
            matched != ''
            AND arrayAll(
                one -> has({tenants:Array(String)}, one) AND NOT match(one, '[*?]'), named
            )
        )
    )
    AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
    AND (toUnixTimestamp64Milli(time), id) < ({lastMs:Int64}, {lastId:String})
ORDER BY time DESC, id DESC
LIMIT {rowsMax:UInt32}
