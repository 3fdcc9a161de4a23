drop index if exists tickets_performance;
drop table check_ins;
