-- What: what people decided of a finding, and from when on its series begins anew, the latest first. Reads: decisions.
-- Takes: findingId, seriesId ('' where it is about none), rowsMax.
-- Returns: body, the decision's JSON; total, how many there are.
SELECT
    body,
    count() OVER () AS total
FROM decisions
WHERE finding_id = {findingId:String}
    OR ({seriesId:String} != '' AND kind = 'accept' AND series_id = {seriesId:String})
ORDER BY time DESC, id DESC
LIMIT {rowsMax:UInt32}
