const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as text of HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/**
 * A plain text as simple HTML: paragraphs, line breaks, and addresses of our own site as links. What a person wrote
 * stays text: no markup of theirs survives, and no foreign address becomes a link under our name.
 */
export function toHtml(text: string, publicUrl: string, language = 'en'): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${linked(escapeHtml(paragraph), publicUrl).replaceAll('\n', '<br>')}</p>`);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body style="font-family:sans-serif;line-height:1.5">${paragraphs.join('')}</body></html>`;
}

function linked(escaped: string, publicUrl: string): string {
  const own = escapeHtml(publicUrl).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return escaped.replaceAll(new RegExp(`${own}/[\\w/.#?=%-]*[\\w/#-]`, 'g'), (url) => `<a href="${url}">${url}</a>`);
}
