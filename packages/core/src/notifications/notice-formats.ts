import type { Won } from '../shared/money.ts';

let made: ReturnType<typeof makeFormats> | undefined;
/** Created at the first message, because its Unicode data takes some nine megabytes. */
export function formats(): ReturnType<typeof makeFormats> {
  made ??= makeFormats();
  return made;
}

const makeFormats = () => ({
  amount: new Intl.NumberFormat('en-US'),
  ko: seoulTime('ko-KR'),
  en: seoulTime('en-GB'),
});

export const won = (amount: Won): string => `₩${formats().amount.format(amount)}`;

function seoulTime(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    timeZone: 'Asia/Seoul',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}
