type Given = Readonly<Record<string, unknown>>;

const DEVELOPMENT_SECRET = 'development-only';
/** Each secret has one purpose, so values must differ. Some hold several, separated by commas. */
const SECRETS = [
  'JWT_SECRET',
  'JWT_PREVIOUS_SECRETS',
  'SECOND_FACTOR_SECRET',
  'JOB_DATA_SECRET',
  'WEBHOOK_SECRET',
  'GATEWAY_SECRET_KEY',
  'TICKET_SIGNING_KEYS',
] as const;
/** 32 random characters contain about 20 different ones in base64 and 14 in hexadecimal. */
const MIN_DIFFERENT_CHARS = 10;
/** A repeated shorter text. */
const REPEATED = /^(.{1,16}?)\1+$/s;

const isDevelopmentDefault = (value: string): boolean =>
  value.includes(DEVELOPMENT_SECRET) || decoded(value).includes(DEVELOPMENT_SECRET);

const textOf = (given: Given, name: string): string => (typeof given[name] === 'string' ? given[name] : '');
const entriesOf = (given: Given, name: string): readonly string[] =>
  textOf(given, name)
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** The unsafe settings of a production environment, one line per variable, without values. */
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
    ...['PUBLIC_URL', 'PUBLIC_WEB_URL', 'SMS_GATEWAY_URL']
      .filter((name) => textOf(given, name).startsWith('http:'))
      .map((name) => `  ${name}: needs https`),
    ...weakMailOptions(textOf(given, 'MAIL_SMTP_URL')),
    ...(textOf(given, 'RATE_LIMITS') === 'off' ? ['  RATE_LIMITS: cannot be off in production'] : []),
    ...(textOf(given, 'DEMO_DATA') === '1' ? ['  DEMO_DATA: production has no demo data'] : []),
  ];
}

/** TLS options of a mail server's address, which would override the worker's. */
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

/** Secrets used for two purposes: a leak of one would also reveal the other. */
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
