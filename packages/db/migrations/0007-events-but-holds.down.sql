drop index domain_events_but_holds;
