-- Nothing to undo: a validated constraint stays valid.
select 1;
