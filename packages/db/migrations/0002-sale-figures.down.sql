drop index reservations_sold;
