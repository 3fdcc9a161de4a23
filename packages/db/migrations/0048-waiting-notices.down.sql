alter table notifications drop column waits;
