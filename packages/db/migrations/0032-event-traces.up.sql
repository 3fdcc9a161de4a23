-- The trace that caused an event, as a W3C traceparent. Null for events outside a recorded trace.
alter table domain_events add column traceparent text;
