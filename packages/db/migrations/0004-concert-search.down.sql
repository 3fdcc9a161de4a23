drop index concerts_search_grams;
drop trigger venues_search on venues;
drop trigger concerts_search on concerts;
drop function refill_venue_search(), fill_concert_search();
alter table concerts drop column search_text, drop column search_grams;
drop function search_patterns(text[]), search_keys(text[]), search_grams(text), search_fold(text);
