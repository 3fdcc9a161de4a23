alter table refunds drop column account_id, drop column command_type, drop column seat_numbers, drop column seats_amount;
