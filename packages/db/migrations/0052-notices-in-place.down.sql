alter table notifications reset (fillfactor);
