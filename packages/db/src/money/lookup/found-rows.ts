import type { FoundReservation } from '@concert-mania/core/payments/lookup/search';

const ACCOUNT = `json_build_object('id', a.id, 'email', a.email, 'name', a.name, 'phone', a.phone)`;

/** Of reservation `r`, account `a`, performance `p`, concert `c` and sale at the desk `d`. */
export const FOUND_COLUMNS = `r.id, r.status, r.seats, r.total_amount as "totalAmount", r.created_at as "createdAt",
  json_build_object('id', c.id, 'title', c.title) as concert, p.id as "performanceId", p.starts_at as "startsAt",
  ${ACCOUNT} as account, d.holder_name as "holderName"`;
export const FOUND_TABLES = `join accounts a on a.id = r.account_id join performances p on p.id = r.performance_id
  join concerts c on c.id = r.concert_id left join desk_sales d on d.reservation_id = r.id`;

export type FoundRow = Omit<FoundReservation, 'performance'> & {
  readonly performanceId: string;
  readonly startsAt: Date;
};

export const toFound = ({ performanceId, startsAt, ...row }: FoundRow): FoundReservation => ({
  ...row,
  performance: { id: performanceId, startsAt },
});
