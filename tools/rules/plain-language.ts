/** The phrases that made comments, titles and messages hardest to read, each with what to write instead. */
const BANNED_PHRASES: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/\bwhoever\b/i, 'whoever: name the subject'],
  [/\bnobody\b(?!-)/i, 'nobody: say who does not, or use the passive'],
  [/\btold\b/i, 'told: write "notified", "answers" or "receives"'],
  [/\bwhatever\b/i, 'whatever: write "any", "regardless of" or "for every"'],
  [/\b(come|comes|came) to\b/i, 'comes to: write "returns", "adds up to" or "becomes"'],
  [/\bof which\b/i, 'of which: make it two sentences'],
  [/\b(what|all) there is\b/i, 'what there is: name the things'],
  [/(\*|\/\/) (What|Whom|Whose|Those) /, 'a comment that starts with What, Whom, Whose or Those: use a noun'],
  [
    /Error\(['"`][^'"`]*\b(never|always|must|should)\b/,
    'an error that says what should be true: say what is',
  ],
];
const COMMENT_COLUMNS = 100;
const COMMENT_LINES = 3;
const FILE_LINES = 300;

/** The faults of one source file as "line: advice", in the order of its lines. */
export function languageFaults(source: string): readonly string[] {
  const lines = source.split('\n');
  const faults = lines.flatMap((line, index) =>
    BANNED_PHRASES.filter(([pattern]) => pattern.test(line)).map(([, advice]) => `${index + 1}: ${advice}`),
  );
  return [...faults, ...commentFaults(lines)].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

export function isTooLong(source: string): boolean {
  return source.trimEnd().split('\n').length > FILE_LINES;
}

function commentFaults(lines: readonly string[]): readonly string[] {
  const faults: string[] = [];
  let isInside = false;
  let rows = 0;
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    const isComment = isInside || /^(\/\*|\/\/)/.test(text);
    if ((isComment || /\s\/\/ \w/.test(line)) && line.length > COMMENT_COLUMNS) {
      faults.push(`${index + 1}: a comment of more than ${COMMENT_COLUMNS} columns`);
    }
    if (!isComment || (!isInside && text.startsWith('/*'))) rows = 0;
    const hasText = isComment && !/^(\/\*\*?|\*\/)$/.test(text);
    if (hasText) rows += 1;
    if (hasText && rows === COMMENT_LINES + 1) {
      faults.push(`${index + 1}: a comment of more than ${COMMENT_LINES} lines`);
    }
    if (isComment && text.includes('*/')) isInside = false;
    else if (!isInside && text.startsWith('/*')) isInside = true;
  }
  return faults;
}
