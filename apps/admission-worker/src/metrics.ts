import type { AdmissionBatch } from '@concert-mania/core/waiting-room/model';
import { Counter, type Registry } from 'prom-client';

/** Counts ticks and the fans they admitted. */
export function makeAdmissionMetrics(registry: Registry): {
  onTick(status: 'completed' | 'failed', admitted: number): void;
  onBatch(batch: AdmissionBatch | null): void;
} {
  const registers = [registry];
  const ticks = new Counter({
    name: 'admission_ticks_total',
    help: 'Ticks of waiting rooms, by how they ended.',
    labelNames: ['status'] as const,
    registers,
  });
  const admissions = new Counter({
    name: 'fans_admitted_total',
    help: 'Fans admitted from waiting rooms.',
    registers,
  });
  const passedOver = new Counter({
    name: 'fans_passed_over_total',
    help: 'Waiting fans passed over because they stopped asking.',
    registers,
  });
  return {
    onBatch: (batch) => passedOver.inc(batch?.passedOver ?? 0),
    onTick: (status, admitted) => {
      ticks.inc({ status });
      admissions.inc(admitted);
    },
  };
}
