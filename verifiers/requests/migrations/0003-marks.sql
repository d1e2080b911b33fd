-- How often a request of a tenant has changed, as boards ask it each second: steps are kept for
-- ever, and counting them would take longer each year.
CREATE TABLE restore_request_marks (
  tenant TEXT PRIMARY KEY,
  changes BIGINT NOT NULL
);

INSERT INTO restore_request_marks (tenant, changes)
SELECT tenant, count(*) FROM restore_requests GROUP BY tenant;
