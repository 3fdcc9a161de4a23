import { lazyEnglish } from '../shell/language/lazy-texts.ts';
import { texts as korean } from './texts/ko.ts';

export const concertsTexts = lazyEnglish(korean, () => import('./texts/en.ts'));
