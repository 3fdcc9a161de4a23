alter table reservations
  drop constraint reservations_seat_count_check,
  add constraint reservations_seat_count_check check (seat_count between 1 and 4) not valid;
