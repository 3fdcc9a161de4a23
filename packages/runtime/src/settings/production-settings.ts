type Given = Readonly<Record<string, unknown>>;

const DEVELOPMENT_SECRET = 'development-only';
/** Each has a purpose of its own, so each needs a value of its own. Some hold several, separated by commas. */
const SECRETS = [
  'JWT_SECRET',
  'JWT_PREVIOUS_SECRETS',
  'SECOND_FACTOR_SECRET',
  'JOB_DATA_SECRET',
  'WEBHOOK_SECRET',
  'GATEWAY_SECRET_KEY',
] as const;
/** Random text of 32 characters has about 20 different ones in base 64, and 14 in hexadecimal. */
const MIN_DIFFERENT_CHARS = 10;
/** A text that is a shorter one again and again. */
const REPEATED = /^(.{1,16}?)\1+$/s;

const isDevelopmentDefault = (value: string): boolean =>
  value.includes(DEVELOPMENT_SECRET) || decoded(value).includes(DEVELOPMENT_SECRET);

const textOf = (given: Given, name: string): string => (typeof given[name] === 'string' ? given[name] : '');
const entriesOf = (given: Given, name: string): readonly string[] =>
  textOf(given, name)
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/**
 * Everything in an environment that is not safe in production, a line for each variable. Empty for
 * another NODE_ENV. Values are never shown.
 */
export function unsafeInProduction(given: Given): readonly string[] {
  if (given.NODE_ENV !== 'production') return [];
  return [
    ...Object.entries(given)
      .filter(([, value]) => typeof value === 'string' && isDevelopmentDefault(value))
      .map(([name]) => `  ${name}: a development default is no secret`),
    ...SECRETS.filter((name) => entriesOf(given, name).some(isGuessable)).map(
      (name) => `  ${name}: has too few different characters; take random ones, as of openssl rand -hex 32`,
    ),
    ...sharedSecrets(given),
    ...(textOf(given, 'PUBLIC_URL').startsWith('http:') ? ['  PUBLIC_URL: needs https'] : []),
    ...weakMailOptions(textOf(given, 'MAIL_SMTP_URL')),
    ...(textOf(given, 'RATE_LIMITS') === 'off' ? ['  RATE_LIMITS: cannot be off in production'] : []),
    ...(textOf(given, 'DEMO_DATA') === '1' ? ['  DEMO_DATA: production has no demo data'] : []),
  ];
}

/** Options of a mail server's address that decide on TLS; they would count more than what the worker asks for. */
const TLS_OPTIONS = [
  'ignoreTLS',
  'requireTLS',
  'opportunisticTLS',
  'secure',
  'secured',
  'tls.rejectUnauthorized',
] as const;

function weakMailOptions(address: string): readonly string[] {
  if (!URL.canParse(address)) return [];
  const { searchParams } = new URL(address);
  return TLS_OPTIONS.filter((option) => searchParams.has(option)).map(
    (option) => `  MAIL_SMTP_URL: cannot have ${option}; mails are sent over verified TLS alone`,
  );
}

const isGuessable = (secret: string): boolean =>
  !isDevelopmentDefault(secret) && (new Set(secret).size < MIN_DIFFERENT_CHARS || REPEATED.test(secret));

/** Secrets that serve two purposes: whoever learns one from the one place has the other place too. */
function sharedSecrets(given: Given): readonly string[] {
  const firstUse = new Map<string, string>();
  const faults: string[] = [];
  for (const name of SECRETS) {
    for (const secret of new Set(entriesOf(given, name))) {
      const other = firstUse.get(secret);
      if (other === undefined) firstUse.set(secret, name);
      else if (!(name === 'JWT_PREVIOUS_SECRETS' && other === 'JWT_SECRET')) {
        faults.push(`  ${name}: is the same secret as ${other}`);
      }
    }
  }
  return faults;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
