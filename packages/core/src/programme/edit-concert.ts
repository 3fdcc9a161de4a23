import type { ConcertId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { expectRevision } from './expect-revision.ts';
import type {
  ConcertTerms,
  Edit,
  Programme,
  ProgrammeChange,
  ProgrammeRefusal,
  WaitingRoomTerms,
} from './model.ts';
import type { ProgrammeStore } from './ports.ts';
import { isSelling } from './sale-window.ts';
import { whatDiffers } from './what-differs.ts';

/** The fields to change; absent fields stay. */
export type ConcertWishes = Readonly<Partial<Omit<ConcertTerms, 'waitingRoom'>>> & {
  readonly waitingRoom?: Readonly<Partial<WaitingRoomTerms>> | undefined;
};

export type EditConcert = (
  edit: Edit<ConcertId> & { readonly wishes: ConcertWishes },
) => Promise<Result<Programme, ProgrammeRefusal>>;

/** Changes a concert. The waiting room follows at its next batch, everything else in a second. */
export function makeEditConcert({ programmes }: { readonly programmes: ProgrammeStore }): EditConcert {
  return async (edit) => {
    const { venueId } = edit.wishes;
    // Venues are never deleted, so this one remains.
    if (venueId !== undefined && !(await programmes.hasVenue(venueId)))
      return refuse({ code: 'venue_not_found' });
    return programmes.change(
      edit.id,
      edit.by,
      expectRevision(edit, (programme) => decideConcertEdit(programme, edit.wishes)),
    );
  };
}

/**
 * Refuses another venue once performances have its seats, and other refund terms once tickets are
 * on sale, because fans bought on the old terms.
 */
export function decideConcertEdit(
  programme: Programme,
  { waitingRoom, ...wishes }: ConcertWishes,
): Result<ProgrammeChange | null, ProgrammeRefusal> {
  const { concert, performances } = programme;
  const room = waitingRoom && whatDiffers(concert.waitingRoom, waitingRoom);
  const changes: Partial<ConcertTerms> = {
    ...whatDiffers<ConcertTerms>(concert, wishes),
    ...(room && Object.keys(room).length > 0 && { waitingRoom: { ...concert.waitingRoom, ...room } }),
  };
  const fields = Object.keys(changes);
  if (fields.length === 0) return ok(null);
  const fixed = [
    ...(performances.length > 0 ? ['venueId'] : []),
    ...(performances.some((performance) => isSelling(programme, performance)) ? ['refundPolicy'] : []),
  ].filter((field) => fields.includes(field));
  if (fixed.length > 0) return refuse({ code: 'not_editable', fields: fixed });
  const { id: _id, publishedAt: _publishedAt, pausedAt: _pausedAt, revision: _revision, ...terms } = concert;
  const type = fields.join() === 'waitingRoom' ? 'concert.waiting_room_changed' : 'concert.edited';
  return ok({ type, terms: { ...terms, ...changes }, changes });
}
