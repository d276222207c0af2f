import type { Chapter } from './read-guide.ts';
import { searchWords } from '#/base/search-words.ts';

/** What a search of the guide finds: sections that hold all its words, those with them in the heading first. */
export interface Found {
  chapter: Chapter;
  heading: string;
  anchor: string;
  excerpt: string;
}

/** Finds sections by the beginnings of words. */
export function searchGuide(chapters: readonly Chapter[], query: string): Found[] {
  const words = searchWords(query.slice(0, 200));
  if (words.length === 0) return [];
  const found: (Found & { rank: number })[] = [];
  for (const chapter of chapters) {
    for (const { heading, anchor, words: text, text: excerpt } of chapter.sections) {
      if (!words.every((word) => text.includes(` ${word}`))) continue;
      const inHeading = ` ${searchWords(heading).join(' ')}`;
      const rank = words.filter((word) => inHeading.includes(` ${word}`)).length;
      found.push({ chapter, heading, anchor, excerpt: shortened(excerpt), rank });
    }
  }
  return found.toSorted((a, b) => b.rank - a.rank).slice(0, 30);
}

function shortened(text: string): string {
  return text.length <= 220 ? text : `${text.slice(0, 220).replace(/\s\S*$/, '')} …`;
}
