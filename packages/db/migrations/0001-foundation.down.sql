drop table hold_partitions, hold_workers, webhook_deliveries, notifications, event_cursors, domain_events,
  command_outcomes, ledger_entries, ledger_transfers, wallets, refunds, payments, reservations, seats,
  performance_prices, performances, concerts, venue_seats, venues, refresh_tokens, accounts;
drop function refuse_second_owner(), refuse_ledger_change(), check_transfer_balance();
