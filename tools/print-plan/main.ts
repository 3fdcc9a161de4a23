import { ARENA, CONCERT_HALL, type HallDesign, makeHall } from '@concert-mania/seed/hall-plan';

/**
 * `node tools/print-plan/main.ts hall|arena` prints a seating plan as pretix JSON; with `--venue`, all of what
 * `POST /v1/admin/venues` takes: name, address, plan, focal point and accessible seats.
 */
const DESIGNS: Readonly<Record<string, { readonly design: HallDesign; readonly address: string }>> = {
  hall: { design: CONCERT_HALL, address: '서울특별시 종로구 한빛로 12' },
  arena: { design: ARENA, address: '서울특별시 송파구 한빛로 424' },
};

const [name = '', ...flags] = process.argv.slice(2);
const chosen = DESIGNS[name];
if (chosen === undefined || flags.some((flag) => flag !== '--venue')) {
  console.error(`usage: node tools/print-plan/main.ts ${Object.keys(DESIGNS).join('|')} [--venue]`);
  process.exit(2);
}
const { plan, focalPoint, accessibleSeats } = makeHall(chosen.design);
const venue = {
  name: plan.name,
  address: chosen.address,
  seatingPlan: plan,
  focalPoint,
  accessibleSeats: [...accessibleSeats],
};
process.stdout.write(`${JSON.stringify(flags.length > 0 ? venue : plan)}\n`);
