import type { BatchReport } from '@concert-mania/core/waiting-room/admit-batch';
import type { RoomsTaken } from '@concert-mania/core/waiting-room/ports';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Counts batches, admitted fans and overdue rooms. */
export function makeAdmissionMetrics(registry: Registry): {
  onBatch(batch: BatchReport | null): void;
  onFailed(): void;
  onTaken(taken: RoomsTaken): void;
} {
  const registers = [registry];
  const batches = new Counter({
    name: 'cm_room_batches_total',
    help: 'Batches of waiting rooms, by result.',
    labelNames: ['status'] as const,
    registers,
  });
  for (const status of ['completed', 'failed'] as const) batches.inc({ status }, 0);
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const admissions = counter('cm_room_admissions_total', 'Fans admitted from waiting rooms.');
  const passedOver = counter(
    'cm_room_passed_over_total',
    'Waiting fans skipped because they stopped polling.',
  );
  const rooms = gauge('cm_rooms', 'Waiting rooms that all admission-workers together look after.');
  const overdue = gauge('cm_rooms_overdue', 'Of these, how many wait over a second for their batch.');
  const lag = gauge('cm_room_admit_lag_seconds', 'How long the room that waits longest has been due.');
  return {
    onBatch: (batch) => {
      batches.inc({ status: 'completed' });
      admissions.inc(batch?.admitted.length ?? 0);
      passedOver.inc(batch?.passedOver ?? 0);
    },
    onFailed: () => batches.inc({ status: 'failed' }),
    onTaken: (taken) => {
      rooms.set(taken.rooms);
      overdue.set(taken.overdue);
      lag.set(taken.lagMs / 1_000);
    },
  };
}
