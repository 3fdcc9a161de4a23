alter table accounts drop column muted_notices;
