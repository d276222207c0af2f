import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '#/base/refusal.ts';
import { pagePolicy } from '#/platform/http/security-headers.ts';
import { languages, preferredLanguage } from '#/platform/text/texts.ts';
import type { Language, Texts } from '#/platform/text/texts.ts';
import { contentsPage, chapterPage, foundPage } from './pages.ts';
import { readGuide } from './read-guide.ts';
import type { Chapter } from './read-guide.ts';
import { searchGuide } from './search-guide.ts';

/**
 * Serves the guide at `/guide`: plain pages that need no script, no network and no account. Anybody may read it: it
 * says how the product is used, and nothing of an installation.
 */
export function addGuide(app: FastifyInstance, folder: string, texts: Texts): void {
  const chapters = new Map<Language, Chapter[]>();
  for (const language of languages) {
    const from = path.join(folder, language);
    if (existsSync(from)) chapters.set(language, readGuide(from));
  }
  const tokens = path.resolve(import.meta.dirname, '../web/theme.css');
  const style = [tokens, path.join(import.meta.dirname, 'guide.css')]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const icon = readFileSync(path.resolve(import.meta.dirname, '../web/icon.svg'));

  app.get('/guide', (request, reply) =>
    reply.redirect(`/guide/${preferredLanguage(request.headers['accept-language'])}`),
  );
  app.get('/guide/guide.css', (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(style),
  );
  app.get('/guide/icon.svg', (_request, reply) =>
    reply.header('cache-control', 'max-age=86400').type('image/svg+xml').send(icon),
  );
  app.get(
    '/guide/:language',
    (request: FastifyRequest<{ Params: { language: string }; Querystring: { q?: unknown } }>, reply) => {
      const page = pageFor(request.params.language);
      const { q } = request.query;
      if (typeof q !== 'string' || q.trim() === '') return send(reply, contentsPage(page));
      return send(reply, foundPage(page, q, searchGuide(page.chapters, q)));
    },
  );
  app.get(
    '/guide/:language/:chapter',
    (request: FastifyRequest<{ Params: { language: string; chapter: string } }>, reply) => {
      const page = pageFor(request.params.language);
      const chapter = page.chapters.find(({ slug }) => slug === request.params.chapter);
      if (!chapter) throw notFound();
      return send(reply, chapterPage(page, chapter));
    },
  );

  function pageFor(tag: string) {
    const language = languages.find((one) => one === tag);
    const found = language && chapters.get(language);
    if (!found) throw notFound();
    return {
      language,
      chapters: found,
      t: (key: string, params?: Record<string, string | number>) =>
        texts.textOf(language, params ? { key, params } : key),
    };
  }
}

function send(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .headers({ 'content-security-policy': pagePolicy, 'cache-control': 'no-cache' })
    .type('text/html; charset=utf-8')
    .send(html);
}
