alter table venue_seats drop column zone_index, drop column row_index, drop column label;
alter table seats drop column not_for_sale;
