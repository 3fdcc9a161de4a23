import type { Language } from './language/choose-language.ts';

const LOCALES = { ko: 'ko-KR', en: 'en-GB' } as const;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_DAY = 86_400;

const numbers = { ko: new Intl.NumberFormat('ko-KR'), en: new Intl.NumberFormat('en-GB') } as const;

/** `110,000원` or `KRW 110,000`. */
export function formatWon(amount: number, language: Language): string {
  const text = numbers[language].format(amount);
  return language === 'ko' ? `${text}원` : `KRW ${text}`;
}

export const formatNumber = (value: number, language: Language): string => numbers[language].format(value);

const formats = {
  dateTime: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  },
  date: { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' },
  time: { hour: '2-digit', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const inSeoul = (language: Language, format: keyof typeof formats): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(LOCALES[language], {
    ...formats[format],
    timeZone: 'Asia/Seoul',
    hourCycle: 'h23',
  });

/** The moment in Seoul, where the concerts are, such as `2027년 1월 1일 (금) 19:30`. */
export const formatDateTime = (iso: string, language: Language): string =>
  inSeoul(language, 'dateTime').format(new Date(iso));

/** The day in Seoul. */
export const formatDate = (iso: string, language: Language): string =>
  inSeoul(language, 'date').format(new Date(iso));

/** The days in Seoul from one moment to another; a single day if they are the same. */
export const formatDates = (from: string, to: string, language: Language): string =>
  inSeoul(language, 'date').formatRange(new Date(from), new Date(to));

/** The time of day in Seoul. */
export const formatTime = (iso: string, language: Language): string =>
  inSeoul(language, 'time').format(new Date(iso));

/** `4분 05초` or `4:05`; from an hour on `1시간 04분 05초`, `1:04:05`; from a day on days and hours. */
export function formatDuration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const days = Math.floor(whole / SECONDS_PER_DAY);
  const hours = Math.floor((whole % SECONDS_PER_DAY) / SECONDS_PER_HOUR);
  const minutes = Math.floor((whole % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE);
  const rest = two(whole % SECONDS_PER_MINUTE);
  if (days > 0) return language === 'ko' ? `${days}일 ${hours}시간` : `${days} d ${hours} h`;
  if (hours > 0) {
    return language === 'ko'
      ? `${hours}시간 ${two(minutes)}분 ${rest}초`
      : `${hours}:${two(minutes)}:${rest}`;
  }
  return language === 'ko' ? `${minutes}분 ${rest}초` : `${minutes}:${rest}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
