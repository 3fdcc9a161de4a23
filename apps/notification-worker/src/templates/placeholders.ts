import Mustache, { type TemplateSpans } from 'mustache';

/** The parts of the frame that a template may include. */
const PARTIALS = ['style', 'facts', 'tickets'];

/**
 * The names in a template that are not allowed, each once. Throws if the template is malformed.
 * Unescaped placeholders are unknown as well, but for the frame's content.
 */
export function unknownPlaceholders(source: string, allowed: readonly string[]): readonly string[] {
  const found = namesOf(Mustache.parse(source) as TemplateSpans);
  return [...new Set(found.filter((name) => !allowed.includes(name)))];
}

function namesOf(spans: TemplateSpans): readonly string[] {
  return spans.flatMap((span): readonly string[] => {
    const [kind, name] = span;
    switch (kind) {
      case '#':
      case '^':
        return [name, ...namesOf(span[4] as TemplateSpans)];
      case 'name':
        return [name];
      case '&':
        return [name === 'content' ? name : `{${name}}`];
      case '>':
        return PARTIALS.includes(name) ? [] : [`> ${name}`];
      default:
        return [];
    }
  });
}
