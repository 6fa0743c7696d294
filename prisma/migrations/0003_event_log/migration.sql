-- The order of the log. Readers sort by (xid, position) and stop below the oldest transaction still running, so that
-- nothing that commits late is ever skipped. The transaction's own id alone could put version 3 of an aggregate
-- before version 2 (an old transaction may touch the aggregate after a young one has committed), so an event never
-- sorts before the previous event of its aggregate, whose row lock the writer holds at this point.
CREATE FUNCTION events.order_domain_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := greatest(pg_current_xact_id(), (
    SELECT previous.xid FROM events.domain_events previous
    WHERE previous.aggregate_type = NEW.aggregate_type AND previous.aggregate_id = NEW.aggregate_id
    ORDER BY previous.aggregate_version DESC LIMIT 1));
  RETURN NEW;
END $$;

CREATE TRIGGER order_domain_event BEFORE INSERT ON events.domain_events
  FOR EACH ROW EXECUTE FUNCTION events.order_domain_event();

INSERT INTO events.event_log (id) VALUES (1);
