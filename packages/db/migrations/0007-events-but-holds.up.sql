-- During a rush most events are holds. Consumers that want none of them read this index instead.

create index domain_events_but_holds on domain_events (txid, seq) where type <> 'reservation.held';
