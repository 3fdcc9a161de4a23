drop index reservations_live;
