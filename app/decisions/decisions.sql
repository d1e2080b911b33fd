-- What: what people decided so far, oldest first. Reads: decisions.
-- Takes: kind, seriesId, findingId (String, '' for all; of the last two either is enough).
-- Returns: body, the decision's JSON.
SELECT body
FROM decisions
WHERE ({kind:String} = '' OR kind = {kind:String})
    AND (
        ({seriesId:String} = '' AND {findingId:String} = '')
        OR ({seriesId:String} != '' AND series_id = {seriesId:String})
        OR ({findingId:String} != '' AND finding_id = {findingId:String})
    )
ORDER BY time, id
