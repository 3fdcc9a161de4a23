alter table event_cursors drop column position, drop column types;
drop index domain_events_position, domain_events_position_but_holds;
drop trigger domain_events_writer on domain_events;
drop function note_event_writer, event_log_bounds;
