import { isFileAnswer } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { route } from './route.ts';
import type { Answer, DoorRoute } from './route.ts';

/** The routes that processes and capabilities declare, one for each face they have. */
export function adaptRoutes(routes: readonly Route[]): DoorRoute[] {
  return routes.flatMap((declared) => {
    const { method, path, faces, rule, summary, query, body, answer, repeatable, upload, creates, own, handle } =
      declared;
    return faces.map((face) =>
      route({
        method,
        path: `${face === 'portal' ? '/portal' : ''}${path}`,
        face,
        rule,
        summary,
        query,
        body,
        answer,
        upload,
        // A file to be imported is large, and is looked at while its sender waits.
        ...(upload === 'source' ? { unhurried: true } : {}),
        own,
        tag: path.split('/')[1] ?? 'other',
        ...(creates ? { status: 201 } : {}),
        ...(repeatable && method !== 'GET' ? { effect: 'repeatable' as const } : {}),
        async handle({ ctx, params, ...asked }) {
          return answerOf(await handle(ctx, { params, query: asked.query, body: asked.body }), creates === true);
        },
      }),
    );
  });
}

function answerOf(answer: unknown, creates: boolean): Answer {
  if (isFileAnswer(answer)) {
    const { file, name, mediaType, size, inline = false } = answer;
    return {
      stream: file,
      headers: {
        'content-type': mediaType,
        'content-disposition': disposition(name, inline),
        // Whatever it is, a browser runs nothing of it.
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
        ...(size === undefined ? {} : { 'content-length': String(size) }),
      },
    };
  }
  if (answer === undefined || answer === null) return { status: 204 };
  return { status: creates ? 201 : 200, body: answer };
}

/** How a file is taken (RFC 6266), and its name: plain letters for old browsers, the real name for all others. */
function disposition(name: string, inline: boolean): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
