alter table venues drop column sections;
drop index show_cancellations_of_account;
drop index stuck_money_of_account;
drop index seat_blocks_of_account;
drop index desk_sales_of_seller;
