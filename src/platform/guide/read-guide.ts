import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Marked } from 'marked';
import { searchWords } from '#/base/search-words.ts';

/** A part of a chapter: what stands under one heading. */
export interface Section {
  heading: string;
  /** Id of the heading in the page; empty for what stands before the first one. */
  anchor: string;
  /** Its words, folded: see {@link searchWords}. */
  words: string;
  text: string;
}

export interface Chapter {
  slug: string;
  title: string;
  html: string;
  sections: Section[];
}

/**
 * Reads a guide: one Markdown file a chapter, in the order of their names (`20-report.md` is the chapter `report`).
 * The first line is the chapter's title. The files are ours and trusted: HTML in them stays as it is.
 */
export function readGuide(folder: string): Chapter[] {
  return globSync('*.md', { cwd: folder })
    .toSorted()
    .map((file) =>
      readChapter(path.basename(file, '.md').replace(/^\d+-/, ''), readFileSync(path.join(folder, file), 'utf8')),
    );
}

function readChapter(slug: string, source: string): Chapter {
  const sections: Section[] = [];
  const anchors = new Set<string>();
  // In the order of the headings below the title, which is the order they are written in.
  const headingIds: string[] = [];
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }) {
        const inner = this.parser.parseInline(tokens);
        const id = depth === 1 ? '' : (headingIds.shift() ?? '');
        return `<h${depth}${id === '' ? '' : ` id="${id}"`}>${inner}</h${depth}>\n`;
      },
    },
  });
  const tokens = marked.lexer(source);
  const [first] = tokens;
  if (first?.type !== 'heading' || first.depth !== 1) throw new Error(`${slug} does not begin with its title`);
  let section: Section = { heading: first.text as string, anchor: '', words: '', text: '' };
  sections.push(section);
  for (const token of tokens.slice(1)) {
    if (token.type === 'heading') {
      const heading = token['text'] as string;
      const anchor = uniqueAnchor(heading, anchors);
      headingIds.push(anchor);
      section = { heading, anchor, words: '', text: '' };
      sections.push(section);
    } else section.text += `${plain(token.raw)} `;
  }
  for (const one of sections) one.words = ` ${searchWords(`${one.heading} ${one.text}`).join(' ')}`;
  return { slug, title: first.text as string, html: marked.parser(tokens), sections };
}

function uniqueAnchor(heading: string, taken: Set<string>): string {
  const base = searchWords(heading).join('-') || 'section';
  let anchor = base;
  for (let number = 2; taken.has(anchor); number++) anchor = `${base}-${number}`;
  taken.add(anchor);
  return anchor;
}

/** Markdown without its marks. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*_`#>|]/g, ' ')
    .replaceAll(/-{3,}/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
