-- What: how many series are in each state of their latest due slot.
-- Reads: series_states. Takes tenants, environments, products, sites: empty for all.
-- Returns state, series.
SELECT
    state,
    count() AS series
FROM series_states
WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
GROUP BY state
ORDER BY series DESC, state
