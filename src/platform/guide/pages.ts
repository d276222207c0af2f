import type { Language } from '#/platform/text/texts.ts';
import type { Chapter } from './read-guide.ts';
import type { Found } from './search-guide.ts';

/** What every page of the guide is made of. */
export interface GuidePage {
  language: Language;
  chapters: readonly Chapter[];
  t: (key: string, params?: Record<string, string | number>) => string;
}

/** The first page: what there is. */
export function contentsPage(page: GuidePage): string {
  const entries = page.chapters.map((chapter) => {
    const headings = chapter.sections
      .filter(({ anchor }) => anchor !== '')
      .map(({ heading, anchor }) => `<li><a href="${linkTo(page, chapter.slug, anchor)}">${escape(heading)}</a></li>`);
    return `<li><a href="${linkTo(page, chapter.slug)}">${escape(chapter.title)}</a><ul>${headings.join('')}</ul></li>`;
  });
  const main = `<h1>${escape(page.t('guide.title'))}</h1><ul class="contents">${entries.join('')}</ul>`;
  return whole(page, page.t('guide.title'), '', main);
}

/** One chapter, with the way to the next. */
export function chapterPage(page: GuidePage, chapter: Chapter): string {
  const next = page.chapters[page.chapters.indexOf(chapter) + 1];
  const onward = next
    ? `<p class="onward"><a href="${linkTo(page, next.slug)}">${escape(page.t('guide.next', { title: next.title }))}</a></p>`
    : '';
  return whole(page, chapter.title, chapter.slug, chapter.html + onward);
}

/** What a search found. */
export function foundPage(page: GuidePage, query: string, found: readonly Found[]): string {
  const entries = found.map(({ chapter, heading, anchor, excerpt }) => {
    const where = heading === chapter.title ? '' : `<p class="where">${escape(chapter.title)}</p>`;
    return `<li><a href="${linkTo(page, chapter.slug, anchor)}">${escape(heading)}</a>${where}<p>${escape(excerpt)}</p></li>`;
  });
  const title = page.t('guide.found', { count: found.length, query });
  const body =
    found.length === 0 ? `<p>${escape(page.t('guide.nothing'))}</p>` : `<ul class="found">${entries.join('')}</ul>`;
  return whole(page, title, '', `<h1>${escape(title)}</h1>${body}`, query);
}

function whole(page: GuidePage, title: string, slug: string, main: string, query = ''): string {
  const { language, t } = page;
  const links = page.chapters.map(
    (chapter) =>
      `<li><a href="${linkTo(page, chapter.slug)}"${chapter.slug === slug ? ' aria-current="page"' : ''}>${escape(chapter.title)}</a></li>`,
  );
  const other: Language = language === 'en' ? 'sk' : 'en';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Mainstay</title>
<link rel="icon" type="image/svg+xml" href="/guide/icon.svg">
<link rel="stylesheet" href="/guide/guide.css">
</head>
<body>
<a class="skip" href="#main">${escape(t('guide.skip'))}</a>
<header>
<a class="brand" href="/sign-in">Mainstay</a>
<form action="/guide/${language}" role="search">
<input type="search" name="q" value="${escape(query)}" aria-label="${escape(t('guide.search'))}" placeholder="${escape(t('guide.search'))}">
<button>${escape(t('guide.find'))}</button>
</form>
<a href="/guide/${other}${slug === '' ? '' : `/${slug}`}" lang="${other}" hreflang="${other}">${other === 'sk' ? 'Slovensky' : 'English'}</a>
</header>
<div class="page">
<nav aria-label="${escape(t('guide.contents'))}"><ul>${links.join('')}</ul></nav>
<main id="main" tabindex="-1">
${main}
</main>
</div>
</body>
</html>
`;
}

function linkTo({ language }: GuidePage, slug: string, anchor = ''): string {
  return `/guide/${language}/${slug}${anchor === '' ? '' : `#${anchor}`}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
