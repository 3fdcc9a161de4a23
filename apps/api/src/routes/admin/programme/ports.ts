import type { AddPerformance } from '@concert-mania/core/programme/add-performance';
import type { CreateConcert } from '@concert-mania/core/programme/create-concert';
import type { PostponePerformance } from '@concert-mania/core/programme/dates/postpone-performance';
import type { EditConcert } from '@concert-mania/core/programme/edit-concert';
import type { EditPerformance } from '@concert-mania/core/programme/edit-performance';
import type { ImportVenue } from '@concert-mania/core/programme/import-venue';
import type { Programme } from '@concert-mania/core/programme/model';
import type { PauseConcert } from '@concert-mania/core/programme/pause-concert';
import type { ProgrammeStore, SalesReader } from '@concert-mania/core/programme/ports';
import type { PublishConcert } from '@concert-mania/core/programme/publish-concert';
import type { PerformanceId } from '@concert-mania/core/shared/ids';

/** A broken invariant and its place. */
export interface AuditFinding {
  readonly check: string;
  readonly subject: string;
  readonly detail: string;
}

/** The administrators' operations on the programme. */
export interface ProgrammeDeps {
  readonly importVenue: ImportVenue;
  readonly createConcert: CreateConcert;
  readonly editConcert: EditConcert;
  readonly addPerformance: AddPerformance;
  readonly editPerformance: EditPerformance;
  readonly publishConcert: PublishConcert;
  readonly postponePerformance: PostponePerformance;
  readonly pauseConcert: PauseConcert;
  readonly findProgramme: ProgrammeStore['find'];
  /** Finds the concert of a performance. */
  readonly findProgrammeOf: (performanceId: PerformanceId) => Promise<Programme | null>;
  readonly sales: SalesReader;
  /** Checks every invariant of the database. Empty if all hold. */
  readonly audit: () => Promise<readonly AuditFinding[]>;
}
