import { lazyEnglish } from '../language/lazy-texts.ts';
import { texts as korean } from './texts/ko.ts';

export const partTexts = lazyEnglish(korean, () => import('./texts/en.ts'));
