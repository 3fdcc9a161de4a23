export type Locale = 'ko' | 'en';

const DEFAULT_LOCALE: Locale = 'ko';

/** The best supported language for an `Accept-Language` (RFC 9110, 12.5.4); Korean if none fits. */
export function chooseLocale(acceptLanguage: string | undefined): Locale {
  if (acceptLanguage === undefined) return DEFAULT_LOCALE;
  let best: Locale = DEFAULT_LOCALE;
  let bestQuality = 0;
  for (const range of acceptLanguage.split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const language = tag.trim().split('-')[0];
    if (language !== 'ko' && language !== 'en') continue;
    const weight = parameters
      .map((parameter) => parameter.trim())
      .find((parameter) => parameter.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    if (quality > bestQuality) {
      best = language;
      bestQuality = quality;
    }
  }
  return best;
}
