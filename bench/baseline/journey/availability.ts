import type pg from 'pg';

const MAX_AGE_MS = 1_000;

/** The state of all seats, read once a second however many ask. */
export function makeAvailability(pool: pg.Pool) {
  const known = new Map<string, { readonly atMs: number; readonly text: Promise<string> }>();
  const read = async (performanceId: string): Promise<string> => {
    const { rows } = await pool.query<{ availability: string | null }>({
      name: 'availability',
      text: `select string_agg(case when not_for_sale is not null then 'N' when sold then 'S'
               when reservation_id is not null then 'H' else 'A' end, '' order by seat_number) as availability
             from seats where performance_id = $1`,
      values: [performanceId],
    });
    return rows[0]?.availability ?? '';
  };
  return (performanceId: string): Promise<string> => {
    const recent = known.get(performanceId);
    if (recent && performance.now() - recent.atMs < MAX_AGE_MS) return recent.text;
    const text = read(performanceId);
    known.set(performanceId, { atMs: performance.now(), text });
    return text;
  };
}
