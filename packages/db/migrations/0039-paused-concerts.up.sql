-- While set, no fan is admitted to the concert and no new hold is accepted.

set local lock_timeout = '5s';

alter table concerts add column paused_at timestamptz;
