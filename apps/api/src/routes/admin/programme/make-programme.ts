import { makeAddPerformance } from '@concert-mania/core/programme/add-performance';
import { makeCreateConcert } from '@concert-mania/core/programme/create-concert';
import { makePostponePerformance } from '@concert-mania/core/programme/dates/postpone-performance';
import { makeEditConcert } from '@concert-mania/core/programme/edit-concert';
import { makeEditPerformance } from '@concert-mania/core/programme/edit-performance';
import { makeImportVenue } from '@concert-mania/core/programme/import-venue';
import { makePauseConcert } from '@concert-mania/core/programme/pause-concert';
import type { ProgrammeStore, SalesReader } from '@concert-mania/core/programme/ports';
import { makePublishConcert } from '@concert-mania/core/programme/publish-concert';
import type { NewId } from '@concert-mania/core/shared/ids';
import { oneAtATime } from './one-at-a-time.ts';
import type { ProgrammeDeps } from './ports.ts';

/** The administrators' use cases. An audit reads every row, so each process runs one at a time. */
export function makeProgrammeDeps(ports: {
  readonly programmes: ProgrammeStore;
  readonly sales: SalesReader;
  readonly newId: NewId;
  readonly audit: ProgrammeDeps['audit'];
}): ProgrammeDeps {
  return {
    importVenue: makeImportVenue(ports),
    createConcert: makeCreateConcert(ports),
    editConcert: makeEditConcert(ports),
    addPerformance: makeAddPerformance(ports),
    editPerformance: makeEditPerformance(ports),
    publishConcert: makePublishConcert(ports),
    postponePerformance: makePostponePerformance(ports),
    pauseConcert: makePauseConcert(ports),
    findProgramme: ports.programmes.find,
    findProgrammeOf: async (performanceId) => {
      const concertId = await ports.programmes.findConcertOf(performanceId);
      return concertId === null ? null : ports.programmes.find(concertId);
    },
    sales: ports.sales,
    audit: oneAtATime(ports.audit),
  };
}
