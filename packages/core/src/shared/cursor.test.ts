import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.ts';

const place = z.strictObject({ before: z.string().min(1) });

describe('a cursor', () => {
  it('decodes to the position it encodes', () => {
    expect(decodeCursor(place, encodeCursor({ before: 'res_1 가' }))).toEqual({ before: 'res_1 가' });
  });

  it.each([
    ['nothing', ''],
    ['no base64url', '%%%'],
    ['a padded one', `${encodeCursor({ before: 'r' })}=`],
    ['a changed character', encodeCursor({ before: 'res_1' }).replace(/^./, 'f')],
    ['no JSON', Buffer.from('before').toString('base64url')],
    ['another shape', encodeCursor({ after: 'res_1' })],
    ['more than the shape', encodeCursor({ before: 'res_1', limit: 5 })],
    ['the same in other words', Buffer.from('{ "before": "res_1" }').toString('base64url')],
  ])('refuses %s', (_, cursor) => {
    expect(decodeCursor(place, cursor)).toBeNull();
  });
});
