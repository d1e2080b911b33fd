-- What: what people decided so far, oldest first; of many the latest. Reads: decisions.
-- Takes: kind, seriesId, findingId (String, '' for all; of the last two either is enough), isOfMatch (Bool: those of no
-- one series alone), rowsMax.
-- Returns: body, the decision's JSON.
SELECT body
FROM
(
    SELECT body, time, id
    FROM decisions
    WHERE ({kind:String} = '' OR kind = {kind:String})
        AND NOT ({isOfMatch:Bool} AND series_id != '')
        AND (
            ({seriesId:String} = '' AND {findingId:String} = '')
            OR ({seriesId:String} != '' AND series_id = {seriesId:String})
            OR ({findingId:String} != '' AND finding_id = {findingId:String})
        )
    ORDER BY time DESC, id DESC
    LIMIT {rowsMax:UInt32}
)
ORDER BY time, id
