-- Draws as they were made, with the verifications that they ask for (JSON), so that none is made
-- twice; `sequence` counts the copies that were drawn before in the campaign at that level.
CREATE TABLE draws (
  tenant TEXT NOT NULL,
  drawn_at_ms BIGINT NOT NULL,
  campaign_at_ms BIGINT NOT NULL,
  level TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  drawn INTEGER NOT NULL,
  asked TEXT NOT NULL,
  PRIMARY KEY (tenant, drawn_at_ms)
);
