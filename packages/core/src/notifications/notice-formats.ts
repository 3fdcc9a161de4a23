/** Formats of amounts, and of times in Seoul, which has had no summer time since 1988. */
export const makeFormats = () => ({
  amount: new Intl.NumberFormat('en-US'),
  ko: seoulTime('ko-KR'),
  en: seoulTime('en-GB'),
});

function seoulTime(language: string) {
  const time = { timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return {
    long: new Intl.DateTimeFormat(language, {
      ...time,
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      weekday: 'long',
    }),
    /** For text messages. */
    short: new Intl.DateTimeFormat(language, { ...time, month: 'short', day: 'numeric' }),
  };
}
