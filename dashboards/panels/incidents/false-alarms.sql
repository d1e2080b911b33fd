-- What: per week from Monday on, how many findings people called false alarms, and how many messages were sent to people
-- as something opened or got worse, reminders and stand-ins of another pager left out; the log, which is told of
-- everything, is no people. Reads: decisions, pages, of the last 58 weeks at most.
-- Takes fromMs, toMs, zone, tenants, environments, products, sites. Returns week, false_alarms, pages, per_page.
SELECT
    week,
    sum(is_false) AS false_alarms,
    sum(is_page) AS pages,
    if(pages = 0, NULL, false_alarms / pages) AS per_page
FROM (
    SELECT toMonday(time, {zone:String}) AS week, 1 AS is_false, 0 AS is_page
    FROM (
        SELECT min(time) AS time, any(tenant) AS tenant, any(body) AS body
        FROM decisions
        WHERE kind = 'false-alarm'
        GROUP BY finding_id
    )
    WHERE time >= fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 406 * 86400000), 'UTC')
        AND time <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)})
            OR has({environments:Array(String)}, JSONExtractString(body, 'finding', 'series', 'environment')))
        AND (empty({products:Array(String)})
            OR has({products:Array(String)}, JSONExtractString(body, 'finding', 'series', 'product')))
        AND (empty({sites:Array(String)})
            OR has({sites:Array(String)}, JSONExtractString(body, 'finding', 'series', 'site')))
    UNION ALL
    SELECT toMonday(sent_at, {zone:String}) AS week, 0 AS is_false, 1 AS is_page
    FROM pages
    WHERE sent_at >= fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 406 * 86400000), 'UTC')
        AND sent_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
        AND pager != 'log'
        AND reason IN ('opened', 'escalated', 'joined')
        AND fallback_of = ''
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
        AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
)
GROUP BY week
ORDER BY week
