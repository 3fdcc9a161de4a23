alter table concerts drop column paused_at;
