alter table domain_events drop column traceparent;
